//! Work that goes on after the answer: one file per kind.
//!
//! A job is a row added in the transaction that causes it. It may run twice (a process that dies leaves its lease to
//! another), so every kind is safe to run again. Its payload is ids and the caller's options, never data. A kind is a
//! type that is a [`background_job::BackgroundJob`], and a line of the list in `kinds.rs`.

mod background_job;
mod expire_file;
mod export_responses;
mod failure;
mod figures;
mod import_responses;
mod kinds;
mod purge_survey;
mod queue;
mod run;
mod sweep;
#[cfg(test)]
mod tests;
mod watch;
mod worker;
mod workers;

pub(crate) use expire_file::expire;
pub(crate) use export_responses::{EXPORTS, ExportJob, KeptFile, plan};
pub use figures::QueueFigures;
pub(crate) use import_responses::{ImportJob, ImportOptions, UPLOADS};
pub(crate) use purge_survey::purge;
pub(crate) use queue::{add, done, of_survey, percent, room_taken, status};
pub(crate) use run::Progress;
pub use sweep::Swept;
pub use watch::Counts;
pub(crate) use watch::JobWatch;
pub use workers::Workers;
