//! The job queue: a job is a row, added in the transaction that causes it.
//!
//! A worker claims a job with a lease and renews it while it works; a lease that runs out makes the job free again,
//! so a job may run twice and must be safe to. Every later step names the attempt, so that one who lost the lease
//! cannot write over the one who has it now. Leases are held in the time of the database, which all processes share;
//! the moments at which jobs are due are the processes' own.

mod queue;

crate::statements::files_of_statements! { "jobs/";
    pub(crate) mod claims;
    pub(crate) mod figures;
    pub(crate) mod rows;
}

pub use claims::{claim, fail, finish, finish_silently, forget_turns, release, renew};
pub use figures::{Waiting, waiting};
pub use queue::{Priority, Queue};
pub use rows::{
    Job, JobState, NewJob, Published, add, end_of_survey, get, of_file, of_survey, remove, remove_ended,
    room_taken,
};
