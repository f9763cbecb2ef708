//! The end of a session, and the response that comes of it: both are written, or neither.

use std::sync::Arc;

use engine::run::{self, AnsweredQuestion, End};
use model::response::Response;
use model::survey::QuotaCount;
use model::{Moment, ResponseId};
use store::sessions::SessionChange;
use store::surveys::SurveyRow;
use store::{Ended, SessionEnd};

use super::computed;
use super::deadline;
use super::outside;
use super::session_name::SessionName;
use super::state::{EndedSession, OpenSession, SessionState};
use crate::IdGenerator;
use crate::app::App;
use crate::definitions::Definition;
use crate::error::Error;
use crate::responses::{self, IDS};

/// The status of a response that was given in a preview (api/responses.md section 4).
const PREVIEW: i64 = 1;

/// Where a session is kept, and as what it was read.
pub(super) struct Place<'a> {
    /// The session.
    pub(super) session: &'a SessionName,
    /// The version it was read at; 0 where it is new.
    pub(super) version: i64,
    /// When it began.
    pub(super) began: Moment,
    /// Its survey.
    pub(super) row: &'a SurveyRow,
    /// The definition that it goes by.
    pub(super) definition: Arc<Definition>,
}

/// Why a session ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum How {
    /// The respondent came to an end of the survey.
    Finished,
    /// Its time is over.
    Left,
    /// The survey takes no more answers.
    SurveyClosed,
}

impl Place<'_> {
    /// What the session becomes at this moment; `None` removes it.
    pub(super) fn change(&self, state: Option<&SessionState>, now: Moment) -> Result<SessionChange, Error> {
        Ok(SessionChange {
            id: self.session.as_str().to_owned(),
            survey: self.row.no,
            brand: self.row.brand.clone(),
            definition: self.definition.version(),
            began: self.began,
            version: self.version,
            state: state.map(SessionState::write).transpose()?,
            due: deadline::deadline(&self.definition.survey, self.began, now),
            now,
        })
    }
}

/// Ends a session whose last page was sent at `ended_ms`. What was answered is recorded as a finished response where the
/// end says so, else as an unfinished one where the survey keeps those and there is an answer. False when another request
/// changed the session meanwhile: nothing is written then.
pub(super) async fn end(
    app: &App,
    place: &Place<'_>,
    open: OpenSession,
    how: How,
    ended_ms: i64,
) -> Result<bool, Error> {
    let mut open = open;
    loop {
        // Only a quota that is full makes it end again.
        let again = (!place.definition.survey.quotas.is_empty()).then(|| open.clone());
        match (try_end(app, place, open, how, ended_ms).await?, again) {
            (Ended::Kept, _) => return Ok(true),
            (Ended::QuotaFull, Some(before)) => open = end_anew(app, place, before).await?,
            (Ended::Changed | Ended::QuotaFull, _) => return Ok(false),
        }
    }
}

/// The end of a session as the quotas are counted now: somebody else was counted last.
async fn end_anew(app: &App, place: &Place<'_>, mut open: OpenSession) -> Result<OpenSession, Error> {
    outside::count(app, place.row, &place.definition, &mut open.run.known).await?;
    let definition = Arc::clone(&place.definition);
    computed(move || {
        run::settle_end(&definition.survey, &mut open.run);
        open
    })
    .await
}

async fn try_end(
    app: &App,
    place: &Place<'_>,
    open: OpenSession,
    how: How,
    ended_ms: i64,
) -> Result<Ended, Error> {
    let finished = if how == How::Finished { open.run.end.clone() } else { None };
    let (open, quotas) = counted(place, open).await?;
    // A try counts for nothing.
    let quotas = if finished.is_some() && !open.preview { quotas } else { Vec::new() };
    let records = match &finished {
        Some(end) => end.recorded,
        None => deadline::keeps_partial(&place.definition.survey) && !open.run.answers.is_empty(),
    };
    let (open, answers) = answers(place, open, finished.as_ref()).await?;
    let (owns_id, language, preview) = (open.response.is_none(), open.run.language.clone(), open.preview);
    let mut response = if records { Some(response(app, place, open, ended_ms).await?) } else { None };
    let mut collisions = 0;
    loop {
        let state = match (how, &finished) {
            (How::Finished, Some(end)) => Some(SessionState::Ended(EndedSession {
                end: end.clone(),
                answers: answers.clone(),
                language: language.clone(),
                response: response.as_ref().map(|response| response.id.clone()),
                preview,
            })),
            (How::SurveyClosed, _) => Some(SessionState::Closed),
            (How::Finished | How::Left, _) => None,
        };
        let change = place.change(state.as_ref(), app.now())?;
        let encoded = match &response {
            Some(response) => {
                let mut tx = app.store().read();
                Some(responses::encode(app, &mut tx, place.row, &place.definition, response).await?)
            }
            None => None,
        };
        match app
            .store()
            .end_session(SessionEnd { change, response: encoded, owns_id, quotas: quotas.clone() })
            .await
        {
            // The survey was deleted: nothing is recorded any more.
            Err(store::Error::NoSurvey) => return Ok(Ended::Kept),
            // Not this response recorded before, which the session would tell, but another one that has the same id.
            Err(store::Error::Duplicate) if collisions < IDS => {
                collisions += 1;
                if let Some(response) = &mut response {
                    response.id = app.ids().id(app.now());
                }
            }
            other => return Ok(other?),
        }
    }
}

/// The session, and what was answered, where its end shows that.
async fn answers(
    place: &Place<'_>,
    open: OpenSession,
    end: Option<&End>,
) -> Result<(OpenSession, Vec<AnsweredQuestion>), Error> {
    if !end.is_some_and(|end| end.shows_answers) {
        return Ok((open, Vec::new()));
    }
    let definition = Arc::clone(&place.definition);
    computed(move || {
        let answers = run::answered(&definition.survey, &open.run);
        (open, answers)
    })
    .await
}

/// The session, and the cells of quotas that its run is counted in.
async fn counted(place: &Place<'_>, open: OpenSession) -> Result<(OpenSession, Vec<QuotaCount>), Error> {
    if place.definition.survey.quotas.is_empty() {
        return Ok((open, Vec::new()));
    }
    let definition = Arc::clone(&place.definition);
    computed(move || {
        let counted = run::counted(&definition.survey, &open.run);
        (open, counted)
    })
    .await
}

async fn response(app: &App, place: &Place<'_>, open: OpenSession, ended_ms: i64) -> Result<Response, Error> {
    let definition = Arc::clone(&place.definition);
    let OpenSession { run, address, response, preview } = open;
    let (run, recorded) = computed(move || {
        let recorded = run::recorded(&definition.survey, &run, ended_ms);
        (run, recorded)
    })
    .await?;
    let mut meta = recorded.meta;
    meta.finished = run.end.is_some();
    meta.progress = if meta.finished { 100 } else { meta.progress.min(99) };
    (meta.channel, meta.status) = if preview { ("preview".into(), PREVIEW) } else { ("anonymous".into(), 0) };
    if run.end.is_some_and(|end| end.anonymous) || place.definition.survey.is_on("AnonymizeResponse") {
        meta.recipient_first_name.clear();
        meta.recipient_last_name.clear();
        meta.recipient_email.clear();
        meta.external_reference.clear();
    } else {
        meta.ip_address = address;
    }
    let now = app.now();
    let id = response.unwrap_or_else(|| former_id(place));
    let (answers, displayed) = (recorded.answers, Some(recorded.displayed));
    Ok(Response { id, recorded: now, modified: now, meta, answers, displayed })
}

/// The id of the response of a session that began before sessions had one of their own.
fn former_id(place: &Place<'_>) -> ResponseId {
    IdGenerator::response_of_key_before(place.row.id.as_str(), place.session.as_str())
}
