//! Which constraint, or index, before is which one after.

use polyschema_core::ident::Ident;

/// One on each side, or on one side alone.
#[derive(Debug, PartialEq)]
pub(super) enum Pair<'a, T> {
    /// Both have the name.
    Named(&'a T, &'a T),
    /// They differ in the name alone.
    Renamed(&'a T, &'a T),
    Gone(&'a T),
    New(&'a T),
}

/// Pairs by name first, so that a rename never takes a name that was there; then what is left by all
/// else, in the order of both sides. First those of `from`, then those that are new.
pub(super) fn pairs<'a, T>(
    from: &'a [T],
    to: &'a [T],
    name: impl Fn(&T) -> &Ident,
    same_but_name: impl Fn(&T, &T) -> bool,
) -> Vec<Pair<'a, T>> {
    let find = |all: &'a [T], wanted: &Ident| all.iter().find(|one| name(one) == wanted);
    let mut new: Vec<&T> = to.iter().filter(|one| find(from, name(one)).is_none()).collect();
    let mut all = Vec::new();
    for before in from {
        if let Some(after) = find(to, name(before)) {
            all.push(Pair::Named(before, after));
        } else if let Some(at) = new.iter().position(|after| same_but_name(before, after)) {
            all.push(Pair::Renamed(before, new.remove(at)));
        } else {
            all.push(Pair::Gone(before));
        }
    }
    all.extend(new.into_iter().map(Pair::New));
    all
}
