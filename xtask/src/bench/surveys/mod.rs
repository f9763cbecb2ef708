//! `cargo xtask bench surveys`: what it costs to run a survey and to edit one, beside a constant page of the same server.

mod edits;
mod engine;
mod file;
mod large;
mod pages;
mod progress;
mod respondent;

use std::path::{Path, PathBuf};

use super::table::Table;
use crate::http::Client;
use crate::postgres::Postgres;
use crate::process::{Outcome, step};
use crate::product::{self, Server};
use crate::repository::fresh_folder;

/// Each figure by the name that `--figure` takes.
const FIGURES: [&str; 5] = ["engine", "large", "edits", "pages", "progress"];

/// Respondents come from many addresses, and one address may only do so much: the server believes whom this machine asks for.
const OPTIONS: [&str; 2] = ["--trusted-proxies", "127.0.0.0/8"];

struct Options {
    rounds: usize,
    only: Option<String>,
    figure: Option<String>,
}

/// A server of its own on one database.
struct Bench {
    server: Server,
    cluster: Option<Postgres>,
    database: &'static str,
    /// The administrator's token.
    token: String,
    folder: PathBuf,
    rounds: usize,
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

impl Bench {
    fn start(binary: &Path, database: &'static str, rounds: usize) -> Outcome<Self> {
        let folder = fresh_folder("bench-surveys")?;
        let cluster = if database == "postgres" { Some(Postgres::start()?) } else { None };
        let url = cluster.as_ref().map(|cluster| cluster.database(DATABASE)).transpose()?;
        let server = Server::start_with(binary, &folder.join("data"), url.as_deref(), &OPTIONS)?;
        let token = server.fact("token").to_owned();
        Ok(Self { server, cluster, database, token, folder, rounds })
    }

    fn client(&self) -> Client {
        Client::new(self.server.address(), &self.token)
    }

    /// What is measured, on what.
    fn what(&self, what: &str) -> String {
        format!("{what}, {}", self.database)
    }
}

/// The database on PostgreSQL.
const DATABASE: &str = "canvass_surveys";
