//! Surveys: bringing them in, reading them, changing their heads, deleting them.

use std::sync::Arc;

use bytes::Bytes;
use model::account::Caller;
use model::limits::PAGE;
use model::survey::overview::{Expiration, SurveyOverview};
use model::{SurveyId, UserId};
use serde_json::{Map, Value};
use store::surveys::{NewSurvey, SurveyRow};

use crate::app::App;
use crate::context::Context;
use crate::definitions::Definition;
use crate::error::{Error, Thing};

/// The largest survey file that is fetched, in bytes; as large as one that is sent.
const FILE_LIMIT: usize = 20 << 20;

/// Where a survey file comes from.
#[derive(Debug)]
pub enum SurveySource {
    /// Its bytes.
    File(Bytes),
    /// The address to fetch it from.
    Address(String),
}

/// What to change of a survey; `None` keeps.
#[derive(Debug, Clone, Default)]
#[allow(missing_docs)] // As on the wire.
pub struct SurveyChange {
    pub name: Option<String>,
    pub active: Option<bool>,
    pub expiration: Option<Expiration>,
    pub owner: Option<UserId>,
}

/// In which form a definition is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DefinitionForm {
    /// The 18 members of `GET /survey-definitions`.
    Definition,
    /// The survey file.
    File,
}

/// The head of a survey for the caller: of the same brand, and the caller's own unless the caller administers it.
///
/// # Errors
/// When the brand has no such survey, or it is another user's.
pub(crate) async fn head(cx: &mut Context, id: &SurveyId) -> Result<SurveyRow, Error> {
    let found = store::surveys::get(&mut cx.tx, &cx.caller.brand, id).await?;
    let row = found.ok_or(Error::Missing(Thing::Survey))?;
    permit(cx, &row)?;
    Ok(row)
}

fn permit(cx: &Context, row: &SurveyRow) -> Result<(), Error> {
    if row.owner == cx.caller.user || cx.is_administrator() { Ok(()) } else { Err(Error::SurveyForbidden) }
}

/// As [`known`], from memory where the head was read a moment ago: for recording and reading single responses.
pub(crate) async fn known_lately(
    cx: &mut Context,
    id: &SurveyId,
) -> Result<(Arc<SurveyRow>, Arc<Definition>), Error> {
    let app = cx.app.clone();
    let row = match app.heads().get(id).filter(|row| row.brand == cx.caller.brand) {
        Some(row) => {
            permit(cx, &row)?;
            row
        }
        None => {
            let row = Arc::new(head(cx, id).await?);
            app.heads().insert(id.clone(), row.clone());
            row
        }
    };
    let definition = app.definitions().get(&mut cx.tx, &row).await?;
    Ok((row, definition))
}

/// The head and the definition of a survey for the caller.
pub(crate) async fn known(cx: &mut Context, id: &SurveyId) -> Result<(SurveyRow, Arc<Definition>), Error> {
    let row = head(cx, id).await?;
    let app = cx.app.clone();
    let definition = app.definitions().get(&mut cx.tx, &row).await?;
    Ok((row, definition))
}

/// One page of the caller's own surveys, and whether more follow.
///
/// # Errors
/// When the store fails.
pub async fn list(cx: &mut Context, offset: u32) -> Result<(Vec<SurveyRow>, bool), Error> {
    let limit = i64::from(PAGE) + 1;
    let owner = cx.caller.user.clone();
    let mut rows =
        store::surveys::list(&mut cx.tx, &cx.caller.brand, Some(&owner), offset.into(), limit).await?;
    let more = rows.len() > PAGE as usize;
    rows.truncate(PAGE as usize);
    Ok((rows, more))
}

/// Makes a survey out of a survey file. Fetching and reading come before the transaction.
///
/// # Errors
/// When the name is not acceptable, the address is refused or cannot be read, or the file is no survey file.
pub async fn import(app: &App, caller: &Caller, name: &str, source: SurveySource) -> Result<SurveyId, Error> {
    check_name(name)?;
    let bytes = match source {
        SurveySource::File(bytes) => bytes,
        SurveySource::Address(address) => crate::fetching::fetch(app, &address, FILE_LIMIT).await?,
    };
    let id = app.ids().id(app.now());
    let (name, active, text) = adopt(&bytes, &id, name)?;
    drop(bytes);
    let mut attempts = app.attempts(caller);
    loop {
        let mut cx = attempts.begin().await?;
        let kept = keep(&mut cx, &id, &name, active, &text).await;
        if attempts.end(cx, kept).await?.is_some() {
            return Ok(id);
        }
    }
}

/// Reads a survey file and makes it the file of the survey `id`: name, whether it is active, text to keep.
pub(crate) fn adopt(bytes: &[u8], id: &SurveyId, name: &str) -> Result<(String, bool, String), Error> {
    let file = formats::qsf::read(bytes).map_err(|error| Error::SurveyFile(error.to_string()))?;
    let active = file.entry.get("SurveyStatus").and_then(Value::as_str) == Some("Active");
    let file = formats::qsf::with_id_and_name(file, id.as_str(), name);
    let text = serde_json::to_string(&file.to_value()).map_err(Error::internal)?;
    Ok((name.to_owned(), active, text))
}

pub(crate) async fn keep(
    cx: &mut Context,
    id: &SurveyId,
    name: &str,
    active: bool,
    text: &str,
) -> Result<(), Error> {
    let new = NewSurvey {
        id: id.clone(),
        brand: cx.caller.brand.clone(),
        owner: cx.caller.user.clone(),
        creator: cx.caller.user.clone(),
        name: name.to_owned(),
        active,
        created: cx.now,
        modified: cx.now,
        activated: active.then_some(cx.now),
        starts: None,
        ends: None,
    };
    store::surveys::insert(&mut cx.tx, &new, text).await?;
    Ok(())
}

/// The survey as the older read model tells it.
///
/// # Errors
/// When the caller may not read it or it does not exist.
pub async fn overview(cx: &mut Context, id: &SurveyId) -> Result<SurveyOverview, Error> {
    let (row, definition) = known(cx, id).await?;
    let facts = engine::overview::OverviewFacts {
        id: row.id.to_string(),
        name: row.name,
        owner: row.owner.to_string(),
        organization: row.brand.to_string(),
        active: row.active,
        created: row.created,
        modified: row.modified,
        expiration: Expiration { start_date: row.starts, end_date: row.ends },
        counts: store::counters::of_survey(&mut cx.tx, row.no).await?,
    };
    Ok(engine::overview::of(&definition.survey, &facts))
}

/// The survey's definition, in either form.
///
/// # Errors
/// When the caller may not read it or it does not exist.
pub async fn definition(
    cx: &mut Context,
    id: &SurveyId,
    form: DefinitionForm,
) -> Result<Map<String, Value>, Error> {
    let (row, definition) = known(cx, id).await?;
    let facts = formats::qsf::DefinitionFacts {
        survey_id: row.id.to_string(),
        name: row.name,
        status: if row.active { "Active" } else { "Inactive" }.to_owned(),
        brand: row.brand.to_string(),
        brand_base_url: cx.app.settings().base_url(),
        owner: row.owner.to_string(),
        creator: row.creator.to_string(),
        created: row.created,
        last_modified: row.modified,
        last_accessed: None,
        last_activated: row.activated,
        starts: row.starts,
        ends: row.ends,
    };
    let value = match form {
        DefinitionForm::Definition => formats::qsf::definition(&definition.file, &facts),
        DefinitionForm::File => formats::qsf::export(&definition.file, &facts),
    };
    match value {
        Value::Object(members) => Ok(members),
        _ => Err(Error::internal("a definition is an object")),
    }
}

/// Changes the head of a survey.
///
/// # Errors
/// When a value is not acceptable, or the caller may not change it or it does not exist.
pub async fn update(cx: &mut Context, id: &SurveyId, change: SurveyChange) -> Result<(), Error> {
    let mut row = head(cx, id).await?;
    if let Some(name) = change.name {
        check_name(&name)?;
        row.name = name;
    }
    if let Some(active) = change.active {
        if active && !row.active {
            row.activated = Some(cx.now);
        }
        row.active = active;
    }
    if let Some(expiration) = change.expiration {
        if matches!((expiration.start_date, expiration.end_date), (Some(start), Some(end)) if end <= start) {
            return Err(Error::invalid(
                "expiration.endDate",
                "a moment after expiration.startDate is expected",
            ));
        }
        row.starts = expiration.start_date;
        row.ends = expiration.end_date;
    }
    if let Some(owner) = change.owner {
        if store::users::get(&mut cx.tx, &cx.caller.brand, &owner).await?.is_none() {
            return Err(Error::invalid("ownerId", "the id of a user of your organization is expected"));
        }
        row.owner = owner;
    }
    row.modified = cx.now;
    store::surveys::update(&mut cx.tx, &row).await?;
    cx.changed_survey = Some(id.clone());
    Ok(())
}

/// Deletes a survey, and with it its responses.
///
/// # Errors
/// When the caller may not or it does not exist.
pub async fn delete(cx: &mut Context, id: &SurveyId) -> Result<(), Error> {
    head(cx, id).await?;
    store::surveys::delete(&mut cx.tx, &cx.caller.brand, id, cx.now).await?;
    cx.changed_survey = Some(id.clone());
    Ok(())
}

fn check_name(name: &str) -> Result<(), Error> {
    let length = name.chars().count();
    if name.trim().is_empty() || length > 100 || name.contains(char::is_control) {
        let accepted = "text of 1 to 100 characters without control characters is expected";
        return Err(Error::invalid("name", accepted));
    }
    Ok(())
}
