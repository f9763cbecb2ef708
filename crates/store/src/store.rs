//! The store: one value that holds the database, the file store and the writer of responses.

use std::ops::Range;
use std::sync::Arc;

use tokio::sync::Notify;

use crate::database::{Database, Isolation, Walk};
use crate::group_commit::GroupCommit;
use crate::jobs::Queue;
use crate::recording::{Ended, Outcome, Work};
use crate::scan::{self, ResponseRef, Scan};
use crate::sessions::SessionChange;
use crate::{Error, Files, NewResponse, Param, RowRef, SessionEnd, Settings, Transaction, Visit, migrations};

/// A change that means nothing.
const TRY: &str = "
    UPDATE sequence
    SET value = value
    WHERE name = 'commit'";

pub(crate) const STATEMENTS: &[&str] = &[TRY];

/// Everything that is kept. Cheap to clone; all clones are the same store.
#[derive(Clone)]
pub struct Store {
    inner: Arc<Inner>,
}

struct Inner {
    writer: GroupCommit,
    database: Arc<Database>,
    files: Files,
    /// By place of the queue.
    new_jobs: [Arc<Notify>; Queue::ALL.len()],
    runtime: tokio::runtime::Handle,
}

impl Store {
    /// Opens the database and the file store, and brings the schema up to date.
    ///
    /// # Errors
    /// [`Error::TooNew`] when a later version of the program wrote the database; when SQLite lacks changes that were
    /// acknowledged. A database that can only be read is opened, and [`Store::trouble`] says so.
    pub async fn open(settings: &Settings) -> Result<Self, Error> {
        Self::open_anyhow(settings, false).await
    }

    /// As [`Store::open`], also when changes are missing that were acknowledged: for who knows that they are lost.
    ///
    /// # Errors
    /// As [`Store::open`].
    pub async fn open_as_it_is(settings: &Settings) -> Result<Self, Error> {
        Self::open_anyhow(settings, true).await
    }

    /// Opens what is there to look at it: the schema is taken as it is.
    ///
    /// # Errors
    /// As [`Store::open`]; [`Error::Other`] when the schema is not yet that of this program.
    pub async fn open_to_look(settings: &Settings) -> Result<Self, Error> {
        let files = Files::open(&settings.files)?;
        let database = Arc::new(Database::open(&settings.database, false).await?);
        migrations::is_current(&mut Transaction::reading(Arc::clone(&database))).await?;
        Self::of(database, files)
    }

    async fn open_anyhow(settings: &Settings, as_it_is: bool) -> Result<Self, Error> {
        let files = Files::open(&settings.files)?;
        let database = Arc::new(Database::open(&settings.database, as_it_is).await?);
        migrations::run(&database, migrations::MIGRATIONS).await?;
        Self::of(database, files)
    }

    fn of(database: Arc<Database>, files: Files) -> Result<Self, Error> {
        let writer = GroupCommit::start(Arc::clone(&database))?;
        let runtime = tokio::runtime::Handle::current();
        Ok(Self { inner: Arc::new(Inner { writer, database, files, new_jobs: Default::default(), runtime }) })
    }

    /// A way to read outside of any transaction: each statement sees what is committed when it begins.
    #[must_use]
    pub fn read(&self) -> Transaction {
        Transaction::reading(Arc::clone(&self.inner.database))
    }

    /// Begins a writing transaction: IMMEDIATE on SQLite (one at a time, the others queue here), SERIALIZABLE on
    /// PostgreSQL (the loser of a race gets [`Error::Conflict`] from a statement or from the commit).
    pub async fn begin(&self) -> Result<Transaction, Error> {
        Transaction::begin(&self.inner.database, Isolation::Serializable).await
    }

    /// Begins a transaction for changes that are one atomic statement each: like [`Store::begin`], but READ
    /// COMMITTED on PostgreSQL, so that it waits for others instead of failing. Never for read-then-write.
    pub async fn begin_statement(&self) -> Result<Transaction, Error> {
        Transaction::begin(&self.inner.database, Isolation::ReadCommitted).await
    }

    /// Keeps one response. When this returns it is on the disk.
    ///
    /// # Errors
    /// [`Error::Duplicate`] when the survey has a response with this id: it was kept before, and stays as it was.
    /// After [`Error::Unavailable`] it may or may not be there: submit it again with the same id.
    pub async fn submit(&self, response: NewResponse) -> Result<(), Error> {
        match self.inner.writer.submit(Work::Responses(vec![response])).await?.first() {
            Some(Outcome::Kept) => Ok(()),
            Some(Outcome::Duplicate) => Err(Error::Duplicate),
            Some(Outcome::NoSurvey | Outcome::Changed | Outcome::QuotaFull) | None => Err(Error::NoSurvey),
        }
    }

    /// Keeps a piece of an import in one transaction and gives how many are new; those whose id is there already
    /// stay as they were, so that a piece can be run again. Some hundred rows to a piece: others wait for it.
    ///
    /// # Errors
    /// When the database fails; nothing of the piece is kept then.
    pub async fn submit_many(&self, responses: Vec<NewResponse>) -> Result<usize, Error> {
        let outcomes = self.inner.writer.submit(Work::Responses(responses)).await?;
        if outcomes.contains(&Outcome::NoSurvey) {
            return Err(Error::NoSurvey);
        }
        Ok(outcomes.into_iter().filter(|outcome| *outcome == Outcome::Kept).count())
    }

    /// Ends a session and records its response, both or neither, and counts it in its quotas. When this returns it is on the
    /// disk.
    ///
    /// # Errors
    /// [`Error::Duplicate`] when another response of the survey has this id: nothing is written then.
    /// [`Error::NoSurvey`] when the survey is gone: the session is changed all the same.
    pub async fn end_session(&self, end: SessionEnd) -> Result<Ended, Error> {
        match self.inner.writer.submit(Work::End(Box::new(end))).await?.first() {
            Some(Outcome::Kept) => Ok(Ended::Kept),
            Some(Outcome::Changed) => Ok(Ended::Changed),
            Some(Outcome::QuotaFull) => Ok(Ended::QuotaFull),
            Some(Outcome::Duplicate) => Err(Error::Duplicate),
            Some(Outcome::NoSurvey) | None => Err(Error::NoSurvey),
        }
    }

    /// Changes a session that goes on, if it is still what was read; false where it is not. Those that wait at the same time share
    /// one durable transaction, as ends do. When this returns it is on the disk.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn change_session(&self, change: SessionChange) -> Result<bool, Error> {
        let step = SessionEnd { change, response: None, owns_id: false, quotas: Vec::new() };
        Ok(self.end_session(step).await? == Ended::Kept)
    }

    /// Cuts the rows that a scan can meet into at most `parts` ranges for [`Scan::rows`], in order; none when there
    /// is nothing to read. A narrow part of recorded time gives narrow ranges where responses were recorded one
    /// after the other. Blocks: never from a thread of the runtime.
    pub fn split(&self, scan: &Scan, parts: usize) -> Result<Vec<Range<i64>>, Error> {
        self.inner.runtime.block_on(scan::split(&mut self.read(), scan, parts))
    }

    /// Calls `visit` for each response of a scan in the order of recording, until it breaks. All of them are seen
    /// at one moment; what comes in meanwhile is not among them. Blocks: never from a thread of the runtime.
    pub fn scan(&self, scan: &Scan, visit: impl FnMut(ResponseRef<'_>) -> Visit + Send) -> Result<(), Error> {
        scan::scan(&self.inner.database, &self.inner.runtime, scan, visit)
    }

    /// Calls `visit` for each row of any statement that reads, until it breaks or fails. All rows are seen at one
    /// moment, and however many there are, memory stays flat. Blocks: never from a thread of the runtime.
    ///
    /// # Errors
    /// When the database or the visitor fails.
    pub fn visit(
        &self,
        sql: &'static str,
        params: &[Param<'_>],
        mut visit: impl FnMut(RowRef<'_>) -> Result<Visit, Error> + Send,
    ) -> Result<(), Error> {
        self.inner.database.walk(&self.inner.runtime, Walk { sql, params, by_key: false }, &mut visit)
    }

    /// As [`Store::visit`], for the rows of a table in the order of a key: `… WHERE key > $1 … ORDER BY key LIMIT $n`,
    /// the first column being the key, which no two rows share. PostgreSQL reads them in pieces, each from where the
    /// last ended, so it goes by the index and never sorts all of them first.
    ///
    /// # Errors
    /// As [`Store::visit`].
    pub fn visit_by_key(
        &self,
        sql: &'static str,
        params: &[Param<'_>],
        mut visit: impl FnMut(RowRef<'_>) -> Result<Visit, Error> + Send,
    ) -> Result<(), Error> {
        self.inner.database.walk(&self.inner.runtime, Walk { sql, params, by_key: true }, &mut visit)
    }

    /// The files.
    #[must_use]
    pub fn files(&self) -> &Files {
        &self.inner.files
    }

    /// Returns when a job that is due at once was added to a queue in this process. Other processes' jobs do not wake it,
    /// so wait with a time limit of about a second and ask again.
    pub async fn job_added(&self, queue: Queue) {
        self.inner.new_jobs[queue.place()].notified().await;
    }

    /// Whether the database answers and takes changes, and the writer of responses works. After a change could not be kept,
    /// one that means nothing is tried: so it is known when changes can be kept again.
    ///
    /// # Errors
    /// When one of them does not.
    pub async fn check(&self) -> Result<(), Error> {
        self.read().optional(migrations::VERSION, &[]).await?;
        if self.trouble().is_some() {
            let mut tx = self.begin_statement().await?;
            tx.execute(TRY, &[]).await?;
            tx.commit().await?;
        }
        self.inner.writer.check().await
    }

    /// Why the last change could not be kept, until one can again.
    #[must_use]
    pub fn trouble(&self) -> Option<String> {
        self.inner.database.health().trouble()
    }

    /// Whether other processes may serve the same database at the same time.
    #[must_use]
    pub fn is_shared(&self) -> bool {
        matches!(*self.inner.database, Database::Postgres(_))
    }

    /// Whether this program still knows the schema: another process may have brought it further.
    ///
    /// # Errors
    /// [`Error::TooNew`] when it has.
    pub async fn knows_schema(&self) -> Result<(), Error> {
        migrations::is_known(&mut self.read()).await
    }

    /// Takes no more responses, answers those that wait, and closes the database.
    pub async fn close(&self) -> Result<(), Error> {
        self.inner.writer.close().await;
        self.inner.database.close().await
    }

    #[cfg(test)]
    pub(crate) fn database(&self) -> &Database {
        &self.inner.database
    }

    #[cfg(test)]
    pub(crate) async fn close_writer(&self) {
        self.inner.writer.close().await;
    }

    pub(crate) fn new_job(&self, queue: Queue) -> Arc<Notify> {
        Arc::clone(&self.inner.new_jobs[queue.place()])
    }
}
