use polyschema::prelude::*;

async fn vacuum(pool: &sqlx::PgPool) -> polyschema::Result<u64> {
    raw!("VACUUM").execute(pool).await
}

fn main() {
    let _ = vacuum;
}
