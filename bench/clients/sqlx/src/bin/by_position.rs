//! The program of the client.

fn main() -> anyhow::Result<()> {
    bench_workload::main::<bench_sqlx::Sqlx<bench_sqlx::ByPosition>>()
}
