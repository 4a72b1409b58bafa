use polyschema::prelude::*;

fn main() {
    let text = String::from("SELECT 1");
    let _ = raw!(text);
}
