//! A page that was sent.

use std::sync::Arc;

use engine::run::{self, Ask, Direction};
use model::survey::Survey;
use model::{Barred, SurveyId};
use store::sessions::Session;
use store::surveys::SurveyRow;

use super::access::{self, Repeated};
use super::calling::Calling;
use super::ending::{self, How, Place};
use super::outside;
use super::session_name::SessionName;
use super::start::Start;
use super::state::{OpenSession, SessionState};
use super::{Shown, computed, deadline, definition, survey};
use crate::app::App;
use crate::attempts::Attempts;
use crate::error::Error;

/// A sent page.
pub struct Sent {
    /// What the form brought back: the sealed place of a first page, or the session's name.
    pub token: String,
    /// On, back, or nowhere.
    pub direction: Direction,
    /// The code of the language to go on in; none where that is not asked.
    pub language: Option<String>,
    /// This browser has answered the survey before.
    pub done: bool,
    /// Names and values of the inputs, in their order; `~page` among them says which page it is.
    pub form: Vec<(String, String)>,
}

/// Takes a sent page; the session's page is to be shown next. A page that the respondent came by is taken as the page it
/// is, and the way goes on from there: what was answered behind it stays, and is shown again where the way comes by. Of a
/// page that is not on the way nothing is taken.
///
/// # Errors
/// When the store fails, or others change the session again and again.
pub async fn send(app: &App, id: &SurveyId, sent: Sent) -> Result<Shown, Error> {
    let form = Arc::new(sent.form);
    let start = Start::open(app, id, &sent.token);
    let name = start.as_ref().map(|start| start.session.clone());
    let Some(name) = name.or_else(|| SessionName::parse(&sent.token)) else { return Ok(Shown::Expired) };
    let Sent { direction, language, done, .. } = sent;
    let page = SentPage { name, start, form, direction, language, done };
    let mut attempts = Attempts::new(app);
    loop {
        if let Some(done) = attempts.settled(take(app, id, &page).await).await {
            return done;
        }
    }
}

struct SentPage {
    name: SessionName,
    start: Option<Start>,
    form: Arc<Vec<(String, String)>>,
    direction: Direction,
    language: Option<String>,
    done: bool,
}

impl SentPage {
    /// Why nothing more is taken of a browser that has answered the survey: another window was quicker.
    fn barred(&self, survey: &Survey) -> Option<Shown> {
        match access::repeated(survey) {
            Some(Repeated::Refused(address)) if self.done => Some(Shown::Barred(Barred::Done(address))),
            _ => None,
        }
    }
}

async fn take(app: &App, id: &SurveyId, sent: &SentPage) -> Result<Shown, Error> {
    let Some(row) = survey(app, id).await? else { return Ok(Shown::Unknown) };
    let session = store::sessions::get(&mut app.store().read(), row.no, sent.name.as_str()).await?;
    match (session, &sent.start) {
        (Some(session), _) => go_on(app, &row, sent, session).await,
        (None, Some(start)) => begin(app, &row, sent, start).await,
        (None, None) => Ok(Shown::Expired),
    }
}

/// The first page that is sent makes the session.
async fn begin(app: &App, row: &SurveyRow, sent: &SentPage, start: &Start) -> Result<Shown, Error> {
    if start.locked {
        return Ok(Shown::Expired);
    }
    if let Some(barred) = access::closed(row, app.now()).filter(|_| !start.preview) {
        return Ok(Shown::Barred(barred));
    }
    let Some(definition) = definition(app, row, start.definition).await? else {
        return Ok(Shown::Unknown);
    };
    if app.now() >= deadline::first_page_until(&definition.survey, start.shown) {
        return Ok(Shown::Expired);
    }
    if let Some(barred) = sent.barred(&definition.survey).filter(|_| !start.preview) {
        return Ok(barred);
    }
    let (own, begun) = (Arc::clone(&definition), start.clone());
    let run = computed(move || begun.run(&own.survey)).await?;
    let place = Place { session: &sent.name, version: 0, began: start.shown, row, definition };
    step(app, place, sent, start.open_session(app, run)).await
}

async fn go_on(app: &App, row: &SurveyRow, sent: &SentPage, session: Session) -> Result<Shown, Error> {
    let SessionState::Open(open) = SessionState::read(&session)? else {
        return Ok(Shown::Session(sent.name.clone()));
    };
    let Some(definition) = definition(app, row, session.definition).await? else {
        return Ok(Shown::Unknown);
    };
    let place =
        Place { session: &sent.name, version: session.version, began: session.created, row, definition };
    if let Some(barred) =
        sent.barred(&place.definition.survey).filter(|_| !open.preview && open.run.end.is_none())
    {
        return Ok(barred);
    }
    let due = deadline::deadline(&place.definition.survey, session.created, session.changed);
    let over = match &open.run.end {
        // Up to version 0.2.0 a session could have ended without its response being recorded.
        Some(_) => How::Finished,
        // Its time is over, and nobody has closed it yet.
        None if app.now() >= due => How::Left,
        None if !open.preview && access::closed(row, app.now()).is_some() => How::SurveyClosed,
        None => return step(app, place, sent, *open).await,
    };
    let ended = ending::end(app, &place, *open, over, session.changed.0).await?;
    if ended && over == How::Left {
        return Ok(Shown::Expired);
    }
    shown(ended, sent)
}

/// Goes on with what was sent. The engine works before anything is locked; what comes of it is written in one statement,
/// or with the response, if the session is still what was read.
async fn step(
    app: &App,
    mut place: Place<'_>,
    sent: &SentPage,
    mut open: OpenSession,
) -> Result<Shown, Error> {
    let now = app.now();
    outside::count(app, place.row, &place.definition, &mut open.run.known).await?;
    let calling = Calling::new(app);
    let open = loop {
        let (definition, form, direction) =
            (Arc::clone(&place.definition), Arc::clone(&sent.form), sent.direction);
        let (mut run, language) = (open.run.clone(), sent.language.clone());
        let run = computed(move || {
            if let Some(code) = language {
                run.speak(&definition.survey, &code);
            }
            run::submit(&definition.survey, &mut run, &form, direction, now.0);
            run
        })
        .await?;
        let Some(ask) = run.ask else { break OpenSession { run, ..open } };
        if let Ask::Call(call) = &ask
            && !calling.make(place.row, call, &mut open.run.known).await
        {
            continue;
        }
        // What is found out is written with the session as it was before the page was sent, and the page is taken again: whoever
        // comes first has it found out, once.
        let mut tx = app.store().begin_statement().await?;
        outside::learn(&mut tx, place.row, &ask, &mut open.run.known, !open.preview).await?;
        let state = SessionState::Open(Box::new(open));
        let written = place.change(Some(&state), now)?.apply(&mut tx).await?;
        if !written {
            return Err(Error::Again);
        }
        tx.commit().await?;
        place.version += 1;
        let SessionState::Open(before) = state else { return Err(Error::Again) };
        open = *before;
    };
    if open.run.end.is_some() {
        let ended = ending::end(app, &place, open, How::Finished, now.0).await?;
        return shown(ended, sent);
    }
    let change = place.change(Some(&SessionState::Open(Box::new(open))), now)?;
    shown(app.store().change_session(change).await?, sent)
}

fn shown(written: bool, sent: &SentPage) -> Result<Shown, Error> {
    if written { Ok(Shown::Session(sent.name.clone())) } else { Err(Error::Again) }
}
