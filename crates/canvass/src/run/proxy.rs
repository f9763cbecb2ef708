//! The CONNECT proxy of one running program.
//!
//! It asks for no password: it listens on loopback, and joins to a port that is open on loopback anyway, so whoever
//! finds it gains nothing; and Java offers no way to give one by its options.

use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt, copy_bidirectional};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tokio::task::{JoinHandle, JoinSet};
use tokio::time::timeout;

/// A proxy that runs until it is dropped, and every connection through it with it.
pub(super) struct Proxy {
    address: SocketAddr,
    task: JoinHandle<()>,
}

impl Proxy {
    /// Listens on a free port of loopback; joins `*.qualtrics.com:443` to `server` and refuses everything else.
    pub(super) async fn start(server: SocketAddr) -> io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        Ok(Self { address: listener.local_addr()?, task: tokio::spawn(accept(listener, server)) })
    }

    /// Where it listens.
    pub(super) fn address(&self) -> SocketAddr {
        self.address
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.task.abort();
    }
}

const CONNECTIONS: usize = 512;
const HEAD_BYTES: usize = 16 * 1024;
const HEAD_TIME: Duration = Duration::from_secs(10);

async fn accept(listener: TcpListener, server: SocketAddr) {
    let free = Arc::new(Semaphore::new(CONNECTIONS));
    let mut running = JoinSet::new();
    loop {
        while running.try_join_next().is_some() {}
        let Ok(permit) = Arc::clone(&free).acquire_owned().await else { return };
        match listener.accept().await {
            Ok((client, _)) => {
                running.spawn(async move {
                    // A connection that breaks is the program's to notice.
                    let _ = serve(client, server).await;
                    drop(permit);
                });
            }
            Err(_) => tokio::time::sleep(Duration::from_millis(50)).await,
        }
    }
}

async fn serve(mut client: TcpStream, server: SocketAddr) -> io::Result<()> {
    let Ok(head) = timeout(HEAD_TIME, read_head(&mut client)).await else {
        return refuse(&mut client, "408 Request Timeout", "the request did not come in time").await;
    };
    let Some((head, after)) = head? else {
        return refuse(&mut client, "400 Bad Request", "this is no request to a proxy").await;
    };
    match asked(&head) {
        Asked::Nothing => refuse(&mut client, "400 Bad Request", "this is no request to a proxy").await,
        Asked::Other => {
            let text = "`canvass run` joins *.qualtrics.com:443 to the local server and nothing else; name other \
                        hosts in NO_PROXY to reach them";
            refuse(&mut client, "403 Forbidden", text).await
        }
        Asked::Ours => {
            let Ok(mut upstream) = TcpStream::connect(server).await else {
                return refuse(&mut client, "502 Bad Gateway", "the local server does not answer").await;
            };
            client.set_nodelay(true)?;
            upstream.set_nodelay(true)?;
            client.write_all(b"HTTP/1.1 200 Connection established\r\n\r\n").await?;
            upstream.write_all(&after).await?;
            copy_bidirectional(&mut client, &mut upstream).await.map(|_| ())
        }
    }
}

/// The head of the request, and what the client has sent after it already; none when it is too long or ends early.
async fn read_head(client: &mut TcpStream) -> io::Result<Option<(Vec<u8>, Vec<u8>)>> {
    let mut head = Vec::with_capacity(1024);
    while head.len() < HEAD_BYTES {
        if client.read_buf(&mut head).await? == 0 {
            return Ok(None);
        }
        if let Some(end) = head.windows(4).position(|bytes| bytes == b"\r\n\r\n") {
            let after = head.split_off(end + 4);
            return Ok(Some((head, after)));
        }
    }
    Ok(None)
}

#[derive(Debug, PartialEq, Eq)]
enum Asked {
    /// A connection to a host we stand in for.
    Ours,
    /// Something else that a proxy may be asked for.
    Other,
    /// Nothing that is a request.
    Nothing,
}

fn asked(head: &[u8]) -> Asked {
    let line = head.split(|byte| *byte == b'\r').next().and_then(|line| std::str::from_utf8(line).ok());
    let mut words = line.unwrap_or_default().split(' ');
    let (Some(verb), Some(target), Some(version), None) =
        (words.next(), words.next(), words.next(), words.next())
    else {
        return Asked::Nothing;
    };
    if !version.starts_with("HTTP/1.") || verb.is_empty() || target.is_empty() {
        return Asked::Nothing;
    }
    let host = target.strip_suffix(":443").map(|host| host.trim_end_matches('.').to_ascii_lowercase());
    match host {
        Some(host) if verb == "CONNECT" && is_ours(&host) => Asked::Ours,
        _ => Asked::Other,
    }
}

fn is_ours(host: &str) -> bool {
    host == "qualtrics.com" || host.strip_suffix(".qualtrics.com").is_some_and(|label| !label.is_empty())
}

async fn refuse(client: &mut TcpStream, status: &str, text: &str) -> io::Result<()> {
    let length = text.len() + 1;
    let answer = format!(
        "HTTP/1.1 {status}\r\nContent-Type: text/plain\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n{text}\n"
    );
    client.write_all(answer.as_bytes()).await?;
    client.shutdown().await
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A server that greets, then gives back what it is sent.
    async fn echo() -> SocketAddr {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        tokio::spawn(async move {
            while let Ok((mut stream, _)) = listener.accept().await {
                tokio::spawn(async move {
                    let (mut from, mut to) = stream.split();
                    let _ = tokio::io::copy(&mut from, &mut to).await;
                });
            }
        });
        address
    }

    async fn answer(proxy: &Proxy, request: &str) -> String {
        let mut stream = TcpStream::connect(proxy.address()).await.unwrap();
        stream.write_all(request.as_bytes()).await.unwrap();
        stream.shutdown().await.unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.unwrap();
        answer
    }

    #[tokio::test]
    async fn our_hosts_are_joined_with_all_that_was_sent() {
        let proxy = Proxy::start(echo().await).await.unwrap();
        for host in ["canvass1.qualtrics.com", "a.b.qualtrics.com", "QUALTRICS.COM"] {
            let answer =
                answer(&proxy, &format!("CONNECT {host}:443 HTTP/1.1\r\nHost: x\r\n\r\nhello")).await;
            assert!(answer.starts_with("HTTP/1.1 200 ") && answer.ends_with("\r\n\r\nhello"), "{answer}");
        }
    }

    #[tokio::test]
    async fn everything_else_is_refused() {
        let proxy = Proxy::start(echo().await).await.unwrap();
        for line in [
            "CONNECT example.org:443 HTTP/1.1",
            "CONNECT notqualtrics.com:443 HTTP/1.1",
            "CONNECT qualtrics.com.example.org:443 HTTP/1.1",
            "CONNECT canvass1.qualtrics.com:22 HTTP/1.1",
            "CONNECT 127.0.0.1:443 HTTP/1.1",
            "GET http://canvass1.qualtrics.com/ HTTP/1.1",
        ] {
            let answer = answer(&proxy, &format!("{line}\r\n\r\n")).await;
            assert!(answer.starts_with("HTTP/1.1 403 ") && answer.contains("NO_PROXY"), "{line}: {answer}");
        }
        for head in
            ["nonsense\r\n\r\n", "CONNECT a b c d\r\n\r\n", "CONNECT x:443 SPDY/1\r\n\r\n", "half a head"]
        {
            assert!(answer(&proxy, head).await.starts_with("HTTP/1.1 400 "), "{head}");
        }
    }

    #[tokio::test]
    async fn it_ends_when_it_is_dropped() {
        let proxy = Proxy::start(echo().await).await.unwrap();
        let address = proxy.address();
        let mut stream = TcpStream::connect(address).await.unwrap();
        stream.write_all(b"CONNECT a.qualtrics.com:443 HTTP/1.1\r\n\r\n").await.unwrap();
        assert_ne!(stream.read(&mut [0; 64]).await.unwrap(), 0);
        drop(proxy);
        assert_eq!(stream.read(&mut [0; 64]).await.unwrap_or(0), 0);
        assert!(TcpStream::connect(address).await.is_err());
    }
}
