//! Texts in constants.

/// The hash of a text (FNV-1a of 32 bits), in a constant, where a call takes the compiler longer than much arithmetic.
pub const fn hash(text: &str) -> u64 {
    let mut rest = text.as_bytes();
    let mut hash = 0x811c_9dc5;
    while let [byte, after @ ..] = rest {
        hash = ((hash ^ *byte as u64) * 0x0100_0193) & 0xffff_ffff;
        rest = after;
    }
    hash
}

/// Whether two texts are equal, in a constant, where calls take the compiler longer than all else.
pub const fn same(a: &str, b: &str) -> bool {
    let (mut a, mut b) = (a.as_bytes(), b.as_bytes());
    if a.len() != b.len() {
        return false;
    }
    // Names differ at their ends.
    while let ([before_a @ .., last_a], [before_b @ .., last_b]) = (a, b) {
        if *last_a != *last_b {
            return false;
        }
        (a, b) = (before_a, before_b);
    }
    true
}
