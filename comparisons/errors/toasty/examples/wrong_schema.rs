use errors_toasty::*;

async fn find(db: &mut toasty::Db) -> toasty::Result<Vec<AsiaCountry>> {
    AsiaCountry::all().filter(EuropeCountry::fields().name().eq("France")).exec(db).await
}

fn main() {
    let _ = find;
}
