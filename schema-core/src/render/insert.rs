//! `INSERT`.

use crate::ast::{ColumnRef, Compound, Conflict, ConflictAction, Insert, InsertRows, TableSource};
use crate::dialect::Database;
use crate::error::Result;
use crate::render::types::element_type;
use crate::render::{Rendered, Renderer};
use crate::schema_map::SchemaMap;
use crate::value::BindWriter;

/// An insert; the binds of its rows have been written before.
pub(crate) fn insert<D: Database>(
    insert: &Insert,
    map: Option<&SchemaMap>,
    binds: &mut dyn BindWriter,
) -> Result<Rendered> {
    let mut sql = Renderer::on(D::DIALECT, &insert.into, map, binds)?;
    if let Some(excluded) = excluded(insert) {
        sql.reads_table(excluded)?;
        sql.name_excluded();
    }
    sql.push("INSERT INTO ");
    sql.table(0);
    sql.rows(insert)?;
    if let Some(conflict) = &insert.conflict {
        sql.conflict(conflict)?;
        sql.name_excluded();
    }
    sql.returning(insert.returning.as_ref())?;
    Ok(sql.finish())
}

impl<'a> Renderer<'a> {
    /// The excluded row has its name from SQL; a table of the same name has another one until `RETURNING`,
    /// where SQLite knows its own name only.
    fn name_excluded(&mut self) {
        let dialect = self.dialect;
        if let [table, excluded] = &mut self.tables[..] {
            let is_taken = excluded.label != "excluded";
            if is_taken || table.labelled {
                std::mem::swap(&mut table.label, &mut excluded.label);
                table.labelled = is_taken;
            }
            self.qualified = dialect.reads_unknown_names_as_text();
        }
    }

    fn rows(&mut self, insert: &'a Insert) -> Result<()> {
        if insert.columns.is_empty() {
            self.push(" DEFAULT VALUES");
            return Ok(());
        }
        self.push(" (");
        self.separated(&insert.columns, ", ", |sql, at| {
            sql.quote(insert.into.spec.columns[*at].name);
            Ok(())
        })?;
        self.push(")");
        match &insert.rows {
            InsertRows::Binds { rows } => self.values(insert, std::iter::repeat_n(&[][..], *rows)),
            InsertRows::WithDefaults(masks) => self.values(insert, masks.iter().map(Vec::as_slice)),
            InsertRows::Columns => self.unnest(insert),
            InsertRows::Query(query) => self.query(insert, query),
        }
    }

    /// What a query reads. SQLite would take an `ON` after it for a join's; `WHERE` ends the query's tables.
    ///
    /// Source: SQLite, "UPSERT", "Parsing Ambiguity".
    fn query(&mut self, insert: &'a Insert, query: &'a Compound) -> Result<()> {
        let source = insert.into.key;
        let columns = insert.columns.iter().map(|at| ColumnRef { source, position: *at });
        let enums = columns.map(|column| self.enum_of_column(Some(column)));
        let enums = enums.collect::<Result<_>>()?;
        let ambiguous = insert.conflict.is_some() && !self.dialect.nests_set_operations();
        self.push(if ambiguous { " SELECT * FROM (" } else { " " });
        self.subquery_of(query, enums)?;
        self.push(if ambiguous { ") WHERE TRUE" } else { "" });
        Ok(())
    }

    /// A placeholder for each value; `DEFAULT` where the row's flag says so.
    fn values<'m>(
        &mut self,
        insert: &Insert,
        masks: impl Iterator<Item = &'m [bool]>,
    ) -> Result<()> {
        let source = insert.into.key;
        self.push(" VALUES ");
        self.separated(masks, ", ", |sql, mask| {
            sql.push("(");
            sql.separated(insert.columns.iter().enumerate(), ", ", |sql, (i, position)| {
                if mask.get(i) == Some(&true) {
                    sql.push("DEFAULT");
                    return Ok(());
                }
                sql.placeholder();
                sql.bind_cast(ColumnRef { source, position: *position })
            })?;
            sql.push(")");
            Ok(())
        })
    }

    /// An array for each column, whatever the number of rows.
    fn unnest(&mut self, insert: &Insert) -> Result<()> {
        let source = insert.into.key;
        self.push(" SELECT * FROM UNNEST(");
        self.separated(&insert.columns, ", ", |sql, position| {
            let column = ColumnRef { source, position: *position };
            let spec = &insert.into.spec.columns[*position];
            sql.placeholder();
            let before = sql.sql.len();
            sql.cast(column, "[]")?;
            if let (true, Some(element)) = (sql.sql.len() == before, element_type(spec.kind)) {
                sql.push("::");
                sql.push(element);
                sql.push("[]");
            }
            Ok(())
        })?;
        self.push(")");
        Ok(())
    }

    fn conflict(&mut self, conflict: &'a Conflict) -> Result<()> {
        self.push(" ON CONFLICT ");
        if !conflict.columns.is_empty() {
            self.push("(");
            self.separated(&conflict.columns, ", ", |sql, column| sql.bare_column(*column))?;
            self.push(") ");
        }
        match &conflict.action {
            ConflictAction::Nothing => {
                self.push("DO NOTHING");
                Ok(())
            }
            ConflictAction::Update(update) => {
                self.push("DO UPDATE SET ");
                // A bare name would mean the row that is there and the excluded one.
                let qualified = std::mem::replace(&mut self.qualified, true);
                self.assignments(&update.set)?;
                self.filter(update.filter.as_ref())?;
                self.qualified = qualified;
                Ok(())
            }
        }
    }
}

/// The rows that were to be inserted, where a conflict's update reads them.
fn excluded(insert: &Insert) -> Option<&TableSource> {
    match &insert.conflict {
        Some(Conflict { action: ConflictAction::Update(update), .. }) => Some(&update.excluded),
        _ => None,
    }
}
