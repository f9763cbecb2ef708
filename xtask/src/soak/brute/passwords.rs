//! Wrong passwords on the page where somebody lets a program act.

use std::time::{Duration, Instant};

use serde_json::json;

use super::scene::Scene;
use super::seen::{Seen, hold, hold_quietly};
use crate::http::{Answer, Client};
use crate::process::Outcome;
use crate::product;
use crate::tally::Tally;

const PASSWORDS: usize = 1_000;
/// How long an account that was guessed at is left alone, and a little more.
const BACK_OFF: Duration = Duration::from_secs(905);
/// Right passwords before the wrong ones.
const WARMING: usize = 40;
const BACK: &str = "http://127.0.0.1/back";
const PASSWORD: &str = "long-enough-and-right";
/// As many letters in each, so that pages with them are as long.
const GUESSED: &str = "guessed@example.org";
const NOBODY: &str = "not-one@example.org";
/// Whom nobody guesses at.
const OTHER: &str = "another@example.org";

/// At one account from as many addresses, at one that there is not, and from one address at many.
pub(super) fn guess(scene: &Scene<'_>, tally: &mut Tally) -> Outcome<()> {
    let page = Page { client: client(scene)? };
    for name in [GUESSED, OTHER] {
        let user = json!({
            "username": name, "firstName": "A", "lastName": "B", "userType": "UT_FULLUSER", "email": name,
            "password": PASSWORD,
        });
        scene.server.client().post("/API/v3/users", &user.to_string())?.json()?;
    }
    let right = |address: usize, name: &str| page.sign_in(scene.client(address), name, PASSWORD);
    for address in 0..WARMING {
        hold_quietly(is_let_in(&right(3_000 + address, OTHER)?.0), tally, "who knows the password signs in");
    }
    let (mut seen, mut before) = (Seen::of_passwords(), 0);
    for number in 0..PASSWORDS {
        if number == PASSWORDS / 10 {
            before = scene.settled_memory()?;
        }
        let password = format!("long-enough-{number:0>9}");
        let (answer, time) = page.sign_in(scene.client(2 * number), GUESSED, &password)?;
        seen.take(&alike(answer, GUESSED), time);
        let (answer, time) = page.sign_in(scene.client(2 * number + 1), NOBODY, &password)?;
        seen.take_nobodys(&alike(answer, NOBODY), time);
        if number % 100 == 0 {
            let (answer, time) = right(3_100 + number, OTHER)?;
            hold_quietly(is_let_in(&answer), tally, "others sign in meanwhile");
            seen.right.push(time);
        }
    }
    let reached = Instant::now();
    seen.judge("wrong passwords", (before, scene.settled_memory()?), tally);
    hold(
        right(5_000, GUESSED)?.0.status == 429,
        tally,
        "wrong passwords: the account is left alone for a while",
    );
    let (mut seen, before) = (Seen::of_passwords(), scene.settled_memory()?);
    for number in 0..PASSWORDS / 10 {
        let name = format!("person-{number:0>4}@example.org");
        let (answer, time) = page.sign_in(scene.client(6_000), &name, PASSWORD)?;
        seen.take(&alike(answer, &name), time);
    }
    seen.judge("many accounts from one address", (before, scene.settled_memory()?), tally);
    hold(right(6_000, OTHER)?.0.status == 429, tally, "many accounts from one address: it is held back");
    // The count is the process's own, whatever the database.
    if scene.database.is_none() {
        println!("    waiting for the end of the back-off, a quarter of an hour");
        std::thread::sleep(BACK_OFF.saturating_sub(reached.elapsed()));
        hold(is_let_in(&right(5_000, GUESSED)?.0), tally, "the right password works after the back-off");
    }
    Ok(())
}

/// The program for which somebody signs in.
fn client(scene: &Scene<'_>) -> Outcome<String> {
    let mut command = product::command(scene.binary, &["oauth", "client"], scene.data, scene.database);
    command.args(["--user", "admin@example.org", "--name", "Asking", "--scopes", "read:surveys"]);
    let output = command.args(["--redirect-uri", BACK]).output()?;
    let id = String::from_utf8(output.stdout)?.lines().next().unwrap_or_default().to_owned();
    if id.is_empty() { Err(String::from_utf8_lossy(&output.stderr).into()) } else { Ok(id) }
}

struct Page {
    client: String,
}

impl Page {
    /// Sends the page as a browser does; the connection is made before the time begins.
    fn sign_in(&self, client: Client, name: &str, password: &str) -> Outcome<(Answer, Duration)> {
        let mut client = client.with("Sec-Fetch-Site", "same-origin");
        client.get("/health/live")?;
        let form = format!(
            "client_id={}&redirect_uri={}&response_type=code&scope=read%3Asurveys&state=x&decision=allow&username={}\
             &password={password}",
            self.client,
            BACK.replace(':', "%3A").replace('/', "%2F"),
            name.replace('@', "%40"),
        );
        let begin = Instant::now();
        let form_type = "application/x-www-form-urlencoded";
        let answer = client.send("POST", "/oauth2/auth", form_type, form.as_bytes())?;
        Ok((answer, begin.elapsed()))
    }
}

fn is_let_in(answer: &Answer) -> bool {
    let back = format!("{BACK}?code=");
    answer.status == 303 && answer.location.as_ref().is_some_and(|location| location.starts_with(&back))
}

/// The answer without the name that was typed, which stands in it again, and without how long is left to wait.
fn alike(mut answer: Answer, name: &str) -> Answer {
    let without = |text: &str| -> String {
        let text = text.replace(name, "NAME");
        text.chars().map(|letter| if letter.is_ascii_digit() { '#' } else { letter }).collect()
    };
    let body = without(&String::from_utf8_lossy(&answer.body));
    answer.body = serde_json::Value::from(body).to_string().into_bytes();
    answer.headers.iter_mut().for_each(|(_, value)| *value = without(value));
    answer
}
