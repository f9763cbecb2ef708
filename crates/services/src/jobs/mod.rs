//! Work that goes on after the answer: one file per kind.
//!
//! A job is a row added in the transaction that causes it. It may run twice (a process that dies leaves its lease to
//! another), so every kind is safe to run again. Its payload is ids and the caller's wishes, never data.

mod close_session;
mod expire_file;
mod export_responses;
mod import_responses;
mod worker;

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use serde::Serialize;
use serde::de::DeserializeOwned;
use store::jobs::{Job, NewJob};

use crate::context::Context;
use crate::error::Error;
use crate::exports;

pub(crate) use close_session::CloseSession;
pub(crate) use expire_file::ExpireFile;
pub(crate) use export_responses::{ExportJob, Exported, ExportedFile, plan};
pub(crate) use import_responses::ImportJob;
pub use import_responses::Imported;
pub use worker::Workers;

/// Every kind of job there is, for the workers' question to the store.
const KINDS: &[&str] =
    &[export_responses::KIND, import_responses::KIND, expire_file::KIND, close_session::KIND];

/// Why a run of a job came to nothing.
#[derive(Debug)]
pub(crate) enum Failure {
    /// It may go well later: the store was away, another transaction came first.
    Retry(String),
    /// It never will: the reason, in words for the one who started it.
    GiveUp(String),
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        match error {
            Error::Again | Error::Unavailable | Error::Internal(_) => Self::Retry(error.to_string()),
            other => Self::GiveUp(other.to_string()),
        }
    }
}
impl From<store::Error> for Failure {
    fn from(error: store::Error) -> Self {
        Error::from(error).into()
    }
}

/// How far a job is, written by its run and carried to the store by its worker.
#[derive(Debug, Clone, Default)]
pub(crate) struct Progress(Arc<AtomicI64>);

impl Progress {
    /// Says how far it is: `done` of `all`.
    pub(crate) fn set(&self, done: u64, all: u64) {
        let permille = done.saturating_mul(1000) / all.max(1);
        self.0.store(i64::try_from(permille.min(999)).unwrap_or(999), Ordering::Relaxed);
    }

    fn permille(&self) -> i64 {
        self.0.load(Ordering::Relaxed)
    }
}

/// Adds a job within the context's transaction; it begins once that is committed.
pub(crate) async fn add(
    cx: &mut Context,
    id: &str,
    kind: &'static str,
    payload: &impl Serialize,
    after_ms: i64,
) -> Result<(), Error> {
    let new = NewJob {
        id: id.to_owned(),
        brand: cx.caller.brand.clone(),
        kind: kind.to_owned(),
        payload: serde_json::to_string(payload).map_err(Error::internal)?,
        run_after: cx.now.plus(after_ms),
        created: cx.now,
    };
    let app = cx.app.clone();
    store::jobs::add(app.store(), &mut cx.tx, &new).await?;
    Ok(())
}

/// Sees to it that the files of a job and the job itself are gone after a week.
pub(crate) async fn expire(
    cx: &mut Context,
    folder: &str,
    names: Vec<String>,
    job: &str,
) -> Result<(), Error> {
    let expiry = ExpireFile { folder: folder.to_owned(), names, job: job.to_owned() };
    add(cx, &format!("{job}-expiry"), ExpireFile::KIND, &expiry, exports::KEPT_MS).await
}

/// Whether nobody asks what came of a job of this kind: it is removed once it is done.
fn is_silent(kind: &str) -> bool {
    kind == expire_file::KIND || kind == close_session::KIND
}

fn payload<T: DeserializeOwned>(job: &Job) -> Result<T, Failure> {
    serde_json::from_str(&job.payload).map_err(|error| Failure::GiveUp(error.to_string()))
}
