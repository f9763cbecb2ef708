//! `cargo xtask check`: the quick look before a commit.

use std::process::Command;

use crate::process::{Outcome, execute, step};
use crate::{repository, tidy};

/// Format, the rules of the house, lints.
pub(crate) fn run() -> Outcome<()> {
    step("format", format)?;
    step("tidy", tidy::run)?;
    step("lints", || cargo(&["clippy", "--workspace", "--all-targets", "--quiet", "--", "-D", "warnings"]))
}

/// Formats by file: `cargo fmt` follows `mod` lines and does not see the files that `operations!` declares.
fn format() -> Outcome<()> {
    let files = repository::files()?.into_iter().map(|file| file.path).filter(|path| path.ends_with(".rs"));
    execute(
        Command::new("rustfmt")
            .args(["--edition", "2024", "--check"])
            .args(files)
            .current_dir(repository::root()),
    )
}

/// Runs cargo on this workspace.
pub(crate) fn cargo(arguments: &[&str]) -> Outcome<()> {
    execute(Command::new("cargo").args(arguments).current_dir(repository::root()))
}
