//! A plain HTTP/1.1 client on one blocking connection that is kept open: enough to drive our own server.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use serde_json::Value;

use crate::process::Outcome;

/// One connection to the server, and the token that goes with every request.
pub(crate) struct Client {
    address: String,
    token: String,
    /// Whether answers may come compressed, as browsers ask; they are not unpacked.
    packed: bool,
    /// Whom a proxy that is trusted says it asks for.
    behalf: Option<String>,
    /// Further headers that go with every request.
    headers: Vec<(String, String)>,
    connection: Option<BufReader<TcpStream>>,
}

/// An answer, read to its end.
pub(crate) struct Answer {
    pub(crate) status: u16,
    /// Where a redirect leads (`Location`).
    pub(crate) location: Option<String>,
    /// All headers, in small letters.
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
}

impl Answer {
    /// The body as JSON; an answer other than 2xx is a failure that says what came.
    pub(crate) fn json(&self) -> Outcome<Value> {
        let text = String::from_utf8_lossy(&self.body);
        if !(200..300).contains(&self.status) {
            return Err(format!("{}: {text}", self.status).into());
        }
        serde_json::from_slice(&self.body).map_err(|why| format!("{why} in {text}").into())
    }

    /// A text inside `result`.
    pub(crate) fn result_text(&self, name: &str) -> Outcome<String> {
        let json = self.json()?;
        let text = json.get("result").and_then(|result| result.get(name)).and_then(Value::as_str);
        text.map(str::to_owned).ok_or_else(|| format!("no result.{name} in {json}").into())
    }
}

impl Client {
    /// `address` is `host:port`; nothing is connected yet.
    pub(crate) fn new(address: &str, token: &str) -> Self {
        Self {
            address: address.to_owned(),
            token: token.to_owned(),
            packed: false,
            behalf: None,
            headers: Vec::new(),
            connection: None,
        }
    }

    /// Sends a header with every request; one of the same name is replaced.
    pub(crate) fn with(mut self, name: &str, value: &str) -> Self {
        self.headers.retain(|(known, _)| known != name);
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Takes answers as browsers do: compressed. Their bodies are given as they came.
    pub(crate) fn packed(address: &str) -> Self {
        Self { packed: true, ..Self::new(address, "") }
    }

    /// As a proxy that asks for somebody at this address, which a server believes from proxies that it trusts.
    pub(crate) fn on_behalf_of(mut self, address: String) -> Self {
        self.behalf = Some(address);
        self
    }

    /// GET of a path below the server's root.
    pub(crate) fn get(&mut self, path: &str) -> Outcome<Answer> {
        self.send("GET", path, "", &[])
    }

    /// POST of a JSON text.
    pub(crate) fn post(&mut self, path: &str, body: &str) -> Outcome<Answer> {
        self.send("POST", path, "application/json", body.as_bytes())
    }

    /// Sends one request and reads the whole answer. Nothing is ever sent twice.
    pub(crate) fn send(
        &mut self,
        verb: &str,
        path: &str,
        content_type: &str,
        body: &[u8],
    ) -> Outcome<Answer> {
        let outcome = self.exchange(verb, path, content_type, body);
        if outcome.is_err() {
            self.connection = None;
        }
        outcome
    }

    /// GET of a file into a file; gives the number of bytes.
    pub(crate) fn download(&mut self, path: &str, target: &std::path::Path) -> Outcome<u64> {
        let head = self.request("GET", path, "", &[])?;
        if head.status != 200 {
            self.connection = None;
            return Err(format!("GET {path}: {}", head.status).into());
        }
        let mut file = std::fs::File::create(target)?;
        let connection = self.connection.as_mut().ok_or("not connected")?;
        let bytes = copy_body(connection, &head, &mut file)?;
        if head.closes {
            self.connection = None;
        }
        Ok(bytes)
    }

    fn exchange(&mut self, verb: &str, path: &str, content_type: &str, body: &[u8]) -> Outcome<Answer> {
        let head = self.request(verb, path, content_type, body)?;
        let connection = self.connection.as_mut().ok_or("not connected")?;
        let mut body = Vec::new();
        copy_body(connection, &head, &mut body)?;
        if head.closes {
            self.connection = None;
        }
        Ok(Answer { status: head.status, location: head.location, headers: head.headers, body })
    }

    fn request(&mut self, verb: &str, path: &str, content_type: &str, body: &[u8]) -> Outcome<Head> {
        let mut text = format!("{verb} {path} HTTP/1.1\r\nHost: {}\r\n", self.address);
        if !self.token.is_empty() {
            text += &format!("X-API-TOKEN: {}\r\n", self.token);
        }
        if self.packed {
            text += "Accept-Encoding: gzip, deflate, br, zstd\r\n";
        }
        if let Some(address) = &self.behalf {
            text += &format!("X-Forwarded-For: {address}\r\n");
        }
        for (name, value) in &self.headers {
            text += &format!("{name}: {value}\r\n");
        }
        if !content_type.is_empty() {
            text += &format!("Content-Type: {content_type}\r\n");
        }
        if verb != "GET" {
            text += &format!("Content-Length: {}\r\n", body.len());
        }
        text += "\r\n";
        let connection = match &mut self.connection {
            Some(connection) => connection,
            none => none.insert(connect(&self.address)?),
        };
        let mut bytes = text.into_bytes();
        bytes.extend_from_slice(body);
        connection.get_mut().write_all(&bytes)?;
        read_head(connection)
    }
}

fn connect(address: &str) -> Outcome<BufReader<TcpStream>> {
    let stream = TcpStream::connect(address)?;
    stream.set_nodelay(true)?;
    stream.set_read_timeout(Some(Duration::from_secs(120)))?;
    Ok(BufReader::with_capacity(1 << 16, stream))
}

struct Head {
    status: u16,
    length: Option<u64>,
    chunked: bool,
    closes: bool,
    location: Option<String>,
    headers: Vec<(String, String)>,
}

fn read_head(connection: &mut impl BufRead) -> Outcome<Head> {
    let first = line(connection)?;
    let status = first.split(' ').nth(1).and_then(|status| status.parse().ok());
    let status = status.ok_or_else(|| format!("not HTTP: {first:?}"))?;
    let mut head =
        Head { status, length: None, chunked: false, closes: false, location: None, headers: Vec::new() };
    loop {
        let line = line(connection)?;
        let Some((name, value)) = line.split_once(':') else { break };
        let (name, value) = (name.to_ascii_lowercase(), value.trim());
        match name.as_str() {
            "content-length" => head.length = value.parse().ok(),
            "transfer-encoding" => head.chunked = value.to_ascii_lowercase().contains("chunked"),
            "connection" => head.closes = value.eq_ignore_ascii_case("close"),
            "location" => head.location = Some(value.to_owned()),
            _ => {}
        }
        head.headers.push((name, value.to_owned()));
    }
    if matches!(status, 204 | 304) {
        head.length = Some(0);
    }
    Ok(head)
}

fn copy_body(connection: &mut BufReader<TcpStream>, head: &Head, target: &mut impl Write) -> Outcome<u64> {
    if head.chunked {
        let mut total = 0;
        loop {
            let size = line(connection)?;
            let size = u64::from_str_radix(size.split(';').next().unwrap_or_default(), 16)?;
            copy_exactly(connection, size, target)?;
            line(connection)?;
            total += size;
            if size == 0 {
                return Ok(total);
            }
        }
    }
    match head.length {
        Some(length) => copy_exactly(connection, length, target),
        None => Ok(std::io::copy(connection, target)?),
    }
}

fn copy_exactly(connection: &mut impl Read, length: u64, target: &mut impl Write) -> Outcome<u64> {
    let copied = std::io::copy(&mut connection.take(length), target)?;
    if copied == length { Ok(copied) } else { Err("the answer ends too early".into()) }
}

fn line(connection: &mut impl BufRead) -> Outcome<String> {
    let mut line = String::new();
    if connection.read_line(&mut line)? == 0 {
        return Err("the server closed the connection".into());
    }
    Ok(line.trim_end().to_owned())
}
