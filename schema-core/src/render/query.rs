//! Queries: `SELECT`, several put together, and those with a name.

use crate::ast::{
    Body, ColumnRef, Compound, Distinct, Expr, FromItem, Groups, Items, JoinKind, NamedQuery,
    OrderBy, OutputOrder, QuerySource, Select, SetOperator,
};
use crate::dialect::Database;
use crate::error::Result;
use crate::ident::quote;
use crate::render::enums::EnumType;
use crate::render::{Rendered, Renderer};
use crate::schema_map::SchemaMap;
use crate::spec::Nulls;
use crate::value::{BindWriter, ValueRef};

pub(crate) fn select<D: Database>(
    select: &Select,
    map: Option<&SchemaMap>,
    binds: &mut dyn BindWriter,
) -> Result<Rendered> {
    let mut sql = Renderer::new(D::DIALECT, map, binds);
    sql.select(select)?;
    Ok(sql.finish())
}

/// A query on one table whose text up to its clauses is `head`.
pub(crate) fn select_from<D: Database>(
    head: &str,
    select: &Select,
    binds: &mut dyn BindWriter,
) -> Result<Rendered> {
    let mut sql = Renderer::new(D::DIALECT, None, binds);
    sql.reads(&select.from)?;
    sql.qualifies();
    sql.sql.reserve(head.len() + 384);
    sql.push(head);
    sql.clauses(select)?;
    Ok(sql.finish())
}

pub(crate) fn compound<D: Database>(
    query: &Compound,
    map: Option<&SchemaMap>,
    binds: &mut dyn BindWriter,
) -> Result<Rendered> {
    let mut sql = Renderer::new(D::DIALECT, map, binds);
    sql.compound(query)?;
    Ok(sql.finish())
}

impl<'a> Renderer<'a> {
    pub(super) fn select(&mut self, select: &'a Select) -> Result<()> {
        for source in select.sources() {
            self.reads(source)?;
        }
        self.qualifies();
        self.groups = select.groups.as_deref();
        match &select.distinct {
            Distinct::No => self.push("SELECT "),
            Distinct::Rows => self.push("SELECT DISTINCT "),
            Distinct::On(keys) => {
                self.push("SELECT DISTINCT ON (");
                self.separated(keys, ", ", Self::expr)?;
                self.push(") ");
            }
        }
        self.items(&select.items)?;
        if matches!(select.distinct, Distinct::Rows) {
            self.sorted_items(select)?;
        }
        self.push(" FROM ");
        self.source(self.own, &select.from)?;
        for (i, join) in select.joins.iter().enumerate() {
            self.push(match join.kind {
                JoinKind::Inner => " JOIN ",
                JoinKind::Left => " LEFT JOIN ",
                JoinKind::Right => " RIGHT JOIN ",
                JoinKind::Full => " FULL JOIN ",
            });
            self.source(self.own + i + 1, &join.source)?;
            self.push(" ON ");
            self.expr(&join.on)?;
        }
        self.clauses(select)
    }

    /// What follows the tables.
    fn clauses(&mut self, select: &'a Select) -> Result<()> {
        self.filter(select.filter.as_ref())?;
        if let Some(groups) = select.groups.as_deref() {
            self.group_by(groups)?;
        }
        self.order_by(&select.order_by)?;
        self.page(select.limit, select.offset)?;
        self.lock(select.lock.as_ref())
    }

    pub(super) fn compound(&mut self, query: &'a Compound) -> Result<()> {
        if !query.rest.is_empty() && !self.outermost && self.enums.is_empty() {
            self.enums = self.enums_of(query)?;
        }
        if query.rest.is_empty() && query.order_by.is_empty() {
            self.branch(query, &query.first)?;
            return self.page(query.limit, query.offset);
        }
        // `INTERSECT` binds more tightly in PostgreSQL; in SQLite all bind alike, from the left.
        let nested = match self.dialect.nests_set_operations() {
            true => query.rest.len().saturating_sub(1),
            false => 0,
        };
        self.push(&"(".repeat(nested));
        self.branch(query, &query.first)?;
        for (i, (operator, select)) in query.rest.iter().enumerate() {
            if (1..=nested).contains(&i) {
                self.push(")");
            }
            self.push(match operator {
                SetOperator::Union => " UNION ",
                SetOperator::UnionAll => " UNION ALL ",
                SetOperator::Intersect => " INTERSECT ",
                SetOperator::Except => " EXCEPT ",
            });
            self.branch(query, select)?;
        }
        self.output_order(&query.order_by)?;
        self.page(query.limit, query.offset)
    }

    /// One of the queries that are put together: its tables are its own.
    fn branch(&mut self, query: &Compound, select: &'a Select) -> Result<()> {
        let (tables, qualified) = (self.tables.len(), self.qualified);
        let schemas = self.schemas.len();
        let groups = self.groups.take();
        let key_texts = std::mem::take(&mut self.key_texts);
        // A branch with an order or a limit of its own stands in parentheses, which SQLite does not take.
        let alone = query.rest.is_empty() && query.order_by.is_empty();
        let own_page =
            !select.order_by.is_empty() || select.limit.is_some() || select.offset.is_some();
        let (open, close) = match (alone || !own_page, self.dialect.nests_set_operations()) {
            (true, _) => ("", ""),
            (false, true) => ("(", ")"),
            (false, false) => ("SELECT * FROM (", ")"),
        };
        self.push(open);
        self.select(select)?;
        self.push(close);
        self.tables.truncate(tables);
        if query.across {
            self.schemas.truncate(schemas);
        }
        self.qualified = qualified;
        self.groups = groups;
        self.key_texts = key_texts;
        Ok(())
    }

    /// A query inside of an expression, without its parentheses.
    pub(super) fn subquery(&mut self, query: &'a Compound) -> Result<()> {
        self.subquery_of(query, Vec::new())
    }

    /// A query inside of another statement that is to read these enums.
    pub(super) fn subquery_of(
        &mut self,
        query: &'a Compound,
        enums: Vec<Option<EnumType<'a>>>,
    ) -> Result<()> {
        self.inside(|sql| {
            sql.enums = enums;
            sql.compound(query)
        })
    }

    /// What a query reads from, in `FROM`.
    pub(super) fn source(&mut self, at: usize, source: &'a FromItem) -> Result<()> {
        match source {
            FromItem::Query(QuerySource { query, lateral: true, .. }) => self.lateral(at, query),
            FromItem::Query(source) => {
                self.with_query(source)?;
                self.table(at);
                Ok(())
            }
            FromItem::Table(_) => {
                self.table(at);
                Ok(())
            }
        }
    }

    /// `LATERAL (..) AS "name"("column", ..)`.
    fn lateral(&mut self, at: usize, query: &'a NamedQuery) -> Result<()> {
        self.push("LATERAL (");
        if let Body::Query(body) = &query.body {
            // It reads what stands before it, and neither itself nor what follows.
            let after = self.tables.split_off(at);
            let own = self.own;
            let written = self.subquery(body);
            self.own = own;
            self.tables.extend(after);
            written?;
        }
        self.push(") AS ");
        let Self { tables, sql, .. } = self;
        quote(&tables[at].label, sql);
        self.column_names(query);
        Ok(())
    }

    /// Writes a `WITH` query out once, after those that it reads.
    fn with_query(&mut self, source: &'a QuerySource) -> Result<()> {
        let written = self.with.iter().any(|(query, _)| *query == source.query.key);
        if written || matches!(source.query.body, Body::Itself) {
            return Ok(());
        }
        let outer = std::mem::take(&mut self.sql);
        let floor = std::mem::replace(&mut self.floor, self.tables.len());
        let body = self.with_body(&source.query);
        self.floor = floor;
        let text = std::mem::replace(&mut self.sql, outer);
        body?;
        self.with.push((source.query.key, text));
        Ok(())
    }

    fn with_body(&mut self, query: &'a NamedQuery) -> Result<()> {
        self.quote(query.name);
        self.column_names(query);
        self.push(" AS (");
        match &query.body {
            Body::Query(body) => self.subquery(body)?,
            Body::Recursive { base, step, all } => {
                self.is_recursive = true;
                let enums = self.enums_of(base)?;
                self.subquery(base)?;
                self.push(if *all { " UNION ALL " } else { " UNION " });
                self.subquery_of(step, enums)?;
            }
            Body::Itself => {}
        }
        self.push(")");
        Ok(())
    }

    fn column_names(&mut self, query: &NamedQuery) {
        for (i, column) in query.columns.iter().enumerate() {
            self.push(if i == 0 { "(" } else { ", " });
            self.quote(&column.name);
        }
        self.push(")");
    }

    pub(super) fn items(&mut self, items: &'a Items) -> Result<()> {
        match items {
            Items::Table { columns } => {
                let columns = *columns;
                self.separated(0..columns, ", ", Self::whole_column)
            }
            Items::List(items) => {
                self.separated(items.iter().enumerate(), ", ", |sql, (at, item)| sql.item(at, item))
            }
        }
    }

    /// A column of what the query starts from.
    fn whole_column(&mut self, position: usize) -> Result<()> {
        let source = self.tables[self.own].key;
        let column = ColumnRef { source, position };
        self.column(column)?;
        if let Some((schema, spec)) = self.resolve(column)? {
            self.read_cast(spec.kind, super::expr::is_custom(spec));
            self.item_cast(position, EnumType::of(schema, spec));
        }
        Ok(())
    }

    pub(super) fn filter(&mut self, filter: Option<&'a Expr>) -> Result<()> {
        if let Some(filter) = filter {
            self.push(" WHERE ");
            self.expr(filter)?;
        }
        Ok(())
    }

    fn group_by(&mut self, groups: &'a Groups) -> Result<()> {
        if !groups.keys.is_empty() {
            self.push(" GROUP BY ");
            let keys = u16::try_from(groups.keys.len()).unwrap_or(u16::MAX);
            self.separated(0..keys, ", ", Self::key)?;
        }
        if let Some(having) = &groups.having {
            self.push(" HAVING ");
            self.expr(having)?;
        }
        Ok(())
    }

    /// What the rows are grouped by. Two placeholders are two values to PostgreSQL, so that a key with binds
    /// keeps the text that it was given first.
    pub(super) fn key(&mut self, position: u16) -> Result<()> {
        let at = usize::from(position);
        let Self { sql, key_texts, .. } = self;
        if let Some(Some(text)) = key_texts.get(at) {
            sql.push_str(text);
            return Ok(());
        }
        let Some(key) = self.groups.and_then(|groups| groups.keys.get(at)) else {
            return Ok(());
        };
        let (start, before) = (self.sql.len(), self.placeholders);
        self.operand(key, crate::ast::Tight::Atom)?;
        if self.placeholders > before {
            self.key_texts.resize(self.key_texts.len().max(at + 1), None);
            self.key_texts[at] = Some(self.sql[start..].to_owned());
        }
        Ok(())
    }

    /// With `DISTINCT`, PostgreSQL sorts only by what is read: a column that is read as text is read once more,
    /// as it is. Nobody looks at it.
    fn sorted_items(&mut self, select: &'a Select) -> Result<()> {
        let first = self.tables[self.own].key;
        for column in select.order_by.iter().filter_map(OrderBy::column) {
            let is_read = match &select.items {
                Items::Table { columns } => column.source == first && column.position < *columns,
                Items::List(items) => items
                    .iter()
                    .any(|item| matches!(item.expr, Expr::Column(read) if read == column)),
            };
            if is_read && self.is_read_as_text(column)? {
                self.push(", ");
                self.column(column)?;
            }
        }
        Ok(())
    }

    /// A bare name would mean what is read under it: an enum's text, or an aggregate named after its function.
    pub(super) fn order_by(&mut self, keys: &'a [OrderBy]) -> Result<()> {
        if keys.is_empty() {
            return Ok(());
        }
        self.qualified = true;
        self.push(" ORDER BY ");
        self.separated(keys, ", ", Self::order_key)
    }

    pub(super) fn order_key(&mut self, key: &'a OrderBy) -> Result<()> {
        self.expr(&key.expr)?;
        self.direction(key.descending, key.nulls);
        Ok(())
    }

    fn output_order(&mut self, keys: &[OutputOrder]) -> Result<()> {
        if keys.is_empty() {
            return Ok(());
        }
        self.push(" ORDER BY ");
        self.separated(keys, ", ", |sql, key| {
            sql.push(&(key.position + 1).to_string());
            sql.direction(key.descending, key.nulls);
            Ok(())
        })
    }

    fn direction(&mut self, descending: bool, nulls: Option<Nulls>) {
        self.push(if descending { " DESC" } else { "" });
        self.push(match nulls {
            None => "",
            Some(Nulls::First) => " NULLS FIRST",
            Some(Nulls::Last) => " NULLS LAST",
        });
    }

    /// SQLite takes an offset only after a limit; -1 there means none.
    fn page(&mut self, limit: Option<i64>, offset: Option<i64>) -> Result<()> {
        if let Some(limit) = limit {
            self.push(" LIMIT ");
            self.bind_ref(ValueRef::I64(limit))?;
        } else if offset.is_some() && self.dialect.offset_needs_limit() {
            self.push(" LIMIT -1");
        }
        if let Some(offset) = offset {
            self.push(" OFFSET ");
            self.bind_ref(ValueRef::I64(offset))?;
        }
        Ok(())
    }
}
