//! The figures that HTTP would hide, measured by the example `floors` of testkit.

use std::path::Path;
use std::process::Command;

use super::subject::Bench;
use super::table::{Table, median_rate};
use super::{exports, survey};
use crate::postgres::Postgres;
use crate::process::Outcome;
use crate::repository;

const ROWS: usize = 100_000;
const ASKED: &[(&str, &str)] = &[("durable ingest", "0.6"), ("CSV export, one thread", "0.45")];

/// Builds and runs the example; adds a row for each figure.
pub(super) fn measure(
    bench: &Bench,
    database: &str,
    cluster: Option<&Postgres>,
    table: &mut Table,
) -> Outcome<()> {
    let (qsf, csv) = (bench.folder.join("floors.qsf"), bench.folder.join("floors.csv"));
    let one = bench.folder.join("one.csv");
    let header = exports::csv(&mut bench.client(), &bench.survey, r#"{"limit":1}"#, &one)?.header()?;
    std::fs::write(&qsf, survey::file().to_string())?;
    std::fs::write(&csv, survey::csv(&header, 0, 2000))?;
    let url = cluster.map(|cluster| cluster.database("canvass_floors")).transpose()?;
    let figures = figures(bench, &qsf, &csv, url.as_deref())?;
    for (start, ask) in ASKED {
        let of_one = figures.iter().filter(|figure| figure.0.starts_with(start));
        let (ours, limits): (Vec<f64>, Vec<f64>) = of_one.map(|figure| (figure.1, figure.2)).unzip();
        let name = figures.iter().find(|figure| figure.0.starts_with(start)).ok_or("a figure is missing")?;
        let (ours, limit) = (median_rate(ours), median_rate(limits));
        table.add(
            &format!("{}, {database}", name.0),
            &format!("{ours:.0}"),
            &format!("{limit:.0}"),
            &format!("{:.2}", ours / limit),
            ask,
        );
    }
    Ok(())
}

/// Name, ours, limit of each line.
fn figures(bench: &Bench, qsf: &Path, csv: &Path, url: Option<&str>) -> Outcome<Vec<(String, f64, f64)>> {
    let output = Command::new("cargo")
        .args(["run", "--release", "--quiet", "-p", "testkit", "--example", "floors", "--"])
        .arg(&bench.folder)
        .args([ROWS.to_string(), bench.rounds.to_string()])
        .args([qsf, csv])
        .args(url)
        .current_dir(repository::root())
        .output()?;
    if !output.status.success() {
        return Err(format!("floors: {}", String::from_utf8_lossy(&output.stderr)).into());
    }
    let mut figures = Vec::new();
    for line in String::from_utf8(output.stdout)?.lines() {
        if let [name, ours, limit] = line.split('\t').collect::<Vec<_>>()[..] {
            figures.push((name.to_owned(), ours.parse()?, limit.parse()?));
        }
    }
    Ok(figures)
}
