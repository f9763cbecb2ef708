//! Answering a survey on our pages.
//!
//! Looking at a first page writes nothing: where the respondent is stands sealed in the page's form. The first page that
//! is sent makes a session, a small row; every further one moves it on, and the one that ends it records the response in
//! the same transaction. A session that is left is closed when its time is over, and what was answered recorded as an
//! unfinished response. A session keeps to the version of the survey's definition that it began with.
//!
//! `open` shows the first page (`unlock` behind a password, `open_preview` that of the draft), `send` takes a page that was sent, `show` shows a session's page, `App::close_due_sessions` closes
//! what is due. Every change of a session names the version that was read, so that of two that come at once the second is
//! applied to what the first left.

mod access;
mod calling;
mod closing;
mod deadline;
mod ending;
mod meeting;
mod opening;
mod outside;
pub mod preview;
mod sending;
mod session_name;
mod showing;
mod start;
mod state;
mod visitor;

use std::sync::Arc;

pub use engine::run::Direction;
use engine::run::{AnsweredQuestion, End, PageView};
use model::error::codes;
use model::{Barred, SurveyId};
use store::surveys::SurveyRow;

pub use opening::{Link, open, open_preview, unlock};
pub use sending::{Sent, send};
pub use session_name::SessionName;
pub use showing::show;
pub use visitor::Visitor;

use crate::app::App;
use crate::definitions::Definition;
use crate::error::Error;

/// What a respondent is shown.
pub enum Shown {
    /// A page, and what names its place.
    Page(ShownPage),
    /// The page that asks for the survey's password.
    Password {
        /// Goes back with the form.
        token: String,
        /// Another one was given.
        wrong: bool,
        /// The code of the respondent's language.
        language: String,
    },
    /// The page of this session: the browser is sent there.
    Session(SessionName),
    /// The same of a session that the browser kept, and comes back to.
    Kept(SessionName),
    /// The end of a session.
    End {
        /// What the end is.
        end: End,
        /// The respondent's own answers, where the end shows them.
        answers: Vec<AnsweredQuestion>,
        /// The language of its page.
        language: String,
        /// The browser is to remember that it has answered the survey.
        done: bool,
    },
    /// No survey has this id.
    Unknown,
    /// The respondent is not let in.
    Barred(Barred),
    /// The session was let go.
    Expired,
}

/// A page of a survey, and what is known of its place.
pub struct ShownPage {
    /// The page.
    pub page: Box<PageView>,
    /// Goes back with the form.
    pub token: String,
    /// The survey is only tried.
    pub preview: bool,
    /// For how many seconds the browser may keep the session, to come back to it.
    pub kept_for: Option<i64>,
    /// The respondent may leave the session and begin another.
    pub may_begin_again: bool,
}

/// The survey with this id, of whatever brand.
async fn survey(app: &App, id: &SurveyId) -> Result<Option<SurveyRow>, Error> {
    Ok(store::surveys::get_for_respondent(&mut app.store().read(), id).await?)
}

/// A version of the definition of a survey; none when the survey was purged meanwhile.
async fn definition(app: &App, row: &SurveyRow, version: i64) -> Result<Option<Arc<Definition>>, Error> {
    match app.definitions().of(&mut app.store().read(), row, version).await {
        Err(error) if error.is(codes::SURVEY_NOT_FOUND) => Ok(None),
        other => other.map(Some),
    }
}

/// Runs the engine on a thread that may block: a page of a large survey keeps a core busy for milliseconds.
async fn computed<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, Error> {
    tokio::task::spawn_blocking(work).await.map_err(Error::internal)
}
