//! Pages through a survey, recorded durably, beside a constant page of about as many bytes from the same server.

use std::time::Duration;

use super::file;
use super::respondent::{Answered, answer_for};
use super::subject::Bench;
use crate::bench::table::{Table, median_rate};
use crate::fixtures;
use crate::http::Client;
use crate::http_load::Load;
use crate::process::Outcome;

/// Respondents at once, each with a connection that stays open.
const RESPONDENTS: usize = 64;
const TIME: Duration = Duration::from_secs(5);
const QUESTIONS: usize = 20;
const PER_PAGE: usize = 3;
/// How far the constant page may be from a survey's page in size, in hundredths.
const NEAR: usize = 25;

/// One row: pages that were sent and shown per second, each by two requests (POST, and GET of where the 303 leads), beside the same
/// page of constant bytes.
pub(super) fn measure(bench: &Bench, table: &mut Table) -> Outcome<()> {
    let survey = fixtures::import(&mut bench.client(), "Answered", &file::file(QUESTIONS, PER_PAGE))?;
    let (constant, bytes) = constant_page(bench, &survey)?;
    let (mut ours, mut limits, mut slowest) = (Vec::new(), Vec::new(), Duration::ZERO);
    let mut of_page = 0;
    let mut ended = 0;
    for _ in 0..bench.rounds {
        let load = Load {
            address: bench.server.address(),
            requests: std::slice::from_ref(&constant),
            connections: RESPONDENTS,
            time: TIME,
        };
        let limit = load.run()?;
        if limit.refused > 0 {
            return Err(format!("{} answers other than 2xx", limit.refused).into());
        }
        limits.push(limit.per_second);
        let answered: Answered = answer_for(bench.server.address(), &survey, RESPONDENTS, TIME)?;
        ours.push(answered.pages_per_second);
        slowest = slowest.max(answered.p99);
        (of_page, ended) = (answered.bytes, ended + answered.ended);
    }
    let (ours, limit) = (median_rate(ours), median_rate(limits));
    if bytes.abs_diff(of_page) * 100 > of_page * NEAR {
        return Err(format!("the constant page has {bytes} bytes and the survey's {of_page}").into());
    }
    recorded(bench, &survey, ended)?;
    table.add(
        &bench.what(&format!(
            "pages of a survey of {QUESTIONS} questions, {of_page} bytes, {RESPONDENTS} respondents (limit column: a \
             constant page of {bytes} bytes)"
        )),
        &format!("{ours:.0}/s, p99 of both requests {:.1} ms", slowest.as_secs_f64() * 1e3),
        &format!("{limit:.0}/s"),
        &format!("{:.3}", ours / limit),
        if bench.cluster.is_some() { "0.04" } else { "0.06" },
    );
    Ok(())
}

/// The request of the pages' script, which is as long as a page of the survey, and how long it is.
fn constant_page(bench: &Bench, survey: &str) -> Outcome<(Vec<u8>, usize)> {
    let mut client = Client::new(bench.server.address(), "");
    let page = client.get(&format!("/jfe/form/{survey}"))?;
    let page = String::from_utf8(page.body)?;
    let script = page.split("src=\"").nth(1).and_then(|rest| rest.split('"').next());
    let path = script.ok_or("a page without a script")?;
    let bytes = client.get(path)?.body.len();
    Ok((format!("GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n").into_bytes(), bytes))
}

/// Whoever was told that the survey is over must have been recorded.
fn recorded(bench: &Bench, survey: &str, ended: usize) -> Outcome<()> {
    let answer = bench.client().get(&format!("/API/v3/surveys/{survey}"))?.json()?;
    let count = answer.pointer("/result/responseCounts/auditable").and_then(serde_json::Value::as_u64);
    let count = count.ok_or_else(|| format!("no count in {answer}"))?;
    if usize::try_from(count)? < ended {
        return Err(format!("{ended} came to the end and {count} are recorded").into());
    }
    Ok(())
}
