//! `cargo xtask bench accounts`: what accounts cost, with a hundred thousand users and tokens of each kind in the data.

mod callers;
mod creating;
mod foreign;
mod pages;

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use super::table::Table;
use crate::acceptance::fresh_folder;
use crate::http::Client;
use crate::postgres::Postgres;
use crate::process::{Outcome, execute, execute_quietly, step};
use crate::product::{self, Server};
use crate::repository;

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

/// A database full of users, and what can be started on it.
struct Bench<'a> {
    binary: &'a Path,
    data: PathBuf,
    url: Option<String>,
    database: &'a str,
    /// The administrator's token.
    token: String,
    users: usize,
    rounds: usize,
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
            .args(["run", "--release", "--quiet", "-p", "testkit", "--example", "people", "--"])
            .args([&options.users.to_string(), BRAND, &place])
            .current_dir(repository::root()),
    )?;
    let (users, rounds) = (options.users, options.rounds);
    Ok(Bench { binary, data, url, database, token, users, rounds })
}

impl Bench<'_> {
    fn server(&self) -> Outcome<Server> {
        let server = Server::start(self.binary, &self.data, self.url.as_deref())?;
        settle();
        Ok(server)
    }

    fn client(&self, server: &Server) -> Client {
        Client::new(server.address(), &self.token)
    }

    /// A brand of its own, made by the shell; gives the token of its administrator.
    fn other_brand(&self) -> Outcome<String> {
        let mut command = product::command(self.binary, &["init"], &self.data, self.url.as_deref());
        command.args(["--brand", "other", "--name", "Other", "--admin-username", "ada@other.example"]);
        let output = command.args(["--first-name", "Ada", "--last-name", "Other"]).output()?;
        let token = String::from_utf8(output.stdout)?.trim().to_owned();
        if token.is_empty() {
            return Err(format!("init: {}", String::from_utf8_lossy(&output.stderr)).into());
        }
        Ok(token)
    }

    fn what(&self, what: &str) -> String {
        format!("{what}, {} users, {}", self.users, self.database)
    }
}

/// What a server does at its start is over.
fn settle() {
    std::thread::sleep(Duration::from_secs(1));
}

/// Builds the program with a feature and gives a copy of it, as the next build puts another in its place.
fn build_with(feature: &str) -> Outcome<PathBuf> {
    let mut command = Command::new("cargo");
    command
        .args(["build", "--release", "-p", "canvass", "--features", feature])
        .current_dir(repository::root());
    execute(&mut command)?;
    let copy = repository::scratch("bench-fixed-caller")?.join("canvass");
    std::fs::copy(product::binary(true), &copy)?;
    // The program as it is handed out lies in its place again.
    product::build(true)?;
    Ok(copy)
}

/// The value that so many of a hundred stay below.
fn percentile(sorted: &[Duration], percent: usize) -> Duration {
    sorted.get(sorted.len() * percent / 100).copied().unwrap_or_default()
}

/// `1.234 ms`.
fn milliseconds(time: Duration) -> String {
    format!("{:.3} ms", time.as_secs_f64() * 1e3)
}
