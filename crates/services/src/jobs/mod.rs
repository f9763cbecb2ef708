//! Work that goes on after the answer: one file per kind.
//!
//! A job is a row added in the transaction that causes it. It may run twice (a process that dies leaves its lease to
//! another), so every kind is safe to run again. Its payload is ids and the caller's wishes, never data.

mod close_session;
mod expire_file;
mod export_responses;
mod import_responses;
mod queue;
mod worker;

pub(crate) use expire_file::expire;
pub(crate) use export_responses::{EXPORTS, ExportJob, Exported, ExportedFile, plan};
pub(crate) use import_responses::{ImportJob, ImportOptions, Imported, UPLOADS};
pub(crate) use queue::{Progress, add, of_survey, percent, status};
pub use worker::Workers;
