//! Ways to run statements on whichever database it is.

use std::sync::Arc;

use tokio::sync::Notify;

use super::dialect::Database;
use super::health::Health;
use super::value::{Param, Row};
use super::{postgres, sqlite};
use crate::Error;

/// A way to run statements: either each one by itself ([`crate::Store::read`]) or all of them together
/// ([`crate::Store::begin`]), to be ended by [`Transaction::commit`]. Dropped, it is rolled back.
///
/// A statement that fails spoils the whole transaction, on both databases: what follows fails too.
pub struct Transaction {
    way: Way,
    spoiled: bool,
    new_jobs: Vec<Arc<Notify>>,
    health: Arc<Health>,
}

enum Way {
    Reading(Arc<Database>),
    Sqlite(sqlite::Writer),
    Postgres(Box<postgres::Writer>),
    Ended,
}

/// How long a statement that reads takes.
#[derive(Clone, Copy)]
enum Takes {
    /// It finds what it gives by an index.
    Moment,
    /// It may look at many rows.
    Long,
}

/// How strictly a writing transaction is kept apart from others.
#[derive(Clone, Copy)]
pub(crate) enum Isolation {
    /// As if it were alone.
    Serializable,
    /// Each statement sees what is committed: for changes that are one statement each.
    ReadCommitted,
}

impl Transaction {
    pub(crate) fn reading(database: Arc<Database>) -> Self {
        let health = Arc::clone(database.health());
        Self { way: Way::Reading(database), spoiled: false, new_jobs: Vec::new(), health }
    }

    pub(crate) async fn begin(database: &Database, isolation: Isolation) -> Result<Self, Error> {
        let way = match database {
            Database::Sqlite(sqlite) => Way::Sqlite(sqlite.begin().await?),
            Database::Postgres(postgres) => {
                Way::Postgres(Box::new(postgres::Writer::new(postgres, isolation.begin()).await?))
            }
        };
        Ok(Self { way, spoiled: false, new_jobs: Vec::new(), health: Arc::clone(database.health()) })
    }

    /// Whether it was begun ([`crate::Store::begin`]), and may keep others waiting until it ends.
    #[must_use]
    pub fn may_write(&self) -> bool {
        !matches!(self.way, Way::Reading(_))
    }

    /// Runs a statement and gives its rows.
    ///
    /// # Errors
    /// When the database refuses it, or an earlier statement of this transaction failed.
    pub async fn rows(&mut self, sql: &'static str, params: &[Param<'_>]) -> Result<Vec<Row>, Error> {
        self.rows_of(sql, params).await
    }

    /// As [`Transaction::rows`], for a text that was put together from constant pieces (`query.rs`).
    pub(crate) async fn rows_of(&mut self, sql: &str, params: &[Param<'_>]) -> Result<Vec<Row>, Error> {
        self.ask(sql, params, Takes::Long).await
    }

    async fn ask(&mut self, sql: &str, params: &[Param<'_>], takes: Takes) -> Result<Vec<Row>, Error> {
        self.sound()?;
        let outcome = match &mut self.way {
            Way::Reading(database) => match &**database {
                Database::Sqlite(sqlite) => sqlite.read(|reader| sqlite::rows(reader, sql, params)),
                Database::Postgres(postgres) => match takes {
                    Takes::Moment => postgres::rows(&*postgres.shared().await?, sql, params).await,
                    Takes::Long => postgres::rows(&postgres.client().await?, sql, params).await,
                },
            },
            Way::Sqlite(writer) => sqlite::rows(writer, sql, params),
            Way::Postgres(writer) => {
                writer.run(async |client| postgres::rows(client, sql, params).await).await
            }
            Way::Ended => Err(ended()),
        };
        self.note(outcome)
    }

    /// Runs a statement that gives at most one row, and looks at few to find it.
    ///
    /// # Errors
    /// As [`Transaction::rows`].
    pub async fn optional(&mut self, sql: &'static str, params: &[Param<'_>]) -> Result<Option<Row>, Error> {
        Ok(self.ask(sql, params, Takes::Moment).await?.into_iter().next())
    }

    /// The number that a statement gives, or 0 where it gives no row.
    pub(crate) async fn number(&mut self, sql: &'static str, params: &[Param<'_>]) -> Result<i64, Error> {
        self.rows(sql, params).await?.first().map_or(Ok(0), |row| row.integer(0))
    }

    /// Runs a statement that changes rows and gives their number.
    ///
    /// # Errors
    /// As [`Transaction::rows`]; also when this is not a transaction that may write.
    pub async fn execute(&mut self, sql: &'static str, params: &[Param<'_>]) -> Result<u64, Error> {
        self.sound()?;
        let outcome = match &mut self.way {
            Way::Sqlite(writer) => sqlite::execute(writer, sql, params),
            Way::Postgres(writer) => {
                writer.run(async |client| postgres::execute(client, sql, params).await).await
            }
            Way::Reading(_) => Err(Error::Other("a change needs a transaction that was begun".into())),
            Way::Ended => Err(ended()),
        };
        self.note(outcome)
    }

    /// Inserts many rows by a statement that inserts one, `INSERT … VALUES (…)`, and gives how many were: fewer than
    /// `rows` only where it says `ON CONFLICT … DO NOTHING`. All parameters stand among its VALUES, and every row has
    /// one for each. Any number of rows: how many go to a statement is chosen here.
    ///
    /// # Errors
    /// As [`Transaction::execute`]; when rows differ in width.
    pub async fn insert_many<'p>(
        &mut self,
        sql: &'static str,
        rows: &[impl AsRef<[Param<'p>]>],
    ) -> Result<u64, Error> {
        self.sound()?;
        let rows: Vec<&[Param<'_>]> = rows.iter().map(AsRef::as_ref).collect();
        let outcome = match &mut self.way {
            Way::Sqlite(writer) => sqlite::insert_many(writer, sql, &rows),
            Way::Postgres(writer) => {
                writer.run(async |client| postgres::insert_many(client, sql, &rows).await).await
            }
            Way::Reading(_) | Way::Ended => Err(ended()),
        };
        self.note(outcome)
    }

    /// As [`Transaction::insert_many`], for a statement that ends with `ON CONFLICT … DO NOTHING RETURNING` the row's
    /// key: its first columns, one or several, integer or text. Says of each row whether it is new; of two rows with
    /// one key the first is.
    ///
    /// # Errors
    /// As [`Transaction::insert_many`].
    pub async fn insert_new<'p>(
        &mut self,
        sql: &'static str,
        rows: &[impl AsRef<[Param<'p>]>],
    ) -> Result<Vec<bool>, Error> {
        self.sound()?;
        let rows: Vec<&[Param<'_>]> = rows.iter().map(AsRef::as_ref).collect();
        let outcome = match &mut self.way {
            Way::Sqlite(writer) => sqlite::insert_new(writer, sql, &rows),
            Way::Postgres(writer) => {
                writer.run(async |client| postgres::insert_new(client, sql, &rows).await).await
            }
            Way::Reading(_) | Way::Ended => Err(ended()),
        };
        self.note(outcome)
    }

    /// Runs several statements without parameters: migrations only.
    pub(crate) async fn batch(&mut self, sql: &str) -> Result<(), Error> {
        let outcome = match &mut self.way {
            Way::Sqlite(writer) => sqlite::batch(writer, sql),
            Way::Postgres(writer) => writer.run(async |client| postgres::batch(client, sql).await).await,
            Way::Reading(_) | Way::Ended => Err(ended()),
        };
        self.note(outcome)
    }

    /// Makes everything lasting. On SQLite the wait for the disk happens on a thread for blocking work.
    ///
    /// # Errors
    /// [`Error::Conflict`] when it has to be run again; nothing has happened then.
    pub async fn commit(mut self) -> Result<(), Error> {
        self.sound()?;
        match std::mem::replace(&mut self.way, Way::Ended) {
            Way::Sqlite(writer) => {
                tokio::task::spawn_blocking(move || writer.commit()).await.map_err(Error::other)??;
            }
            other => {
                self.way = other;
                self.commit_postgres().await?;
            }
        }
        self.tell();
        Ok(())
    }

    /// As [`Transaction::commit`], for a thread that may block.
    pub(crate) async fn commit_here(mut self) -> Result<(), Error> {
        self.sound()?;
        match std::mem::replace(&mut self.way, Way::Ended) {
            Way::Sqlite(writer) => writer.commit()?,
            other => {
                self.way = other;
                self.commit_postgres().await?;
            }
        }
        self.tell();
        Ok(())
    }

    async fn commit_postgres(&mut self) -> Result<(), Error> {
        if let Way::Postgres(writer) = &self.way {
            // Kept in `way` until the answer is there: a cancelled commit is followed by a rollback, which does
            // nothing when the commit went through.
            let committed = writer.commit().await;
            self.health.note(&committed);
            committed?;
            self.health.is_well();
            self.way = Way::Ended;
        }
        Ok(())
    }

    /// Wakes a worker of this process that waits here, once the commit is through.
    pub(crate) fn wake_on_commit(&mut self, workers: Arc<Notify>) {
        self.new_jobs.push(workers);
    }

    fn tell(&mut self) {
        for workers in self.new_jobs.drain(..) {
            workers.notify_one();
        }
    }

    fn sound(&self) -> Result<(), Error> {
        if self.spoiled {
            return Err(Error::Other("an earlier statement of this transaction failed".into()));
        }
        Ok(())
    }

    fn note<T>(&mut self, outcome: Result<T, Error>) -> Result<T, Error> {
        if outcome.is_err() && !matches!(self.way, Way::Reading(_)) {
            self.spoiled = true;
            self.health.note(&outcome);
        }
        outcome
    }

    /// Prepares a statement without running it: for the test that both databases understand all of them.
    #[cfg(test)]
    pub(crate) async fn prepare(&mut self, sql: &str) -> Result<(), Error> {
        match &mut self.way {
            Way::Sqlite(writer) => sqlite::prepare(writer, sql),
            Way::Postgres(writer) => {
                writer.run(async |client| client.prepare(sql).await.map(drop).map_err(postgres::failed)).await
            }
            Way::Reading(_) | Way::Ended => Err(ended()),
        }
    }
}

impl Drop for Transaction {
    fn drop(&mut self) {
        match std::mem::replace(&mut self.way, Way::Ended) {
            Way::Sqlite(writer) => writer.roll_back(),
            Way::Postgres(writer) => writer.roll_back(),
            Way::Reading(_) | Way::Ended => {}
        }
    }
}

impl Isolation {
    fn begin(self) -> &'static str {
        match self {
            Self::Serializable => "BEGIN ISOLATION LEVEL SERIALIZABLE",
            Self::ReadCommitted => "BEGIN ISOLATION LEVEL READ COMMITTED",
        }
    }
}

fn ended() -> Error {
    Error::Other("this transaction has ended or may not write".into())
}
