//! Kills the server in the middle of its work, again and again, and looks whether it kept its word: every response it
//! acknowledged is there once, no job is stuck, it starts again by itself.

use std::collections::HashMap;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::acceptance::fresh_folder;
use crate::fixtures;
use crate::http::Client;
use crate::postgres::Postgres;
use crate::process::Outcome;
use crate::product::{self, Server};
use crate::tally::Tally;

const ROUNDS: usize = 20;
const SUBMITTERS: usize = 64;
/// The longest that the first answer is waited for.
const PATIENCE: Duration = Duration::from_secs(30);

/// `cargo xtask crash`.
pub(crate) fn run() -> Outcome<()> {
    let tally = both(&product::build(false)?)?;
    println!("{tally}");
    if tally.failed > 0 { Err("the server did not keep its word".into()) } else { Ok(()) }
}

/// The whole trial on SQLite, then on PostgreSQL.
pub(crate) fn both(binary: &Path) -> Outcome<Tally> {
    let mut tally = trial(binary, "SQLite", None)?;
    let cluster = Postgres::start()?;
    let url = cluster.database("canvass_crash")?;
    tally.add(trial(binary, "PostgreSQL", Some(&url))?);
    Ok(tally)
}

/// What the server has acknowledged so far: response id and the text that was sent with it.
type Acknowledged = HashMap<String, String>;

fn trial(binary: &Path, database: &str, url: Option<&str>) -> Outcome<Tally> {
    let data = fresh_folder("crash")?.join("data");
    let mut server = Server::start(binary, &data, url)?;
    // A later start does not know the token any more: only its hash is kept.
    let token = server.fact("token").to_owned();
    let survey = fixtures::import(&mut server.client(), "Crash", &fixtures::tiny_survey()?)?;
    let mut acknowledged = Acknowledged::new();
    let mut jobs = Vec::new();
    let mut tally = Tally::default();
    for round in 1..=ROUNDS {
        let (job, new) = submit_and_kill(server, &token, &survey, round)?;
        let fresh = new.len();
        acknowledged.extend(new);
        jobs.extend(job);
        server = Server::start(binary, &data, url)?;
        let verdict = verify(&mut Client::new(server.address(), &token), &survey, &acknowledged);
        let name = format!(
            "{database}, kill {round}: {fresh} acknowledged, {} in all, each there once",
            acknowledged.len()
        );
        match verdict {
            Ok(()) if fresh == 0 => {
                println!("    not ok - {name}: nothing was acknowledged before the kill");
                tally.failed += 1;
            }
            Ok(()) => {
                println!("    ok - {name}");
                tally.passed += 1;
            }
            Err(why) => {
                println!("    not ok - {name}: {why}");
                tally.failed += 1;
            }
        }
    }
    // At the end, because a job whose worker died waits until its lease has run out.
    match unfinished(&mut Client::new(server.address(), &token), &survey, &jobs) {
        Ok(()) => {
            println!(
                "    ok - {database}: all {} exports that were begun before a kill are complete",
                jobs.len()
            );
            tally.passed += 1;
        }
        Err(why) => {
            println!("    not ok - {database}: an export from before a kill: {why}");
            tally.failed += 1;
        }
    }
    Ok(tally)
}

/// Fails unless every job ends well, and there is one.
fn unfinished(client: &mut Client, survey: &str, jobs: &[String]) -> Outcome<()> {
    if jobs.is_empty() {
        return Err("none was begun".into());
    }
    jobs.iter().try_for_each(|job| {
        wait_for_export(client, survey, job).map(|_| ()).map_err(|why| format!("{job}: {why}").into())
    })
}

/// 64 connections submit without pause, an export is started, and the server is killed. Gives the export's id (if its
/// start was acknowledged) and what was acknowledged.
fn submit_and_kill(
    server: Server,
    token: &str,
    survey: &str,
    round: usize,
) -> Outcome<(Option<String>, Acknowledged)> {
    let address = server.address().to_owned();
    let (has_begun, is_over) = (AtomicBool::new(false), AtomicBool::new(false));
    std::thread::scope(|scope| {
        let (has_begun, is_over) = (&has_begun, &is_over);
        let submitters: Vec<_> = (0..SUBMITTERS)
            .map(|number| {
                let client = Client::new(&address, token);
                let name = format!("{round}-{number}");
                scope.spawn(move || submit(client, survey, &name, has_begun, is_over))
            })
            .collect();
        // A busy machine may take long over the first answer, and a kill before it would show nothing.
        let begin = Instant::now();
        while !has_begun.load(Ordering::Relaxed) && begin.elapsed() < PATIENCE {
            std::thread::sleep(Duration::from_millis(1));
        }
        // The moment of the kill moves through what the server does; the same in each run.
        let pause = 150 + 37 * u64::try_from(round).unwrap_or(0) % 300;
        std::thread::sleep(Duration::from_millis(pause));
        let job = start_export(&mut Client::new(&address, token), survey).ok();
        std::thread::sleep(Duration::from_millis(pause % 13));
        server.kill()?;
        is_over.store(true, Ordering::Relaxed);
        let mut acknowledged = Acknowledged::new();
        for submitter in submitters {
            acknowledged.extend(submitter.join().map_err(|_| "a submitter panicked")?);
        }
        Ok((job, acknowledged))
    })
}

/// Submits until the connection breaks; tells when the first response was acknowledged.
fn submit(
    mut client: Client,
    survey: &str,
    name: &str,
    has_begun: &AtomicBool,
    is_over: &AtomicBool,
) -> Vec<(String, String)> {
    let path = format!("/API/v3/surveys/{survey}/responses");
    let mut acknowledged = Vec::new();
    while !is_over.load(Ordering::Relaxed) {
        let text = format!("{name}-{}", acknowledged.len());
        let body = json!({"values": {"QID1": 1, "QID2": ["1", "2"], "QID3_TEXT": text}}).to_string();
        match client.post(&path, &body).and_then(|answer| answer.result_text("responseId")) {
            Ok(id) => {
                acknowledged.push((id, text));
                has_begun.store(true, Ordering::Relaxed);
            }
            Err(_) => break,
        }
    }
    acknowledged
}

/// Starts an export of everything and gives its id.
fn start_export(client: &mut Client, survey: &str) -> Outcome<String> {
    let path = format!("/API/v3/surveys/{survey}/export-responses");
    client.post(&path, r#"{"format":"ndjson","compress":false}"#)?.result_text("progressId")
}

/// Waits for an export's end and gives the id of its file.
fn wait_for_export(client: &mut Client, survey: &str, job: &str) -> Outcome<String> {
    let begin = Instant::now();
    while begin.elapsed() < Duration::from_secs(90) {
        let answer = client.get(&format!("/API/v3/surveys/{survey}/export-responses/{job}"))?;
        match answer.result_text("status")?.as_str() {
            "complete" => return answer.result_text("fileId"),
            "failed" => return Err("the export failed".into()),
            _ => std::thread::sleep(Duration::from_millis(20)),
        }
    }
    Err("the export is stuck".into())
}

/// Exports everything and compares it with what was acknowledged.
fn verify(client: &mut Client, survey: &str, acknowledged: &Acknowledged) -> Outcome<()> {
    let job = start_export(client, survey)?;
    let file = wait_for_export(client, survey, &job)?;
    let answer = client.get(&format!("/API/v3/surveys/{survey}/export-responses/{file}/file"))?;
    if answer.status != 200 {
        return Err(format!("the file: {}", answer.status).into());
    }
    let kept = kept(&String::from_utf8(answer.body)?)?;
    for (id, text) in acknowledged {
        match kept.get(id) {
            Some(found) if found == text => {}
            Some(found) => return Err(format!("{id} holds {found:?}, sent was {text:?}").into()),
            None => return Err(format!("{id} is lost").into()),
        }
    }
    Ok(())
}

/// Id and text of every response in the file; an id or a text that comes twice is a failure.
fn kept(text: &str) -> Outcome<Acknowledged> {
    let mut kept = Acknowledged::new();
    let mut texts = std::collections::HashSet::new();
    for line in text.lines() {
        let response: Value = serde_json::from_str(line)?;
        let member = |value: Option<&Value>| value.and_then(Value::as_str).unwrap_or_default().to_owned();
        let id = member(response.get("responseId"));
        let sent = member(response.get("values").and_then(|values| values.get("QID3_TEXT")));
        if !texts.insert(sent.clone()) {
            return Err(format!("{sent:?} is there twice").into());
        }
        if kept.insert(id.clone(), sent).is_some() {
            return Err(format!("{id} is there twice").into());
        }
    }
    Ok(kept)
}

#[cfg(test)]
mod tests {
    use super::kept;

    #[test]
    fn what_is_there_twice_is_found() {
        let line =
            |id: &str, text: &str| format!(r#"{{"responseId":"{id}","values":{{"QID3_TEXT":"{text}"}}}}"#);
        assert_eq!(kept(&[line("R_1", "a"), line("R_2", "b")].join("\n")).unwrap().len(), 2);
        assert!(kept(&[line("R_1", "a"), line("R_1", "b")].join("\n")).is_err());
        assert!(kept(&[line("R_1", "a"), line("R_2", "a")].join("\n")).is_err());
    }
}
