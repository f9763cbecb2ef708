//! `cargo xtask check`: the quick look before a commit.

use std::process::Command;

use crate::process::{Outcome, execute, step};
use crate::{repository, setup, tidy};

/// Format, the rules of the house, lints, dependencies.
pub(crate) fn run() -> Outcome<()> {
    step("format", format)?;
    step("tidy", tidy::run)?;
    step("lints", || cargo(&["clippy", "--workspace", "--all-targets", "--quiet", "--", "-D", "warnings"]))?;
    step("lints with files in a bucket", || {
        let features = ["--features", "canvass/s3,store/s3-tests"];
        let packages = ["clippy", "-p", "canvass", "-p", "store", "--all-targets", "--quiet"];
        cargo(&[&packages[..], &features, &["--", "-D", "warnings"]].concat())
    })?;
    step("licences and sources of the dependencies", dependencies)
}

/// What deny.toml says. Advisories are left out: they are on the network and change without a change of ours.
fn dependencies() -> Outcome<()> {
    execute(
        Command::new(setup::cargo_deny()?)
            .args(["--log-level", "error", "check", "bans", "licenses", "sources"])
            .current_dir(repository::root()),
    )
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
