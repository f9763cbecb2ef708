//! `cargo xtask test`: sets up what it needs, then runs everything. CI runs the same.

use std::time::Instant;

use crate::postgres::Postgres;
use crate::process::{Outcome, step};
use crate::suite::tests;
use crate::tally::Tally;
use crate::{acceptance, evidence, product, secrets, setup, soak, tidy};

/// Everything, to the end whatever fails; the last line says how many checks passed and failed.
pub(crate) fn run() -> Outcome<()> {
    let begin = Instant::now();
    let mut tally = Tally::default();
    part(&mut tally, "set-up: packages of the system", || setup::packages().map(|()| Tally::default()));
    part(&mut tally, "set-up: clients", || acceptance::install().map(|()| Tally::default()));
    part(&mut tally, "tidy", || tidy::run().map(|()| ONE_PASSED));
    part(&mut tally, "tests of the crates, on SQLite", || {
        let folder = evidence::folder()?;
        let variables = [(evidence::FOLDER, &*folder.to_string_lossy())];
        tests(
            &["--workspace", "--exclude", "store", "--exclude", "testkit", "--exclude", "canvass"],
            &variables,
        )
    });
    part(&mut tally, "the evidence of the compatibility ledger", || evidence::check().map(|()| ONE_PASSED));
    // Those of the store and of the program run on both.
    part(&mut tally, "tests of store, testkit, canvass and server, on PostgreSQL", || {
        let cluster = Postgres::start()?;
        let url = cluster.database("canvass_test")?;
        tests(
            &["-p", "store", "-p", "testkit", "-p", "canvass", "-p", "server"],
            &[("CANVASS_TEST_POSTGRES", &url)],
        )
    });
    part(&mut tally, "tests of the API through two processes over one PostgreSQL", || {
        let cluster = Postgres::start()?;
        let url = cluster.database("canvass_test")?;
        let variables = [("CANVASS_TEST_POSTGRES", &*url), ("CANVASS_TEST_PROCESSES", "2")];
        tests(&["-p", "server", "--test", "api"], &variables)
    });
    part(&mut tally, "tests of files in a bucket", || {
        tests(&["-p", "store", "--features", "s3-tests", "bucket"], &[])
    });
    match step("the program", || product::build(false)) {
        Ok(binary) => {
            part(&mut tally, "real clients and a browser", || acceptance::run(&binary));
            part(&mut tally, "secrets in what is kept", || secrets::everywhere(&binary));
            part(&mut tally, "kill -9 under load", || soak::kill::everywhere(&binary, KILLS, None));
            part(&mut tally, "PostgreSQL stopped under load", || soak::stops::run(&binary, STOPS));
        }
        Err(why) => fail(&mut tally, &why.to_string()),
    }
    println!("in {:.0} s", begin.elapsed().as_secs_f64());
    println!("{tally}");
    if tally.failed > 0 { Err("not everything passed".into()) } else { Ok(()) }
}

/// A tenth of what `cargo xtask soak` does.
const KILLS: usize = 10;
const STOPS: usize = 2;

const ONE_PASSED: Tally = Tally { passed: 1, failed: 0, skipped: 0 };

/// Runs one part and adds what it counted; a part that cannot run counts as one failure.
fn part(tally: &mut Tally, name: &str, work: impl FnOnce() -> Outcome<Tally>) {
    match step(name, work) {
        Ok(counts) => {
            println!("    {counts} in {name}");
            tally.add(counts);
        }
        Err(why) => fail(tally, &format!("{name}: {why}")),
    }
}

fn fail(tally: &mut Tally, why: &str) {
    println!("    not ok - {why}");
    tally.add(Tally::ONE_FAILED);
}
