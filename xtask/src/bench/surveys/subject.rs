//! What is measured: a server of its own.

use std::path::{Path, PathBuf};

use crate::http::Client;
use crate::postgres::Postgres;
use crate::process::Outcome;
use crate::product::Server;
use crate::repository::fresh_folder;

/// Respondents come from many addresses, and one address may only do so much: the server believes whom this machine asks for.
const OPTIONS: [&str; 2] = ["--trusted-proxies", "127.0.0.0/8"];

/// A server of its own on one database.
pub(super) struct Bench {
    pub(super) server: Server,
    pub(super) cluster: Option<Postgres>,
    pub(super) database: &'static str,
    /// The administrator's token.
    pub(super) token: String,
    pub(super) folder: PathBuf,
    pub(super) rounds: usize,
}

impl Bench {
    /// Starts it on an empty database.
    pub(super) fn start(binary: &Path, database: &'static str, rounds: usize) -> Outcome<Self> {
        let folder = fresh_folder("bench-surveys")?;
        let cluster = if database == "postgres" { Some(Postgres::start()?) } else { None };
        let url = cluster.as_ref().map(|cluster| cluster.database(DATABASE)).transpose()?;
        let server = Server::start_with(binary, &folder.join("data"), url.as_deref(), &OPTIONS)?;
        let token = server.fact("token").to_owned();
        Ok(Self { server, cluster, database, token, folder, rounds })
    }

    /// Somebody who asks as the administrator.
    pub(super) fn client(&self) -> Client {
        Client::new(self.server.address(), &self.token)
    }

    /// What is measured, on what.
    pub(super) fn what(&self, what: &str) -> String {
        format!("{what}, {}", self.database)
    }
}

/// The database on PostgreSQL.
pub(super) const DATABASE: &str = "canvass_surveys";
