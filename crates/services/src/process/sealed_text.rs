//! What goes through a browser and comes back unread and unchanged: a value sealed as a text of letters, digits, `-` and `_`.

use model::SurveyId;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::app::App;
use crate::error::Error;
use crate::seal::Sealed;

/// Seals a value for a purpose of a survey.
pub(crate) fn seal(
    app: &App,
    purpose: &str,
    survey: &SurveyId,
    value: &impl Serialize,
) -> Result<String, Error> {
    let text = serde_json::to_vec(value).map_err(Error::internal)?;
    let sealed = app.key().seal(app.ids(), &owner(purpose, survey), &text).map_err(Error::internal)?;
    Ok(sealed.to_string().replace('+', "-").replace('/', "_"))
}

/// Opens what a browser brought back; `None` when this server did not seal it for this.
pub(crate) fn open<T: DeserializeOwned>(
    app: &App,
    purpose: &str,
    survey: &SurveyId,
    text: &str,
) -> Option<T> {
    let sealed = Sealed::parse(&text.replace('-', "+").replace('_', "/")).ok()?;
    let text = app.key().open(&owner(purpose, survey), &sealed).ok()?;
    serde_json::from_slice(&text).ok()
}

fn owner(purpose: &str, survey: &SurveyId) -> String {
    format!("{purpose}/{survey}")
}
