//! A load generator: many connections kept open, each sending its next request when the answer has come.

use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::process::Outcome;

/// What to send: whole requests as bytes, taken in turn by the connections.
pub(crate) struct Load<'a> {
    /// `host:port`.
    pub(crate) address: &'a str,
    /// At least one.
    pub(crate) requests: &'a [Vec<u8>],
    /// Kept open for the whole run.
    pub(crate) connections: usize,
    /// How long is measured; a fifth of it goes before, unmeasured.
    pub(crate) time: Duration,
}

/// What came back.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Throughput {
    pub(crate) per_second: f64,
    /// Time of an answer that 99 of 100 stay below.
    pub(crate) p99: Duration,
    /// Answers other than 2xx.
    pub(crate) refused: usize,
}

impl Load<'_> {
    /// Runs it. One thread drives all connections, so that the server keeps most of a small machine.
    pub(crate) fn run(&self) -> Outcome<Throughput> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        runtime.block_on(self.drive())
    }

    async fn drive(&self) -> Outcome<Throughput> {
        let begin = Instant::now() + self.time / 5;
        let end = begin + self.time;
        let requests: Arc<[Vec<u8>]> = self.requests.into();
        let mut connections = Vec::new();
        for number in 0..self.connections {
            let stream = TcpStream::connect(self.address).await?;
            stream.set_nodelay(true)?;
            // Of many requests each connection begins with others.
            let first = number * self.requests.len().div_ceil(self.connections);
            connections.push(tokio::spawn(one_connection(stream, requests.clone(), first, begin, end)));
        }
        let (mut times, mut refused) = (Vec::new(), 0);
        for connection in connections {
            let (of_one, refused_of_one) = connection.await??;
            times.extend(of_one);
            refused += refused_of_one;
        }
        times.sort_unstable();
        let p99 = times.get(times.len() * 99 / 100).copied().unwrap_or_default();
        #[expect(clippy::cast_precision_loss, reason = "far below 2^52 requests")]
        let count = times.len() as f64;
        Ok(Throughput { per_second: count / self.time.as_secs_f64(), p99, refused })
    }
}

async fn one_connection(
    mut stream: TcpStream,
    requests: Arc<[Vec<u8>]>,
    first: usize,
    begin: Instant,
    end: Instant,
) -> Outcome<(Vec<Duration>, usize)> {
    let mut times = Vec::new();
    let mut refused = 0;
    let mut buffer = Vec::with_capacity(1 << 14);
    for request in requests.iter().cycle().skip(first % requests.len().max(1)) {
        let sent = Instant::now();
        if sent >= end {
            break;
        }
        stream.write_all(request).await?;
        let is_success = read_answer(&mut stream, &mut buffer).await?;
        if sent >= begin {
            times.push(sent.elapsed());
            refused += usize::from(!is_success);
        }
    }
    Ok((times, refused))
}

/// Reads one answer with a `Content-Length`; says whether its status is 2xx.
async fn read_answer(stream: &mut TcpStream, buffer: &mut Vec<u8>) -> Outcome<bool> {
    read_whole(stream, buffer).await?;
    Ok(buffer.get(9) == Some(&b'2'))
}

/// Reads one answer with a `Content-Length` into the buffer; gives the length of its head.
pub(crate) async fn read_whole(stream: &mut TcpStream, buffer: &mut Vec<u8>) -> Outcome<usize> {
    buffer.clear();
    loop {
        if stream.read_buf(buffer).await? == 0 {
            return Err("the server closed the connection".into());
        }
        if let Some((head, length)) = lengths(buffer)? {
            while buffer.len() < length {
                if stream.read_buf(buffer).await? == 0 {
                    return Err("the answer ends too early".into());
                }
            }
            return Ok(head);
        }
    }
}

/// The length of the head, and of head and body, once the head is complete.
fn lengths(bytes: &[u8]) -> Outcome<Option<(usize, usize)>> {
    let Some(end) = bytes.windows(4).position(|window| window == b"\r\n\r\n") else { return Ok(None) };
    let head = std::str::from_utf8(&bytes[..end])?;
    for line in head.split("\r\n") {
        if let Some((name, value)) = line.split_once(':')
            && name.eq_ignore_ascii_case("content-length")
        {
            return Ok(Some((end + 4, end + 4 + value.trim().parse::<usize>()?)));
        }
    }
    Err(format!("no Content-Length in {head}").into())
}

#[cfg(test)]
mod tests {
    use super::lengths;

    #[test]
    fn the_length_is_known_when_the_head_is() {
        assert_eq!(lengths(b"HTTP/1.1 200 OK\r\ncontent-length: 5\r\n").unwrap(), None);
        assert_eq!(lengths(b"HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nhe").unwrap(), Some((38, 43)));
        assert!(lengths(b"HTTP/1.1 200 OK\r\n\r\n").is_err());
    }
}
