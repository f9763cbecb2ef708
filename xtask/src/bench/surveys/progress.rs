//! Respondents who have begun a survey and not ended it: they lie in the database and take no memory of the process.

use super::file;
use super::respondent::begin_many;
use super::subject::Bench;
use crate::bench::machine;
use crate::bench::table::{Table, mebibytes};
use crate::fixtures;
use crate::process::Outcome;

const FEW: usize = 1_000;
const MANY: usize = 10_000;

/// One row: memory with ten thousand in progress beside that with a thousand.
pub(super) fn measure(bench: &Bench, table: &mut Table) -> Outcome<()> {
    let survey = fixtures::import(&mut bench.client(), "In progress", &file::file(20, 3))?;
    begin_many(bench.server.address(), &survey, 0..FEW)?;
    let few = machine::memory_now(bench.server.process())?;
    begin_many(bench.server.address(), &survey, FEW..MANY)?;
    let many = machine::memory_now(bench.server.process())?;
    table.add(
        &bench.what(&format!("memory with {MANY} respondents in progress (limit column: with {FEW})")),
        &mebibytes(many),
        &mebibytes(few),
        "-",
        "flat",
    );
    Ok(())
}
