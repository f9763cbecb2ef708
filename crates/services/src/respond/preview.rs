//! Previews: the draft of a survey, answered for a try. Whoever has the link may look, so the link is a secret that this server
//! makes, for one survey and some days.

use contract::Json;
use contract::surveys::{GetSurveyPreviewLink, PreviewLink};
use model::text::SecretUrl;
use model::{Moment, SurveyId};
use serde::{Deserialize, Serialize};
use store::access::action::View;

use crate::app::App;
use crate::context::{Answer, Call, Context};
use crate::sealed_text;

/// How long a link to a preview can be used.
const DAYS: i64 = 7;
const PURPOSE: &str = "preview";

/// What is sealed in a link.
#[derive(Serialize, Deserialize)]
struct PreviewKey {
    until: Moment,
}

/// Get Survey Preview Link.
///
/// # Errors
/// When the brand has no such survey, or the caller may not read it.
pub async fn link(cx: &mut Context, call: Call<GetSurveyPreviewLink>) -> Answer<GetSurveyPreviewLink> {
    let row = cx.allowed(View, &call.path).await?.into_inner();
    let expires = cx.now.plus(DAYS * 86_400_000);
    let key = sealed_text::seal(&cx.app, PURPOSE, &row.id, &PreviewKey { until: expires })?;
    let url = format!("{}/jfe/preview/{}?Q_CHL=preview&~key={key}", cx.base_url(), row.id);
    Ok(Json(PreviewLink { url: SecretUrl::stored(url), expires }))
}

/// Whether this is a key to a preview of the survey that can still be used.
pub(super) fn opens(app: &App, survey: &SurveyId, key: &str) -> bool {
    let key: Option<PreviewKey> = sealed_text::open(app, PURPOSE, survey, key);
    key.is_some_and(|key| app.now() < key.until)
}
