//! PostgreSQL, or an engine that speaks its protocol: a pool of clients, each with its prepared statements.

use std::collections::HashSet;
use std::pin::pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use bytes::BytesMut;
use deadpool_postgres::{Manager, ManagerConfig, Object, Pool, RecyclingMethod, Runtime, Timeouts};
use futures_util::{TryStreamExt, future};
use tokio_postgres::error::SqlState;
use tokio_postgres::types::{IsNull, ToSql, Type, to_sql_checked};
use tokio_postgres::{IsolationLevel, Statement};

use super::bulk;
use super::health::Health;
use super::postgres_tls;
use super::row_ref::{RowRef, Visitor, Walk};
use super::value::{Param, Row, Value};
use crate::Error;

const CLIENTS: usize = 24;
const WAIT: Duration = Duration::from_secs(10);
/// Clients among these that short statements share. With as many as there are statements, each would wake a task and a
/// process of the database of its own.
const SHARED: usize = 2;
/// Rows of one piece of a long statement.
const PIECE: i32 = 8192;
/// Statements that a client keeps prepared. Those of the store are far fewer; the rest are put together (`query.rs`).
const PREPARED: usize = 1024;

pub(crate) struct Postgres {
    pool: Pool,
    shared: Mutex<Vec<Arc<Object>>>,
    health: Arc<Health>,
}

/// A client within a transaction: whoever has it commits or rolls back, as `Transaction` does when dropped.
pub(crate) struct Writer {
    client: Object,
    /// How the transaction begins, until it has.
    begin: Option<&'static str>,
}

impl Postgres {
    pub(crate) async fn open(url: &str) -> Result<Self, Error> {
        let (mut config, tls) = postgres_tls::read(url)?;
        if config.get_connect_timeout().is_none() {
            config.connect_timeout(WAIT);
        }
        if config.get_application_name().is_none() {
            config.application_name("canvass");
        }
        let recycle = ManagerConfig { recycling_method: RecyclingMethod::Fast };
        let pool = Pool::builder(Manager::from_config(config, tls, recycle))
            .max_size(CLIENTS)
            // The client used last has the warmest statement cache.
            .queue_mode(deadpool_postgres::QueueMode::Lifo)
            .timeouts(Timeouts { wait: Some(WAIT), create: Some(WAIT), recycle: Some(WAIT) })
            .runtime(Runtime::Tokio1)
            .build()
            .map_err(Error::other)?;
        let postgres = Self { pool, shared: Mutex::default(), health: Arc::default() };
        drop(postgres.client().await?);
        Ok(postgres)
    }

    pub(crate) async fn client(&self) -> Result<Object, Error> {
        let client = self.pool.get().await.map_err(|error| Error::Unavailable(whole(&error)))?;
        if client.statement_cache.size() > PREPARED {
            client.statement_cache.clear();
        }
        Ok(client)
    }

    /// A client for one statement that ends at once: it is sent behind those of others without waiting for their answers.
    /// One that takes long would keep the others waiting, and has to have a client of its own.
    pub(crate) async fn shared(&self) -> Result<Arc<Object>, Error> {
        if let Some(client) = self.freest() {
            return Ok(client);
        }
        let client = Arc::new(self.client().await?);
        let mut shared = self.shared.lock().unwrap_or_else(PoisonError::into_inner);
        if shared.len() < SHARED {
            shared.push(Arc::clone(&client));
        }
        Ok(client)
    }

    /// The shared client with the fewest statements under way; none where another may be opened rather than wait.
    fn freest(&self) -> Option<Arc<Object>> {
        let mut shared = self.shared.lock().unwrap_or_else(PoisonError::into_inner);
        shared.retain(|client| !client.is_closed());
        let freest = shared.iter().min_by_key(|client| Arc::strong_count(client))?;
        (Arc::strong_count(freest) == 1 || shared.len() == SHARED).then(|| Arc::clone(freest))
    }

    /// Whether changes can be kept.
    pub(crate) fn health(&self) -> &Arc<Health> {
        &self.health
    }

    pub(crate) fn close(&self) {
        self.shared.lock().unwrap_or_else(PoisonError::into_inner).clear();
        self.pool.close();
    }

    /// Calls `visit` for the rows of a statement until it breaks, all of them as of one moment. They are read in pieces,
    /// so that a visitor that breaks leaves little to throw away.
    pub(crate) async fn walk(&self, walk: Walk<'_>, visit: Visitor<'_>) -> Result<(), Error> {
        let mut client = self.client().await?;
        let moment =
            client.build_transaction().isolation_level(IsolationLevel::RepeatableRead).read_only(true);
        // Dropped at the end, it is rolled back before anything else that is asked of this client.
        let transaction = moment.start().await.map_err(failed)?;
        if walk.by_key {
            walk_by_key(&transaction, walk, visit).await
        } else {
            walk_through(&transaction, walk, visit).await
        }
    }
}

/// One statement, begun once and continued piece by piece.
async fn walk_through(
    transaction: &deadpool_postgres::Transaction<'_>,
    walk: Walk<'_>,
    visit: Visitor<'_>,
) -> Result<(), Error> {
    let statement = transaction.prepare_cached(walk.sql).await.map_err(failed)?;
    let portal = transaction.bind_raw(&statement, walk.params.iter()).await.map_err(failed)?;
    loop {
        let mut rows = pin!(transaction.query_portal_raw(&portal, PIECE).await.map_err(failed)?);
        let mut seen = 0;
        while let Some(row) = rows.try_next().await.map_err(failed)? {
            seen += 1;
            if visit(RowRef::postgres(&row))?.is_break() {
                return Ok(());
            }
        }
        if seen < PIECE {
            return Ok(());
        }
    }
}

/// The statement anew for each piece, from the key of the last row on.
async fn walk_by_key(
    transaction: &deadpool_postgres::Transaction<'_>,
    walk: Walk<'_>,
    visit: Visitor<'_>,
) -> Result<(), Error> {
    let statement = transaction.prepare_cached(walk.sql).await.map_err(failed)?;
    let [first, between @ .., Param::Integer(limit)] = walk.params else {
        return Err(Error::Other(format!(
            "no key before and no limit behind the parameters of: {}",
            walk.sql
        )));
    };
    let mut left = *limit;
    let mut after = None;
    loop {
        let piece = left.min(PIECE.into());
        let from = after.as_ref().map_or(*first, Value::as_param);
        let params: Vec<_> =
            std::iter::once(from).chain(between.iter().copied()).chain([Param::Integer(piece)]).collect();
        let mut rows = pin!(transaction.query_raw(&statement, params.iter()).await.map_err(failed)?);
        let mut seen = 0;
        let mut last = None;
        while let Some(row) = rows.try_next().await.map_err(failed)? {
            seen += 1;
            if seen == piece {
                last = Some(value(&row, 0)?);
            }
            if visit(RowRef::postgres(&row))?.is_break() {
                return Ok(());
            }
        }
        left -= seen;
        if seen < piece || left == 0 {
            return Ok(());
        }
        after = last;
    }
}

pub(crate) async fn rows(client: &Object, sql: &str, params: &[Param<'_>]) -> Result<Vec<Row>, Error> {
    let statement = client.prepare_cached(sql).await.map_err(failed)?;
    let stream = client.query_raw(&statement, params.iter()).await.map_err(failed)?;
    let mut stream = pin!(stream);
    let mut rows = Vec::new();
    while let Some(row) = stream.try_next().await.map_err(failed)? {
        let values = (0..row.len()).map(|place| value(&row, place)).collect::<Result<_, _>>()?;
        rows.push(Row { values });
    }
    Ok(rows)
}

pub(crate) async fn execute(client: &Object, sql: &str, params: &[Param<'_>]) -> Result<u64, Error> {
    let statement = client.prepare_cached(sql).await.map_err(failed)?;
    client.execute_raw(&statement, params.iter()).await.map_err(failed)
}

/// Inserts rows and gives how many were.
pub(crate) async fn insert_many(client: &Object, sql: &str, rows: &[&[Param<'_>]]) -> Result<u64, Error> {
    let sent = of_many_rows(client, sql, rows).await?;
    let sent = sent.into_iter().map(async |(statement, params)| client.execute_raw(&statement, params).await);
    Ok(future::try_join_all(sent).await.map_err(failed)?.into_iter().sum())
}

/// Inserts rows and says of each whether it is new: whether its key, of as many columns as come back, was returned.
pub(crate) async fn insert_new(
    client: &Object,
    sql: &str,
    rows: &[&[Param<'_>]],
) -> Result<Vec<bool>, Error> {
    let sent = of_many_rows(client, sql, rows).await?;
    let columns = sent.first().map_or(0, |(statement, _)| statement.columns().len());
    let sent = sent.into_iter().map(async |(statement, params)| {
        client.query_raw(&statement, params).await?.try_collect::<Vec<_>>().await
    });
    let mut new = HashSet::with_capacity(rows.len());
    for row in future::try_join_all(sent).await.map_err(failed)?.into_iter().flatten() {
        let values = (0..columns).map(|place| value(&row, place)).collect::<Result<Vec<_>, _>>()?;
        new.insert(bulk::key(values.iter().map(Value::as_param)));
    }
    // Taken out, so that of two rows with one key the first alone is new.
    let outcomes = rows.iter().map(|row| new.remove(&bulk::key(row.iter().copied().take(columns)))).collect();
    if new.is_empty() {
        Ok(outcomes)
    } else {
        Err(Error::Other(format!("what returns is no key of the rows: {sql}")))
    }
}

type Prepared<'p> = (Statement, Vec<&'p Param<'p>>);

/// The statements that insert so many rows, each with its parameters; all can be sent without waiting between them.
async fn of_many_rows<'p>(
    client: &Object,
    sql: &str,
    rows: &[&'p [Param<'p>]],
) -> Result<Vec<Prepared<'p>>, Error> {
    let width = rows.first().map_or(0, |row| row.len());
    if rows.iter().any(|row| row.len() != width) {
        return Err(Error::Other(format!("rows of different width for: {sql}")));
    }
    let mut statements = Vec::new();
    let mut left = rows;
    for size in bulk::sizes(width).filter(|size| *size <= rows.len()) {
        if left.len() < size {
            continue;
        }
        let text = bulk::of_many_rows(sql, width, size)?;
        let statement = client.prepare_cached(&text).await.map_err(failed)?;
        while let Some((piece, rest)) = left.split_at_checked(size) {
            statements.push((statement.clone(), piece.iter().copied().flatten().collect()));
            left = rest;
        }
    }
    if left.is_empty() { Ok(statements) } else { Err(Error::Other(format!("a row is too wide for: {sql}"))) }
}

pub(crate) async fn batch(client: &Object, sql: &str) -> Result<(), Error> {
    client.batch_execute(sql).await.map_err(failed)
}

impl Writer {
    /// A client whose transaction begins with these words.
    pub(crate) async fn new(postgres: &Postgres, begin: &'static str) -> Result<Self, Error> {
        Ok(Self { client: postgres.client().await?, begin: Some(begin) })
    }

    /// Does something within the transaction. Its beginning and its first statement are sent together.
    pub(crate) async fn run<T>(
        &mut self,
        work: impl AsyncFnOnce(&Object) -> Result<T, Error>,
    ) -> Result<T, Error> {
        let Some(begin) = self.begin.take() else { return work(&self.client).await };
        // In this order: what is looked at first is sent first.
        let (begun, outcome) = future::join(batch(&self.client, begin), work(&self.client)).await;
        begun.and(outcome)
    }

    /// Makes everything lasting.
    pub(crate) async fn commit(&self) -> Result<(), Error> {
        if self.begin.is_some() { Ok(()) } else { batch(&self.client, "COMMIT").await }
    }

    /// Ends the transaction as if it had never been, in the background; it may be in the middle of a statement.
    pub(crate) fn roll_back(self) {
        let client = self.client;
        if self.begin.is_some() {
            return;
        }
        match tokio::runtime::Handle::try_current() {
            Ok(runtime) => drop(runtime.spawn(async move {
                if client.batch_execute("ROLLBACK").await.is_err() {
                    drop(Object::take(client));
                }
            })),
            Err(_) => drop(Object::take(client)),
        }
    }
}

impl ToSql for Param<'_> {
    fn to_sql(
        &self,
        kind: &Type,
        out: &mut BytesMut,
    ) -> Result<IsNull, Box<dyn std::error::Error + Sync + Send>> {
        match self {
            Self::Integer(number) => number.to_sql_checked(kind, out),
            Self::Real(number) => number.to_sql_checked(kind, out),
            Self::Text(text) => text.to_sql_checked(kind, out),
            Self::Bytes(bytes) => bytes.to_sql_checked(kind, out),
            Self::Null => Ok(IsNull::Yes),
        }
    }

    fn accepts(_: &Type) -> bool {
        true
    }

    to_sql_checked!();
}

fn value(row: &tokio_postgres::Row, place: usize) -> Result<Value, Error> {
    let kind = row.columns()[place].type_();
    let value = match *kind {
        Type::INT8 => row.try_get::<_, Option<i64>>(place).map(|found| found.map(Value::Integer)),
        Type::INT4 => {
            row.try_get::<_, Option<i32>>(place).map(|found| found.map(|n| Value::Integer(n.into())))
        }
        Type::FLOAT8 => row.try_get::<_, Option<f64>>(place).map(|found| found.map(Value::Real)),
        Type::BYTEA => row.try_get::<_, Option<Vec<u8>>>(place).map(|found| found.map(Value::Bytes)),
        Type::TEXT | Type::VARCHAR => row.try_get(place).map(|found: Option<String>| found.map(Value::Text)),
        _ => return Err(Error::Other(format!("a column of type {kind} is read; cast it in the statement"))),
    };
    Ok(value.map_err(failed)?.unwrap_or(Value::Null))
}

pub(crate) fn failed(error: tokio_postgres::Error) -> Error {
    let Some(cause) = error.as_db_error() else {
        let cause = std::error::Error::source(&error);
        let network = cause.is_some_and(|cause| cause.is::<std::io::Error>());
        return if error.is_closed() || network {
            Error::Unavailable(error.to_string())
        } else {
            Error::other(error)
        };
    };
    let told = || format!("{} ({})", cause.message(), cause.code().code());
    match *cause.code() {
        SqlState::T_R_SERIALIZATION_FAILURE | SqlState::T_R_DEADLOCK_DETECTED => Error::Conflict,
        SqlState::UNIQUE_VIOLATION => Error::Duplicate,
        SqlState::ADMIN_SHUTDOWN
        | SqlState::CRASH_SHUTDOWN
        | SqlState::CANNOT_CONNECT_NOW
        | SqlState::DISK_FULL
        | SqlState::OUT_OF_MEMORY
        | SqlState::IO_ERROR
        | SqlState::READ_ONLY_SQL_TRANSACTION => Error::Unavailable(told()),
        _ => Error::Other(told()),
    }
}

/// An error with what caused it: a refused certificate stands two causes deep.
fn whole(error: &dyn std::error::Error) -> String {
    let causes = std::iter::successors(error.source(), |cause| cause.source());
    let mut told = error.to_string();
    for cause in causes.map(ToString::to_string) {
        // Some repeat their cause in their own words.
        if !told.contains(&cause) {
            told = format!("{told}: {cause}");
        }
    }
    told
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn postgres() -> Option<Postgres> {
        match std::env::var("CANVASS_TEST_POSTGRES") {
            Ok(server) => Some(Postgres::open(&server).await.unwrap()),
            Err(_) => {
                needs::skip(needs::Need::PostgreSql, "CANVASS_TEST_POSTGRES is not set");
                None
            }
        }
    }

    async fn number(client: &Object, sql: &str) -> Result<i64, Error> {
        rows(client, sql, &[]).await?[0].integer(0)
    }

    #[tokio::test]
    async fn a_client_does_not_keep_every_statement_that_was_ever_put_together() {
        let Some(postgres) = postgres().await else { return };
        let client = postgres.client().await.unwrap();
        for number in 0..=PREPARED {
            client.prepare_cached(&format!("SELECT {number}")).await.unwrap();
        }
        drop(client);
        let client = postgres.client().await.unwrap();
        assert_eq!(client.statement_cache.size(), 0);
        assert_eq!(number(&client, "SELECT 6 * 7").await, Ok(42));
    }

    #[tokio::test]
    async fn short_statements_share_few_clients_and_each_gets_its_own_answer() {
        let Some(postgres) = postgres().await else { return };
        let asked = (0..200).map(async |n| {
            let client = postgres.shared().await?;
            number(&client, &format!("SELECT {n} + 0 * CAST(pg_backend_pid() AS BIGINT)")).await
        });
        let answers = future::try_join_all(asked).await.unwrap();
        assert_eq!(answers, (0..200).collect::<Vec<i64>>());
        assert_eq!(postgres.shared.lock().unwrap().len(), SHARED);
        // One that broke off is not asked again.
        let client = postgres.shared().await.unwrap();
        let broken =
            number(&client, "SELECT CAST(CAST(pg_terminate_backend(pg_backend_pid()) AS INT) AS BIGINT)")
                .await;
        assert!(broken.is_err(), "{broken:?}");
        while !client.is_closed() {
            tokio::task::yield_now().await;
        }
        drop(client);
        for _ in 0..SHARED {
            assert_eq!(number(&postgres.shared().await.unwrap(), "SELECT 7").await, Ok(7));
        }
    }

    #[tokio::test]
    async fn a_transaction_begins_with_its_first_statement_and_fails_with_it() {
        let Some(postgres) = postgres().await else { return };
        let asks = async |client: &Object| number(client, "SELECT txid_current()").await;
        let mut writer = Writer::new(&postgres, "BEGIN").await.unwrap();
        let first = writer.run(asks).await.unwrap();
        assert_eq!(writer.run(asks).await, Ok(first), "one transaction");
        writer.commit().await.unwrap();
        let mut refused = Writer::new(&postgres, "BEGIN NONSENSE").await.unwrap();
        assert!(refused.run(asks).await.is_err());
        refused.roll_back();
        let unused = Writer::new(&postgres, "BEGIN").await.unwrap();
        unused.commit().await.unwrap();
        unused.roll_back();
    }
}
