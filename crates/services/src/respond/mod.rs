//! Answering a survey on our pages.
//!
//! Looking at a first page writes nothing: where the respondent is stands sealed in the page's form. The first page that
//! is sent makes a session, a small row; every further one moves it on, and the one that ends it records the response in
//! the same transaction. A session that is left is closed when its time is over, and what was answered recorded as an
//! unfinished response. A session keeps to the version of the survey's definition that it began with.
//!
//! `open` shows the first page, `send` takes a page that was sent, `show` shows a session's page, `App::close_due_sessions` closes
//! what is due. Every change of a session names the version that was read, so that of two that come at once the second is
//! applied to what the first left.

mod closing;
mod deadline;
mod ending;
mod opening;
mod outside;
mod sending;
mod session_name;
mod showing;
mod start;
mod state;

use std::sync::Arc;

use engine::run::{End, PageView};
use model::error::codes;
use model::{Moment, SurveyId};
use store::surveys::SurveyRow;

pub use opening::open;
pub use sending::{Sent, send};
pub use session_name::SessionName;
pub use showing::show;

use crate::app::App;
use crate::definitions::Definition;
use crate::error::Error;

/// What a respondent is shown.
pub enum Shown {
    /// A page, and what names its place.
    Page {
        /// The page.
        page: Box<PageView>,
        /// Goes back with the form.
        token: String,
    },
    /// The page of this session: the browser is sent there.
    Session(SessionName),
    /// The end, and the language of its page.
    End(End, String),
    /// No survey has this id.
    Unknown,
    /// It takes no answers at the moment.
    Closed,
    /// The session was let go.
    Expired,
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

fn takes_answers(row: &SurveyRow, now: Moment) -> bool {
    row.active && row.starts.is_none_or(|start| start <= now) && row.ends.is_none_or(|end| now < end)
}
