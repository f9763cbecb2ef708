//! Exports from the running server beside what else turns the same rows into the same bytes.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use serde_json::Value;

use super::subject::Bench;
use super::table::{Table, mebibytes, median, ratio, seconds};
use super::{machine, rivals, survey};
use crate::http::Client;
use crate::postgres::Postgres;
use crate::process::Outcome;

/// An export that is finished, and how long it took.
pub(super) struct Export {
    /// From the start to the status `complete`.
    pub(super) made_in: Duration,
    /// Until the whole file was here.
    pub(super) all_in: Duration,
    pub(super) file: PathBuf,
}

impl Export {
    /// The three header rows.
    pub(super) fn header(&self) -> Outcome<String> {
        let text = std::fs::read_to_string(&self.file)?;
        let end = text.match_indices("\r\n").nth(2).map(|(at, _)| at + 2).ok_or("no three rows")?;
        Ok(text[..end].to_owned())
    }
}

/// Exports with these options (a JSON object; `format` and `compress` are set to plain CSV unless given).
pub(super) fn csv(client: &mut Client, survey: &str, options: &str, target: &Path) -> Outcome<Export> {
    let mut body: Value = serde_json::from_str(options)?;
    for (name, value) in [("format", Value::from("csv")), ("compress", Value::from(false))] {
        if body.get(name).is_none() {
            body[name] = value;
        }
    }
    let path = format!("/API/v3/surveys/{survey}/export-responses");
    let begin = Instant::now();
    let job = client.post(&path, &body.to_string())?.result_text("progressId")?;
    let result = wait(client, &format!("{path}/{job}"))?;
    let made_in = begin.elapsed();
    let file = result.get("fileId").and_then(Value::as_str).ok_or("no fileId")?;
    client.download(&format!("{path}/{file}/file"), target)?;
    Ok(Export { made_in, all_in: begin.elapsed(), file: target.to_owned() })
}

/// Waits until a job is complete; gives its last `result`.
pub(super) fn wait(client: &mut Client, path: &str) -> Outcome<Value> {
    let begin = Instant::now();
    while begin.elapsed() < Duration::from_secs(600) {
        let mut answer = client.get(path)?.json()?;
        let result = answer["result"].take();
        match result["status"].as_str() {
            Some("complete") => return Ok(result),
            Some("inProgress") => std::thread::sleep(Duration::from_millis(2)),
            _ => return Err(format!("{path}: {result}").into()),
        }
    }
    Err(format!("{path} takes more than 10 minutes").into())
}

/// Every row of exports; gives the time of a plain CSV export.
pub(super) fn measure(
    bench: &Bench,
    database: &str,
    cluster: Option<&Postgres>,
    table: &mut Table,
) -> Outcome<Duration> {
    let mut client = bench.client();
    let target = bench.folder.join("export.csv");
    let process = bench.server.process();
    let idle = machine::memory_now(process)?;
    machine::forget_peak(process)?;
    let file = csv(&mut client, &bench.survey, "{}", &target)?.file;
    let peak = machine::memory_peak(process)?;
    let name = |what: &str| format!("{what}, {} responses, {database}", bench.rows);
    table.add(
        &name("memory of a CSV export above idle"),
        &mebibytes(peak.saturating_sub(idle)),
        &mebibytes(idle),
        "-",
        "at most 64 MiB",
    );
    let duckdb = rivals::DuckDb::load(&file, &bench.folder)?;
    let wide = rivals::WideTable::load(&file, cluster)?;
    let (mut ours, mut whole, mut cats, mut ducks, mut wides) = (vec![], vec![], vec![], vec![], vec![]);
    for _ in 0..bench.rounds {
        let export = csv(&mut client, &bench.survey, "{}", &target)?;
        ours.push(export.made_in);
        whole.push(export.all_in);
        cats.push(rivals::cat(&file, &bench.folder.join("copy.csv"))?);
        ducks.push(duckdb.copy()?);
        wides.push(wide.copy()?);
    }
    let (ours, whole) = (median(ours), median(whole));
    let size = std::fs::metadata(&file)?.len();
    table.add(&name("size of the CSV"), &mebibytes(size), "-", "-", "-");
    for (what, time, ask) in [
        ("CSV export beside DuckDB's COPY", median(ducks), "2"),
        ("CSV export beside PostgreSQL's COPY", median(wides), "2"),
        ("CSV export beside cat of the same bytes", median(cats), "0.4"),
    ] {
        table.add(&name(what), &seconds(ours), &seconds(time), &ratio(time, ours), ask);
    }
    table.add(
        &name("CSV export with its download"),
        &seconds(whole),
        &seconds(ours),
        &ratio(ours, whole),
        "-",
    );
    zipped(bench, &file, &name("zipped CSV beside deflate alone, level 1, two threads"), table)?;
    last_hundredth(bench, ours, &name("last 1 % by recorded date"), table)?;
    for (what, options) in [
        ("CSV export with labels", r#"{"useLabels":true}"#),
        ("CSV export in another zone", r#"{"timeZone":"America/Denver"}"#),
    ] {
        let time = repeated(bench, options)?;
        table.add(&name(what), &seconds(time), &seconds(ours), &ratio(ours, time), "-");
    }
    for format in ["json", "ndjson"] {
        let time = repeated(bench, &format!(r#"{{"format":"{format}"}}"#))?;
        table.add(
            &name(&format!("{format} export")),
            &seconds(time),
            &seconds(ours),
            &ratio(ours, time),
            "-",
        );
    }
    Ok(ours)
}

/// The median time of an export with these options.
fn repeated(bench: &Bench, options: &str) -> Outcome<Duration> {
    let mut client = bench.client();
    let mut times = Vec::new();
    for _ in 0..bench.rounds {
        times.push(csv(&mut client, &bench.survey, options, &bench.folder.join("export.other"))?.made_in);
    }
    Ok(median(times))
}

fn zipped(bench: &Bench, file: &Path, name: &str, table: &mut Table) -> Outcome<()> {
    let bytes = std::fs::read(file)?;
    let (mut ours, mut limits) = (Vec::new(), Vec::new());
    for _ in 0..bench.rounds {
        let target = bench.folder.join("export.zip");
        ours.push(csv(&mut bench.client(), &bench.survey, r#"{"compress":true}"#, &target)?.made_in);
        limits.push(rivals::deflate(&bytes)?);
    }
    let (ours, limit) = (median(ours), median(limits));
    table.add(name, &seconds(ours), &seconds(limit), &ratio(limit, ours), "0.7");
    Ok(())
}

fn last_hundredth(bench: &Bench, full: Duration, name: &str, table: &mut Table) -> Outcome<()> {
    let count = (bench.rows / 100).max(1);
    let first = survey::moment(bench.rows - count).replace(' ', "T");
    let end = survey::moment(bench.rows).replace(' ', "T");
    let time = repeated(bench, &format!(r#"{{"startDate":"{first}Z","endDate":"{end}Z"}}"#))?;
    let limit = full / 100 + Duration::from_millis(10);
    table.add(name, &seconds(time), &seconds(limit), &ratio(time, limit), "at most 1.5");
    Ok(())
}
