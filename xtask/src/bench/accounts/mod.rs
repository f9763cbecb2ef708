//! `cargo xtask bench accounts`: what accounts cost, with a hundred thousand users and tokens of each kind in the data.

mod callers;
mod creating;
mod foreign;
mod pages;
mod subject;

use std::path::Path;
use std::process::Command;

use super::table::Table;
use crate::postgres::Postgres;
use crate::process::{Outcome, execute_quietly, step};
use crate::product::{self, Server};
use crate::repository::{self, fresh_folder};
use subject::Bench;

/// Each figure by the name that `--figure` takes.
const FIGURES: [&str; 4] = ["foreign", "callers", "pages", "creating"];
/// The brand that has the users, which the server puts into an empty data folder.
const BRAND: &str = "example";

struct Options {
    users: usize,
    rounds: usize,
    only: Option<String>,
    figure: Option<String>,
}

/// Measures and prints Markdown.
pub(super) fn run(arguments: &[String]) -> Outcome<()> {
    let options = options(arguments)?;
    let binary = product::binary(true);
    let wants = |figure: &str| options.figure.as_deref().is_none_or(|only| only == figure);
    let fixed =
        if wants("callers") { Some(step("a build with a fixed caller", callers::build)?) } else { None };
    let mut table = Table::new();
    for database in ["sqlite", "postgres"] {
        if options.only.as_deref().is_some_and(|only| only != database) {
            continue;
        }
        let folder = fresh_folder("bench-accounts")?;
        let cluster = if database == "postgres" { Some(Postgres::start()?) } else { None };
        let url = cluster.as_ref().map(|cluster| cluster.database("canvass_accounts")).transpose()?;
        let bench = step(&format!("{database}, {} users", options.users), || {
            prepare(&binary, &folder, url, database, &options)
        })?;
        if wants("foreign") {
            foreign::measure(&bench, &mut table)?;
        }
        if wants("pages") {
            pages::measure(&bench, &mut table)?;
        }
        if wants("creating") {
            creating::measure(&bench, &mut table)?;
        }
        if let Some(fixed) = &fixed {
            callers::measure(&bench, fixed, &mut table)?;
        }
    }
    println!("\n{table}");
    Ok(())
}

fn options(arguments: &[String]) -> Outcome<Options> {
    let mut options = Options { users: 100_000, rounds: 3, only: None, figure: None };
    let mut arguments = arguments.iter();
    while let Some(name) = arguments.next() {
        let value = arguments.next().ok_or_else(|| format!("{name} wants a value"))?;
        match name.as_str() {
            "--users" => options.users = value.parse::<usize>()?.max(1_000),
            "--rounds" => options.rounds = value.parse::<usize>()?.max(1),
            "--only" => options.only = Some(value.clone()),
            "--figure" if FIGURES.contains(&value.as_str()) => options.figure = Some(value.clone()),
            _ => return Err(format!("unknown option {name} {value}").into()),
        }
    }
    Ok(options)
}

/// A data folder with the example brand, and the users in it, added past the API: by it they would take an hour.
fn prepare<'a>(
    binary: &'a Path,
    folder: &Path,
    url: Option<String>,
    database: &'a str,
    options: &Options,
) -> Outcome<Bench<'a>> {
    let data = folder.join("data");
    let first = Server::start(binary, &data, url.as_deref())?;
    // Told at the first start only.
    let token = first.fact("token").to_owned();
    first.stop()?;
    let place = url.clone().unwrap_or_else(|| data.join("canvass.db").to_string_lossy().into_owned());
    execute_quietly(
        Command::new("cargo")
            .args(["run", "--release", "--quiet", "-p", "services", "--example", "people", "--"])
            .args([&options.users.to_string(), BRAND, &place])
            .current_dir(repository::root()),
    )?;
    let (users, rounds) = (options.users, options.rounds);
    Ok(Bench { binary, data, url, database, token, users, rounds })
}
