//! Answering a survey on our pages: a session per respondent, kept between two pages, recorded at the end.

use std::sync::Arc;

use data_encoding::HEXLOWER;
use engine::run::{self, Direction, End, PageView, RunState, SubmitOutcome};
use model::account::{Caller, Role};
use model::error::codes;
use model::response::Response;
use model::{Moment, SurveyId};
use serde::{Deserialize, Serialize};
use store::jobs::Job;
use store::surveys::{SurveyNo, SurveyRow};

use crate::app::App;
use crate::context::{Access, Context};
use crate::definitions::Definition;
use crate::error::Error;
use crate::jobs;
use crate::{IdGenerator, responses};

/// Names that a link may not set: they tell of an invited person, and no link proves who that is.
const RESERVED: [&str; 5] = [
    "RecipientFirstName",
    "RecipientLastName",
    "RecipientEmail",
    "ExternalReference",
    "ExternalDataReference",
];
/// Embedded data fields a link may bring along, and how long a value may be.
const FIELDS: usize = 100;
const VALUE_LENGTH: usize = 1000;
const DAY_MS: i64 = 86_400_000;

/// What a respondent is shown.
pub enum Shown {
    /// A page, and what names the session.
    Page {
        /// The page.
        page: Box<PageView>,
        /// Goes back with the form.
        token: String,
    },
    /// The end, and the language of its page.
    End(End, String),
    /// No survey has this id.
    Unknown,
    /// It takes no answers at the moment.
    Closed,
    /// The session was let go.
    Expired,
}

/// A sent page.
pub struct Sent<'a> {
    /// The session, as the form brought it back.
    pub token: &'a str,
    /// Back instead of on.
    pub back: bool,
    /// Names and values of the inputs, in their order.
    pub form: &'a [(String, String)],
    /// The respondent's address.
    pub address: String,
}

/// What a session knows between two pages.
#[derive(Serialize, Deserialize)]
pub(crate) struct SessionState {
    pub(crate) run: RunState,
    /// The respondent's address when the session began; empty for an anonymous survey.
    pub(crate) address: String,
}

/// The job that closes a session.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct CloseSession {
    /// Its survey.
    pub(crate) survey: SurveyId,
    /// The session.
    pub(crate) session: String,
}

/// Begins to answer a survey.
pub async fn open(
    app: &App,
    survey: &SurveyId,
    brought: Vec<(String, String)>,
    address: String,
) -> Result<Shown, Error> {
    let Some((row, definition)) = open_survey(app, survey).await? else { return Ok(Shown::Unknown) };
    if !takes_answers(&row, app.now()) {
        return Ok(Shown::Closed);
    }
    let fits = |(name, value): &(String, String)| {
        !RESERVED.contains(&name.as_str()) && name.len() <= 100 && value.chars().count() <= VALUE_LENGTH
    };
    let embedded = brought.into_iter().filter(fits).take(FIELDS).collect();
    let now = app.now();
    let run = run::start(&definition.survey, app.ids().random(), embedded, now.0);
    let anonymous = definition.survey.is_on("AnonymizeResponse");
    let state = SessionState { run, address: if anonymous { String::new() } else { address } };
    let token = format!("FS_{}", HEXLOWER.encode(&app.ids().bytes()[..16]));
    let text = serde_json::to_string(&state).map_err(Error::internal)?;
    let caller = as_survey(&row);
    app.change(&caller, |cx, _| Box::pin(begin(cx, &row, &definition, &token, &text))).await?;
    match run::page(&definition.survey, &state.run) {
        Some(page) => Ok(Shown::Page { page: Box::new(page), token }),
        // A survey without a page ends at once: its embedded data are the response.
        None => finish(app, &row, &definition, &token, state).await,
    }
}

async fn begin(
    cx: &mut Context,
    row: &SurveyRow,
    definition: &Definition,
    token: &str,
    text: &str,
) -> Result<(), Error> {
    store::sessions::insert(&mut cx.tx, row.no, &row.brand, token, row.version, text, cx.now).await?;
    let closing = CloseSession { survey: row.id.clone(), session: token.to_owned() };
    jobs::add(cx, &format!("{token}-close"), &closing, closes_after_ms(definition)).await
}

/// Takes a sent page and shows the next one.
pub async fn send(app: &App, survey: &SurveyId, sent: Sent<'_>) -> Result<Shown, Error> {
    let Some((row, definition)) = open_survey(app, survey).await? else { return Ok(Shown::Unknown) };
    let direction = if sent.back { Direction::Back } else { Direction::Next };
    let caller = as_survey(&row);
    let stepped =
        app.change(&caller, |cx, _| Box::pin(step(cx, &row, &definition, &sent, direction))).await?;
    let Some(state) = stepped else { return Ok(Shown::Expired) };
    match run::page(&definition.survey, &state.run) {
        Some(page) => Ok(Shown::Page { page: Box::new(page), token: sent.token.to_owned() }),
        None => finish(app, &row, &definition, sent.token, state).await,
    }
}

async fn step(
    cx: &mut Context,
    row: &SurveyRow,
    definition: &Definition,
    sent: &Sent<'_>,
    direction: Direction,
) -> Result<Option<SessionState>, Error> {
    let Some(session) = store::sessions::get(&mut cx.tx, row.no, sent.token).await? else { return Ok(None) };
    let mut state: SessionState = serde_json::from_str(&session.state).map_err(Error::internal)?;
    let outcome = run::submit(&definition.survey, &mut state.run, sent.form, direction, cx.now.0);
    if let SubmitOutcome::Ended(end) = &outcome
        && end.anonymous
    {
        state.address.clear();
    }
    let text = serde_json::to_string(&state).map_err(Error::internal)?;
    let written =
        store::sessions::update(&mut cx.tx, row.no, sent.token, session.version, &text, cx.now).await?;
    if written { Ok(Some(state)) } else { Err(Error::Again) }
}

/// Records the response of an ended session. The session stays until its time is over, so that sending the last page
/// twice shows the end twice and records once: the response's id follows from the session.
async fn finish(
    app: &App,
    row: &SurveyRow,
    definition: &Definition,
    token: &str,
    state: SessionState,
) -> Result<Shown, Error> {
    let language = state.run.language.clone();
    let Some(end) = state.run.end.clone() else {
        return Err(Error::internal("a run without a page has ended"));
    };
    if end.recorded {
        record(app, row, definition, token, &state, true).await?;
    }
    Ok(Shown::End(end, language))
}

async fn record(
    app: &App,
    row: &SurveyRow,
    definition: &Definition,
    token: &str,
    state: &SessionState,
    finished: bool,
) -> Result<(), Error> {
    // The page at hand was sent last: its moment is the end, whenever this is run.
    let ended_ms = if finished { app.now().0 } else { state.run.page_ms };
    let recorded = run::recorded(&definition.survey, &state.run, ended_ms);
    let mut meta = recorded.meta;
    meta.finished = finished;
    meta.progress = if finished { 100 } else { meta.progress.min(99) };
    meta.channel = "anonymous".into();
    meta.ip_address.clone_from(&state.address);
    let now = app.now();
    let response = Response {
        id: IdGenerator::response_of_key(row.id.as_str(), token),
        recorded: now,
        modified: now,
        meta,
        answers: recorded.answers,
        displayed: Some(recorded.displayed),
    };
    let mut cx = app.begin(as_survey(row), Access::Read).await?;
    match responses::record(&mut cx, row, definition, &response).await {
        Err(error) if error.is(codes::CONFLICT) => Ok(()),
        other => other,
    }
}

/// Closes a session whose time is over: what was answered is recorded as an unfinished response, unless the survey
/// lets partial answers go.
pub(crate) async fn close(app: &App, job: &Job, closing: &CloseSession) -> Result<(), Error> {
    let Some((row, definition)) = open_survey(app, &closing.survey).await? else { return Ok(()) };
    let mut cx = app.begin(as_survey(&row), Access::Read).await?;
    let Some(session) = store::sessions::get(&mut cx.tx, row.no, &closing.session).await? else {
        return Ok(());
    };
    let state: SessionState = serde_json::from_str(&session.state).map_err(Error::internal)?;
    let keeps_partial = definition.survey.option("PartialData").as_deref() != Some("No");
    if state.run.end.is_none() && !state.run.answers.is_empty() && keeps_partial {
        record(app, &row, &definition, &closing.session, &state, false).await?;
    }
    let caller = Caller { brand: job.brand.clone(), ..as_survey(&row) };
    let (no, session) = (row.no, closing.session.as_str());
    app.change(&caller, |cx, _| Box::pin(forget(cx, no, session))).await
}

async fn forget(cx: &mut Context, no: SurveyNo, session: &str) -> Result<(), Error> {
    store::sessions::delete(&mut cx.tx, no, session).await?;
    Ok(())
}

async fn open_survey(app: &App, id: &SurveyId) -> Result<Option<(SurveyRow, Arc<Definition>)>, Error> {
    let mut tx = app.store().read();
    let Some(row) = store::surveys::get_for_respondent(&mut tx, id).await? else { return Ok(None) };
    let definition = app.definitions().get(&mut tx, &row).await?;
    Ok(Some((row, definition)))
}

fn takes_answers(row: &SurveyRow, now: Moment) -> bool {
    row.active && row.starts.is_none_or(|start| start <= now) && row.ends.is_none_or(|end| now < end)
}

/// A respondent acts for who made the survey, within this survey only.
fn as_survey(row: &SurveyRow) -> Caller {
    Caller { user: row.creator.clone(), brand: row.brand.clone(), role: Role::User }
}

/// How long a session is kept (`PartialData`, api/surveys.md section 6.1); a week where the survey says nothing.
fn closes_after_ms(definition: &Definition) -> i64 {
    let text = definition.survey.option("PartialData").unwrap_or_default();
    let mut words = text.trim_start_matches('+').split_whitespace();
    let count = words.next().and_then(|word| word.parse::<i64>().ok());
    let unit = words.next().map(|word| match word.trim_end_matches('s') {
        "hour" => DAY_MS / 24,
        "day" => DAY_MS,
        "month" => 30 * DAY_MS,
        "year" => 365 * DAY_MS,
        _ => 7 * DAY_MS,
    });
    match (count, unit) {
        (Some(count), Some(unit)) => count.clamp(1, 1000) * unit,
        _ => 7 * DAY_MS,
    }
}
