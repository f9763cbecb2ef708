//! The versions of a survey that have a number: made to be published, or to be come back to. Every edit makes a version of the
//! definition; these are those of them that somebody named.

use contract::Json;
use contract::surveys::{
    CreateSurveyVersion, CreatedVersion, GetSurveyVersion, ListSurveyVersions, PublishEvent, SurveyVersion,
    SurveyVersions,
};
use model::SurveyId;
use model::error::codes;
use model::limits::surveys::VERSIONS;
use serde_json::json;
use store::access::action::{Activate, View};
use store::releases::{self, SurveyRelease};
use store::surveys::SurveyRow;

use crate::context::{Answer, Call, Context, Forget};
use crate::definition_answer::{defined, facts};
use crate::error::Error;

/// List Survey Versions.
///
/// # Errors
/// When the brand has no such survey, or the caller may not read it.
pub async fn list(cx: &mut Context, call: Call<ListSurveyVersions>) -> Answer<ListSurveyVersions> {
    let row = cx.allowed(View, &call.path).await?;
    let releases = releases::list(&mut cx.tx, row.no).await?;
    let live = live(&releases);
    let elements = releases.into_iter().map(|release| told(&row, release, live)).collect();
    Ok(Json(SurveyVersions { elements }))
}

/// Create Survey Version.
///
/// # Errors
/// When the brand has no such survey, the caller may not publish it, or it has very many versions.
pub async fn create(cx: &mut Context, call: Call<CreateSurveyVersion>) -> Answer<CreateSurveyVersion> {
    let (id, new) = (call.path, call.body.0);
    let mut row = cx.allowed(Activate, &id).await?;
    let number = next(cx, &row).await?;
    let release = SurveyRelease {
        number,
        id: cx.app.ids().version(),
        version: row.version,
        description: new.description.as_str().to_owned(),
        author: cx.caller.user.clone(),
        made: cx.now,
        published: new.published,
    };
    releases::add(&mut cx.tx, &row, &release).await?;
    if new.published {
        row.live = Some(row.version);
        store::surveys::update(&mut cx.tx, &row).await?;
        cx.forget(Forget::Survey(id));
    }
    let live = new.published.then_some(number);
    Ok(Json(CreatedVersion { metadata: told(&row, release, live) }))
}

/// Get Survey Version.
///
/// # Errors
/// When the survey has no such version, or the caller may not read it.
pub async fn get(cx: &mut Context, call: Call<GetSurveyVersion>) -> Answer<GetSurveyVersion> {
    let (id, version) = call.path;
    let row = cx.allowed(View, &id).await?;
    let release = releases::get(&mut cx.tx, row.no, &version).await?.ok_or(codes::VERSION_NOT_FOUND)?;
    let live = releases::last_published(&mut cx.tx, row.no).await?;
    let app = cx.app.clone();
    let definition = app.definitions().of(&mut cx.tx, &row, release.version).await?;
    let version = json!(told(&row, release, live));
    defined(&app, definition, facts(&row, cx.base_url()), call.query.format, Some(version)).await
}

/// Publishes the survey as it stands, where that is not what respondents see already: gives the version that they see from now
/// on, which is for the caller to write into the survey's head.
pub(crate) async fn publish(cx: &mut Context, id: &SurveyId) -> Result<Option<i64>, Error> {
    let row = cx.allowed(Activate, id).await?;
    if row.live != Some(row.version) {
        let number = next(cx, &row).await?;
        let (author, made) = (cx.caller.user.clone(), cx.now);
        let (version, description) = (row.version, String::new());
        let id = cx.app.ids().version();
        let release = SurveyRelease { number, id, version, description, author, made, published: true };
        releases::add(&mut cx.tx, &row, &release).await?;
    }
    Ok(Some(row.version))
}

async fn next(cx: &mut Context, row: &SurveyRow) -> Result<i64, Error> {
    let last = releases::last(&mut cx.tx, row.no).await?;
    if last >= VERSIONS {
        let message = format!("The survey has {VERSIONS} versions, which is the most it can have.");
        return Err(Error::refused(codes::CONFLICT, message));
    }
    Ok(last + 1)
}

/// The number of the release that respondents see.
fn live(releases: &[SurveyRelease]) -> Option<i64> {
    releases.iter().rev().find(|release| release.published).map(|release| release.number)
}

fn told(row: &SurveyRow, release: SurveyRelease, live: Option<i64>) -> SurveyVersion {
    let SurveyRelease { number, id, description, author, made, published, .. } = release;
    let is_live = live == Some(number);
    let event = PublishEvent { date: made, user_id: author.clone() };
    SurveyVersion {
        survey_id: row.id.clone(),
        version_id: id,
        version_number: number,
        description,
        user_id: author,
        creation_date: made,
        published: is_live,
        was_published: published && !is_live,
        publish_events: if published { vec![event] } else { Vec::new() },
    }
}
