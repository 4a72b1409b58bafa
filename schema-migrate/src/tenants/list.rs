//! Many rows of the registry: filtered, and read page by page.

use std::collections::VecDeque;

use futures_util::Stream;
use futures_util::stream::try_unfold;
use sqlx::PgConnection;

use super::row::{COLUMNS, TenantRow};
use super::{Registry, TenantError, TenantState};
use crate::error::{Error, Result};

/// So many rows are read at once.
const PAGE: usize = 1000;

/// Which tenants are meant: all of them, or those for which everything that was said is true.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TenantFilter {
    states: Vec<TenantState>,
    group: Option<String>,
    pattern: Option<String>,
}

impl TenantFilter {
    /// All tenants.
    pub fn all() -> Self {
        Self::default()
    }

    /// Those in a state; called again, in one of the states.
    #[must_use]
    pub fn state(mut self, state: TenantState) -> Self {
        self.states.push(state);
        self
    }

    /// Those of a group.
    #[must_use]
    pub fn group(self, group: &str) -> Self {
        Self { group: Some(group.to_owned()), ..self }
    }

    /// Those whose whole name is like a pattern, in which `*` stands for any characters and `?` for one.
    #[must_use]
    pub fn matching(self, pattern: &str) -> Self {
        Self { pattern: Some(pattern.to_owned()), ..self }
    }

    /// The states as one text, the group, and a pattern of `LIKE`; empty where all are meant.
    fn binds(&self) -> [String; 3] {
        let states: Vec<&str> = self.states.iter().map(|state| state.word()).collect();
        let pattern = self.pattern.as_deref().map(like).unwrap_or_default();
        [states.join(" "), self.group.clone().unwrap_or_default(), pattern]
    }
}

impl Registry {
    /// The tenants in the order of the bytes of their names, read a thousand at a time: who creates or drops
    /// tenants meanwhile is not kept from it.
    ///
    /// ```no_run
    /// # use futures_util::TryStreamExt;
    /// # use polyschema_migrate::tenants::{Registry, TenantFilter, TenantRow};
    /// # async fn list(registry: &Registry, connection: &mut sqlx::PgConnection) -> polyschema_migrate::error::Result<()> {
    /// let canaries = TenantFilter::all().group("canary").matching("acme_*");
    /// let rows: Vec<TenantRow> = registry.list(connection, &canaries).try_collect().await?;
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    /// As of [`get`](Self::get), as the item that ends the stream.
    pub fn list<'c>(
        &'c self,
        connection: &'c mut PgConnection,
        filter: &TenantFilter,
    ) -> impl Stream<Item = Result<TenantRow>> + Send + Unpin + 'c {
        let binds = filter.binds();
        let first = Some(String::new());
        let state = (connection, VecDeque::new(), first, binds);
        Box::pin(try_unfold(state, move |(connection, mut rows, mut after, binds)| async move {
            if rows.is_empty()
                && let Some(last) = after.take()
            {
                rows = self.page(connection, &last, &binds).await?;
                // A page that is not full is the last one.
                let next = rows.back().filter(|_| rows.len() == PAGE);
                after = next.map(|row: &TenantRow| row.name.as_str().to_owned());
            }
            let row = rows.pop_front();
            Ok::<_, Error>(row.map(|row| (row, (connection, rows, after, binds))))
        }))
    }

    async fn page(
        &self,
        connection: &mut PgConnection,
        after: &str,
        binds: &[String; 3],
    ) -> Result<VecDeque<TenantRow>> {
        let sql = format!(
            "SELECT {COLUMNS} FROM {} WHERE name > $1 \
            AND ($2 = '' OR state = ANY (pg_catalog.string_to_array($2, ' '))) \
            AND ($3 = '' OR group_name = $3) AND ($4 = '' OR name LIKE $4) ORDER BY name LIMIT {PAGE}",
            self.name()
        );
        let [states, group, pattern] = binds;
        let rows = self.read(connection, &sql, &[after, states, group, pattern]).await;
        let rows = rows.map_err(TenantError::database("list of tenants", ""))?;
        rows.into_iter().map(TenantRow::read).collect()
    }
}

/// As `LIKE` writes it. Source: PostgreSQL manual, 9.7.1.
fn like(pattern: &str) -> String {
    let mut like = String::new();
    for character in pattern.chars() {
        match character {
            '*' => like.push('%'),
            '?' => like.push('_'),
            '%' | '_' | '\\' => like.extend(['\\', character]),
            // No name has it, and the server does not take it.
            '\0' => {}
            other => like.push(other),
        }
    }
    like
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_are_those_of_like() {
        assert_eq!(like("acme_*"), "acme\\_%");
        assert_eq!(like("?%\\"), "_\\%\\\\");
    }
}
