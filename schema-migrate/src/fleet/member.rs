//! The members of a fleet, and which of them a run is about.

use std::collections::BTreeSet;

use glob::Pattern;
use polyschema_core::SchemaName;

use super::FleetError;
use crate::error::Result;

/// A schema of a fleet.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct FleetMember {
    /// Its name in the database.
    pub name: SchemaName,
    /// The group that it belongs to.
    pub group: Option<String>,
}

impl FleetMember {
    /// A schema that belongs to no group.
    pub const fn new(name: SchemaName) -> Self {
        Self { name, group: None }
    }

    /// A schema of a group.
    #[must_use]
    pub fn in_group(self, group: impl Into<String>) -> Self {
        Self { group: Some(group.into()), ..self }
    }
}

/// Which members a run is about; by default, all.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Selection {
    names: BTreeSet<String>,
    patterns: Vec<Pattern>,
    groups: BTreeSet<String>,
}

impl Selection {
    /// All of them.
    pub fn all() -> Self {
        Self::default()
    }

    /// One that has this name, and others that are named so.
    #[must_use]
    pub fn name(mut self, name: impl Into<String>) -> Self {
        self.names.insert(name.into());
        self
    }

    /// Those whose name is like a pattern (`t_0*`), and like another that is given so.
    ///
    /// # Errors
    /// [`FleetError::Pattern`].
    pub fn like(mut self, pattern: &str) -> Result<Self> {
        let parsed = Pattern::new(pattern);
        let failed = |source| FleetError::Pattern { pattern: pattern.to_owned(), source };
        self.patterns.push(parsed.map_err(failed)?);
        Ok(self)
    }

    /// Those of a group, and of others that are named so.
    #[must_use]
    pub fn group(mut self, group: impl Into<String>) -> Self {
        self.groups.insert(group.into());
        self
    }

    /// The members that it is about: those that are named or like a pattern, as far as they are of the groups.
    ///
    /// # Errors
    /// [`FleetError::NoMember`] for a name that no member has.
    pub fn of(&self, members: impl IntoIterator<Item = FleetMember>) -> Result<Vec<FleetMember>> {
        let mut missing: BTreeSet<&str> = self.names.iter().map(String::as_str).collect();
        let mut selected = Vec::new();
        for member in members {
            missing.remove(member.name.as_str());
            if self.is_about(&member) {
                selected.push(member);
            }
        }
        match missing.first() {
            Some(name) => Err(FleetError::NoMember { name: (*name).to_owned() }.into()),
            None => Ok(selected),
        }
    }

    fn is_about(&self, member: &FleetMember) -> bool {
        let name = member.name.as_str();
        let by_name = (self.names.is_empty() && self.patterns.is_empty())
            || self.names.contains(name)
            || self.patterns.iter().any(|pattern| pattern.matches(name));
        let by_group = self.groups.is_empty()
            || member.group.as_ref().is_some_and(|group| self.groups.contains(group));
        by_name && by_group
    }
}

#[cfg(test)]
mod tests {
    use polyschema_core::Dialect;

    use super::*;

    fn members() -> Vec<FleetMember> {
        let member = |name| FleetMember::new(SchemaName::new(name, Dialect::Postgres).unwrap());
        vec![member("t_01").in_group("beta"), member("t_02"), member("u_01").in_group("beta")]
    }

    #[track_caller]
    fn check(selection: &Selection, expected: &[&str]) {
        let selected = selection.of(members()).unwrap();
        let names: Vec<_> = selected.iter().map(|member| member.name.as_str()).collect();
        assert_eq!(names, expected);
    }

    #[test]
    fn members_are_selected() {
        check(&Selection::all(), &["t_01", "t_02", "u_01"]);
        check(&Selection::all().like("t_*").unwrap(), &["t_01", "t_02"]);
        check(&Selection::all().like("t_*").unwrap().name("u_01"), &["t_01", "t_02", "u_01"]);
        check(&Selection::all().like("t_*").unwrap().group("beta"), &["t_01"]);
        check(&Selection::all().group("alpha"), &[]);
    }

    #[test]
    fn what_cannot_be_selected_is_named() {
        let error = Selection::all().name("x").of(members()).unwrap_err();
        assert!(error.to_string().starts_with("the fleet has no member `x`; "), "{error}");
        let error = Selection::all().like("[").unwrap_err();
        assert!(error.to_string().starts_with("`[` is no pattern"), "{error}");
    }
}
