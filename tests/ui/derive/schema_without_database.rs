use polyschema::prelude::*;

#[derive(Schema)]
#[schema(name = "asia")]
struct Asia;

fn main() {}
