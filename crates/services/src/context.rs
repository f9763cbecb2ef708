//! What one request sees: who calls, when, and one transaction.

use model::account::{Caller, Role};
use model::{Moment, SurveyId, UserId};
use store::Transaction;

use crate::app::App;
use crate::error::Error;

/// Whether a request changes anything.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// It reads; each statement sees what is committed.
    Read,
    /// It changes: all of it or nothing. It may be run twice, so it neither uses the network nor reads a clock.
    Change,
}

/// What one request sees and changes.
pub struct Context {
    /// The process.
    pub app: App,
    /// Who calls.
    pub caller: Caller,
    /// When the request began; the only time a service may know.
    pub now: Moment,
    pub(crate) tx: Transaction,
    /// Whose token may mean something else once the change is committed.
    pub(crate) changed_user: Option<UserId>,
    /// Whose head is another once the change is committed.
    pub(crate) changed_survey: Option<SurveyId>,
}

impl Context {
    /// Makes what was changed lasting; for a reading context nothing happens.
    ///
    /// # Errors
    /// [`Error::Again`] when another came first and the request must be run again from the beginning.
    pub async fn commit(self) -> Result<(), Error> {
        self.tx.commit().await?;
        if let Some(user) = &self.changed_user {
            // Not before: a request in between would bring the former state back into memory.
            self.app.forget_callers(user);
        }
        if let Some(survey) = &self.changed_survey {
            self.app.heads().invalidate(survey);
        }
        Ok(())
    }

    /// Whether the caller administers the brand.
    #[must_use]
    pub fn is_administrator(&self) -> bool {
        self.caller.role == Role::BrandAdministrator
    }
}

impl From<store::Error> for Error {
    fn from(error: store::Error) -> Self {
        match error {
            store::Error::Conflict => Self::Again,
            store::Error::Duplicate => {
                Self::Conflict("something with the same name or id is there already".into())
            }
            store::Error::Unavailable(cause) => {
                tracing::warn!(%cause, "the store cannot be reached");
                Self::Unavailable
            }
            other => Self::internal(other),
        }
    }
}
