//! What is known of a survey besides its definition.

use contract::surveys::{
    GetSurveyMetadata, MetadataChange, SurveyDate, SurveyMetadata, SurveyStatus, UpdateSurveyMetadata,
};
use contract::{Json, MetaOnly};
use model::survey::pieces::ENTRY;
use model::{Change, Onto};
use serde_json::{Value, json};
use store::access::action::{Activate, Deactivate, Edit, View};

use super::{Draft, Edited, edit};
use crate::context::{Answer, Call, Context};
use crate::error::Error;

/// Get Survey Metadata.
///
/// # Errors
/// When the brand has no such survey, or the caller may not read it.
pub async fn get(cx: &mut Context, call: Call<GetSurveyMetadata>) -> Answer<GetSurveyMetadata> {
    let mut draft = Draft::open(cx, View, &call.path).await?;
    let entry = draft.entry().await?;
    let said = |name: &str| entry.get(name).and_then(Value::as_str).map(str::to_owned);
    let row = draft.row().clone();
    Ok(Json(SurveyMetadata {
        survey_id: row.id,
        survey_name: row.name,
        survey_description: said("SurveyDescription"),
        survey_owner_id: row.owner,
        survey_brand_id: row.brand,
        division_id: said("DivisionID"),
        survey_language: said("SurveyLanguage").unwrap_or_else(|| "EN".to_owned()),
        survey_active_response_set: said("SurveyActiveResponseSet"),
        survey_status: if row.active { SurveyStatus::Active } else { SurveyStatus::Inactive },
        survey_start_date: row.starts.map(SurveyDate),
        survey_expiration_date: row.ends.map(SurveyDate),
        survey_creation_date: row.created,
        creator_id: row.creator,
        last_modified: row.modified,
        last_accessed: None,
        last_activated: row.activated,
        deleted: None,
    }))
}

/// Update Survey Metadata.
///
/// # Errors
/// When the brand has no such survey, the body changes nothing, a date does not fit, or the caller may not.
pub async fn update(cx: &mut Context, call: Call<UpdateSurveyMetadata>) -> Answer<UpdateSurveyMetadata> {
    let (id, change) = (call.path, call.body.0);
    let describes = change.survey_description != Change::Keep;
    let edits = describes
        || change.survey_name.is_some()
        || change.survey_start_date != Change::Keep
        || change.survey_expiration_date != Change::Keep;
    if !edits && change.survey_status.is_none() {
        return Err(Error::invalid("body", "at least one member is expected"));
    }
    // Whoever may open or close the survey and nothing else can do that alone, as in Update Survey.
    match change.survey_status.filter(|_| !edits) {
        Some(SurveyStatus::Active) => {
            edit(cx, Activate, &id, |draft| Box::pin(replace(draft, change.clone()))).await
        }
        Some(SurveyStatus::Inactive) => {
            edit(cx, Deactivate, &id, |draft| Box::pin(replace(draft, change.clone()))).await
        }
        None => edit(cx, Edit, &id, |draft| Box::pin(replace(draft, change.clone()))).await,
    }?;
    Ok(MetaOnly)
}

async fn replace(mut draft: Draft, change: MetadataChange) -> Edited<()> {
    change.survey_name.onto(&mut draft.head.name);
    change.survey_status.map(|status| status == SurveyStatus::Active).onto(&mut draft.head.active);
    let date = |change: Change<SurveyDate>| match change {
        Change::Set(date) => Change::Set(date.0),
        Change::Clear => Change::Clear,
        Change::Keep => Change::Keep,
    };
    date(change.survey_start_date).onto(&mut draft.head.starts);
    date(change.survey_expiration_date).onto(&mut draft.head.ends);
    draft.check_dates()?;
    if change.survey_description != Change::Keep {
        let mut entry = draft.entry().await?;
        entry.insert("SurveyDescription".into(), json!(change.survey_description));
        draft.put(ENTRY, Some(&entry)).await?;
    }
    Ok((draft, ()))
}
