//! Has the revisions in the program be read again when they change.

fn main() {
    println!("cargo:rerun-if-changed=migrations");
}
