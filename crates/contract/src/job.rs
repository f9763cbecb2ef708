//! What every operation that starts or follows a job tells.

use crate::prelude::*;

/// Where a job stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum JobStatus {
    /// It waits or runs.
    InProgress,
    /// It is done.
    Complete,
    /// It gave up.
    Failed,
}

/// A job that was started.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(rename = "Started{I}")]
pub struct Started<I> {
    /// The id to ask with how far it is.
    pub progress_id: I,
    /// 0 to 100.
    pub percent_complete: f64,
    /// Where it stands.
    pub status: JobStatus,
}

impl<I> Started<I> {
    /// The job with this id, which has not begun yet.
    #[must_use]
    pub fn now(progress_id: I) -> Self {
        Self { progress_id, percent_complete: 0.0, status: JobStatus::InProgress }
    }
}
