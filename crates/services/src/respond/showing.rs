//! The page of a session.

use engine::run;
use model::SurveyId;

use super::session_name::SessionName;
use super::state::SessionState;
use super::{Shown, computed, definition, survey, takes_answers};
use crate::app::App;
use crate::error::Error;

/// Shows where a session stands: the page at hand, or its end.
///
/// # Errors
/// When the store fails.
pub async fn show(app: &App, id: &SurveyId, name: &SessionName) -> Result<Shown, Error> {
    let Some(row) = survey(app, id).await? else { return Ok(Shown::Unknown) };
    let session = store::sessions::get(&mut app.store().read(), row.no, name.as_str()).await?;
    let Some(session) = session else { return Ok(Shown::Expired) };
    let open = match SessionState::read(&session)? {
        SessionState::Open(open) => open,
        SessionState::Ended(ended) => return Ok(Shown::End(ended.end, ended.language)),
        SessionState::Closed => return Ok(Shown::Closed),
    };
    if let Some(end) = open.run.end {
        return Ok(Shown::End(end, open.run.language));
    }
    if !takes_answers(&row, app.now()) {
        return Ok(Shown::Closed);
    }
    let Some(definition) = definition(app, &row, session.definition).await? else {
        return Ok(Shown::Unknown);
    };
    let page = computed(move || run::page(&definition.survey, &open.run)).await?;
    let page = page.ok_or_else(|| Error::internal("an open session has no page"))?;
    Ok(Shown::Page { page: Box::new(page), token: name.as_str().to_owned() })
}
