use errors_sea_orm::*;
use sea_orm::entity::prelude::*;

async fn find(connection: &DatabaseConnection) -> Result<Vec<asia_countries::Model>, DbErr> {
    asia_countries::Entity::find().filter(europe_countries::COLUMN.name.eq("France")).all(connection).await
}

fn main() {
    let _ = find;
}
