//! Brute force against the program itself: wrong tokens, wrong secrets of programs, and wrong
//! passwords. No guess succeeds, answers of one kind
//! are alike, the right one works again after the back-off, and memory stays flat. How long a wrong one takes beside a right
//! one is printed.

mod passwords;
mod scene;
mod seen;

use std::path::Path;
use std::time::{Duration, Instant};

use data_encoding::BASE64;

use crate::http::Answer;
use crate::postgres::Postgres;
use crate::process::Outcome;
use crate::product::{self, Server};
use crate::repository::fresh_folder;
use crate::tally::Tally;
use scene::Scene;
use seen::{Seen, hold, hold_quietly};

const TOKENS: usize = 10_000;
const SECRETS: usize = 1_000;
/// Guesses before memory is looked at first: what every server takes once is taken then.
const WARMING: usize = 1_000;
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
            tokens(&scene, &mut tally)?;
            secrets(&scene, &mut tally)?;
            passwords::guess(&scene, &mut tally)?;
            server.stop()?;
        }
    }
    Ok(tally)
}

/// In either header, with a right one in between, which must go on working.
fn tokens(scene: &Scene<'_>, tally: &mut Tally) -> Outcome<()> {
    let right = scene.server.fact("token").to_owned();
    let names = [("X-API-TOKEN", ""), ("Authorization", "Bearer ")];
    for (name, scheme) in names {
        let (mut seen, mut refused, mut before) = (Seen::default(), 0, scene.memory()?);
        let mut client = scene.client(0);
        for number in 0..TOKENS / names.len() {
            if number == WARMING {
                before = scene.memory()?;
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
        seen.judge(&what, (before, scene.memory()?), tally);
        hold(refused == 0, tally, &format!("{what}: the right one goes on working"));
    }
    Ok(())
}

/// From one address until it is refused, then from an address of its own each.
fn secrets(scene: &Scene<'_>, tally: &mut Tally) -> Outcome<()> {
    let mut command = product::command(scene.binary, &["oauth", "client"], scene.data, scene.database);
    command.args(["--user", "admin@example.org", "--name", "Guessed", "--scopes", "read:surveys"]);
    let output = command.output()?;
    let text = String::from_utf8(output.stdout)?;
    let (Some(id), Some(secret)) = (text.lines().next(), text.lines().nth(1)) else {
        return Err(format!("oauth client: {}", String::from_utf8_lossy(&output.stderr)).into());
    };
    let unknown = "0".repeat(id.len());
    let ask = |address: usize, id: &str, secret: &str| -> Outcome<(Answer, Duration)> {
        let basic = format!("Basic {}", BASE64.encode(format!("{id}:{secret}").as_bytes()));
        let mut client = scene.client(address).with("Authorization", &basic);
        // The connection is made first, and is not a part of the time.
        client.get("/health/live")?;
        let begin = Instant::now();
        let answer = client.send("POST", "/oauth2/token", FORM, b"grant_type=client_credentials")?;
        Ok((answer, begin.elapsed()))
    };
    let (mut seen, before) = (Seen::default(), scene.memory()?);
    for number in 0..SECRETS {
        let of = if number % 2 == 0 { id } else { &unknown };
        let (answer, time) = ask(0, of, &guess(secret, number))?;
        seen.take(&answer, time);
    }
    let refused = ask(0, id, secret)?.0;
    seen.judge("wrong secrets from one address", (before, scene.memory()?), tally);
    hold(refused.status == 429, tally, "wrong secrets from one address: it is held back");
    let free = ask(1, id, secret)?.0;
    hold(free.status == 200, tally, "wrong secrets from one address: others are not");

    let (mut seen, before) = (Seen::default(), scene.memory()?);
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
    seen.judge("wrong secrets from many addresses", (before, scene.memory()?), tally);
    println!("    waiting for the end of the back-off");
    std::thread::sleep(BACK_OFF);
    hold(ask(0, id, secret)?.0.status == 200, tally, "the right secret works after the back-off");
    Ok(())
}

/// A guess as long as what is guessed, whose first letters are right, more of them with every guess, and whose last is wrong.
fn guess(right: &str, number: usize) -> String {
    let (known, last) = (number % right.len(), if right.ends_with('x') { 'y' } else { 'x' });
    let rest = format!("{number:0>64}{last}");
    format!("{}{}", &right[..known], &rest[rest.len() - (right.len() - known)..])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_guess_is_as_long_as_what_is_guessed_and_never_right() {
        for last in ["x", "9", "3"] {
            let right = "aB3".repeat(13) + last;
            for number in 0..200 {
                let guess = guess(&right, number);
                assert!(guess.len() == right.len() && guess != right, "{guess}");
            }
        }
    }
}
