//! Walks every survey file of the corpus fifty times, and hundreds of generated surveys, on a server that really listens and on
//! both databases: the example `walk` of testkit.

use std::path::Path;
use std::process::Command;

use crate::bench::machine;
use crate::postgres::Postgres;
use crate::process::{Outcome, execute};
use crate::product::Server;
use crate::repository::{self, fresh_folder};
use crate::tally::Tally;

/// Generated surveys for each walk through a file of the corpus.
const SURVEYS_A_WALK: usize = 10;

/// So many walks through each survey file.
pub(super) fn run(binary: &Path, walks: usize, only: Option<&str>) -> Outcome<Tally> {
    let mut tally = Tally::default();
    for database in ["sqlite", "postgres"] {
        if only.is_some_and(|only| only != database) {
            continue;
        }
        let cluster = if database == "postgres" { Some(Postgres::start()?) } else { None };
        let url = cluster.as_ref().map(|cluster| cluster.database("canvass_walk")).transpose()?;
        match on_database(binary, url.as_deref(), walks) {
            Ok((before, after)) => {
                println!("    ok - {database}: memory {before} MiB before and {after} MiB after");
                tally.passed += 1;
            }
            Err(why) => {
                println!("    not ok - {database}: {why}");
                tally.failed += 1;
            }
        }
    }
    Ok(tally)
}

/// The memory of the server in MiB before and after.
fn on_database(binary: &Path, url: Option<&str>, walks: usize) -> Outcome<(u64, u64)> {
    let data = fresh_folder("walk")?.join("data");
    let server = Server::start_with(binary, &data, url, &["--trusted-proxies", "127.0.0.0/8"])?;
    let memory = || machine::memory_now(server.process()).map(|bytes| bytes >> 20);
    let before = memory()?;
    let surveys = (walks * SURVEYS_A_WALK).to_string();
    execute(example().args([server.address(), server.fact("token"), "walks", &walks.to_string(), &surveys]))?;
    Ok((before, memory()?))
}

/// The example, built as we are.
fn example() -> Command {
    let mut command = Command::new("cargo");
    command.arg("run").args((!cfg!(debug_assertions)).then_some("--release"));
    command.args(["--quiet", "-p", "testkit", "--example", "walk", "--"]).current_dir(repository::root());
    command
}
