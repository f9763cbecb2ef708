//! Surveys of ten thousand questions and of a hundred thousand: how long they take to be put in, and to show their first page.

use std::time::Instant;

use super::file;
use super::subject::Bench;
use crate::bench::table::{Table, seconds};
use crate::fixtures;
use crate::http::Client;
use crate::process::Outcome;

/// Rows for both surveys.
pub(super) fn measure(bench: &Bench, table: &mut Table) -> Outcome<()> {
    one(bench, 10_000, &file::file(10_000, 20), ["under 3 s", "under 0.1 s"], table)?;
    one(bench, 100_000, &file::sparse(100_000), ["a result or a refusal", "-"], table)
}

fn one(bench: &Bench, questions: usize, file: &[u8], asked: [&str; 2], table: &mut Table) -> Outcome<()> {
    let megabytes = file.len() / 100_000;
    let what = format!("{questions} questions, {}.{} MB", megabytes / 10, megabytes % 10);
    let begin = Instant::now();
    let imported = fixtures::import(&mut bench.client(), "Large", file);
    let took = seconds(begin.elapsed());
    let survey = match imported {
        Ok(survey) => survey,
        // A refusal is an answer, and says which bound it is about.
        Err(why) => {
            let told: String = why.to_string().chars().take(200).collect();
            table.add(&bench.what(&format!("import of {what}: refused: {told}")), &took, "-", "-", asked[0]);
            return Ok(());
        }
    };
    table.add(&bench.what(&format!("import of {what}")), &took, "-", "-", asked[0]);
    let path = format!("/jfe/form/{survey}");
    for which in ["for the first respondent", "for the next"] {
        let mut client = Client::new(bench.server.address(), "");
        let begin = Instant::now();
        let answer = client.get(&path)?;
        let took = seconds(begin.elapsed());
        if answer.status != 200 || !String::from_utf8_lossy(&answer.body).contains("name=\"QID1") {
            return Err(format!("the first page has no question: {}", answer.status).into());
        }
        table.add(
            &bench.what(&format!("first page of {questions} questions, {which}")),
            &took,
            "-",
            "-",
            asked[1],
        );
    }
    Ok(())
}
