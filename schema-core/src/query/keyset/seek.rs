//! The rows beyond a place in an order, as a predicate.

use crate::ast;
use crate::ast::{BinaryOp, Expr};
use crate::query::keyset::KeysetKey;
use crate::spec::Nulls;
use crate::value::{Value, ValueRef};

/// That a row comes after the one that has these values.
///
/// `(a, b) > (1, 2)` where that says it. Else `a > 1 OR (a = 1 AND b < 2)`, behind `a >= 1` where `a` is never
/// NULL, so that an index on it is of use.
pub(super) fn beyond(order: &[KeysetKey], values: Vec<Value>) -> Expr {
    let keys: Vec<(&KeysetKey, Value)> = distinct(order, values).collect();
    let descending = keys.first().is_some_and(|(key, _)| key.by.descending);
    if keys.iter().all(|(key, _)| !key.nullable && key.by.descending == descending) {
        let [one] = &keys[..] else {
            let (left, right) = keys.iter().map(|(key, value)| pair(key, value)).unzip();
            return binary(op(descending), Expr::Row(left), Expr::Row(right));
        };
        return compared(op(descending), one.0, &one.1);
    }
    let mut equal = Vec::new();
    let mut places = Vec::new();
    for (key, value) in &keys {
        if let Some(further) = further(key, value) {
            let mut all: Vec<Expr> = equal.clone();
            all.push(further);
            places.push(Expr::All(all));
        }
        equal.push(match value.as_ref() {
            ValueRef::Null(_) => Expr::IsNull(Box::new(key.by.expr.clone())),
            _ => compared(BinaryOp::Eq, key, value),
        });
    }
    match &keys[..] {
        [(first, value), ..] if !first.nullable => {
            let op = if descending { BinaryOp::Le } else { BinaryOp::Ge };
            Expr::All(vec![compared(op, first, value), Expr::Any(places)])
        }
        _ => Expr::Any(places),
    }
}

/// That a key comes after a value; `None` if nothing does.
fn further(key: &KeysetKey, value: &Value) -> Option<Expr> {
    let nulls_last = key.by.nulls == Some(Nulls::Last);
    let is_null = Expr::IsNull(Box::new(key.by.expr.clone()));
    match value.as_ref() {
        ValueRef::Null(_) if nulls_last => None,
        ValueRef::Null(_) => Some(Expr::Not(Box::new(is_null))),
        _ => {
            let compared = compared(op(key.by.descending), key, value);
            Some(match key.nullable && nulls_last {
                true => Expr::Any(vec![compared, is_null]),
                false => compared,
            })
        }
    }
}

const fn op(descending: bool) -> BinaryOp {
    if descending { BinaryOp::Lt } else { BinaryOp::Gt }
}

fn pair(key: &KeysetKey, value: &Value) -> (Expr, Expr) {
    let left = key.by.expr.clone();
    let right = Expr::Bind { value: value.clone(), like: None }.like(&left);
    (left, right)
}

fn compared(op: BinaryOp, key: &KeysetKey, value: &Value) -> Expr {
    let (left, right) = pair(key, value);
    binary(op, left, right)
}

fn binary(op: BinaryOp, left: Expr, right: Expr) -> Expr {
    Expr::Binary { op, left: Box::new(left), right: Box::new(right) }
}

/// The keys, without those columns that stand among them before.
fn distinct(order: &[KeysetKey], values: Vec<Value>) -> impl Iterator<Item = (&KeysetKey, Value)> {
    order.iter().zip(values).enumerate().filter_map(|(at, (key, value))| {
        let is_new = !order[..at].iter().any(|before| same_column(before, key));
        is_new.then_some((key, value))
    })
}

fn same_column(one: &KeysetKey, other: &KeysetKey) -> bool {
    one.by.column().is_some() && one.by.column() == other.by.column()
}

/// The sort keys, without those columns that stand among them before.
pub(super) fn order_by(order: Vec<KeysetKey>) -> Vec<ast::OrderBy> {
    let mut distinct: Vec<KeysetKey> = Vec::with_capacity(order.len());
    for key in order {
        if !distinct.iter().any(|before| same_column(before, &key)) {
            distinct.push(key);
        }
    }
    distinct.into_iter().map(|key| key.by).collect()
}

/// Turns an order around.
pub(super) fn reverse(by: &mut ast::OrderBy) {
    by.descending = !by.descending;
    by.nulls = by.nulls.map(|nulls| match nulls {
        Nulls::First => Nulls::Last,
        Nulls::Last => Nulls::First,
    });
}

/// Reads what the rows are sorted by, after what is read anyway.
pub(super) fn read_too(select: &mut ast::Select, order: &[KeysetKey]) {
    let keys =
        order.iter().map(|key| ast::SelectItem { expr: key.by.expr.clone(), kind: key.kind });
    let items = std::mem::replace(&mut select.items, ast::Items::List(Vec::new()));
    let mut items = items.into_list(&select.from);
    items.extend(keys);
    select.items = ast::Items::List(items);
}

/// A number that is the same for the same order of the same tables, in every schema and every build.
pub(super) fn number(select: &ast::Select, order: &[KeysetKey]) -> u32 {
    let mut hash = Fnv::new();
    for source in select.sources() {
        let (name, alias) = match source {
            ast::FromItem::Table(table) => (table.spec.name, table.alias),
            ast::FromItem::Query(query) => (query.query.name, query.alias),
        };
        hash.add(name);
        hash.add(alias.unwrap_or_default());
    }
    for key in order {
        let found = key.by.column().and_then(|column| {
            let mut sources = select.sources().enumerate();
            let (at, source) = sources.find(|(_, source)| source.key() == column.source)?;
            Some((at, source, column.position))
        });
        match found {
            Some((at, ast::FromItem::Table(table), position)) => {
                hash.add(&at.to_string());
                hash.add(table.spec.columns[position].name);
            }
            Some((at, ast::FromItem::Query(query), position)) => {
                hash.add(&at.to_string());
                hash.add(&query.query.columns[position].name);
            }
            None => hash.add("expression"),
        }
        hash.add(if key.by.descending { "desc" } else { "asc" });
        hash.add(match key.by.nulls {
            None => "",
            Some(Nulls::First) => "first",
            Some(Nulls::Last) => "last",
        });
    }
    hash.0
}

/// Source: the FNV hash, 32-bit FNV-1a.
struct Fnv(u32);

impl Fnv {
    const fn new() -> Self {
        Self(0x811c_9dc5)
    }

    /// Adds a part, so that parts are told from one another.
    fn add(&mut self, part: &str) {
        for byte in part.bytes().chain([0]) {
            self.0 = (self.0 ^ u32::from(byte)).wrapping_mul(0x0100_0193);
        }
    }
}
