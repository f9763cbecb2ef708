//! `cargo xtask bench portal`: the documentation in a browser, beside the same page in other renderers.
//!
//! `acceptance/bench-portal.mjs` measures in the browser; how long the server takes for a page is measured here.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use serde_json::json;

use crate::acceptance::node_script;
use crate::http::Client;
use crate::process::{Outcome, execute, step};
use crate::product::{self, Server};
use crate::repository::fresh_folder;
use crate::setup;

/// Starts of the server, each of which gives one cold measurement of every page.
const STARTS: usize = 10;
/// Measurements of every page once all were drawn.
const REPEATS: usize = 50;

/// Measures and prints Markdown.
pub(super) fn run(arguments: &[String]) -> Outcome<()> {
    let mut rounds = "5".to_owned();
    let mut alone = false;
    let mut arguments = arguments.iter();
    while let Some(name) = arguments.next() {
        match name.as_str() {
            "--rounds" => rounds.clone_from(arguments.next().ok_or("--rounds wants a value")?),
            "--alone" => alone = true,
            _ => return Err(format!("unknown option {name}").into()),
        }
    }
    let script = node_script("bench-portal.mjs")?;
    let rivals = if alone { None } else { Some(setup::rivals()?) };
    let binary = product::binary(true);
    let data = fresh_folder("bench")?.join("data");
    let first = Server::start(&binary, &data, None)?;
    // Told at the first start only.
    let token = first.fact("token").to_owned();
    first.stop()?;
    let rendering = step("pages in the server", || rendering(&binary, &data))?;
    let server = Server::start(&binary, &data, None)?;
    step("pages in the browser", || {
        let mut command = Command::new("node");
        command.arg(&script).env("CANVASS_ORIGIN", server.origin()).env("CANVASS_TOKEN", &token);
        command.env("CANVASS_ROUNDS", &rounds).env("CANVASS_RENDERING", &rendering);
        if let Some(folder) = &rivals {
            command.env("CANVASS_RIVALS", folder);
        }
        execute(&mut command)
    })?;
    server.stop()?;
    Ok(())
}

/// Rows of the table, as JSON. The time of a page is that of its answer over a connection that is kept open, compressed as
/// browsers ask, less the median of `/health/live` over the same connection in the same minute.
fn rendering(binary: &Path, data: &Path) -> Outcome<String> {
    let (mut cold, mut warm, mut floor) = (Vec::new(), Vec::new(), Vec::new());
    let mut pages = BTreeSet::new();
    for start in 0..=STARTS {
        let server = Server::start(binary, data, None)?;
        let mut client = Client::packed(server.address());
        if start == 0 {
            // The first start only finds out which pages there are.
            pages = addresses(&mut Client::new(server.address(), ""))?;
        } else {
            floor.extend(times(&mut client, std::iter::repeat_n("/health/live", pages.len()))?);
            cold.extend(times(&mut client, pages.iter().map(String::as_str))?);
        }
        if start == STARTS {
            for _ in 0..REPEATS {
                floor.extend(times(&mut client, std::iter::repeat_n("/health/live", pages.len()))?);
                warm.extend(times(&mut client, pages.iter().map(String::as_str))?);
            }
        }
        server.stop()?;
    }
    let least = hundredth(&mut floor, 50);
    let noise = hundredth(&mut floor, 99);
    println!(
        "    {} pages; /health/live takes {} (median), {} (p99)",
        pages.len(),
        milliseconds(least),
        milliseconds(noise)
    );
    let shown = |what: &str, target: &str, of: &mut Vec<Duration>| {
        let figure = format!(
            "page in the server, {what}: p99 (median) of {} answers of {} pages",
            of.len(),
            pages.len()
        );
        let [p99, half] = [99, 50].map(|part| milliseconds(hundredth(of, part).saturating_sub(least)));
        json!([figure, target, format!("{p99} ({half})")])
    };
    let floor = format!("p99 {} less its median {}", milliseconds(noise), milliseconds(least));
    Ok(json!([
        shown("asked again", "p99 <= 1 ms", &mut warm),
        shown("first time after a start", "p99 <= 5 ms", &mut cold),
        ["noise of the same measurement: /health/live", "-", floor],
    ])
    .to_string())
}

/// Every page that the documentation links to, from its front page on.
fn addresses(client: &mut Client) -> Outcome<BTreeSet<String>> {
    let mut known = BTreeSet::from(["/docs".to_owned()]);
    let mut left = vec!["/docs".to_owned()];
    while let Some(page) = left.pop() {
        let text = String::from_utf8(client.get(&page)?.body)?;
        for link in text.split("href=\"/docs").skip(1) {
            let path = link.split(['"', '#', '?']).next().unwrap_or_default();
            // What has an ending is a file or the page as Markdown.
            if !path.contains('.') && known.insert(format!("/docs{path}")) {
                left.push(format!("/docs{path}"));
            }
        }
    }
    Ok(known)
}

fn times<'a>(client: &mut Client, paths: impl Iterator<Item = &'a str>) -> Outcome<Vec<Duration>> {
    paths
        .map(|path| {
            let begin = Instant::now();
            let answer = client.get(path)?;
            let took = begin.elapsed();
            if answer.status == 200 { Ok(took) } else { Err(format!("{path}: {}", answer.status).into()) }
        })
        .collect()
}

/// The time that so many of a hundred stay below.
fn hundredth(times: &mut [Duration], part: usize) -> Duration {
    times.sort_unstable();
    times.get(times.len() * part / 100).copied().unwrap_or_default()
}

fn milliseconds(time: Duration) -> String {
    format!("{:.2} ms", time.as_secs_f64() * 1000.0)
}
