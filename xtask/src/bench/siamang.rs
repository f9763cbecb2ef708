//! `cargo xtask bench siamang`: what of real survey files comes through, beside the best open importer of them.

use std::process::Command;

use crate::process::{Outcome, execute};
use crate::product::{self, Server};
use crate::repository::{self, fresh_folder};
use crate::setup;

/// Its licence is for noncommercial use: it is installed for this comparison alone, and nothing of ours depends on it.
const SIAMANG: setup::Environment = setup::Environment { name: "siamang", requirements: &["siamang==0.6.5"] };

/// Imports every survey file of the corpus with both and prints one table.
pub(super) fn run(arguments: &[String]) -> Outcome<()> {
    if let Some(unknown) = arguments.first() {
        return Err(format!("unknown option {unknown}").into());
    }
    let corpus = repository::root().join("../shared/corpus");
    if !corpus.is_dir() {
        return Err("the corpus is not beside the project (../shared/corpus)".into());
    }
    let python = setup::python(&SIAMANG)?;
    let data = fresh_folder("bench-siamang")?.join("data");
    let server = Server::start(&product::build(false)?, &data, None)?;
    execute(
        Command::new(python)
            .arg(repository::root().join("acceptance/bench-siamang.py"))
            .arg(corpus)
            .env("CANVASS_ORIGIN", server.origin())
            .env("CANVASS_TOKEN", server.fact("token")),
    )
}
