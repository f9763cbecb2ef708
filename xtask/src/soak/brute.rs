//! Brute force against the program itself: wrong tokens, and wrong secrets of programs. No guess succeeds, answers of one kind
//! are alike, the right one works again after the back-off, and memory stays flat. How long a wrong one takes beside a right
//! one is printed.

use std::collections::BTreeMap;
use std::path::Path;
use std::time::{Duration, Instant};

use data_encoding::BASE64;
use serde_json::Value;

use crate::bench::machine;
use crate::http::{Answer, Client};
use crate::postgres::Postgres;
use crate::process::Outcome;
use crate::product::{self, Server};
use crate::repository::fresh_folder;
use crate::tally::Tally;

const TOKENS: usize = 10_000;
const SECRETS: usize = 1_000;
/// Guesses before memory is looked at first: what every server takes once is taken then.
const WARMING: usize = 1_000;
/// What memory may grow by for all guesses of a kind.
const GROWTH: u64 = 4 << 20;
/// How long whoever asked too often is refused.
const BACK_OFF: Duration = Duration::from_secs(61);
const FORM: &str = "application/x-www-form-urlencoded";

/// On one database or both.
pub(super) fn run(binary: &Path, only: Option<&str>) -> Outcome<Tally> {
    let mut tally = Tally::default();
    for database in ["sqlite", "postgres"] {
        if only.is_none_or(|only| only == database) {
            println!("  -- brute force, {database}");
            let cluster = if database == "postgres" { Some(Postgres::start()?) } else { None };
            let url = cluster.as_ref().map(|cluster| cluster.database("canvass_brute")).transpose()?;
            let data = fresh_folder("brute")?.join("data");
            // Guesses come from many addresses, as whoever asks through a proxy is told apart by them.
            let options = ["--trusted-proxies", "127.0.0.0/8"];
            let server = Server::start_with(binary, &data, url.as_deref(), &options)?;
            let scene = Scene { server: &server, binary, data: &data, database: url.as_deref() };
            scene.tokens(&mut tally)?;
            scene.secrets(&mut tally)?;
            server.stop()?;
        }
    }
    Ok(tally)
}

struct Scene<'a> {
    server: &'a Server,
    binary: &'a Path,
    data: &'a Path,
    database: Option<&'a str>,
}

/// What guesses of one kind were answered.
#[derive(Default)]
struct Seen {
    /// How an answer of each status looks, and how many there were.
    faces: BTreeMap<u16, (String, usize)>,
    /// The first that looks otherwise than another of its status.
    uneven: Option<String>,
    wrong: Vec<Duration>,
    right: Vec<Duration>,
    /// A wrong one with the name of nobody.
    nobodys: Vec<Duration>,
}

impl Seen {
    fn take(&mut self, answer: &Answer, time: Duration) {
        let face = face(answer);
        let (known, count) = self.faces.entry(answer.status).or_insert_with(|| (face.clone(), 0));
        *count += 1;
        if *known != face && self.uneven.is_none() {
            self.uneven = Some(format!("{face}\n        beside\n        {known}"));
        }
        self.wrong.push(time);
    }

    /// The same of a guess with the name of nobody.
    fn take_nobodys(&mut self, answer: &Answer, time: Duration) {
        self.take(answer, time);
        self.nobodys.extend(self.wrong.pop());
    }

    /// Prints what was seen and holds it.
    fn judge(self, what: &str, memory: (u64, u64), tally: &mut Tally) {
        let counts: Vec<String> =
            self.faces.iter().map(|(status, (_, count))| format!("{count} of {status}")).collect();
        println!("    {what}: {}", counts.join(", "));
        let medians =
            [("a wrong one", self.wrong), ("one for nobody", self.nobodys), ("a right one", self.right)];
        let medians = medians.into_iter().filter(|(_, times)| !times.is_empty());
        let told: Vec<String> = medians
            .map(|(which, times)| format!("{:.3} ms of {which}", median(times).as_secs_f64() * 1e3))
            .collect();
        println!(
            "    {what}: medians {}; memory {} and {} KiB",
            told.join(", "),
            memory.0 >> 10,
            memory.1 >> 10
        );
        hold(
            self.faces.keys().all(|status| matches!(status, 401 | 429)),
            tally,
            &format!("{what}: none succeeds"),
        );
        hold(self.uneven.is_none(), tally, &format!("{what}: answers are alike"));
        if let Some(uneven) = self.uneven {
            println!("        {uneven}");
        }
        hold(memory.1 <= memory.0 + GROWTH, tally, &format!("{what}: memory stays flat"));
    }
}

impl Scene<'_> {
    fn memory(&self) -> Outcome<u64> {
        machine::memory_now(self.server.process())
    }

    fn client(&self, address: usize) -> Client {
        let address = format!("198.51.{}.{}", 100 + address / 250, 1 + address % 250);
        Client::new(self.server.address(), "").on_behalf_of(address)
    }

    /// In either header, with a right one in between, which must go on working.
    fn tokens(&self, tally: &mut Tally) -> Outcome<()> {
        let right = self.server.fact("token").to_owned();
        let names = [("X-API-TOKEN", ""), ("Authorization", "Bearer ")];
        for (name, scheme) in names {
            let (mut seen, mut refused, mut before) = (Seen::default(), 0, self.memory()?);
            let mut client = self.client(0);
            for number in 0..TOKENS / names.len() {
                if number == WARMING {
                    before = self.memory()?;
                }
                client = client.with(name, &format!("{scheme}{}", guess(&right, number)));
                let begin = Instant::now();
                let answer = client.get("/API/v3/whoami")?;
                seen.take(&answer, begin.elapsed());
                if number % 5 == 0 {
                    client = client.with(name, &format!("{scheme}{right}"));
                    let begin = Instant::now();
                    refused += usize::from(client.get("/API/v3/whoami")?.status != 200);
                    seen.right.push(begin.elapsed());
                }
            }
            let what = format!("wrong tokens as {name}");
            seen.judge(&what, (before, self.memory()?), tally);
            hold(refused == 0, tally, &format!("{what}: the right one goes on working"));
        }
        Ok(())
    }

    /// From one address until it is refused, then from an address of its own each.
    fn secrets(&self, tally: &mut Tally) -> Outcome<()> {
        let mut command = product::command(self.binary, &["oauth", "client"], self.data, self.database);
        command.args(["--user", "admin@example.org", "--name", "Guessed", "--scopes", "read:surveys"]);
        let output = command.output()?;
        let text = String::from_utf8(output.stdout)?;
        let (Some(id), Some(secret)) = (text.lines().next(), text.lines().nth(1)) else {
            return Err(format!("oauth client: {}", String::from_utf8_lossy(&output.stderr)).into());
        };
        let unknown = "0".repeat(id.len());
        let ask = |address: usize, id: &str, secret: &str| -> Outcome<(Answer, Duration)> {
            let basic = format!("Basic {}", BASE64.encode(format!("{id}:{secret}").as_bytes()));
            let mut client = self.client(address).with("Authorization", &basic);
            // The connection is made first, and is not a part of the time.
            client.get("/health/live")?;
            let begin = Instant::now();
            let answer = client.send("POST", "/oauth2/token", FORM, b"grant_type=client_credentials")?;
            Ok((answer, begin.elapsed()))
        };
        let (mut seen, before) = (Seen::default(), self.memory()?);
        for number in 0..SECRETS {
            let of = if number % 2 == 0 { id } else { &unknown };
            let (answer, time) = ask(0, of, &guess(secret, number))?;
            seen.take(&answer, time);
        }
        let refused = ask(0, id, secret)?.0;
        seen.judge("wrong secrets from one address", (before, self.memory()?), tally);
        hold(refused.status == 429, tally, "wrong secrets from one address: it is held back");
        let free = ask(1, id, secret)?.0;
        hold(free.status == 200, tally, "wrong secrets from one address: others are not");

        let (mut seen, before) = (Seen::default(), self.memory()?);
        for number in 0..SECRETS {
            let guess = guess(secret, number);
            if number % 2 == 0 {
                let (answer, time) = ask(2 + number, id, &guess)?;
                seen.take(&answer, time);
            } else {
                let (answer, time) = ask(2 + number, &unknown, &guess)?;
                seen.take_nobodys(&answer, time);
            }
            if number % 10 == 0 {
                let (answer, time) = ask(2 + SECRETS + number, id, secret)?;
                hold_quietly(answer.status == 200, tally, "the right secret goes on working");
                seen.right.push(time);
            }
        }
        seen.judge("wrong secrets from many addresses", (before, self.memory()?), tally);
        println!("    waiting for the end of the back-off");
        std::thread::sleep(BACK_OFF);
        hold(ask(0, id, secret)?.0.status == 200, tally, "the right secret works after the back-off");
        Ok(())
    }
}

/// Status, headers and body, without what is another with every request.
fn face(answer: &Answer) -> String {
    let headers = answer.headers.iter().filter(|(name, _)| name != "date" && name != "request-time");
    let headers: Vec<String> = headers.map(|(name, value)| format!("{name}: {value}")).collect();
    let mut body = serde_json::from_slice(&answer.body).unwrap_or(Value::Null);
    if let Some(meta) = body.get_mut("meta").and_then(Value::as_object_mut) {
        meta.remove("requestId");
    }
    format!("{} {} {body}", answer.status, headers.join(", "))
}

/// A guess as long as what is guessed, whose first letters are right: more of them with every guess.
fn guess(right: &str, number: usize) -> String {
    let known = number % right.len();
    let rest = format!("{number:0>64}");
    format!("{}{}", &right[..known], &rest[rest.len() - (right.len() - known)..])
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort_unstable();
    times.get(times.len() / 2).copied().unwrap_or_default()
}

fn hold(holds: bool, tally: &mut Tally, what: &str) {
    println!("    {} - {what}", if holds { "ok" } else { "not ok" });
    tally.add(if holds { Tally { passed: 1, ..Tally::default() } } else { Tally::ONE_FAILED });
}

/// A line only where it does not hold.
fn hold_quietly(holds: bool, tally: &mut Tally, what: &str) {
    if holds {
        tally.passed += 1;
    } else {
        hold(false, tally, what);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(status: u16, id: &str, words: &str) -> Answer {
        let body =
            serde_json::json!({ "meta": { "requestId": id, "error": words } }).to_string().into_bytes();
        let headers = vec![("date".to_owned(), id.to_owned()), ("a".to_owned(), "b".to_owned())];
        Answer { status, location: None, headers, body }
    }

    #[test]
    fn answers_that_differ_in_more_than_their_number_are_uneven() {
        let mut seen = Seen::default();
        for answer in [answer(401, "1", "no"), answer(401, "2", "no"), answer(429, "3", "later")] {
            seen.take(&answer, Duration::ZERO);
        }
        assert!(seen.uneven.is_none());
        seen.take(&answer(401, "4", "nearly"), Duration::ZERO);
        assert!(seen.uneven.is_some());
        let mut tally = Tally::default();
        seen.judge("guesses", (0, 0), &mut tally);
        assert_eq!((tally.passed, tally.failed), (2, 1));
        let mut succeeded = Seen::default();
        succeeded.take(&answer(200, "1", "yes"), Duration::ZERO);
        let mut tally = Tally::default();
        succeeded.judge("guesses", (0, GROWTH + 1), &mut tally);
        assert_eq!((tally.passed, tally.failed), (1, 2));
    }

    #[test]
    fn a_guess_is_as_long_as_what_is_guessed_and_never_right() {
        let right = "aB3".repeat(13) + "x";
        for number in 0..200 {
            let guess = guess(&right, number);
            assert!(guess.len() == right.len() && guess != right, "{guess}");
        }
    }
}
