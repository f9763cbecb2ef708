//! Recording responses alone, and while a thousand users are made, whose passwords are hashed.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use serde_json::json;

use super::super::table::{Table, median, milliseconds, percentile, ratio};
use super::subject::Bench;
use crate::fixtures;
use crate::http::Client;
use crate::process::Outcome;

/// Who records: so many clients with a pause between two responses, as scripts and people have it.
const RECORDING: usize = 16;
const THINKING: Duration = Duration::from_millis(20);
/// Who makes users, one after the other without a pause.
const MAKING: usize = 4;
const USERS: usize = 1_000;
/// How long responses are recorded alone in each round.
const ALONE: Duration = Duration::from_secs(8);

/// One row: the p99 while users are made beside that of the time before.
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
    let [mut alone, mut meanwhile]: [Vec<[Duration; 2]>; 2] = Default::default();
    let mut took = Duration::ZERO;
    // In turns, so that what else the machine does meets both.
    for round in 0..bench.rounds {
        alone.push(of(for_a_while()?));
        let (first, last) = (USERS * round / bench.rounds, USERS * (round + 1) / bench.rounds);
        let begin = Instant::now();
        meanwhile.push(of(while_users_are_made(bench, server.address(), first..last, record)?));
        took += begin.elapsed();
    }
    server.stop()?;
    let middle = |times: &[[Duration; 2]], which: usize| median(times.iter().map(|of| of[which]).collect());
    let told = |times: &[[Duration; 2]]| {
        let all: Vec<String> = times.iter().map(|of| format!("{:.1}", of[1].as_secs_f64() * 1e3)).collect();
        format!(
            "{} ({}), p50 {}",
            milliseconds(middle(times, 1)),
            all.join(", "),
            milliseconds(middle(times, 0))
        )
    };
    let what = format!(
        "recording responses, p99, while {USERS} users are made in {:.0} s (limit column: alone), median of {} rounds",
        took.as_secs_f64(),
        bench.rounds
    );
    table.add(
        &bench.what(&what),
        &told(&meanwhile),
        &told(&alone),
        &ratio(middle(&meanwhile, 1), middle(&alone, 1)),
        "at most 1.5",
    );
    Ok(())
}

/// The median and the p99.
fn of(mut times: Vec<Duration>) -> [Duration; 2] {
    times.sort_unstable();
    [percentile(&times, 50), percentile(&times, 99)]
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
    users: std::ops::Range<usize>,
    record: impl Fn(&AtomicBool) -> Outcome<Vec<Duration>> + Sync,
) -> Outcome<Vec<Duration>> {
    let (is_over, next) = (AtomicBool::new(false), AtomicUsize::new(users.start));
    let make = || -> Outcome<()> {
        let mut client = Client::new(address, &bench.token);
        loop {
            let number = next.fetch_add(1, Ordering::Relaxed);
            if number >= users.end {
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
