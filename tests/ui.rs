//! What must not compile, and in which words: one rule to a file, named as the rule.

#[test]
fn derive() {
    trybuild::TestCases::new().compile_fail("tests/ui/derive/*.rs");
}

#[test]
fn binding() {
    trybuild::TestCases::new().compile_fail("tests/ui/binding/*.rs");
}
