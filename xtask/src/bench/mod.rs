//! `cargo xtask bench`: the figures of docs/benchmarks.md, through the finished product, each beside its limit in the
//! same run.

mod accounts;
mod builds;
mod exports;
mod floors;
mod lists;
pub(crate) mod machine;
mod portal;
mod requests;
mod rivals;
mod siamang;
mod subject;
mod survey;
mod surveys;
mod table;

use std::path::Path;
use std::time::{Duration, Instant};

use crate::fixtures;
use crate::http::Client;
use crate::postgres::Postgres;
use crate::process::{Outcome, step};
use crate::product::{self, Server};
use crate::repository::fresh_folder;
use subject::Bench;
use table::{Table, median, ratio};

/// What the command line asks for.
struct Options {
    /// Responses in the survey, one run for each number.
    rows: Vec<usize>,
    /// Measurements of which the median is taken.
    rounds: usize,
    /// `sqlite`, `postgres`, or both.
    only: Option<String>,
}

/// Measures and prints Markdown.
pub(crate) fn run(arguments: &[String]) -> Outcome<()> {
    // These only start what measures, so they may be unoptimised themselves.
    match arguments.split_first().map(|(first, rest)| (first.as_str(), rest)) {
        Some(("lists", rest)) => return lists::run(rest),
        Some(("builds", rest)) => return builds::run(rest),
        Some(("siamang", rest)) => return siamang::run(rest),
        _ => {}
    }
    if cfg!(debug_assertions) {
        return product::as_release("bench", arguments);
    }
    if let Some(("accounts", rest)) = arguments.split_first().map(|(first, rest)| (first.as_str(), rest)) {
        return accounts::run(rest);
    }
    if let Some(("surveys", rest)) = arguments.split_first().map(|(first, rest)| (first.as_str(), rest)) {
        return surveys::run(rest);
    }
    if let Some(("portal", rest)) = arguments.split_first().map(|(first, rest)| (first.as_str(), rest)) {
        return portal::run(rest);
    }
    let options = options(arguments)?;
    let binary = product::binary(true);
    let mut table = Table::new();
    let size = std::fs::metadata(&binary)?.len();
    table.add("release binary", &table::mebibytes(size), "-", "-", "-");
    let mut both = Vec::new();
    for rows in &options.rows {
        for database in ["sqlite", "postgres"] {
            if options.only.as_deref().is_none_or(|only| only == database) {
                let csv = step(&format!("{database}, {rows} responses"), || {
                    on_database(&binary, database, *rows, options.rounds, &mut table)
                })?;
                both.push((*rows, csv));
            }
        }
    }
    for pair in both.chunks(2) {
        if let [(rows, sqlite), (_, postgres)] = pair {
            let what = format!("CSV export of {rows}, PostgreSQL's time by SQLite's");
            table.add(
                &what,
                &table::seconds(*postgres),
                &table::seconds(*sqlite),
                &ratio(*postgres, *sqlite),
                "at most 2",
            );
        }
    }
    println!("\n{table}");
    Ok(())
}

fn options(arguments: &[String]) -> Outcome<Options> {
    let mut options = Options { rows: vec![200_000], rounds: 3, only: None };
    let mut arguments = arguments.iter();
    while let Some(name) = arguments.next() {
        let value = arguments.next().ok_or_else(|| format!("{name} wants a value"))?;
        match name.as_str() {
            "--rows" => options.rows = value.split(',').map(str::parse).collect::<Result<_, _>>()?,
            "--rounds" => options.rounds = value.parse::<usize>()?.max(1),
            "--only" => options.only = Some(value.clone()),
            _ => return Err(format!("unknown option {name}").into()),
        }
    }
    Ok(options)
}

/// Every figure on one database; gives the time of a CSV export.
fn on_database(
    binary: &Path,
    database: &str,
    rows: usize,
    rounds: usize,
    table: &mut Table,
) -> Outcome<Duration> {
    let folder = fresh_folder("bench")?;
    let data = folder.join("data");
    let cluster = if database == "postgres" { Some(Postgres::start()?) } else { None };
    let url = cluster.as_ref().map(|cluster| cluster.database("canvass_bench")).transpose()?;
    let first = Server::start(binary, &data, url.as_deref())?;
    std::thread::sleep(Duration::from_secs(2));
    let with_example = machine::memory_now(first.process())?;
    // Told at the first start only.
    let token = first.fact("token").to_owned();
    first.stop()?;
    let server = Server::start(binary, &data, url.as_deref())?;
    std::thread::sleep(Duration::from_secs(2));
    let idle = machine::memory_now(server.process())?;
    let what =
        format!("idle memory with the example brand in place (limit column: after adding it), {database}");
    table.add(&what, &table::mebibytes(idle), &table::mebibytes(with_example), "-", "at most 30 MiB");
    let file = survey::file().to_string();
    let mut client = Client::new(server.address(), &token);
    let survey = fixtures::import(&mut client, "Benchmark", file.as_bytes())?;
    let other = fixtures::import(&mut client, "Benchmark of submissions", file.as_bytes())?;
    let mut bench = Bench { server, token, survey, other, rows, rounds, folder };
    import(&bench, database, table)?;
    requests::measure(&bench, database, table)?;
    let csv = exports::measure(&bench, database, cluster.as_ref(), table)?;
    floors::measure(&bench, database, cluster.as_ref(), table)?;
    bench = restarts(bench, binary, &data, url.as_deref(), database, table)?;
    bench.server.stop()?;
    Ok(csv)
}

/// Responses from CSV over HTTP, in files of at most so many rows.
const ROWS_OF_A_FILE: usize = 200_000;

fn import(bench: &Bench, database: &str, table: &mut Table) -> Outcome<()> {
    let mut client = bench.client();
    let header = exports::csv(&mut client, &bench.survey, "{}", &bench.folder.join("empty.csv"))?.header()?;
    let mut first = 0;
    let mut spent = Duration::ZERO;
    while first < bench.rows {
        let rows = ROWS_OF_A_FILE.min(bench.rows - first);
        let file = survey::csv(&header, first, rows);
        let begin = Instant::now();
        let path = format!("/API/v3/surveys/{}/import-responses", bench.survey);
        let answer = client.send("POST", &format!("{path}?mode=migrate"), "text/csv", &file)?;
        let job = answer.result_text("progressId")?;
        exports::wait(&mut client, &format!("{path}/{job}"))?;
        spent += begin.elapsed();
        first += rows;
    }
    let per_second = table::per_second(bench.rows, spent);
    table.add(
        &format!("import of {} responses from CSV over HTTP, {database}", bench.rows),
        &format!("{per_second:.0} rows/s"),
        "-",
        "-",
        "at least 20,000 rows/s",
    );
    Ok(())
}

/// Start to the first 200, with everything in place.
fn restarts(
    mut bench: Bench,
    binary: &Path,
    data: &Path,
    url: Option<&str>,
    database: &str,
    table: &mut Table,
) -> Outcome<Bench> {
    let mut times = Vec::new();
    for _ in 0..bench.rounds {
        bench.server.stop()?;
        let begin = Instant::now();
        bench.server = Server::start(binary, data, url)?;
        let status = Client::new(bench.server.address(), "").get("/health/ready")?.status;
        if status != 200 {
            return Err(format!("/health/ready: {status}").into());
        }
        times.push(begin.elapsed());
    }
    let what = format!("start to the first 200 with {} responses kept, {database}", bench.rows);
    table.add(&what, &table::seconds(median(times)), "-", "-", "at most 0.1 s");
    Ok(bench)
}
