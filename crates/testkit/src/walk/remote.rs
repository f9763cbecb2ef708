//! A server that really listens, asked over plain HTTP/1.1.

use bytes::Bytes;
use http::{Request, header};
use http_body_util::{BodyExt, Full};
use hyper::client::conn::http1::{SendRequest, handshake};
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;
use tokio::sync::Mutex;

use super::sending::Sending;
use crate::Answer;

/// A server at an address. It must believe this machine when it says whom it asks for (`--trusted-proxies`), as all
/// respondents come from here.
pub struct Remote {
    address: String,
    token: String,
    connection: Mutex<Option<SendRequest<Full<Bytes>>>>,
}

impl Remote {
    /// The server at `host:port`, and the token of one who may import surveys there.
    #[must_use]
    pub fn at(address: &str, token: &str) -> Self {
        Self { address: address.to_owned(), token: token.to_owned(), connection: Mutex::new(None) }
    }

    pub(super) fn token(&self) -> &str {
        &self.token
    }

    /// Sends a request on the one connection that is kept open.
    pub(super) async fn send(&self, sending: Sending<'_>, from: &str) -> Result<Answer, String> {
        let told = |why: &dyn std::fmt::Display| format!("{} {}: {why}", sending.method, sending.path);
        let mut request = Request::builder()
            .method(&sending.method)
            .uri(sending.path)
            .header(header::HOST, &self.address)
            .header("x-forwarded-for", from);
        for (name, value) in &sending.headers {
            request = request.header(*name, value);
        }
        let request = request.body(Full::new(sending.body.clone().into())).map_err(|why| told(&why))?;
        let mut connection = self.connection.lock().await;
        let open = match connection.take() {
            Some(open) if !open.is_closed() => open,
            _ => self.connect().await.map_err(|why| told(&why))?,
        };
        let sender = connection.insert(open);
        sender.ready().await.map_err(|why| told(&why))?;
        let answer = sender.send_request(request).await.map_err(|why| told(&why))?;
        let (head, body) = answer.into_parts();
        let body = body.collect().await.map_err(|why| told(&why))?.to_bytes();
        Ok(Answer { status: head.status.as_u16(), headers: head.headers, body })
    }

    async fn connect(&self) -> Result<SendRequest<Full<Bytes>>, Box<dyn std::error::Error + Send + Sync>> {
        let stream = TcpStream::connect(&self.address).await?;
        stream.set_nodelay(true)?;
        let (sender, connection) = handshake(TokioIo::new(stream)).await?;
        // Ends with the connection.
        tokio::spawn(connection);
        Ok(sender)
    }
}
