//! PostgreSQL, or an engine that speaks its protocol: a pool of clients, each with its prepared statements.

use std::collections::HashSet;
use std::pin::pin;
use std::time::Duration;

use bytes::BytesMut;
use deadpool_postgres::{Manager, ManagerConfig, Object, Pool, RecyclingMethod, Runtime, Timeouts};
use futures_util::{TryStreamExt, future};
use tokio_postgres::error::SqlState;
use tokio_postgres::types::{IsNull, ToSql, Type, to_sql_checked};
use tokio_postgres::{Config, NoTls};

use super::value::{Param, Row, Value};
use crate::Error;
use crate::responses::SCAN;
use crate::scan::{RowRef, Scan, Visit};

const CLIENTS: usize = 24;
const WAIT: Duration = Duration::from_secs(10);
/// Of how many rows the statements that insert many are, largest first; each is prepared once per client.
const ROWS_AT_ONCE: [usize; 3] = [64, 8, 1];
/// Rows of one piece of a scan.
const PIECE: i64 = 8192;

pub(crate) struct Postgres {
    pool: Pool,
}

impl Postgres {
    pub(crate) async fn open(url: &str) -> Result<Self, Error> {
        let mut config: Config =
            url.parse().map_err(|_| Error::Other("the database URL cannot be read".into()))?;
        if config.get_connect_timeout().is_none() {
            config.connect_timeout(WAIT);
        }
        if config.get_application_name().is_none() {
            config.application_name("canvass");
        }
        let recycle = ManagerConfig { recycling_method: RecyclingMethod::Fast };
        let pool = Pool::builder(Manager::from_config(config, NoTls, recycle))
            .max_size(CLIENTS)
            // The client used last has the warmest statement cache.
            .queue_mode(deadpool_postgres::QueueMode::Lifo)
            .timeouts(Timeouts { wait: Some(WAIT), create: Some(WAIT), recycle: Some(WAIT) })
            .runtime(Runtime::Tokio1)
            .build()
            .map_err(Error::other)?;
        let postgres = Self { pool };
        drop(postgres.client().await?);
        Ok(postgres)
    }

    pub(crate) async fn client(&self) -> Result<Object, Error> {
        self.pool.get().await.map_err(|error| Error::Unavailable(error.to_string()))
    }

    pub(crate) fn close(&self) {
        self.pool.close();
    }

    /// Calls `visit` for the rows of a scan until it breaks, all of them as of one moment. Read in pieces, each from
    /// where the last ended: with a small limit the planner goes by the key and never sorts a whole survey, and a
    /// visitor that breaks leaves little to throw away.
    pub(crate) async fn scan(
        &self,
        scan: &Scan,
        visit: &mut (dyn FnMut(RowRef<'_>) -> Visit + Send),
    ) -> Result<(), Error> {
        let client = self.client().await?;
        let outcome = scan_within(&client, scan, visit).await;
        abandon(client);
        outcome
    }
}

async fn scan_within(
    client: &Object,
    scan: &Scan,
    visit: &mut (dyn FnMut(RowRef<'_>) -> Visit + Send),
) -> Result<(), Error> {
    batch(client, "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY").await?;
    let statement = client.prepare_cached(SCAN).await.map_err(failed)?;
    let mut piece = scan.clone();
    let mut left = scan.limit;
    loop {
        piece.limit = left.min(PIECE);
        let rows = client.query_raw(&statement, piece.params().iter()).await.map_err(failed)?;
        let mut rows = pin!(rows);
        let mut seen = 0;
        while let Some(row) = rows.try_next().await.map_err(failed)? {
            let visited = RowRef {
                id: row.try_get(0).map_err(failed)?,
                rid: row.try_get(1).map_err(failed)?,
                recorded_ms: row.try_get(2).map_err(failed)?,
                modified_ms: row.try_get(3).map_err(failed)?,
                field_version: row.try_get(4).map_err(failed)?,
                body: row.try_get(5).map_err(failed)?,
            };
            seen += 1;
            piece.rows.start = visited.id + 1;
            if visit(visited).is_break() {
                return Ok(());
            }
        }
        left -= seen;
        if seen < piece.limit || left == 0 {
            return Ok(());
        }
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

/// Inserts many rows to a statement, and sends the statements without waiting between them.
pub(crate) async fn insert_many(
    client: &Object,
    sql: &str,
    params: &[Param<'_>],
    width: usize,
) -> Result<Vec<bool>, Error> {
    let mut sent = Vec::new();
    let mut left = params;
    for rows in ROWS_AT_ONCE {
        if left.len() < rows * width {
            continue;
        }
        let statement = client.prepare_cached(&of_many_rows(sql, width, rows)).await.map_err(failed)?;
        while let Some((piece, rest)) = left.split_at_checked(rows * width) {
            let statement = statement.clone();
            sent.push(async move {
                let answers = client.query_raw(&statement, piece.iter()).await?;
                answers.and_then(async |row| row.try_get::<_, i64>(0)).try_collect::<Vec<_>>().await
            });
            left = rest;
        }
    }
    let new: HashSet<i64> = future::try_join_all(sent).await.map_err(failed)?.into_iter().flatten().collect();
    let is_new = |row: &[Param<'_>]| matches!(row, [Param::Integer(id), ..] if new.contains(id));
    Ok(params.chunks(width).map(is_new).collect())
}

/// The statement that inserts one row, for several: its list of parameters again and again, with numbers of their own.
fn of_many_rows(sql: &str, width: usize, rows: usize) -> String {
    let numbered = |first: usize| {
        let numbers: Vec<String> = (first..first + width).map(|number| format!("${number}")).collect();
        format!("({})", numbers.join(", "))
    };
    let all: Vec<String> = (0..rows).map(|row| numbered(row * width + 1)).collect();
    sql.replacen(&numbered(1), &all.join(", "), 1)
}

pub(crate) async fn batch(client: &Object, sql: &str) -> Result<(), Error> {
    client.batch_execute(sql).await.map_err(failed)
}

/// Ends the transaction of a client that was dropped in the middle of one, in the background.
pub(crate) fn abandon(client: Object) {
    match tokio::runtime::Handle::try_current() {
        Ok(runtime) => drop(runtime.spawn(async move {
            if client.batch_execute("ROLLBACK").await.is_err() {
                drop(Object::take(client));
            }
        })),
        Err(_) => drop(Object::take(client)),
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
    let Some(code) = error.code() else {
        let cause = std::error::Error::source(&error);
        let network = cause.is_some_and(|cause| cause.is::<std::io::Error>());
        return if error.is_closed() || network {
            Error::Unavailable(error.to_string())
        } else {
            Error::other(error)
        };
    };
    match *code {
        SqlState::T_R_SERIALIZATION_FAILURE | SqlState::T_R_DEADLOCK_DETECTED => Error::Conflict,
        SqlState::UNIQUE_VIOLATION => Error::Duplicate,
        SqlState::ADMIN_SHUTDOWN | SqlState::CRASH_SHUTDOWN | SqlState::CANNOT_CONNECT_NOW => {
            Error::Unavailable(error.to_string())
        }
        _ => match error.as_db_error() {
            Some(cause) => Error::Other(format!("{} ({})", cause.message(), code.code())),
            None => Error::other(error),
        },
    }
}
