use errors_toasty::*;

async fn find(db: &mut toasty::Db) -> toasty::Result<Vec<AsiaCountry>> {
    AsiaCountry::all().filter(AsiaCountry::fields().population().gt("many")).exec(db).await
}

fn main() {
    let _ = find;
}
