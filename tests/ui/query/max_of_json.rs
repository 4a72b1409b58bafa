use polyschema::prelude::*;

#[derive(Debug, Clone, Table)]
#[table(name = "posts", abstract)]
struct Post {
    #[column(primary_key)]
    id: i64,
    facts: serde_json::Value,
}

#[derive(Schema)]
#[schema(name = "blog", database = Postgres, tables(Post))]
struct Blog;

fn main() {
    let posts = Post::bind_schema::<Blog>();
    let _ = posts.select().columns(posts.facts.max());
}
