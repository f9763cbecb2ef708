//! Respondents who fill in each page as it comes, over connections that stay open.

use std::collections::HashSet;
use std::ops::Range;
use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;

use crate::bench::table::percentile;
use crate::http_load::read_whole;
use crate::process::Outcome;

/// What came of respondents in some time.
pub(super) struct Answered {
    /// Pages that were sent, and the next one shown.
    pub(super) pages_per_second: f64,
    /// Time of both requests that 99 of 100 stay below.
    pub(super) p99: Duration,
    /// Bytes of a survey's page on average.
    pub(super) bytes: usize,
    /// How many came to the end, before the measurement as well.
    pub(super) ended: usize,
}

/// So many respondents at a time answer the survey, one after another on each connection; a fifth of the time goes before,
/// unmeasured. One thread drives all, so that the server keeps most of a small machine.
pub(super) fn answer_for(
    address: &str,
    survey: &str,
    respondents: usize,
    time: Duration,
) -> Outcome<Answered> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        let begin = Instant::now() + time / 5;
        let end = begin + time;
        let all: Vec<_> = (0..respondents)
            .map(|number| {
                let (address, survey) = (Arc::<str>::from(address), Arc::<str>::from(survey));
                tokio::spawn(async move { one_connection(&address, &survey, number, begin..end).await })
            })
            .collect();
        let mut sum = Seen::default();
        for one in all {
            let seen = one.await??;
            sum.times.extend(seen.times);
            sum.bytes += seen.bytes;
            sum.ended += seen.ended;
        }
        sum.times.sort_unstable();
        let bytes = sum.bytes.checked_div(sum.times.len()).unwrap_or_default();
        #[expect(clippy::cast_precision_loss, reason = "far below 2^52 pages")]
        let pages = sum.times.len() as f64;
        let pages_per_second = pages / time.as_secs_f64();
        Ok(Answered { pages_per_second, p99: percentile(&sum.times, 99), bytes, ended: sum.ended })
    })
}

/// These respondents open the survey and send its first page, one after another.
pub(super) fn begin_many(address: &str, survey: &str, numbers: Range<usize>) -> Outcome<()> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        let mut connection = Connection::open(address).await?;
        for number in numbers {
            connection.behalf = behalf(number);
            let page = connection.get(&format!("/jfe/form/{survey}")).await?;
            let form = filled(&page).ok_or("no form on the first page")?;
            let next = connection.post(&form).await?;
            if filled(&connection.get(&next).await?).is_none() {
                return Err("no form on the second page".into());
            }
        }
        Ok(())
    })
}

#[derive(Default)]
struct Seen {
    times: Vec<Duration>,
    bytes: usize,
    ended: usize,
}

async fn one_connection(
    address: &str,
    survey: &str,
    number: usize,
    measured: Range<Instant>,
) -> Outcome<Seen> {
    let mut connection = Connection::open(address).await?;
    let mut seen = Seen::default();
    for turn in 0.. {
        connection.behalf = behalf(number * 1_000 + turn);
        let mut page = connection.get(&format!("/jfe/form/{survey}")).await?;
        while let Some(form) = filled(&page) {
            let sent = Instant::now();
            if sent >= measured.end {
                return Ok(seen);
            }
            let next = connection.post(&form).await?;
            page = connection.get(&next).await?;
            if sent >= measured.start {
                seen.times.push(sent.elapsed());
                seen.bytes += page.len();
            }
        }
        if !page.contains("<h1>Thank you</h1>") {
            return Err(format!("neither a question nor the end: {page}").into());
        }
        seen.ended += 1;
    }
    Ok(seen)
}

/// An address for each respondent: the server bounds what one does.
fn behalf(number: usize) -> String {
    format!("10.{}.{}.{}", number >> 16 & 255, number >> 8 & 255, number & 255)
}

/// A page filled in.
struct Form {
    action: String,
    body: String,
}

/// The form of a page with every question answered; none where there is no form.
fn filled(page: &str) -> Option<Form> {
    let action = between(page, " method=\"post\" action=\"")?.to_owned();
    let mut body = String::from("direction=next");
    let mut known = HashSet::new();
    for input in page.split("<input ").skip(1) {
        let input = input.split('>').next().unwrap_or_default();
        let (Some(name), value) = (between(input, "name=\""), between(input, "value=\"")) else { continue };
        if known.insert(name) {
            let value = value.filter(|value| !value.is_empty()).unwrap_or("It+was+fine.");
            body += &format!("&{name}={value}");
        }
    }
    Some(Form { action, body })
}

fn between<'a>(text: &'a str, before: &str) -> Option<&'a str> {
    text.split_once(before)?.1.split('"').next()
}

/// A connection of a browser that stays open.
struct Connection {
    stream: TcpStream,
    buffer: Vec<u8>,
    /// Whom it asks for.
    behalf: String,
}

impl Connection {
    async fn open(address: &str) -> Outcome<Self> {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        Ok(Self { stream, buffer: Vec::with_capacity(1 << 14), behalf: String::new() })
    }

    async fn get(&mut self, path: &str) -> Outcome<String> {
        let head =
            format!("GET {path} HTTP/1.1\r\nHost: localhost\r\nX-Forwarded-For: {}\r\n\r\n", self.behalf);
        let (status, head, body) = self.exchange(head).await?;
        if status == 200 { Ok(body) } else { Err(format!("GET {path}: {status}\n{head}\n{body}").into()) }
    }

    /// Sends a page; gives where the answer leads.
    async fn post(&mut self, form: &Form) -> Outcome<String> {
        let Form { action, body } = form;
        let request = format!(
            "POST {action} HTTP/1.1\r\nHost: localhost\r\nX-Forwarded-For: {}\r\nContent-Type: \
             application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\r\n{body}",
            self.behalf,
            body.len()
        );
        let (status, head, body) = self.exchange(request).await?;
        let location = head.lines().find_map(|line| {
            let (name, value) = line.split_once(':')?;
            name.eq_ignore_ascii_case("location").then(|| value.trim().to_owned())
        });
        location.filter(|_| status == 303).ok_or_else(|| format!("POST {action}: {status}\n{body}").into())
    }

    async fn exchange(&mut self, request: String) -> Outcome<(u16, String, String)> {
        self.stream.write_all(request.as_bytes()).await?;
        let head = read_whole(&mut self.stream, &mut self.buffer).await?;
        let (head, body) = self.buffer.split_at(head);
        let head = String::from_utf8(head.to_vec())?;
        let status = head.split(' ').nth(1).and_then(|status| status.parse().ok()).ok_or("not HTTP")?;
        Ok((status, head, String::from_utf8(body.to_vec())?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_filled_in_and_a_page_without_a_form_is_the_end() {
        let page = "<form id=\"survey\" method=\"post\" action=\"/a\"><input type=\"hidden\" name=\"~token\" value=\"T\">\
                    <input type=\"radio\" name=\"QID1\" value=\"1\"><input type=\"radio\" name=\"QID1\" value=\"2\">\
                    <input type=\"text\" name=\"QID3_TEXT\" value=\"\">";
        let form = filled(page).unwrap();
        assert_eq!(
            (&*form.action, &*form.body),
            ("/a", "direction=next&~token=T&QID1=1&QID3_TEXT=It+was+fine.")
        );
        assert!(filled("<h1>Thank you</h1>").is_none());
    }

    #[test]
    fn respondents_have_addresses_of_their_own() {
        assert_eq!(behalf(66_051), "10.1.2.3");
    }
}
