//! The clauses of a `CREATE TABLE` that stand behind columns and behind tables alike.
//!
//! Each is `None` where the text does not read as one.

use polyschema_core::ident::quote_literal;
use polyschema_core::spec::{Deferrable, ReferentialAction};

use super::create_table::{KeyColumn, References};
use crate::sql::{Cursor, TokenKind};

/// A default without parentheses is one literal, with or without a sign. A name there is a text.
pub(super) fn default(cursor: &mut Cursor<'_, '_>) -> Option<String> {
    let start = cursor.clone();
    if cursor.sees(&["("]) {
        return cursor.parenthesized().map(str::to_owned);
    }
    let signed = cursor.eat(&["-"]) || cursor.eat(&["+"]);
    let token = cursor.next()?;
    let is_word = token.kind == TokenKind::Word
        && ["NULL", "TRUE", "FALSE", "CURRENT_DATE", "CURRENT_TIME", "CURRENT_TIMESTAMP"]
            .iter()
            .any(|word| token.is(word));
    let is_name = matches!(token.kind, TokenKind::Word | TokenKind::Delimited) && !is_word;
    if signed || !is_name {
        return Some(start.text_until(cursor).to_owned());
    }
    let mut literal = String::new();
    quote_literal(&token.unquoted(), &mut literal);
    Some(literal)
}

pub(super) fn key_columns(cursor: &mut Cursor<'_, '_>) -> Option<(Vec<KeyColumn>, bool)> {
    let (mut columns, mut autoincrement) = (Vec::new(), false);
    for mut part in cursor.group()?.split_at_commas() {
        let name = part.name()?;
        let collation = if part.eat(&["COLLATE"]) { Some(part.name()?) } else { None };
        let descending = direction(&mut part);
        autoincrement |= part.eat(&["AUTOINCREMENT"]);
        if !part.is_at_end() {
            return None;
        }
        columns.push(KeyColumn { name, collation, descending });
    }
    Some((columns, autoincrement))
}

/// Whether the order is descending.
pub(super) fn direction(cursor: &mut Cursor<'_, '_>) -> bool {
    cursor.eat(&["DESC"]) || {
        cursor.eat(&["ASC"]);
        false
    }
}

pub(super) fn names(cursor: &mut Cursor<'_, '_>) -> Option<Vec<String>> {
    cursor.group()?.split_at_commas().into_iter().map(|mut part| part.name()).collect()
}

pub(super) fn references(cursor: &mut Cursor<'_, '_>) -> Option<References> {
    cursor.expect(&["REFERENCES"])?;
    let mut references = References {
        table: cursor.name()?,
        columns: if cursor.sees(&["("]) { names(cursor)? } else { Vec::new() },
        on_delete: ReferentialAction::default(),
        on_update: ReferentialAction::default(),
        match_name: None,
        deferrable: Deferrable::default(),
    };
    loop {
        if cursor.eat(&["ON", "DELETE"]) {
            references.on_delete = action(cursor)?;
        } else if cursor.eat(&["ON", "UPDATE"]) {
            references.on_update = action(cursor)?;
        } else if cursor.eat(&["ON", "INSERT"]) {
            action(cursor)?;
        } else if cursor.eat(&["MATCH"]) {
            references.match_name = Some(cursor.name()?);
        } else {
            return Some(references);
        }
    }
}

fn action(cursor: &mut Cursor<'_, '_>) -> Option<ReferentialAction> {
    let actions: [(&[&str], ReferentialAction); 5] = [
        (&["SET", "NULL"], ReferentialAction::SetNull),
        (&["SET", "DEFAULT"], ReferentialAction::SetDefault),
        (&["CASCADE"], ReferentialAction::Cascade),
        (&["RESTRICT"], ReferentialAction::Restrict),
        (&["NO", "ACTION"], ReferentialAction::NoAction),
    ];
    actions.into_iter().find_map(|(words, action)| cursor.eat(words).then_some(action))
}

/// The outer `None` is a text that does not read.
pub(super) fn deferrable(cursor: &mut Cursor<'_, '_>) -> Option<Option<Deferrable>> {
    let not = cursor.eat(&["NOT", "DEFERRABLE"]);
    if !not && !cursor.eat(&["DEFERRABLE"]) {
        return Some(None);
    }
    let mut deferred = false;
    if cursor.eat(&["INITIALLY"]) {
        deferred = cursor.eat(&["DEFERRED"]);
        if !deferred {
            cursor.expect(&["IMMEDIATE"])?;
        }
    }
    Some(Some(match (not, deferred) {
        (true, _) => Deferrable::Not,
        (false, false) => Deferrable::InitiallyImmediate,
        (false, true) => Deferrable::InitiallyDeferred,
    }))
}

/// The word after `ON CONFLICT`; the outer `None` is a text that does not read.
pub(super) fn on_conflict<'a>(cursor: &mut Cursor<'_, 'a>) -> Option<Option<&'a str>> {
    if !cursor.eat(&["ON", "CONFLICT"]) {
        return Some(None);
    }
    cursor.next().map(|token| Some(token.text))
}
