//! The quotas of a survey.

use std::collections::HashMap;

use contract::surveys::{
    CountedQuota, CreateQuota, CreatedQuota, DeleteQuota, GetQuota, ListQuotas, ListSurveyQuotas,
    QuotaLogicType, UpdateQuota,
};
use contract::{Json, MetaOnly, Whole};
use formats::qsf;
use model::Moment;
use model::id::Identifier;
use model::limits::surveys::{QUOTA_CELLS, QUOTAS};
use model::survey::{Expression, period_mark};
use model::{QuotaGroupId, QuotaId};
use serde_json::{Value, json};
use store::access::action::{EditQuotas, View};
use store::quota_counts;
use store::surveys::SurveyNo;

use super::draft::Object;
use super::quota_parts::{QUOTA, put_into, take_away, take_out};
use super::{Draft, Edited, edit, names_itself, references};
use crate::context::{Answer, Call, Context};
use crate::error::Error;
use crate::paging::Part;
use crate::surveys;

/// How many responses the cells of a survey's quotas count.
type Counts = HashMap<String, i64>;

/// List Quotas.
///
/// # Errors
/// When the brand has no such survey, the caller may not read it, or the token of a page means nothing.
pub async fn list(cx: &mut Context, call: Call<ListQuotas>) -> Answer<ListQuotas> {
    let part = Part::by_key::<QuotaId>(&call.query)?;
    let mut draft = Draft::open(cx, View, &call.path).await?;
    let (counts, now) = (counts(cx, draft.row().no).await?, cx.now);
    let quotas: Vec<(String, Object)> = draft.payloads(QUOTA).await?.into_iter().collect();
    let quotas = part.within(quotas, |(id, _)| id).ok_or_else(Part::unknown)?;
    Ok(part.page(quotas, |(id, _)| id, |(_, quota)| with_counts(quota, &counts, now)))
}

/// Get Quota.
///
/// # Errors
/// When the brand has no such survey, the survey no such quota, or the caller may not read it.
pub async fn get(cx: &mut Context, call: Call<GetQuota>) -> Answer<GetQuota> {
    let (survey, id) = call.path;
    let mut draft = Draft::open(cx, View, &survey).await?;
    let quota = draft.payload(QUOTA, id.as_str()).await?.ok_or(QuotaId::MISSING)?;
    let (counts, now) = (counts(cx, draft.row().no).await?, cx.now);
    Ok(Whole::new(with_counts(quota, &counts, now)))
}

/// List Survey Quotas: limits and counts alone, of the survey as it is published.
///
/// # Errors
/// When the brand has no such survey, the caller may not read it, or the token of a page means nothing.
pub async fn list_counted(cx: &mut Context, call: Call<ListSurveyQuotas>) -> Answer<ListSurveyQuotas> {
    let part = Part::by_offset::<QuotaId>(&call.query)?;
    let (row, latest) = surveys::known(cx, View, &call.path).await?;
    // The limits that hold: those that respondents meet. Of a survey that was never published they are those to come.
    let app = cx.app.clone();
    let definition = match row.live.filter(|live| *live != row.version) {
        Some(live) => app.definitions().of(&mut cx.tx, &row, live).await?,
        None => latest,
    };
    let (counts, now) = (counts(cx, row.no).await?, cx.now);
    let counted = |quota: &model::survey::Quota| CountedQuota {
        id: quota.id.clone(),
        name: quota.name.clone(),
        count: quota.cells.iter().filter_map(|cell| counts.get(cell.key_at(now.0)?.as_ref())).sum(),
        quota: quota.cells.iter().map(|cell| cell.limit).fold(0, i64::saturating_add),
        logic_type: match quota.cells.as_slice() {
            [cell] if cell.key == quota.id => QuotaLogicType::Simple,
            _ => QuotaLogicType::Cross,
        },
    };
    let quotas = definition.survey.quotas.iter().map(counted).collect();
    let quotas = part.within(quotas, |quota| &quota.id).ok_or_else(Part::unknown)?;
    Ok(part.page(quotas, |quota| &quota.id, |quota| quota))
}

/// Create Quota: in a group, which is made where the survey has none.
///
/// # Errors
/// When the brand has no such survey, the survey no such group, the quota does not fit, or the caller may not.
pub async fn create(cx: &mut Context, call: Call<CreateQuota>) -> Answer<CreateQuota> {
    let (survey, group, sent) = (call.path, call.query.quota_group_id, call.body.members);
    let (ids, now) = (cx.app.clone(), cx.now);
    let made = edit(cx, EditQuotas, &survey, |draft| {
        let (quota, new_group): (QuotaId, QuotaGroupId) = (ids.ids().id(now), ids.ids().id(now));
        Box::pin(add(draft, quota, new_group, group.clone(), sent.clone()))
    });
    Ok(Json(made.await?))
}

async fn add(
    mut draft: Draft,
    id: QuotaId,
    new_group: QuotaGroupId,
    group: Option<QuotaGroupId>,
    mut quota: Object,
) -> Edited<CreatedQuota> {
    if draft.payloads(QUOTA).await?.len() >= QUOTAS {
        return Err(Error::invalid("body", &format!("a survey has {QUOTAS} quotas at most")));
    }
    check(&mut draft, &quota, &Object::new()).await?;
    quota.insert("ID".into(), json!(id));
    complete(&mut quota);
    put(&mut draft, &id, quota).await?;
    let group = put_into(&mut draft, id.as_str(), group, new_group).await?;
    Ok((draft, CreatedQuota { quota_id: id, quota_group_id: group }))
}

/// Update Quota: puts another in place of the one there is. What it counts stays counted.
///
/// # Errors
/// When the brand has no such survey, the survey no such quota, the quota does not fit, or the caller may not.
pub async fn update(cx: &mut Context, call: Call<UpdateQuota>) -> Answer<UpdateQuota> {
    let ((survey, id), sent) = (call.path, call.body.members);
    edit(cx, EditQuotas, &survey, |draft| Box::pin(replace(draft, id.clone(), sent.clone()))).await?;
    Ok(MetaOnly)
}

async fn replace(mut draft: Draft, id: QuotaId, mut quota: Object) -> Edited<()> {
    let before = draft.payload(QUOTA, id.as_str()).await?.ok_or(QuotaId::MISSING)?;
    names_itself("ID", &quota, id.as_str())?;
    check(&mut draft, &quota, &before).await?;
    quota.insert("ID".into(), json!(id));
    complete(&mut quota);
    put(&mut draft, &id, quota).await?;
    Ok((draft, ()))
}

async fn put(draft: &mut Draft, id: &QuotaId, quota: Object) -> Result<(), Error> {
    draft.set_payload(QUOTA, id.as_str(), &Value::Object(quota)).await?;
    let cells: usize = draft.payloads(QUOTA).await?.values().map(qsf::quota_cells).sum();
    if cells > QUOTA_CELLS {
        let accepted = format!("the quotas of a survey have {QUOTA_CELLS} cells at most");
        return Err(Error::invalid("CrossLogicDef", &accepted));
    }
    Ok(())
}

/// Delete Quota. It reads the whole definition, for what may name the quota.
///
/// # Errors
/// When the brand has no such survey, the survey no such quota, something names it, or the caller may not.
pub async fn delete(cx: &mut Context, call: Call<DeleteQuota>) -> Answer<DeleteQuota> {
    let (survey, id) = call.path;
    edit(cx, EditQuotas, &survey, |draft| Box::pin(remove(draft, id.as_str().to_owned()))).await?;
    Ok(MetaOnly)
}

async fn remove(mut draft: Draft, id: String) -> Edited<()> {
    draft.payload(QUOTA, &id).await?.ok_or(QuotaId::MISSING)?;
    take_away(&mut draft, &id, "quotaId").await?;
    take_out(&mut draft, &id).await?;
    Ok((draft, ()))
}

/// Holds that a quota is one, beyond what the contract says of its members. What stood in it `before` may stay.
async fn check(draft: &mut Draft, quota: &Object, before: &Object) -> Result<(), Error> {
    for (member, fits, accepted) in MEMBERS {
        if quota.get(*member).is_some_and(|value| !fits(value) && before.get(*member) != Some(value)) {
            return Err(Error::invalid(member, accepted));
        }
    }
    for (place, cell) in
        quota.get("CrossLogicDef").and_then(Value::as_array).into_iter().flatten().enumerate()
    {
        if !cell.get("Logic").is_some_and(is_logic) {
            let accepted = "an expression is expected";
            return Err(Error::invalid(&format!("CrossLogicDef[{place}].Logic"), accepted));
        }
    }
    references::hold(draft, Some(before), quota, None).await?;
    if ["QuotaAction", "ActionElement"].iter().all(|name| quota.get(*name) == before.get(*name)) {
        return Ok(());
    }
    let element = quota.get("ActionElement").and_then(Value::as_str).unwrap_or_default();
    let (known, expected) = match quota.get("QuotaAction").and_then(Value::as_str) {
        Some("DontDisplayQuestion") => {
            (draft.question(element).await?.is_some(), "the id of one of the survey's questions is expected")
        }
        Some("DontDisplayBlock") => {
            (draft.block(element).await?.is_some(), "the id of one of the survey's blocks is expected")
        }
        _ => (true, ""),
    };
    if known { Ok(()) } else { Err(Error::invalid("ActionElement", expected)) }
}

/// A member of a quota, what fits it, and the words for that.
type QuotaRule = (&'static str, fn(&Value) -> bool, &'static str);

/// Members of quotas, what fits them, and what is expected.
const MEMBERS: &[QuotaRule] = &[
    ("Name", |name| name.as_str().is_some_and(|name| !name.trim().is_empty()), "a name is expected"),
    (
        "Logic",
        is_logic,
        "an expression with a condition is expected, or a list of them; an empty one is everybody",
    ),
    (
        "QuotaRealm",
        |realm| matches!(realm.as_str(), Some("Survey" | "ResponseSet")),
        "Survey or ResponseSet is expected",
    ),
    (
        "QuotaSchedule",
        is_schedule,
        "null or an object is expected whose QuotaStart is a date such as 2024-03-05",
    ),
    ("EndSurveyOptions", is_options, "an object is expected"),
];

/// Whether this is an expression, or a list of them. One that says something without a condition would count everybody.
fn is_logic(value: &Value) -> bool {
    let is_one = |value: &Value| match value {
        Value::Null => true,
        Value::Object(map) => map.is_empty() || Expression::read(value).is_some(),
        _ => false,
    };
    match value {
        Value::Array(list) => list.iter().all(is_one),
        other => is_one(other),
    }
}

fn is_schedule(value: &Value) -> bool {
    value.is_null() || qsf::quota_schedule(Some(value)).is_some()
}

fn is_options(value: &Value) -> bool {
    match value {
        Value::Object(_) | Value::Null => true,
        Value::Array(list) => list.iter().all(Value::is_object),
        _ => false,
    }
}

/// Adds what the original's editor writes and a client may leave out. What is counted is no part of the definition.
fn complete(quota: &mut Object) {
    quota.shift_remove("Count");
    for (name, value) in [
        ("LogicType", json!("Simple")),
        ("QuotaAction", json!("EndCurrentSurvey")),
        ("QuotaRealm", json!("Survey")),
        ("QuotaSchedule", Value::Null),
    ] {
        quota.entry(name).or_insert(value);
    }
}

async fn counts(cx: &mut Context, no: SurveyNo) -> Result<Counts, Error> {
    Ok(quota_counts::of_survey(&mut cx.tx, no).await?.into_iter().collect())
}

/// The quota with what it counts now (in the period at hand, where it has a schedule), and each cell of a cross quota with what that
/// counts.
fn with_counts(mut quota: Object, counts: &Counts, now: Moment) -> Object {
    let id = quota.get("ID").and_then(Value::as_str).unwrap_or_default().to_owned();
    let below = format!("{id}/");
    let mark = period_mark(qsf::quota_schedule(quota.get("QuotaSchedule")).as_ref(), now.0);
    let counts: HashMap<&str, i64> = counts
        .iter()
        .filter_map(|(key, count)| {
            let (cell, period) = key.split_at(key.find('@').unwrap_or(key.len()));
            (mark.as_deref() == Some(period)).then_some((cell, *count))
        })
        .collect();
    let own = counts.iter().filter(|(cell, _)| **cell == id || cell.starts_with(&below));
    let all: i64 = own.map(|(_, count)| count).sum();
    quota.insert("Count".into(), json!(all));
    let cells = quota.get_mut("CrossLogicDef").and_then(Value::as_array_mut).into_iter().flatten();
    for (place, cell) in cells.enumerate() {
        let key = qsf::quota_cell(&id, place, cell.get("ID"));
        if let Some(cell) = cell.as_object_mut() {
            cell.insert("Count".into(), json!(counts.get(key.as_str()).copied().unwrap_or(0)));
        }
    }
    quota
}
