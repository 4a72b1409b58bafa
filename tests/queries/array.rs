//! Arrays of PostgreSQL.

use polyschema::expr::ArrayFunctions;
use polyschema::prelude::*;

use crate::common::{check, check_changed};

#[derive(Debug, Clone, PartialEq, Table)]
#[table(name = "posts", abstract)]
pub struct Post {
    #[column(primary_key, identity = "by_default")]
    pub id: i64,
    pub tags: Vec<String>,
    pub votes: Option<Vec<i32>>,
}

#[derive(Schema)]
#[schema(name = "blog", database = Postgres, tables(Post))]
pub struct Blog;

fn tags<const N: usize>(tags: [&str; N]) -> Vec<String> {
    tags.map(str::to_owned).to_vec()
}

#[tokio::test]
async fn arrays_on_postgres() {
    let Some(database) = polyschema_test_support::postgres().await else { return };
    let mut db = database.connect().await;
    polyschema::Catalog::of::<Blog>().unwrap().create_all(&mut db).await.unwrap();
    let p = Post::bind_schema::<Blog>();
    let rows = [
        NewPost { id: 1.into(), tags: tags(["a", "b"]), votes: Some(vec![3, 5]) },
        NewPost { id: 2.into(), tags: tags(["b"]), votes: None },
        NewPost { id: 3.into(), tags: tags([]), votes: Some(vec![]) },
    ];
    p.insert_many(rows).execute(&mut db).await.unwrap();
    let ids = p.select().order_by(p.id.asc()).columns(p.id);
    check(&mut db, ids.clone().filter(p.tags.has("a")), [1]).await;
    check(&mut db, ids.clone().filter(p.tags.contains_all(tags(["b"]))), [1, 2]).await;
    check(&mut db, ids.clone().filter(p.tags.contained_by(tags(["b", "c"]))), [2, 3]).await;
    check(&mut db, ids.clone().filter(p.tags.overlaps(tags(["a", "c"]))), [1]).await;
    check(&mut db, ids.filter(p.votes.has(5)), [1]).await;
    let query = p.select().order_by(p.id.asc());
    let parts = (p.tags.cardinality(), p.votes.cardinality(), p.tags.element(1), p.votes.append(7));
    let expected = [
        (2, Some(2), Some("a".to_owned()), Some(vec![3, 5, 7])),
        (1, None, Some("b".to_owned()), Some(vec![7])),
        (0, Some(0), None, Some(vec![7])),
    ];
    check(&mut db, query.columns(parts), expected).await;
    check_changed(&mut db, p.update().set(p.tags, p.tags.append("z")).all_rows(), 3).await;
    let last = p.select().filter(p.tags.element(p.tags.cardinality()).eq("z"));
    check(&mut db, last.columns(count_all()), [3]).await;
}

#[test]
fn arrays_as_sql() {
    let p = Post::bind_schema::<Blog>();
    let query =
        p.select().filter(p.tags.has("a")).columns((p.tags.append("z"), p.votes.element(1)));
    insta::assert_snapshot!(query.to_sql().unwrap(), @r#"SELECT array_append("tags", $1), ("votes")[$2] FROM "blog"."posts" WHERE $3 = ANY("tags")"#);
}
