//! Kills the server in the middle of its work, again and again, and looks whether it kept its word: everything that it
//! acknowledged is there once and whole, no job is stuck, it starts again by itself.

use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicU64;

use super::ledger::Ledger;
use super::traffic::{Crowd, Stage};
use crate::fixtures;
use crate::http::Client;
use crate::postgres::Postgres;
use crate::process::Outcome;
use crate::product::Server;
use crate::repository::fresh_folder;
use crate::tally::Tally;

/// The whole trial, so many kills each: on SQLite, on PostgreSQL, and with two processes on PostgreSQL.
pub(crate) fn everywhere(binary: &Path, rounds: usize, only: Option<&str>) -> Outcome<Tally> {
    let mut tally = Tally::default();
    let wanted = |name: &str| only.is_none_or(|only| only == name);
    if wanted("sqlite") {
        tally.add(Trial::begin(binary, "SQLite", None, 1)?.run(rounds)?);
    }
    if wanted("postgres") {
        let cluster = Postgres::start()?;
        for (name, processes) in [("PostgreSQL", 1), ("PostgreSQL, two processes", 2)] {
            let url = cluster.database(&format!("canvass_kill_{processes}"))?;
            tally.add(Trial::begin(binary, name, Some(&url), processes)?.run(rounds)?);
        }
    }
    Ok(tally)
}

/// One or two processes over one database, and what they have acknowledged.
pub(super) struct Trial {
    binary: PathBuf,
    name: String,
    url: Option<String>,
    folder: PathBuf,
    servers: Vec<Server>,
    token: String,
    survey: String,
    names: AtomicU64,
    crowd: Crowd,
    ledger: Ledger,
}

impl Trial {
    /// Starts the processes and puts a survey in.
    pub(super) fn begin(binary: &Path, name: &str, url: Option<&str>, processes: usize) -> Outcome<Self> {
        let folder = fresh_folder("soak")?;
        let mut trial = Self {
            binary: binary.to_owned(),
            name: name.to_owned(),
            url: url.map(str::to_owned),
            folder,
            servers: Vec::new(),
            token: String::new(),
            survey: String::new(),
            names: AtomicU64::new(0),
            crowd: Crowd::new(""),
            ledger: Ledger::default(),
        };
        for number in 0..processes {
            let server = trial.start(number)?;
            trial.servers.push(server);
        }
        // Only the first start knows the token: nothing but its hash is kept.
        trial.token = trial.servers[0].fact("token").to_owned();
        trial.survey = fixtures::import(&mut trial.client(0), "Soak 0", &fixtures::tiny_survey()?)?;
        trial.crowd = Crowd::new(&trial.survey);
        Ok(trial)
    }

    /// The `number`th process: a data folder of its own; files are shared where the database is.
    fn start(&self, number: usize) -> Outcome<Server> {
        let data = self.folder.join(format!("data-{number}"));
        let files = format!("file://{}", self.folder.join("files").display());
        let options = if self.url.is_some() { vec!["--files", &*files] } else { Vec::new() };
        Server::start_with(&self.binary, &data, self.url.as_deref(), &options)
    }

    fn client(&self, number: usize) -> Client {
        Client::new(self.servers[number].address(), &self.token)
    }

    fn run(mut self, rounds: usize) -> Outcome<Tally> {
        let mut tally = Tally::default();
        for round in 1..=rounds {
            let victim = round % self.servers.len();
            let server = self.servers.remove(victim);
            let killed = server.process();
            let fresh = self.play(round, Some(server), || crate::process::kill(killed));
            let server = self.start(victim)?;
            self.servers.insert(victim, server);
            self.judge(&mut tally, &format!("kill {round}"), fresh);
        }
        self.finish(&mut tally);
        Ok(tally)
    }

    /// One round of traffic with `blow` in its midst. `besides` is a process that is not among the servers any more.
    pub(super) fn play(
        &mut self,
        round: usize,
        besides: Option<Server>,
        blow: impl FnOnce() -> Outcome<()>,
    ) -> Outcome<Ledger> {
        let addresses =
            self.servers.iter().chain(&besides).map(|server| server.address().to_owned()).collect();
        let stage = Stage { addresses, token: &self.token, survey: &self.survey, round, names: &self.names };
        stage.play(&mut self.crowd, blow)
    }

    /// Says whether what was acknowledged so far, in this round and before, is there.
    pub(super) fn judge(&mut self, tally: &mut Tally, what: &str, fresh: Outcome<Ledger>) {
        let verdict = fresh.and_then(|fresh| {
            let count = fresh.len();
            self.ledger.add(fresh);
            if count == 0 {
                return Err("nothing was acknowledged before".into());
            }
            let mut client = self.client(0);
            self.ledger.verify(&mut client, &self.survey).map(|()| count)
        });
        // A fault belongs to the round that saw it.
        self.ledger.faults.clear();
        let all = self.ledger.len();
        match verdict {
            Ok(count) => {
                println!(
                    "    ok - {}, {what}: {count} acknowledged, {all} in all, each there once",
                    self.name
                );
                tally.passed += 1;
            }
            Err(why) => {
                println!("    not ok - {}, {what}: {why}", self.name);
                tally.failed += 1;
            }
        }
    }

    /// At the end, because a job whose worker died waits until its lease has run out.
    pub(super) fn finish(&self, tally: &mut Tally) {
        let (exports, imports) = (self.ledger.exports.len(), self.ledger.imports.len());
        match self.ledger.verify_jobs(&mut self.client(0), &self.survey) {
            Ok(()) => {
                println!("    ok - {}: all {exports} exports and {imports} imports are complete", self.name);
                tally.passed += 1;
            }
            Err(why) => {
                println!("    not ok - {}: {why}", self.name);
                tally.failed += 1;
            }
        }
    }
}
