//! The tests of our own crates, counted.

use std::process::Command;

use crate::process::Outcome;
use crate::repository;
use crate::tally::{Tally, counted};

/// The tests of some packages, with these variables in their environment.
pub(crate) fn tests(packages: &[&str], variables: &[(&str, &str)]) -> Outcome<Tally> {
    let mut command = Command::new("cargo");
    command.args(["test", "--no-fail-fast"]).args(packages).current_dir(repository::root());
    // A database that the caller's shell names must not be taken for ours.
    command.env_remove("CANVASS_TEST_POSTGRES").envs(variables.iter().copied());
    let skipped = repository::scratch("tests")?.join("skipped.txt");
    std::fs::write(&skipped, "")?;
    let mut tally = counted(command.env("CANVASS_SKIPPED", &skipped))?;
    tally.take_skipped(&std::fs::read_to_string(&skipped)?, &required());
    Ok(tally)
}

/// What no test may lack: PostgreSQL, which the set-up installs, and the corpus where the folder is there that holds it.
fn required() -> Vec<&'static str> {
    let has_shared = repository::root().join("../shared").exists();
    ["postgresql"].into_iter().chain(has_shared.then_some("corpus")).collect()
}
