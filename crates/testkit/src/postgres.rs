//! A PostgreSQL database of its own for each test, where there is a server for it.
//!
//! `cargo xtask test` starts a server and names it in `CANVASS_TEST_POSTGRES`; a developer may name one by hand. Without
//! one, tests run on SQLite alone and say so.

use std::sync::atomic::{AtomicU32, Ordering};

use model::text::SecretUrl;
use tokio_postgres::NoTls;

/// An empty database; dropping the value drops it, whoever is still connected.
#[derive(Debug)]
pub struct Database {
    server: SecretUrl,
    name: String,
}

impl Database {
    /// Makes one, or says that it is skipped. Fails the test when the server that is named cannot make databases.
    #[must_use]
    #[expect(clippy::expect_used, reason = "a test cannot go on without the database it asked for")]
    pub fn fresh() -> Option<Self> {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let Ok(server) = std::env::var("CANVASS_TEST_POSTGRES") else {
            needs::skip(needs::Need::PostgreSql, "CANVASS_TEST_POSTGRES is not set");
            return None;
        };
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let name = format!("canvass_testkit_{}_{number}", std::process::id());
        run(&server, format!("CREATE DATABASE {name}"))
            .expect("CANVASS_TEST_POSTGRES: a database can be made");
        Some(Self { server: SecretUrl::stored(server), name })
    }

    /// Its URL.
    #[must_use]
    pub fn url(&self) -> String {
        let (address, parameters) = self.server.split_once('?').unwrap_or((&*self.server, ""));
        let host_begins = address.find("://").map_or(0, |at| at + 3);
        let host_ends = address[host_begins..].find('/').map_or(address.len(), |at| host_begins + at);
        let url = format!("{}/{}", &address[..host_ends], self.name);
        if parameters.is_empty() { url } else { format!("{url}?{parameters}") }
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        if let Err(why) = run(&self.server, format!("DROP DATABASE IF EXISTS {} WITH (FORCE)", self.name)) {
            eprintln!("{}: {why}", self.name);
        }
    }
}

/// Runs one statement on a thread with a runtime of its own, so that tests with and without one can call it.
fn run(server: &str, statement: String) -> Result<(), String> {
    let server = server.to_owned();
    let work = move || -> Result<(), String> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        runtime.map_err(|why| why.to_string())?.block_on(async {
            let (client, connection) =
                tokio_postgres::connect(&server, NoTls).await.map_err(|why| why.to_string())?;
            let connection = tokio::spawn(connection);
            let outcome = client.batch_execute(&statement).await.map_err(|why| format!("{why}: {statement}"));
            drop(client);
            let _ = connection.await;
            outcome
        })
    };
    std::thread::spawn(work).join().map_err(|_| "the thread panicked".to_owned())?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_database_takes_the_place_of_the_servers() {
        let url = |server: &str| {
            let database = Database { server: SecretUrl::stored(server), name: "mine".to_owned() };
            let url = database.url();
            // There is nothing to drop.
            std::mem::forget(database);
            url
        };
        assert_eq!(
            url("postgres://postgres@127.0.0.1:5432/other"),
            "postgres://postgres@127.0.0.1:5432/mine"
        );
        assert_eq!(
            url("postgres://postgres@127.0.0.1:5432?sslmode=disable"),
            "postgres://postgres@127.0.0.1:5432/mine?sslmode=disable"
        );
    }

    #[test]
    fn a_fresh_database_can_be_used_and_is_gone_afterwards() {
        let Some(database) = Database::fresh() else { return };
        let url = database.url();
        run(&url, "CREATE TABLE t (a BIGINT)".to_owned()).unwrap();
        drop(database);
        assert!(run(&url, "SELECT 1".to_owned()).is_err());
    }
}
