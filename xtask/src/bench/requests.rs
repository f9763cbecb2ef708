//! Single requests over HTTP beside a constant answer of the same server.

use std::time::Duration;

use serde_json::json;

use super::subject::Bench;
use super::survey::{self, MULTIPLE, SINGLE, TEXTS};
use super::table::{Table, median_rate};
use crate::http_load::{Load, Throughput};
use crate::process::Outcome;

const CONNECTIONS: usize = 64;
const TIME: Duration = Duration::from_secs(4);

/// The three rows of requests.
pub(super) fn measure(bench: &Bench, database: &str, table: &mut Table) -> Outcome<()> {
    let who = vec![request(bench, "GET", "/API/v3/whoami", "")];
    beside_constant(bench, &format!("authenticated GET, {database}"), &who, "0.5", table)?;
    let step = (bench.rows / 1000).max(1);
    let one: Vec<Vec<u8>> = (0..bench.rows)
        .step_by(step)
        .map(|number| {
            let path = format!("/API/v3/surveys/{}/responses/{}", bench.survey, survey::id(number));
            request(bench, "GET", &path, "")
        })
        .collect();
    beside_constant(bench, &format!("GET of one response, {database}"), &one, "0.4", table)?;
    let path = format!("/API/v3/surveys/{}/responses", bench.other);
    let post = vec![request(bench, "POST", &path, &answers())];
    beside_constant(
        bench,
        &format!("durable POST of a response, {database}"),
        &post,
        "0.15, p99 15 ms",
        table,
    )
}

fn beside_constant(
    bench: &Bench,
    what: &str,
    requests: &[Vec<u8>],
    ask: &str,
    table: &mut Table,
) -> Outcome<()> {
    let constant = vec![request(bench, "GET", "/health/live", "")];
    let (mut ours, mut limits) = (Vec::new(), Vec::new());
    let mut slowest = Duration::ZERO;
    for _ in 0..bench.rounds {
        limits.push(load(bench, &constant)?.per_second);
        let throughput = load(bench, requests)?;
        ours.push(throughput.per_second);
        slowest = slowest.max(throughput.p99);
    }
    let (ours, limit) = (median_rate(ours), median_rate(limits));
    let p99 = slowest.as_secs_f64() * 1000.0;
    table.add(
        what,
        &format!("{ours:.0}/s, p99 {p99:.1} ms"),
        &format!("{limit:.0}/s"),
        &format!("{:.2}", ours / limit),
        ask,
    );
    Ok(())
}

fn load(bench: &Bench, requests: &[Vec<u8>]) -> Outcome<Throughput> {
    let load = Load { address: bench.server.address(), requests, connections: CONNECTIONS, time: TIME };
    let throughput = load.run()?;
    if throughput.refused > 0 {
        let first = requests.first().map(|request| String::from_utf8_lossy(request).into_owned());
        return Err(format!(
            "{} answers other than 2xx to {}",
            throughput.refused,
            first.unwrap_or_default()
        )
        .into());
    }
    Ok(throughput)
}

fn request(bench: &Bench, verb: &str, path: &str, body: &str) -> Vec<u8> {
    let mut text = format!(
        "{verb} {path} HTTP/1.1\r\nHost: {}\r\nX-API-TOKEN: {}\r\n",
        bench.server.address(),
        bench.token
    );
    if !body.is_empty() {
        text += &format!("Content-Type: application/json\r\nContent-Length: {}\r\n", body.len());
    }
    format!("{text}\r\n{body}").into_bytes()
}

/// Every question answered.
fn answers() -> String {
    let mut values = serde_json::Map::new();
    for number in 1..=SINGLE + MULTIPLE + TEXTS {
        if number <= SINGLE {
            values.insert(format!("QID{number}"), json!(number % 5 + 1));
        } else if number <= SINGLE + MULTIPLE {
            values.insert(format!("QID{number}"), json!(["1", "3"]));
        } else {
            let text = "The staff were kind, the queue was long, and I would come again with friends.";
            values.insert(format!("QID{number}_TEXT"), json!(text));
        }
    }
    json!({ "values": values }).to_string()
}
