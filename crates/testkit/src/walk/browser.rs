//! A browser that knows no JavaScript: it keeps cookies, follows redirects, and sends forms as the standard says.

use std::fmt::Write;
use std::sync::atomic::{AtomicU32, Ordering};

use http::{Method, header};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use super::page::Page;
use super::reader;
use super::sending::Sending;
use super::site::Site;

/// A browser with one window.
pub struct Browser<'b> {
    site: &'b Site<'b>,
    /// The address of its machine.
    from: String,
    cookies: Vec<(String, String)>,
    /// Where it is.
    location: String,
    /// How many requests it sent.
    pub requests: usize,
}

/// How many machines there are so far.
static MACHINES: AtomicU32 = AtomicU32::new(1);
/// How many redirects it follows, one after another.
const REDIRECTS: usize = 5;
/// What a form sends as it is.
const PLAIN: &AsciiSet = &NON_ALPHANUMERIC.remove(b'*').remove(b'-').remove(b'.').remove(b'_');

impl<'b> Browser<'b> {
    /// A new one, on a machine of its own: how much one address may ask for is another matter.
    #[must_use]
    pub fn new(site: &'b Site<'b>) -> Self {
        let [_, a, b, c] = MACHINES.fetch_add(1, Ordering::Relaxed).to_be_bytes();
        Self {
            site,
            from: format!("10.{a}.{b}.{c}"),
            cookies: Vec::new(),
            location: String::new(),
            requests: 0,
        }
    }

    /// Opens an address.
    ///
    /// # Errors
    /// When something else than a page comes.
    pub async fn open(&mut self, address: &str) -> Result<Page, String> {
        self.go(Method::GET, address.to_owned(), Vec::new()).await
    }

    /// Loads the page again.
    ///
    /// # Errors
    /// When something else than a page comes.
    pub async fn reload(&mut self) -> Result<Page, String> {
        self.open(&self.location.clone()).await
    }

    /// Sends a form: names and values in their order.
    ///
    /// # Errors
    /// When something else than a page comes.
    pub async fn submit(&mut self, action: &str, pairs: &[(String, String)]) -> Result<Page, String> {
        self.go(Method::POST, action.to_owned(), urlencoded(pairs).into_bytes()).await
    }

    async fn go(&mut self, method: Method, address: String, body: Vec<u8>) -> Result<Page, String> {
        let (mut method, mut address, mut body) = (method, address, body);
        for _ in 0..REDIRECTS {
            let mut sending = Sending { method: method.clone(), body, ..Sending::get(&address) };
            if method == Method::POST {
                let media_type = "application/x-www-form-urlencoded".to_owned();
                sending.headers.push(("content-type", media_type));
            }
            if !self.cookies.is_empty() {
                let pairs = self.cookies.iter().map(|(name, value)| format!("{name}={value}"));
                sending.headers.push(("cookie", pairs.collect::<Vec<_>>().join("; ")));
            }
            self.requests += 1;
            let answer = self.site.send(sending, &self.from).await?;
            for cookie in answer.headers.get_all(header::SET_COOKIE) {
                self.keep(cookie.to_str().unwrap_or_default());
            }
            match answer.status {
                200 => {
                    if !answer.header("content-type").starts_with("text/html") {
                        return Err(format!("{address} is no page: {}", answer.header("content-type")));
                    }
                    if method == Method::GET {
                        self.location = address;
                    }
                    return Ok(reader::read(&answer.text()));
                }
                303 => {
                    address = answer.header("location").to_owned();
                    (method, body) = (Method::GET, Vec::new());
                }
                status => {
                    return Err(format!("{method} {address} was answered {status}: {:.400}", answer.text()));
                }
            }
        }
        Err(format!("{address}: redirects without end"))
    }

    fn keep(&mut self, cookie: &str) {
        let Some((name, value)) = cookie.split(';').next().and_then(|pair| pair.split_once('=')) else {
            return;
        };
        self.cookies.retain(|(known, _)| known != name.trim());
        self.cookies.push((name.trim().to_owned(), value.trim().to_owned()));
    }
}

/// A form as it is sent: line ends as CRLF, blanks as plus.
pub(super) fn urlencoded(pairs: &[(String, String)]) -> String {
    let mut text = String::new();
    let mut put = |part: &str, before: &str| {
        let lines = part.replace("\r\n", "\n").replace('\n', "\r\n");
        text.push_str(before);
        for (place, word) in lines.split(' ').enumerate() {
            // Writing into a String does not fail.
            let _ = write!(text, "{}{}", if place == 0 { "" } else { "+" }, utf8_percent_encode(word, PLAIN));
        }
    };
    for (place, (name, value)) in pairs.iter().enumerate() {
        put(name, if place == 0 { "" } else { "&" });
        put(value, "=");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_is_sent_as_the_standard_says() {
        let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        let sent = urlencoded(&[pair("~page", "1.0"), pair("a b", "é\n+&"), pair("c", "")]);
        assert_eq!(sent, "%7Epage=1.0&a+b=%C3%A9%0D%0A%2B%26&c=");
    }
}
