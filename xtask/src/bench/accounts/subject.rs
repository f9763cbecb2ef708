//! A database full of users, and what is asked of it.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use crate::http::Client;
use crate::process::{Outcome, execute};
use crate::product::{self, Server};
use crate::repository;

/// A database full of users, and what can be started on it.
pub(super) struct Bench<'a> {
    pub(super) binary: &'a Path,
    pub(super) data: PathBuf,
    pub(super) url: Option<String>,
    pub(super) database: &'a str,
    /// The administrator's token.
    pub(super) token: String,
    pub(super) users: usize,
    pub(super) rounds: usize,
}

impl Bench<'_> {
    /// A server on it.
    pub(super) fn server(&self) -> Outcome<Server> {
        let server = Server::start(self.binary, &self.data, self.url.as_deref())?;
        settle();
        Ok(server)
    }

    /// A client of the administrator's.
    pub(super) fn client(&self, server: &Server) -> Client {
        Client::new(server.address(), &self.token)
    }

    /// A brand of its own, made by the shell; gives the token of its administrator.
    pub(super) fn other_brand(&self) -> Outcome<String> {
        let mut command = product::command(self.binary, &["init"], &self.data, self.url.as_deref());
        command.args(["--brand", "other", "--name", "Other", "--admin-username", "ada@other.example"]);
        let output = command.args(["--first-name", "Ada", "--last-name", "Other"]).output()?;
        let token = String::from_utf8(output.stdout)?.trim().to_owned();
        if token.is_empty() {
            return Err(format!("init: {}", String::from_utf8_lossy(&output.stderr)).into());
        }
        Ok(token)
    }

    /// What is measured, on what.
    pub(super) fn what(&self, what: &str) -> String {
        format!("{what}, {} users, {}", self.users, self.database)
    }
}

/// What a server does at its start is over.
pub(super) fn settle() {
    std::thread::sleep(Duration::from_secs(1));
}

/// Builds the program with a feature and gives a copy of it, as the next build puts another in its place.
pub(super) fn build_with(feature: &str) -> Outcome<PathBuf> {
    build(&["--features", feature])?;
    let copy = repository::scratch("bench-fixed-caller")?.join("canvass");
    std::fs::copy(product::binary(true), &copy)?;
    // The program as it is handed out lies in its place again.
    build(&[])?;
    Ok(copy)
}

/// The same packages as `product::as_release` builds: others would take other features of the dependencies.
fn build(options: &[&str]) -> Outcome<()> {
    let mut command = Command::new("cargo");
    command.args(["build", "--release", "-p", "canvass", "-p", "xtask"]).args(options);
    execute(command.current_dir(repository::root()))
}
