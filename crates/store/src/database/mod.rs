//! The two databases under one narrow interface. The only `match` on the dialect is in this folder; every statement is one
//! text for both (docs/storage-rules.md).

mod postgres;
mod sqlite;
mod transaction;
mod value;

use self::postgres::Postgres;
use self::sqlite::Sqlite;
use crate::scan::{RowRef, Scan, Visit};
use crate::{DatabaseUrl, Error};

pub(crate) use transaction::Isolation;
pub use transaction::Transaction;
pub use value::{Param, Row};

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

    /// Calls `visit` for each row of a scan until it breaks. Blocks, so never from a thread of the runtime.
    pub(crate) fn scan(
        &self,
        runtime: &tokio::runtime::Handle,
        scan: &Scan,
        visit: &mut (dyn FnMut(RowRef<'_>) -> Visit + Send),
    ) -> Result<(), Error> {
        match self {
            Self::Sqlite(sqlite) => sqlite.scan(scan, visit),
            Self::Postgres(postgres) => runtime.block_on(postgres.scan(scan, visit)),
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
