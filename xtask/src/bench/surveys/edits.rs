//! A question of a survey is changed, again and again, and what that writes.

use std::time::{Duration, Instant};

use super::file;
use super::subject::{Bench, DATABASE};
use crate::bench::machine;
use crate::bench::table::{Table, milliseconds, percentile};
use crate::fixtures;
use crate::process::Outcome;

/// How often a question is changed in each round.
const EDITS: usize = 200;

/// A row for the times, and one for what is written, with a hundred questions and with ten thousand.
pub(super) fn measure(bench: &Bench, table: &mut Table) -> Outcome<()> {
    let mut client = bench.client();
    for questions in [100, 10_000] {
        let survey = fixtures::import(&mut client, "Edited", &file::file(questions, 20))?;
        let mut times: Vec<Duration> = Vec::new();
        let (written, pieces) = (written(bench)?, pieces(bench)?);
        for edit in 0..EDITS * bench.rounds {
            let number = 1 + edit * 37 % questions;
            let path = format!("/API/v3/survey-definitions/{survey}/questions/{}", file::id(number));
            let body = file::question(number, &format!("{edit}th")).to_string();
            let begin = Instant::now();
            let answer = client.send("PUT", &path, "application/json", body.as_bytes())?;
            times.push(begin.elapsed());
            answer.json()?;
        }
        times.sort_unstable();
        let (middle, slowest) = (percentile(&times, 50), percentile(&times, 99));
        let edits = u32::try_from(times.len())?;
        table.add(
            &bench.what(&format!("an edit of one question among {questions}, over HTTP")),
            &format!("median {}, p99 {}", milliseconds(middle), milliseconds(slowest)),
            "-",
            "-",
            "at most 20 ms",
        );
        let bytes = (self::written(bench)? - written) / u64::from(edits);
        let rows = u32::try_from(self::pieces(bench)? - pieces)?;
        table.add(
            &bench.what(&format!("what such an edit writes, {questions} questions")),
            &format!("{:.1} rows of the definition, {bytes} bytes", f64::from(rows) / f64::from(edits)),
            "-",
            "-",
            "kilobytes",
        );
    }
    Ok(())
}

/// Bytes written so far: what the process wrote into files and sockets on SQLite, its log and its answers among it; on PostgreSQL
/// what the database logged ahead.
fn written(bench: &Bench) -> Outcome<u64> {
    match &bench.cluster {
        Some(cluster) => {
            let sql = "SELECT pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0')::bigint";
            Ok(cluster.sql(DATABASE, sql)?.trim().parse()?)
        }
        None => machine::written(bench.server.process()),
    }
}

/// How many pieces of definitions there are.
fn pieces(bench: &Bench) -> Outcome<u64> {
    const SQL: &str = "SELECT COUNT(*) FROM survey_piece";
    let told = match &bench.cluster {
        Some(cluster) => cluster.sql(DATABASE, SQL)?,
        None => {
            let path = bench.folder.join("data/canvass.db");
            crate::process::output_of("sqlite3", &["-readonly", &path.to_string_lossy(), SQL])?
        }
    };
    Ok(told.trim().parse()?)
}
