//! What a pool is doing.

/// What a [`SchemaPool`](super::SchemaPool) is doing, for metrics.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct PoolStatus {
    /// The connections that are open or being opened.
    pub connections: usize,
    /// Those of them that are used.
    pub busy: usize,
    /// How many statements wait for a connection.
    pub waiting: usize,
    /// The named statements of all connections.
    pub statements: usize,
    /// The tables that the connections have read of; one that two of them know counts twice.
    pub tables: usize,
    /// The bytes of the largest session, by the pool's own count.
    pub most_bytes: usize,
    /// How many connections were replaced, because they had reached their memory or their lifetime.
    pub replaced: u64,
}
