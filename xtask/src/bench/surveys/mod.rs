//! `cargo xtask bench surveys`: what it costs to run a survey and to edit one, beside a constant page of the same server.

mod edits;
mod engine;
mod file;
mod large;
mod pages;
mod progress;
mod respondent;
mod subject;

use super::table::Table;
use crate::process::{Outcome, step};
use crate::product;
use subject::Bench;

/// Each figure by the name that `--figure` takes.
const FIGURES: [&str; 5] = ["engine", "large", "edits", "pages", "progress"];

struct Options {
    rounds: usize,
    only: Option<String>,
    figure: Option<String>,
}

/// Measures and prints Markdown.
pub(super) fn run(arguments: &[String]) -> Outcome<()> {
    let options = options(arguments)?;
    let binary = product::binary(true);
    let wants = |figure: &str| options.figure.as_deref().is_none_or(|only| only == figure);
    let mut table = Table::new();
    if wants("engine") {
        step("the engine alone", || engine::measure(options.rounds, &mut table))?;
    }
    for database in ["sqlite", "postgres"] {
        if options.only.as_deref().is_some_and(|only| only != database) {
            continue;
        }
        for (figure, measure) in [
            ("large", large::measure as fn(&Bench, &mut Table) -> Outcome<()>),
            ("edits", edits::measure),
            ("pages", pages::measure),
            ("progress", progress::measure),
        ] {
            if wants(figure) {
                step(&format!("{database}, {figure}"), || {
                    measure(&Bench::start(&binary, database, options.rounds)?, &mut table)
                })?;
            }
        }
    }
    println!("\n{table}");
    Ok(())
}

fn options(arguments: &[String]) -> Outcome<Options> {
    let mut options = Options { rounds: 3, only: None, figure: None };
    let mut arguments = arguments.iter();
    while let Some(name) = arguments.next() {
        let value = arguments.next().ok_or_else(|| format!("{name} wants a value"))?;
        match name.as_str() {
            "--rounds" => options.rounds = value.parse::<usize>()?.max(1),
            "--only" => options.only = Some(value.clone()),
            "--figure" if FIGURES.contains(&value.as_str()) => options.figure = Some(value.clone()),
            _ => return Err(format!("unknown option {name} {value}").into()),
        }
    }
    Ok(options)
}
