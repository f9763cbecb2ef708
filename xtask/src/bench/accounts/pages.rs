//! Any page of a long list of users, one after the other over one connection.

use std::time::{Duration, Instant};

use serde_json::Value;

use super::super::table::{Table, milliseconds, percentile};
use super::subject::Bench;
use crate::http::Client;
use crate::process::Outcome;

/// How often one page is asked for.
const TURNS: usize = 300;
/// Elements of a page.
const PAGE: usize = 100;
const ASK: &str = "p99 at most 5 ms";

/// Rows for the first, a middle and the last page, by offset and by token, and for all pages by token.
pub(super) fn measure(bench: &Bench<'_>, table: &mut Table) -> Outcome<()> {
    let server = bench.server()?;
    let mut client = bench.client(&server);
    let (mut walked, mut tokens) = (Vec::new(), Vec::new());
    let mut next = Some("/API/v3/users?pageSize=100".to_owned());
    while let Some(path) = next.take() {
        let begin = Instant::now();
        let answer = client.get(&path)?;
        walked.push(begin.elapsed());
        let told = answer.json()?;
        let address = told.pointer("/result/nextPage").and_then(Value::as_str);
        next = address.and_then(|address| Some(address[address.find("/API/")?..].to_owned()));
        tokens.push(path);
    }
    if tokens.len() < bench.users / PAGE {
        return Err(format!("the list ends after {} pages", tokens.len()).into());
    }
    add(bench, table, &format!("List Users, each of its {} pages by skipToken", walked.len()), walked);
    let middle = tokens.len() / 2;
    for (place, page) in [("first", 0), ("middle", middle), ("last", tokens.len() - 1)] {
        let by_offset = format!("/API/v3/users?offset={}", page * PAGE);
        for (way, path) in [("skipToken", &tokens[page]), ("offset", &by_offset)] {
            let times = asked(&mut client, path)?;
            add(bench, table, &format!("List Users, its {place} page by {way}"), times);
        }
    }
    server.stop()?;
    Ok(())
}

fn asked(client: &mut Client, path: &str) -> Outcome<Vec<Duration>> {
    let mut times = Vec::with_capacity(TURNS);
    for _ in 0..TURNS {
        let begin = Instant::now();
        let answer = client.get(path)?;
        times.push(begin.elapsed());
        if answer.status != 200 {
            return Err(format!("{path}: {}", answer.status).into());
        }
    }
    Ok(times)
}

fn add(bench: &Bench<'_>, table: &mut Table, what: &str, mut times: Vec<Duration>) {
    times.sort_unstable();
    let (half, most) = (percentile(&times, 50), percentile(&times, 99));
    let told = format!("p50 {}, p99 {}", milliseconds(half), milliseconds(most));
    table.add(&bench.what(what), &told, "-", "-", ASK);
}
