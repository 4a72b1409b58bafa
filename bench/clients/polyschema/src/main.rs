//! The program of the client.

fn main() -> anyhow::Result<()> {
    bench_workload::main::<bench_polyschema::Polyschema>()
}
