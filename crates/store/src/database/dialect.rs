//! One of the two databases, open, and the words that they spell differently.

use super::postgres::Postgres;
use super::row_ref::{Visitor, Walk};
use super::sqlite::Sqlite;
use crate::{DatabaseUrl, Error};

/// One of the two databases, open.
pub(crate) enum Database {
    Sqlite(Sqlite),
    Postgres(Postgres),
}

impl Database {
    pub(crate) async fn open(url: &DatabaseUrl) -> Result<Self, Error> {
        Ok(match url {
            DatabaseUrl::Sqlite(path) => Self::Sqlite(Sqlite::open(path)?),
            DatabaseUrl::SqliteInMemory => Self::Sqlite(Sqlite::open_temporary()?),
            DatabaseUrl::Postgres(url) => Self::Postgres(Postgres::open(url).await?),
        })
    }

    /// The words of a migration that the databases spell differently.
    pub(crate) fn spell(&self, ddl: &str) -> String {
        let (key, text, bytes) = match self {
            // Only `INTEGER PRIMARY KEY` makes the key the place of the row itself in SQLite.
            Self::Sqlite(_) => ("INTEGER PRIMARY KEY", "TEXT", "BLOB"),
            // SQLite compares bytes; the C collation does the same.
            Self::Postgres(_) => ("BIGINT PRIMARY KEY", "TEXT COLLATE \"C\"", "BYTEA"),
        };
        ddl.replace("{integer key}", key).replace("{text}", text).replace("{bytes}", bytes)
    }

    /// Calls `visit` for each row of a statement until it breaks. Blocks, so never from a thread of the runtime.
    pub(crate) fn walk(
        &self,
        runtime: &tokio::runtime::Handle,
        walk: Walk<'_>,
        visit: Visitor<'_>,
    ) -> Result<(), Error> {
        match self {
            Self::Sqlite(sqlite) => sqlite.walk(walk, visit),
            Self::Postgres(postgres) => runtime.block_on(postgres.walk(walk, visit)),
        }
    }

    pub(crate) async fn close(&self) -> Result<(), Error> {
        match self {
            Self::Sqlite(sqlite) => sqlite.close().await,
            Self::Postgres(postgres) => {
                postgres.close();
                Ok(())
            }
        }
    }
}
