//! Recording responses alone, and while a thousand users are made, whose passwords are hashed.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use serde_json::json;

use super::super::table::{Table, ratio};
use super::subject::{Bench, milliseconds, percentile};
use crate::fixtures;
use crate::http::Client;
use crate::process::Outcome;

/// Who records: so many clients with a pause between two responses, as scripts and people have it.
const RECORDING: usize = 16;
const THINKING: Duration = Duration::from_millis(20);
/// Who makes users, one after the other without a pause.
const MAKING: usize = 4;
const USERS: usize = 1_000;
/// How long responses are recorded alone, before and afterwards.
const ALONE: Duration = Duration::from_secs(15);

/// One row: the p99 while users are made beside that before and afterwards.
pub(super) fn measure(bench: &Bench<'_>, table: &mut Table) -> Outcome<()> {
    let server = bench.server()?;
    let mut client = bench.client(&server);
    let survey = fixtures::import(&mut client, "Recorded", &fixtures::tiny_survey()?)?;
    let path = format!("/API/v3/surveys/{survey}/responses");
    let record = |until: &AtomicBool| recorded(bench, server.address(), &path, until);
    let for_a_while = || {
        let is_over = AtomicBool::new(false);
        std::thread::scope(|scope| {
            scope.spawn(|| {
                std::thread::sleep(ALONE);
                is_over.store(true, Ordering::Relaxed);
            });
            record(&is_over)
        })
    };
    for_a_while()?;
    let mut alone = for_a_while()?;
    let begin = Instant::now();
    let mut meanwhile = while_users_are_made(bench, server.address(), record)?;
    let took = begin.elapsed();
    alone.extend(for_a_while()?);
    server.stop()?;
    alone.sort_unstable();
    meanwhile.sort_unstable();
    let (alone_p99, p99) = (percentile(&alone, 99), percentile(&meanwhile, 99));
    let what = format!(
        "recording responses, p99, while {USERS} users are made in {:.0} s (limit column: alone)",
        took.as_secs_f64()
    );
    let of = |times: &[Duration], p99| {
        format!("{}, p50 {}", milliseconds(p99), milliseconds(percentile(times, 50)))
    };
    table.add(
        &bench.what(&what),
        &of(&meanwhile, p99),
        &of(&alone, alone_p99),
        &ratio(p99, alone_p99),
        "at most 1.5",
    );
    Ok(())
}

/// Records until it is over; how long each response took.
fn recorded(bench: &Bench<'_>, address: &str, path: &str, is_over: &AtomicBool) -> Outcome<Vec<Duration>> {
    std::thread::scope(|scope| {
        let of_one = |number: usize| -> Outcome<Vec<Duration>> {
            let (mut client, mut times) = (Client::new(address, &bench.token), Vec::new());
            // Not all at the same moment.
            std::thread::sleep(THINKING * u32::try_from(number)? / u32::try_from(RECORDING)?);
            while !is_over.load(Ordering::Relaxed) {
                let body =
                    json!({ "values": { "QID1": 1, "QID2": ["1", "2"], "QID3_TEXT": "It was fine." } });
                let begin = Instant::now();
                client.post(path, &body.to_string())?.json()?;
                times.push(begin.elapsed());
                std::thread::sleep(THINKING);
            }
            Ok(times)
        };
        let clients: Vec<_> = (0..RECORDING).map(|number| scope.spawn(move || of_one(number))).collect();
        let mut all = Vec::new();
        for client in clients {
            all.extend(client.join().map_err(|_| "a client panicked")??);
        }
        Ok(all)
    })
}

/// Records for as long as it takes to make the users.
fn while_users_are_made(
    bench: &Bench<'_>,
    address: &str,
    record: impl Fn(&AtomicBool) -> Outcome<Vec<Duration>> + Sync,
) -> Outcome<Vec<Duration>> {
    let (is_over, next) = (AtomicBool::new(false), AtomicUsize::new(0));
    let make = || -> Outcome<()> {
        let mut client = Client::new(address, &bench.token);
        loop {
            let number = next.fetch_add(1, Ordering::Relaxed);
            if number >= USERS {
                return Ok(());
            }
            let name = format!("made{number}@example.org");
            let user = json!({
                "username": name, "firstName": "Made", "lastName": number.to_string(), "userType": "UT_FULLUSER",
                "email": name, "password": format!("long-enough-{number}"),
            });
            client.post("/API/v3/users", &user.to_string())?.json()?;
        }
    };
    std::thread::scope(|scope| {
        let makers: Vec<_> = (0..MAKING).map(|_| scope.spawn(make)).collect();
        let recording = scope.spawn(|| record(&is_over));
        let made: Vec<_> = makers.into_iter().map(std::thread::ScopedJoinHandle::join).collect();
        // Whatever came of it, those who record must end.
        is_over.store(true, Ordering::Relaxed);
        let times = recording.join().map_err(|_| "a client panicked")?;
        for made in made {
            made.map_err(|_| "a client panicked")??;
        }
        times
    })
}
