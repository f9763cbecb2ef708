//! The page of a session.

use engine::run;
use model::{Barred, SurveyId};

use super::session_name::SessionName;
use super::state::{EndedSession, SessionState};
use super::{Shown, ShownPage, access, computed, deadline, definition, survey};
use crate::app::App;
use crate::error::Error;

/// Shows where a session stands: the page at hand, or its end. With a `language` the page is shown in that one, which is kept
/// when the page is sent.
///
/// # Errors
/// When the store fails.
pub async fn show(
    app: &App,
    id: &SurveyId,
    name: &SessionName,
    language: Option<&str>,
) -> Result<Shown, Error> {
    let Some(row) = survey(app, id).await? else { return Ok(Shown::Unknown) };
    let session = store::sessions::get(&mut app.store().read(), row.no, name.as_str()).await?;
    let Some(session) = session else { return Ok(Shown::Expired) };
    let state = SessionState::read(&session)?;
    let Some(definition) = definition(app, &row, session.definition).await? else {
        return Ok(Shown::Unknown);
    };
    let prevents = access::repeated(&definition.survey).is_some();
    let mut open = match state {
        SessionState::Open(open) => open,
        SessionState::Ended(ended) => {
            let counts = ended.response.is_some() && !ended.preview;
            let EndedSession { end, answers, language, .. } = ended;
            return Ok(Shown::End { end, answers, language, done: counts && prevents });
        }
        SessionState::Closed => return Ok(Shown::Barred(Barred::Closed)),
    };
    if let Some(end) = open.run.end {
        return Ok(Shown::End { end, answers: Vec::new(), language: open.run.language, done: false });
    }
    let left = deadline::deadline(&definition.survey, session.created, session.changed).0 - app.now().0;
    if left <= 0 {
        return Ok(Shown::Expired);
    }
    if let Some(barred) = access::closed(&row, app.now()).filter(|_| !open.preview) {
        return Ok(Shown::Barred(barred));
    }
    let is_kept = definition.survey.is_on("SaveAndContinue") && !open.preview;
    let (preview, language) = (open.preview, language.map(str::to_owned));
    let page = computed(move || {
        if let Some(code) = language {
            open.run.speak(&definition.survey, &code);
        }
        run::page(&definition.survey, &open.run)
    })
    .await?;
    let page = page.ok_or_else(|| Error::internal("an open session has no page"))?;
    Ok(Shown::Page(ShownPage {
        page: Box::new(page),
        token: name.as_str().to_owned(),
        preview,
        kept_for: is_kept.then_some(left / 1000),
        may_begin_again: is_kept && !prevents,
    }))
}
