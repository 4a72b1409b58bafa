use errors_toasty::*;

async fn find(db: &mut toasty::Db) -> toasty::Result<Vec<AsiaCountry>> {
    AsiaCountry::all().filter(AsiaCapital::fields().name().eq("Tokyo")).exec(db).await
}

fn main() {
    let _ = find;
}
