//! The groups of a survey's quotas.

use contract::surveys::{
    CreateQuotaGroup, CreatedQuotaGroup, DeleteQuotaGroup, GetQuotaGroup, ListQuotaGroups, UpdateQuotaGroup,
};
use contract::{Json, MetaOnly, Whole};
use model::QuotaGroupId;
use model::id::Identifier;
use model::limits::surveys::QUOTAS;
use store::access::action::{EditQuotas, View};

use super::draft::Object;
use super::quota_parts::{GROUP, QUOTA, list_in_order, put, quotas_of, take_away};
use super::{Draft, Edited, edit, names_itself};
use crate::context::{Answer, Call, Context};
use crate::error::Error;
use crate::paging::Part;

/// List Quota Groups.
///
/// # Errors
/// When the brand has no such survey, the caller may not read it, or the token of a page means nothing.
pub async fn list(cx: &mut Context, call: Call<ListQuotaGroups>) -> Answer<ListQuotaGroups> {
    let part = Part::by_key::<QuotaGroupId>(&call.query)?;
    let mut draft = Draft::open(cx, View, &call.path).await?;
    let groups: Vec<(String, Object)> = draft.payloads(GROUP).await?.into_iter().collect();
    let groups = part.within(groups, |(id, _)| id).ok_or_else(Part::unknown)?;
    Ok(part.page(groups, |(id, _)| id, |(_, group)| group))
}

/// Get Quota Group.
///
/// # Errors
/// When the brand has no such survey, the survey no such group, or the caller may not read it.
pub async fn get(cx: &mut Context, call: Call<GetQuotaGroup>) -> Answer<GetQuotaGroup> {
    let (survey, id) = call.path;
    let mut draft = Draft::open(cx, View, &survey).await?;
    Ok(Whole::new(draft.payload(GROUP, id.as_str()).await?.ok_or(QuotaGroupId::MISSING)?))
}

/// Create Quota Group.
///
/// # Errors
/// When the brand has no such survey, the survey no such quota, or the caller may not.
pub async fn create(cx: &mut Context, call: Call<CreateQuotaGroup>) -> Answer<CreateQuotaGroup> {
    let (survey, sent) = (call.path, call.body.members);
    let (app, now) = (cx.app.clone(), cx.now);
    let made = edit(cx, EditQuotas, &survey, |draft| Box::pin(add(draft, app.ids().id(now), sent.clone())));
    Ok(Json(CreatedQuotaGroup { quota_group_id: made.await? }))
}

async fn add(mut draft: Draft, id: QuotaGroupId, group: Object) -> Edited<QuotaGroupId> {
    let groups = draft.payloads(GROUP).await?;
    if groups.len() >= QUOTAS {
        return Err(Error::invalid("body", &format!("a survey has {QUOTAS} groups of quotas at most")));
    }
    put(&mut draft, id.as_str(), group).await?;
    Ok((draft, id))
}

/// Update Quota Group.
///
/// # Errors
/// When the brand has no such survey, the survey no such group or quota, or the caller may not.
pub async fn update(cx: &mut Context, call: Call<UpdateQuotaGroup>) -> Answer<UpdateQuotaGroup> {
    let ((survey, id), sent) = (call.path, call.body.members);
    edit(cx, EditQuotas, &survey, |draft| Box::pin(replace(draft, id.clone(), sent.clone()))).await?;
    Ok(MetaOnly)
}

async fn replace(mut draft: Draft, id: QuotaGroupId, mut group: Object) -> Edited<()> {
    let before = draft.payload(GROUP, id.as_str()).await?.ok_or(QuotaGroupId::MISSING)?;
    names_itself("ID", &group, id.as_str())?;
    if let Some(quotas) = before.get("Quotas").filter(|_| !group.contains_key("Quotas")) {
        group.insert("Quotas".into(), quotas.clone());
    }
    put(&mut draft, id.as_str(), group).await?;
    Ok((draft, ()))
}

/// Delete Quota Group, and its quotas with it. It reads the whole definition, for what may name them.
///
/// # Errors
/// When the brand has no such survey, the survey no such group, something names one of its quotas, or the caller may not.
pub async fn delete(cx: &mut Context, call: Call<DeleteQuotaGroup>) -> Answer<DeleteQuotaGroup> {
    let (survey, id) = call.path;
    edit(cx, EditQuotas, &survey, |draft| Box::pin(remove(draft, id.as_str().to_owned()))).await?;
    Ok(MetaOnly)
}

async fn remove(mut draft: Draft, id: String) -> Edited<()> {
    let group = draft.payload(GROUP, &id).await?.ok_or(QuotaGroupId::MISSING)?;
    draft.everything().await?;
    for quota in quotas_of(&group) {
        if draft.payload(QUOTA, &quota).await?.is_some() {
            take_away(&mut draft, &quota, "quotaGroupId").await?;
        }
    }
    draft.remove_payload(GROUP, &id).await?;
    list_in_order(&mut draft, &id, false).await?;
    Ok((draft, ()))
}
