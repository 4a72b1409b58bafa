//! Stands between a client and the server, and counts how often the client speaks after the server has.

use std::io::{Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread;

use anyhow::{Context, Result};

pub(crate) struct Proxy {
    /// The server's URL, by way of the proxy.
    pub(crate) url: String,
    seen: Arc<Seen>,
}

#[derive(Default)]
struct Seen {
    trips: AtomicU64,
    /// Whether the server spoke last.
    answered: AtomicBool,
}

impl Proxy {
    /// Waits for one connection, on threads of its own.
    pub(crate) fn start(url: &str) -> Result<Self> {
        let (before, rest) = url.rsplit_once('@').context("the URL names no user")?;
        let (server, database) = rest.split_once('/').context("the URL names no database")?;
        let listener = TcpListener::bind("127.0.0.1:0")?;
        let url = format!("{before}@{}/{database}", listener.local_addr()?);
        let seen = Arc::new(Seen { answered: AtomicBool::new(true), ..Seen::default() });
        let (server, counted) = (server.to_owned(), Arc::clone(&seen));
        thread::spawn(move || serve(&listener, &server, counted));
        Ok(Self { url, seen })
    }

    /// Round trips so far.
    pub(crate) fn trips(&self) -> u64 {
        self.seen.trips.load(Ordering::SeqCst)
    }
}

/// Ends with the connection.
fn serve(listener: &TcpListener, server: &str, seen: Arc<Seen>) -> std::io::Result<()> {
    let (client, _) = listener.accept()?;
    let server = TcpStream::connect(server)?;
    client.set_nodelay(true)?;
    server.set_nodelay(true)?;
    let (answers, to) = (server.try_clone()?, client.try_clone()?);
    let answered = Arc::clone(&seen);
    thread::spawn(move || forward(answers, to, || answered.answered.store(true, Ordering::SeqCst)));
    forward(client, server, || {
        if seen.answered.swap(false, Ordering::SeqCst) {
            seen.trips.fetch_add(1, Ordering::SeqCst);
        }
    })
}

fn forward(mut from: TcpStream, mut to: TcpStream, note: impl Fn()) -> std::io::Result<()> {
    let mut buffer = [0; 16 * 1024];
    loop {
        let read = from.read(&mut buffer)?;
        if read == 0 {
            return to.shutdown(Shutdown::Both);
        }
        note();
        to.write_all(&buffer[..read])?;
    }
}
