//! Half an hour of mixed load: 64 clients, respondents and hostile ones among them. Nobody gets a 5xx, the others are not
//! slowed down, and memory and descriptors stay flat.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use serde_json::json;

use super::hostile::Hostile;
use super::ledger;
use super::respondent::{Respondent, Step};
use crate::bench::machine;
use crate::fixtures;
use crate::http::Client;
use crate::postgres::Postgres;
use crate::process::Outcome;
use crate::product::Server;
use crate::repository::fresh_folder;
use crate::tally::Tally;

/// Who takes part; 64 in all.
const CAST: [(&str, usize); 6] =
    [("reader", 20), ("submitter", 12), ("respondent", 20), ("exporter", 2), ("importer", 2), ("hostile", 8)];
/// Responses of the survey that is exported.
const EXPORTED: usize = 20_000;
/// The pause between two requests of one client: a person or a script, not a race.
const THINKING: Duration = Duration::from_millis(20);
/// How often memory and descriptors are looked at.
const LOOK: Duration = Duration::from_secs(5);

/// What the clients of one kind got: the time of each answer, how often each status, and connections that broke.
#[derive(Default)]
struct Seen {
    times: Vec<Duration>,
    statuses: BTreeMap<u16, usize>,
    broken: usize,
    faults: Vec<String>,
}

struct Scene<'a> {
    address: &'a str,
    token: &'a str,
    /// Takes responses.
    survey: &'a str,
    /// Is exported, and stays as it is.
    fixed: &'a str,
    /// Takes imports.
    growing: &'a str,
    is_over: AtomicBool,
}

/// Runs it for so long and prints what was seen.
pub(super) fn run(binary: &Path, time: Duration, only: Option<&str>) -> Outcome<Tally> {
    let cluster = if only == Some("postgres") { Some(Postgres::start()?) } else { None };
    let url = cluster.as_ref().map(|cluster| cluster.database("canvass_load")).transpose()?;
    let server = Server::start_with(
        binary,
        &fresh_folder("load")?.join("data"),
        url.as_deref(),
        &["--trusted-proxies", "127.0.0.0/8"],
    )?;
    let (address, token) = (server.address().to_owned(), server.fact("token").to_owned());
    let mut client = Client::new(&address, &token);
    let file = fixtures::tiny_survey()?;
    let surveys = ["Answered", "Exported", "Imported"]
        .map(|name| fixtures::import(&mut client, name, &file))
        .into_iter()
        .collect::<Outcome<Vec<String>>>()?;
    let (rows, _) = ledger::rows("fixed", EXPORTED);
    let path = format!("/API/v3/surveys/{}/import-responses", surveys[1]);
    let job = client.send("POST", &path, "text/csv", rows.as_bytes())?.result_text("progressId")?;
    ledger::end_of(&mut client, &format!("{path}/{job}"))?;
    let hostile = Hostile::prepare(&mut client, &address, &token)?;
    let scene = Scene {
        address: &address,
        token: &token,
        survey: &surveys[0],
        fixed: &surveys[1],
        growing: &surveys[2],
        is_over: AtomicBool::new(false),
    };
    let (seen, looks) = play(&scene, &hostile, server.process(), time)?;
    judge(seen, &looks)
}

/// Memory in bytes and descriptors, each time one looked.
type Looks = Vec<(u64, usize)>;

fn play(
    scene: &Scene<'_>,
    hostile: &Hostile,
    process: u32,
    time: Duration,
) -> Outcome<(BTreeMap<&'static str, Seen>, Looks)> {
    std::thread::scope(|scope| {
        let mut players = Vec::new();
        for (kind, count) in CAST {
            for number in 0..count {
                players.push((kind, scope.spawn(move || scene.play(kind, number, hostile))));
            }
        }
        let (begin, mut looks) = (Instant::now(), Looks::new());
        while begin.elapsed() < time {
            std::thread::sleep(LOOK.min(time));
            let descriptors = std::fs::read_dir(format!("/proc/{process}/fd"))?.count();
            looks.push((machine::memory_now(process)?, descriptors));
        }
        scene.is_over.store(true, Ordering::Relaxed);
        let mut all = BTreeMap::<_, Seen>::new();
        for (kind, player) in players {
            let seen = player.join().map_err(|_| "a client panicked")?;
            let sum = all.entry(kind).or_default();
            sum.times.extend(seen.times);
            sum.broken += seen.broken;
            sum.faults.extend(seen.faults);
            for (status, count) in seen.statuses {
                *sum.statuses.entry(status).or_default() += count;
            }
        }
        Ok((all, looks))
    })
}

fn judge(seen: BTreeMap<&'static str, Seen>, looks: &Looks) -> Outcome<Tally> {
    let mut tally = Tally::default();
    let mut hold = |holds: bool, what: String| {
        println!("    {} - {what}", if holds { "ok" } else { "not ok" });
        if holds { tally.passed += 1 } else { tally.failed += 1 }
    };
    let mut others = Vec::new();
    for (kind, mut seen) in seen {
        seen.times.sort_unstable();
        println!(
            "    {kind}: {} answers {:?}, {} broken connections, p50 {:.1} ms, p99 {:.1} ms",
            seen.times.len(),
            seen.statuses,
            seen.broken,
            percentile(&seen.times, 50),
            percentile(&seen.times, 99),
        );
        let bad: usize = seen.statuses.range(500..).map(|(_, count)| count).sum();
        hold(bad == 0, format!("{kind}: {bad} answers of 5xx"));
        if kind != "hostile" {
            hold(seen.broken == 0, format!("{kind}: {} connections broke", seen.broken));
            hold(seen.faults.is_empty(), format!("{kind}: faults {:?}", seen.faults.first()));
            others.append(&mut seen.times);
        }
    }
    others.sort_unstable();
    println!("    others: p99 {:.1} ms (goal: at most 50 ms)", percentile(&others, 99));
    // The first third warms up; then the last third is compared with the middle one.
    let third = looks.len() / 3;
    let (memory, descriptors) = (
        growth(looks, third, |look| look.0 / 1024),
        growth(looks, third, |look| u64::try_from(look.1).unwrap_or(u64::MAX)),
    );
    println!(
        "    memory of the middle and the last third: {} and {} KiB; descriptors: {} and {}",
        memory.0, memory.1, descriptors.0, descriptors.1
    );
    hold(memory.1 <= memory.0 + memory.0 / 10 + 4096, "memory stays flat".to_owned());
    hold(descriptors.1 <= descriptors.0 + descriptors.0 / 10 + 16, "descriptors stay flat".to_owned());
    Ok(tally)
}

/// The medians of the middle and of the last third.
fn growth(looks: &Looks, third: usize, of: impl Fn(&(u64, usize)) -> u64) -> (u64, u64) {
    let median = |part: &[(u64, usize)]| {
        let mut values: Vec<u64> = part.iter().map(&of).collect();
        values.sort_unstable();
        values.get(values.len() / 2).copied().unwrap_or_default()
    };
    (median(&looks[third..2 * third]), median(&looks[2 * third..]))
}

fn percentile(sorted: &[Duration], percent: usize) -> f64 {
    sorted.get(sorted.len() * percent / 100).copied().unwrap_or_default().as_secs_f64() * 1000.0
}

impl Scene<'_> {
    fn play(&self, kind: &str, number: usize, hostile: &Hostile) -> Seen {
        let mut seen = Seen::default();
        // Respondents come from everywhere; scripts from one address.
        let client = Client::new(self.address, self.token);
        let mut client = match kind {
            "respondent" => client.on_behalf_of(format!("192.0.2.{}", number + 1)),
            _ => client,
        };
        let mut respondent = Respondent::new(self.survey, format!("v-{number}"));
        let mut turn = 0;
        while !self.is_over.load(Ordering::Relaxed) {
            turn += 1;
            let begin = Instant::now();
            let outcome = match kind {
                "reader" => self.read(&mut client, turn),
                "submitter" => self.submit(&mut client, &format!("a-{number}-{turn}")),
                "respondent" => match respondent.step(&mut client) {
                    Ok(Step::Ended) => {
                        respondent = respondent.next(format!("v-{number}-{turn}"));
                        Ok(200)
                    }
                    Ok(Step::Moved) => Ok(200),
                    Ok(Step::Later(status)) => Ok(status),
                    Err(why) => {
                        if why.to_string().starts_with("fault") {
                            seen.faults.push(why.to_string());
                        }
                        respondent = respondent.next(format!("v-{number}-{turn}"));
                        Err(why)
                    }
                },
                "exporter" => self.export(&mut client),
                "importer" => self.import(&mut client, &format!("i-{number}-{turn}")),
                _ => hostile.attack(number + turn),
            };
            match outcome {
                Ok(status) => {
                    *seen.statuses.entry(status).or_default() += 1;
                    // A job is no answer: how long it takes is another question.
                    if !matches!(kind, "exporter" | "importer") {
                        seen.times.push(begin.elapsed());
                    }
                }
                Err(_) => seen.broken += 1,
            }
            std::thread::sleep(THINKING);
        }
        seen
    }

    fn read(&self, client: &mut Client, turn: usize) -> Outcome<u16> {
        let path = match turn % 4 {
            0 => "/API/v3/whoami".to_owned(),
            1 => "/API/v3/surveys".to_owned(),
            2 => format!("/API/v3/surveys/{}", self.survey),
            _ => format!("/API/v3/survey-definitions/{}", self.survey),
        };
        Ok(client.get(&path)?.status)
    }

    fn submit(&self, client: &mut Client, text: &str) -> Outcome<u16> {
        let body = json!({"values": {"QID1": 1, "QID2": ["1", "2"], "QID3_TEXT": text}}).to_string();
        Ok(client.post(&format!("/API/v3/surveys/{}/responses", self.survey), &body)?.status)
    }

    fn export(&self, client: &mut Client) -> Outcome<u16> {
        let path = format!("/API/v3/surveys/{}/export-responses", self.fixed);
        let answer = client.post(&path, r#"{"format":"csv"}"#)?;
        if answer.status != 200 {
            return Ok(answer.status);
        }
        let file = ledger::end_of_export(client, self.fixed, &answer.result_text("progressId")?)?;
        let status = client.get(&format!("{path}/{file}/file"))?.status;
        std::thread::sleep(Duration::from_secs(2));
        Ok(status)
    }

    fn import(&self, client: &mut Client, prefix: &str) -> Outcome<u16> {
        let path = format!("/API/v3/surveys/{}/import-responses", self.growing);
        let (rows, _) = ledger::rows(prefix, 500);
        let answer = client.send("POST", &path, "text/csv", rows.as_bytes())?;
        if answer.status >= 300 {
            return Ok(answer.status);
        }
        ledger::end_of(client, &format!("{path}/{}", answer.result_text("progressId")?))?;
        std::thread::sleep(Duration::from_secs(5));
        Ok(200)
    }
}
