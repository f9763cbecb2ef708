//! The groups of a survey's quotas.

use contract::surveys::{
    CreateQuotaGroup, CreatedQuotaGroup, DeleteQuotaGroup, GetQuotaGroup, ListQuotaGroups, UpdateQuotaGroup,
};
use contract::{Json, MetaOnly, Whole};
use model::QuotaGroupId;
use model::id::Identifier;
use model::limits::surveys::QUOTAS;
use serde_json::{Value, json};
use store::access::action::{EditQuotas, View};

use super::draft::Object;
use super::quotas;
use super::{Draft, Edited, edit};
use crate::context::{Answer, Call, Context};
use crate::error::Error;
use crate::paging::Part;

/// The code of groups of quotas, and of the list of them, among the elements of a file.
const CODE: &str = "QG";
const ORDER: &str = "QGO";
const ORDER_ID: &str = "QGO_QuotaGroupOrder";
/// The name of a group that is made because a survey has none.
const FIRST: &str = "Quotas";

/// List Quota Groups.
///
/// # Errors
/// When the brand has no such survey, the caller may not read it, or the token of a page means nothing.
pub async fn list(cx: &mut Context, call: Call<ListQuotaGroups>) -> Answer<ListQuotaGroups> {
    let part = Part::by_key::<QuotaGroupId>(&call.query)?;
    let mut draft = Draft::open(cx, View, &call.path).await?;
    let groups: Vec<(String, Object)> = draft.payloads(CODE).await?.into_iter().collect();
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
    Ok(Whole::new(draft.payload(CODE, id.as_str()).await?.ok_or(QuotaGroupId::MISSING)?))
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
    let groups = draft.payloads(CODE).await?;
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
    let before = draft.payload(CODE, id.as_str()).await?.ok_or(QuotaGroupId::MISSING)?;
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
    let group = draft.payload(CODE, &id).await?.ok_or(QuotaGroupId::MISSING)?;
    draft.everything().await?;
    for quota in quotas_of(&group) {
        if draft.payload(quotas::CODE, &quota).await?.is_some() {
            quotas::take_away(&mut draft, &quota, "quotaGroupId").await?;
        }
    }
    draft.remove_payload(CODE, &id).await?;
    list_in_order(&mut draft, &id, false).await?;
    Ok((draft, ()))
}

/// Puts a quota into a group: the one that is named, else the first, which is made where there is none.
pub(super) async fn put_into(
    draft: &mut Draft,
    quota: &str,
    named: Option<QuotaGroupId>,
    new: QuotaGroupId,
) -> Result<QuotaGroupId, Error> {
    let first = match named {
        Some(named) => Some(named),
        None => draft.payloads(CODE).await?.keys().find_map(|id| id.parse().ok()),
    };
    let Some(id) = first else {
        let group = json!({ "Name": FIRST, "Quotas": [quota] });
        put(draft, new.as_str(), group.as_object().cloned().unwrap_or_default()).await?;
        return Ok(new);
    };
    let missing = || Error::invalid("quotaGroupId", "the id of one of the survey's quota groups is expected");
    let mut group = draft.payload(CODE, id.as_str()).await?.ok_or_else(missing)?;
    let mut quotas = quotas_of(&group);
    quotas.push(quota.to_owned());
    group.insert("Quotas".into(), json!(quotas));
    draft.set_payload(CODE, id.as_str(), &Value::Object(group)).await?;
    Ok(id)
}

/// Takes a quota out of whatever group it is in.
pub(super) async fn take_out(draft: &mut Draft, quota: &str) -> Result<(), Error> {
    for (id, mut group) in draft.payloads(CODE).await? {
        let quotas = quotas_of(&group);
        if quotas.iter().any(|known| known == quota) {
            let left: Vec<String> = quotas.into_iter().filter(|known| known != quota).collect();
            group.insert("Quotas".into(), json!(left));
            draft.set_payload(CODE, &id, &Value::Object(group)).await?;
        }
    }
    Ok(())
}

/// Writes a group; its quotas leave the groups they were in.
async fn put(draft: &mut Draft, id: &str, mut group: Object) -> Result<(), Error> {
    let quotas = quotas_of(&group);
    for quota in &quotas {
        if draft.payload(quotas::CODE, quota).await?.is_none() {
            return Err(Error::invalid("Quotas", "ids of quotas of this survey are expected"));
        }
        take_out(draft, quota).await?;
    }
    group.insert("ID".into(), json!(id));
    group.insert("Quotas".into(), json!(quotas));
    for (name, value) in
        [("Selected", json!(true)), ("MultipleMatch", json!("PlaceInAll")), ("Public", json!(false))]
    {
        group.entry(name).or_insert(value);
    }
    draft.set_payload(CODE, id, &Value::Object(group)).await?;
    list_in_order(draft, id, true).await
}

/// Lists a group among the others, or strikes it off. A survey file without the list gets one with its first group.
async fn list_in_order(draft: &mut Draft, id: &str, listed: bool) -> Result<(), Error> {
    let place = format!("element/{ORDER}/{ORDER_ID}");
    let element = draft.object(&place).await?;
    let known = element.as_ref().and_then(|element| element.get("Payload")?.as_array().cloned());
    let mut groups = known.unwrap_or_default();
    let at = groups.iter().position(|known| known == id);
    match (listed, at) {
        (true, None) => groups.push(json!(id)),
        (false, Some(at)) => drop(groups.remove(at)),
        _ => return Ok(()),
    }
    draft.set_payload(ORDER, ORDER_ID, &Value::Array(groups)).await
}

fn quotas_of(group: &Object) -> Vec<String> {
    let listed = group.get("Quotas").and_then(Value::as_array).into_iter().flatten();
    listed.filter_map(|id| id.as_str().map(str::to_owned)).collect()
}
