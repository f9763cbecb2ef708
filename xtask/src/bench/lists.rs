//! `cargo xtask bench lists`: a list read to its end by pages, measured by the example `lists` of the store.

use std::process::Command;

use super::table::Table;
use crate::postgres::Postgres;
use crate::process::{Outcome, step};
use crate::repository::{self, fresh_folder};

/// Fills a table, reads it, and prints Markdown, on one database after the other.
pub(super) fn run(arguments: &[String]) -> Outcome<()> {
    let (mut rows, mut only) = (5_000_000, None);
    let mut arguments = arguments.iter();
    while let Some(name) = arguments.next() {
        let value = arguments.next().ok_or_else(|| format!("{name} wants a value"))?;
        match name.as_str() {
            "--rows" => rows = value.parse()?,
            "--only" => only = Some(value.as_str()),
            _ => return Err(format!("unknown option {name}").into()),
        }
    }
    let mut table = Table::new();
    for database in ["sqlite", "postgres"] {
        if only.is_none_or(|only| only == database) {
            step(&format!("{database}, {rows} rows"), || on_database(database, rows, &mut table))?;
        }
    }
    println!("\n{table}");
    Ok(())
}

fn on_database(database: &str, rows: usize, table: &mut Table) -> Outcome<()> {
    let folder = fresh_folder("bench-lists")?;
    let cluster = if database == "postgres" { Some(Postgres::start()?) } else { None };
    let place = match &cluster {
        Some(cluster) => cluster.database("canvass_lists")?,
        None => folder.join("lists.db").to_string_lossy().into_owned(),
    };
    let figures = figures(rows, &place)?;
    let figure = |name: &str| {
        let found = figures.iter().find(|(known, _)| known == name);
        found.map(|(_, figure)| *figure).ok_or_else(|| format!("{name} is missing"))
    };
    let what = |what: &str| format!("{what}, {rows} rows, {database}");
    let seconds = |name: &str| figure(name).map(|seconds| format!("{seconds:.2} s"));
    let ratio = |one: &str, other: &str| Ok::<_, String>(format!("{:.2}", figure(one)? / figure(other)?));
    table.add(&what("filled by bulk insert"), &seconds("fill")?, "-", "-", "-");
    table.add(
        &what("read to its end by key (limit column: to its half)"),
        &seconds("whole")?,
        &seconds("half")?,
        &ratio("whole", "half")?,
        "about 2: linear",
    );
    table.add(
        &what("the last tenth of it (limit column: the first tenth)"),
        &seconds("last tenth")?,
        &seconds("first tenth")?,
        &ratio("last tenth", "first tenth")?,
        "about 1",
    );
    let (last, first) = ("page of the last tenth, µs", "page of the first tenth, µs");
    table.add(
        &what("a page of 100 of the last tenth, median (limit column: of the first tenth)"),
        &format!("{:.0} µs", figure(last)?),
        &format!("{:.0} µs", figure(first)?),
        &ratio(last, first)?,
        "about 1",
    );
    let memory = format!("{:.1} MiB", figure("peak above idle, KiB")? / 1024.0);
    table.add(&what("memory while it is read, above idle"), &memory, "-", "-", "flat");
    table.add(
        &format!("its first 50,000 rows by offset (limit column: the first 25,000), {database}"),
        &seconds("by offset, whole")?,
        &seconds("by offset, half")?,
        &ratio("by offset, whole", "by offset, half")?,
        "- (square: up to 4)",
    );
    // Gigabytes that nobody looks at again.
    Ok(std::fs::remove_dir_all(folder)?)
}

/// Name and figure of each line.
fn figures(rows: usize, place: &str) -> Outcome<Vec<(String, f64)>> {
    let output = Command::new("cargo")
        .args(["run", "--release", "--quiet", "-p", "store", "--example", "lists", "--"])
        .args([&rows.to_string(), place])
        .current_dir(repository::root())
        .output()?;
    if !output.status.success() {
        return Err(format!("lists: {}", String::from_utf8_lossy(&output.stderr)).into());
    }
    let mut figures = Vec::new();
    for line in String::from_utf8(output.stdout)?.lines() {
        if let Some((name, figure)) = line.split_once('\t') {
            figures.push((name.to_owned(), figure.parse()?));
        }
    }
    Ok(figures)
}
