//! How quotas and their groups hang together in a definition.

use formats::qsf::{self, Wanted};
use model::QuotaGroupId;
use model::limits::surveys::QUOTAS;
use serde_json::{Value, json};

use super::draft::Object;
use super::{Draft, uses};
use crate::error::Error;

/// The code of quotas among the elements of a file.
pub(super) const QUOTA: &str = "QO";
/// The code of groups of quotas, and of the list of them.
pub(super) const GROUP: &str = "QG";
const ORDER: &str = "QGO";
const ORDER_ID: &str = "QGO_QuotaGroupOrder";
/// The name of a group that is made because a survey has none.
const FIRST: &str = "Quotas";

/// Takes a quota away that nothing names; `parameter` is what named it for deletion.
pub(super) async fn take_away(draft: &mut Draft, id: &str, parameter: &str) -> Result<(), Error> {
    let found = uses::find(draft, id, |place, piece, id| {
        if place == format!("element/{QUOTA}/{id}") {
            None
        } else {
            qsf::uses(place, piece, Wanted::Quota(id))
        }
    });
    if let Some(by) = found.await? {
        return Err(Error::invalid(parameter, &format!("quota {id} is used by {by}")));
    }
    draft.remove_payload(QUOTA, id).await
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
        None => draft.payloads(GROUP).await?.keys().find_map(|id| id.parse().ok()),
    };
    let Some(id) = first else {
        let group = json!({ "Name": FIRST, "Quotas": [quota] });
        put(draft, new.as_str(), group.as_object().cloned().unwrap_or_default()).await?;
        return Ok(new);
    };
    let missing = || Error::invalid("quotaGroupId", "the id of one of the survey's quota groups is expected");
    let mut group = draft.payload(GROUP, id.as_str()).await?.ok_or_else(missing)?;
    let mut quotas = quotas_of(&group);
    quotas.push(quota.to_owned());
    group.insert("Quotas".into(), json!(quotas));
    draft.set_payload(GROUP, id.as_str(), &Value::Object(group)).await?;
    Ok(id)
}

/// Takes a quota out of whatever group it is in.
pub(super) async fn take_out(draft: &mut Draft, quota: &str) -> Result<(), Error> {
    for (id, mut group) in draft.payloads(GROUP).await? {
        let quotas = quotas_of(&group);
        if quotas.iter().any(|known| known == quota) {
            let left: Vec<String> = quotas.into_iter().filter(|known| known != quota).collect();
            group.insert("Quotas".into(), json!(left));
            draft.set_payload(GROUP, &id, &Value::Object(group)).await?;
        }
    }
    Ok(())
}

/// Writes a group; its quotas leave the groups they were in.
pub(super) async fn put(draft: &mut Draft, id: &str, mut group: Object) -> Result<(), Error> {
    let quotas = quotas_of(&group);
    if quotas.len() > QUOTAS {
        return Err(Error::invalid("Quotas", &format!("{QUOTAS} quotas at most are expected")));
    }
    for quota in &quotas {
        if draft.payload(QUOTA, quota).await?.is_none() {
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
    draft.set_payload(GROUP, id, &Value::Object(group)).await?;
    list_in_order(draft, id, true).await
}

/// Lists a group among the others, or strikes it off. A survey file without the list gets one with its first group.
pub(super) async fn list_in_order(draft: &mut Draft, id: &str, listed: bool) -> Result<(), Error> {
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

pub(super) fn quotas_of(group: &Object) -> Vec<String> {
    let listed = group.get("Quotas").and_then(Value::as_array).into_iter().flatten();
    listed.filter_map(|id| id.as_str().map(str::to_owned)).collect()
}
