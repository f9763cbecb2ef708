//! Sessions whose time is over. Nothing waits for each of them: whoever looks finds those that are due.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use futures_util::{StreamExt, stream};
use model::Moment;
use store::SessionEnd;
use store::sessions::{Session, SessionChange};
use store::surveys::{SurveyNo, SurveyRow};

use super::deadline::deadline;
use super::definition;
use super::ending::{self, How, Place};
use super::session_name::SessionName;
use super::state::SessionState;
use crate::app::App;
use crate::error::Error;

/// Sessions taken at once, and how many of them are worked on at the same time: they share commits.
const PIECE: i64 = 128;
const AT_ONCE: usize = 64;
/// How long sessions that were taken are left to whoever took them. A process that dies leaves them to others after this.
const LEASE_MS: i64 = 60_000;
/// When a session is looked at again that cannot be closed.
const AGAIN_MS: i64 = 3_600_000;

/// The surveys of a piece of sessions; none where one was deleted.
type Surveys = HashMap<SurveyNo, Option<SurveyRow>>;

/// What is to be done with a session that stays.
struct Postponed(Session, Moment);

impl App {
    /// Closes a piece of the sessions that are due, and gives how many it looked at: what was answered is recorded as an
    /// unfinished response, unless the survey lets partial answers go. May run in several processes, and again after a
    /// crash: who changes a session first has it.
    ///
    /// # Errors
    /// When the store fails. A session that fails by itself is told and looked at again later.
    pub async fn close_due_sessions(&self) -> Result<usize, Error> {
        let now = self.now();
        if !store::sessions::is_due(&mut self.store().read(), now).await? {
            return Ok(0);
        }
        let mut tx = self.store().begin_statement().await?;
        let due = store::sessions::claim_due(&mut tx, now, now.plus(LEASE_MS), PIECE).await?;
        tx.commit().await?;
        let surveys = surveys(self, &due).await?;
        let count = due.len();
        let closing = due.into_iter().map(|session| close_or_tell(self, &surveys, session));
        let outcomes: Vec<_> = stream::iter(closing).buffer_unordered(AT_ONCE).collect().await;
        let postponed: Vec<_> =
            outcomes.into_iter().filter_map(Result::transpose).collect::<Result<_, _>>()?;
        if !postponed.is_empty() {
            let mut tx = self.store().begin_statement().await?;
            for Postponed(session, due) in &postponed {
                store::sessions::postpone(&mut tx, session, *due).await?;
            }
            tx.commit().await?;
        }
        Ok(count)
    }
}

async fn surveys(app: &App, sessions: &[Session]) -> Result<Surveys, Error> {
    let mut surveys = Surveys::new();
    for session in sessions {
        if let Entry::Vacant(place) = surveys.entry(session.survey) {
            place.insert(store::surveys::of_session(&mut app.store().read(), session.survey).await?);
        }
    }
    Ok(surveys)
}

async fn close_or_tell(app: &App, surveys: &Surveys, session: Session) -> Result<Option<Postponed>, Error> {
    match close(app, surveys, &session).await {
        Ok(until) => Ok(until.map(|until| Postponed(session, until))),
        Err(Error::Internal(cause)) => {
            tracing::error!(%cause, "a session cannot be closed");
            Ok(Some(Postponed(session, app.now().plus(AGAIN_MS))))
        }
        Err(other) => Err(other),
    }
}

/// Closes a session; gives the moment when it is due where that is not yet.
async fn close(app: &App, surveys: &Surveys, session: &Session) -> Result<Option<Moment>, Error> {
    let name = SessionName::parse(&session.id).ok_or_else(|| Error::internal("a session has no name"))?;
    let Some(row) = surveys.get(&session.survey).and_then(Option::as_ref) else {
        return remove(app, session).await;
    };
    let Some(definition) = definition(app, row, session.definition).await? else {
        return remove(app, session).await;
    };
    let open = match SessionState::read(session)? {
        SessionState::Open(open) => *open,
        SessionState::Ended(_) | SessionState::Closed => return remove(app, session).await,
    };
    let how = if open.run.end.is_some() { How::Finished } else { How::Left };
    let due = deadline(&definition.survey, session.created, session.changed);
    if how == How::Left && app.now() < due {
        return Ok(Some(due));
    }
    let place = Place { session: &name, version: session.version, began: session.created, row, definition };
    // Where the respondent came first, the session is due another time.
    ending::end(app, &place, open, how, session.changed.0).await?;
    Ok(None)
}

/// Removes a session of which nothing is recorded, if nobody changed it meanwhile.
async fn remove(app: &App, session: &Session) -> Result<Option<Moment>, Error> {
    let change = SessionChange {
        id: session.id.clone(),
        survey: session.survey,
        brand: session.brand.clone(),
        definition: session.definition,
        began: session.created,
        version: session.version,
        state: None,
        due: app.now(),
        now: app.now(),
    };
    app.store()
        .end_session(SessionEnd { change, response: None, owns_id: false, quotas: Vec::new() })
        .await?;
    Ok(None)
}
