//! What must not compile, and in which words: one rule to a file, named as the rule.

#[test]
fn derive() {
    trybuild::TestCases::new().compile_fail("tests/ui/derive/*.rs");
}

#[test]
fn binding() {
    trybuild::TestCases::new().compile_fail("tests/ui/binding/*.rs");
}

#[test]
fn query() {
    trybuild::TestCases::new().compile_fail("tests/ui/query/*.rs");
}

/// The mistakes of `comparisons/sqlalchemy/mistakes`, in the same order.
#[test]
fn mistakes() {
    trybuild::TestCases::new().compile_fail("tests/ui/mistakes/*.rs");
}
