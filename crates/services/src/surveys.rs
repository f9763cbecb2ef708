//! Surveys: reading them, changing their heads, deleting them.

use std::sync::Arc;

use contract::surveys::{
    DeleteSurvey, DeleteSurveyDefinition, DeletedDefinition, GetSurvey, GetSurveyDefinition, ListSurveys,
    ListedSurvey, Purge, ShareSurvey, Sharing, SurveyChange, UpdateSurvey,
};
use contract::{Json, MetaOnly};
use model::error::codes;
use model::limits::surveys::COLLABORATORS;
use model::sharing::Shared;
use model::survey::overview::Expiration;
use model::survey::pieces::Pieces;
use model::text::Name;
use model::{Moment, Onto, OwnerId, SurveyId, VersionId};
use store::Allowed;
use store::access::action::{Activate, Create, Deactivate, Delete, Edit, Give, View};
use store::access::{self, Act, Changes};
use store::surveys::{SurveyNo, SurveyRow};

use crate::context::{Answer, Call, Context, Forget, lacks};
use crate::definition_answer::{defined, facts, rendered};
use crate::definitions::Definition;
use crate::error::Error;
use crate::jobs;
use crate::paging::Part;
use crate::versions;

/// Why a job of a deleted survey has failed.
const DELETED: &str = "The survey was deleted.";

/// The head and the definition of a survey with which the caller may do `action`.
pub(crate) async fn known<A: Act>(
    cx: &mut Context,
    action: A,
    id: &SurveyId,
) -> Result<(Allowed<SurveyRow, A>, Arc<Definition>), Error> {
    let row = cx.allowed(action, id).await?;
    let app = cx.app.clone();
    let definition = app.definitions().get(&mut cx.tx, &row).await?;
    Ok((row, definition))
}

/// As [`known`], from memory where the head was read a moment ago: for recording and reading single responses.
pub(crate) async fn known_recently<A: Act>(
    cx: &mut Context,
    action: A,
    id: &SurveyId,
) -> Result<(Allowed<Arc<SurveyRow>, A>, Arc<Definition>), Error> {
    let app = cx.app.clone();
    let row = match app.heads().get(id).filter(|row| row.brand == cx.caller.brand) {
        Some(row) => row,
        None => {
            let reading = app.heads().reading();
            let row = cx.tx.get(&cx.caller.brand, id).await?.ok_or(codes::SURVEY_NOT_FOUND)?;
            let row = Arc::new(row);
            app.heads().keep(&row, &reading);
            row
        }
    };
    let row = cx.decide::<A, SurveyId, _>(action, row).await?;
    let definition = app.definitions().get(&mut cx.tx, &row).await?;
    Ok((row, definition))
}

/// List Surveys.
///
/// # Errors
/// When the token of a page means nothing.
pub async fn list(cx: &mut Context, call: Call<ListSurveys>) -> Answer<ListSurveys> {
    let part = Part::by_offset::<SurveyId>(&call.query)?;
    let surveys = store::surveys::list(&mut cx.tx, &cx.caller, part.window()).await?;
    let surveys = surveys.ok_or_else(Part::unknown)?;
    Ok(part.page(
        surveys,
        |row| row.id.as_str(),
        |row| ListedSurvey {
            id: row.id,
            name: row.name,
            owner_id: row.owner,
            last_modified: row.modified,
            creation_date: row.created,
            is_active: row.active,
        },
    ))
}

/// A survey of the caller's that is to be made.
pub(crate) fn new(cx: &Context, id: &SurveyId, name: &Name, active: bool) -> SurveyRow {
    SurveyRow {
        no: SurveyNo::NONE,
        id: id.clone(),
        brand: cx.caller.brand.clone(),
        owner: cx.caller.user.clone().into(),
        creator: cx.caller.user.clone(),
        name: name.clone(),
        active,
        created: cx.now,
        modified: cx.now,
        activated: active.then_some(cx.now),
        starts: None,
        ends: None,
        version: 1,
        live: None,
    }
}

/// Keeps a new survey with its definition; one that is open is published, as a version with this id.
pub(crate) async fn keep(
    cx: &mut Context,
    new: Allowed<SurveyRow, Create>,
    pieces: &Pieces,
    version: VersionId,
) -> Result<SurveyNo, Error> {
    let published = new.active.then_some(version);
    Ok(store::surveys::insert(&mut cx.tx, new, pieces, published).await?)
}

/// Get Survey: the survey as the older read model tells it.
///
/// # Errors
/// When the brand has no such survey, or the caller may not read it.
pub async fn overview(cx: &mut Context, call: Call<GetSurvey>) -> Answer<GetSurvey> {
    let (row, definition) = known(cx, View, &call.path).await?;
    let counts = store::counters::of_survey(&mut cx.tx, row.no).await?;
    let row = row.into_inner();
    let facts = engine::overview::OverviewFacts {
        id: row.id,
        name: row.name,
        owner: row.owner,
        organization: row.brand,
        active: row.active,
        created: row.created,
        modified: row.modified,
        expiration: Expiration { start_date: row.starts, end_date: row.ends },
        counts,
    };
    rendered(&cx.app.clone(), definition, move |definition| engine::overview::of(&definition.survey, &facts))
        .await
}

/// Get Survey Definition, in either form.
///
/// # Errors
/// When the brand has no such survey, or the caller may not read it.
pub async fn definition(cx: &mut Context, call: Call<GetSurveyDefinition>) -> Answer<GetSurveyDefinition> {
    let (row, definition) = known(cx, View, &call.path).await?;
    defined(&cx.app, definition, facts(&row, cx.base_url()), call.query.format, None).await
}

/// Update Survey: changes the head of a survey.
///
/// # Errors
/// When the brand has no such survey, the caller may not change it or what the body says of it, or a value does not fit.
pub async fn update(cx: &mut Context, call: Call<UpdateSurvey>) -> Answer<UpdateSurvey> {
    let (id, change) = (call.path, call.body.0);
    // Whoever may open or close the survey and nothing else can do that alone.
    let edits = change.name.is_some() || change.expiration.is_some() || change.owner_id.is_some();
    match change.is_active {
        Some(true) if !edits => {
            let row = cx.allowed(Activate, &id).await?;
            alter(cx, row, &id, change).await
        }
        Some(false) if !edits => {
            let row = cx.allowed(Deactivate, &id).await?;
            alter(cx, row, &id, change).await
        }
        _ => {
            let row = cx.allowed(Edit, &id).await?;
            alter(cx, row, &id, change).await
        }
    }
}

async fn alter<A: Changes>(
    cx: &mut Context,
    mut row: Allowed<SurveyRow, A>,
    id: &SurveyId,
    change: SurveyChange,
) -> Answer<UpdateSurvey> {
    change.name.onto(&mut row.name);
    // What is open already is published all the same: that is how an edit gets to respondents.
    if change.is_active == Some(true) && row.active && row.live != Some(row.version) {
        row.live = versions::publish(cx, id).await?;
    }
    let active = change.is_active.unwrap_or(row.active);
    open_or_close(cx, &mut row, id, active).await?;
    if let Some(expiration) = change.expiration {
        expiration.start_date.onto(&mut row.starts);
        expiration.end_date.onto(&mut row.ends);
        if ends_too_soon(row.starts, row.ends) {
            let accepted = "a moment after expiration.startDate is expected";
            return Err(Error::invalid("expiration.endDate", accepted));
        }
    }
    if let Some(owner) = change.owner_id {
        let given = cx.allowed(Give, id).await?;
        refers_to(cx, "ownerId", &owner).await?;
        if owner != given.owner
            && let Some(leaf) = access::held_back(&mut cx.tx, &cx.caller, &given).await?
        {
            return Err(lacks(codes::SURVEY_FORBIDDEN, leaf));
        }
        // A share of its own would come back once the new owner gives it away.
        access::stop_sharing(&mut cx.tx, &given, &owner).await?;
        row.owner = owner;
    }
    row.modified = cx.now;
    store::surveys::update(&mut cx.tx, &row).await?;
    cx.forget(Forget::Survey(id.clone()));
    Ok(MetaOnly)
}

/// Whether a survey would end before it starts, or as it does.
pub(crate) fn ends_too_soon(starts: Option<Moment>, ends: Option<Moment>) -> bool {
    matches!((starts, ends), (Some(start), Some(end)) if end <= start)
}

/// Opens a survey, which publishes it as it stands, or closes it, which needs a right of its own; nothing where it is so already.
pub(crate) async fn open_or_close<A: Changes>(
    cx: &mut Context,
    row: &mut Allowed<SurveyRow, A>,
    id: &SurveyId,
    active: bool,
) -> Result<(), Error> {
    if active == row.active {
        return Ok(());
    }
    if active {
        row.live = versions::publish(cx, id).await?;
        row.activated = Some(cx.now);
    } else {
        cx.allowed(Deactivate, id).await?;
    }
    row.active = active;
    Ok(())
}

/// Holds that a body names a user or a group of the caller's brand.
async fn refers_to(cx: &mut Context, parameter: &str, id: &OwnerId) -> Result<(), Error> {
    match id {
        OwnerId::User(user) => cx.refers(parameter, Some(user)).await,
        OwnerId::Group(group) => cx.refers(parameter, Some(group)).await,
    }
}

/// Share Survey, or stop sharing it.
///
/// # Errors
/// When the brand has no such survey, the caller may not share it, or it is shared with many already.
pub async fn share(cx: &mut Context, call: Call<ShareSurvey>) -> Answer<ShareSurvey> {
    let row = cx.allowed(Give, &call.path).await?;
    let Sharing { user_id: with, permissions } = call.body.0;
    refers_to(cx, "userId", &with).await?;
    if with == row.owner {
        return Err(Error::invalid("userId", "the id of somebody else than the survey's owner is expected"));
    }
    let shared = permissions.shared();
    if shared == Shared::NOTHING {
        access::stop_sharing(&mut cx.tx, &row, &with).await?;
        return Ok(MetaOnly);
    }
    access::share(&mut cx.tx, &row, &with, shared.rights(), shared).await?;
    if access::collaborators(&mut cx.tx, &row).await? > COLLABORATORS {
        let message =
            format!("The survey is shared with {COLLABORATORS} users and groups: share it with a group.");
        return Err(Error::refused(codes::CONFLICT, message));
    }
    Ok(MetaOnly)
}

/// Delete Survey, and with it its responses.
///
/// # Errors
/// When the brand has no such survey, or the caller may not delete it.
pub async fn delete(cx: &mut Context, call: Call<DeleteSurvey>) -> Answer<DeleteSurvey> {
    remove(cx, &call.path, call.query.purge).await?;
    Ok(MetaOnly)
}

/// Delete Survey Definition, which does what [`delete`] does.
///
/// # Errors
/// As [`delete`].
pub async fn delete_definition(
    cx: &mut Context,
    call: Call<DeleteSurveyDefinition>,
) -> Answer<DeleteSurveyDefinition> {
    remove(cx, &call.path, call.query.purge).await?;
    Ok(Json(DeletedDefinition { deleted_date: cx.now }))
}

async fn remove(cx: &mut Context, id: &SurveyId, now: Option<Purge>) -> Result<(), Error> {
    let after_days = if now.is_some() { 0 } else { cx.app.settings().purge_after_days };
    match cx.allowed(Delete, id).await {
        // One that was deleted before may still be purged by whoever might delete it.
        Err(error) if now.is_some() && error.is(codes::SURVEY_NOT_FOUND) => {
            let deleted = store::purge::deleted(&mut cx.tx, &cx.caller.brand, id).await?;
            let deleted = deleted.ok_or(codes::SURVEY_NOT_FOUND)?;
            cx.decide::<Delete, SurveyId, _>(Delete, deleted.into_row()).await?;
        }
        survey => {
            let brand = cx.caller.brand.clone();
            store::surveys::delete(&mut cx.tx, survey?, cx.now).await?;
            store::jobs::end_of_survey(&mut cx.tx, &brand, id, DELETED, cx.now).await?;
            cx.forget(Forget::Survey(id.clone()));
        }
    }
    jobs::purge(cx, id, after_days).await
}
