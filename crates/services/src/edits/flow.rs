//! The flow of a survey.

use std::collections::HashSet;

use contract::surveys::{GetFlow, UpdateFlow, UpdateFlowElement};
use contract::{MetaOnly, Whole};
use formats::qsf::{self, FlowFault};
use model::FlowId;
use model::id::Identifier;
use serde_json::{Value, json};
use store::access::action::{EditFlow, View};

use super::draft::Object;
use super::{Draft, Edited, edit, references};
use crate::context::{Answer, Call, Context};
use crate::error::Error;

/// Get Flow.
///
/// # Errors
/// When the brand has no such survey, or the caller may not read it.
pub async fn get(cx: &mut Context, call: Call<GetFlow>) -> Answer<GetFlow> {
    let mut draft = Draft::open(cx, View, &call.path).await?;
    Ok(Whole::new(draft.flow().await?))
}

/// Update Flow.
///
/// # Errors
/// When the brand has no such survey, an id comes twice, a block is none of the survey's, a type is none of a flow, the
/// elements stand too deeply within one another, or the caller may not.
pub async fn update(cx: &mut Context, call: Call<UpdateFlow>) -> Answer<UpdateFlow> {
    let sent = call.body.members;
    edit(cx, EditFlow, &call.path, |draft| Box::pin(replace(draft, sent.clone()))).await?;
    Ok(MetaOnly)
}

async fn replace(mut draft: Draft, flow: Object) -> Edited<()> {
    let before = draft.flow().await?;
    check(&mut draft, &before, &flow).await?;
    put(&mut draft, &before, flow).await?;
    Ok((draft, ()))
}

/// Puts a flow in place of `before`. Its count never goes down, so that no number comes back.
async fn put(draft: &mut Draft, before: &Object, mut flow: Object) -> Result<(), Error> {
    let counted = |flow: &Object| flow.get("Properties").and_then(|facts| facts.get("Count")?.as_u64());
    let highest = qsf::highest_flow_number(&flow).max(counted(before).unwrap_or(0));
    if counted(&flow).is_none_or(|count| count < highest) {
        flow["Properties"]["Count"] = json!(highest);
    }
    draft.set_flow(flow).await
}

/// Update Flow Element.
///
/// # Errors
/// As [`update`], and when the flow has no such element or it is the root.
pub async fn update_element(cx: &mut Context, call: Call<UpdateFlowElement>) -> Answer<UpdateFlowElement> {
    let (survey, id) = call.path;
    let sent = call.body.members;
    edit(cx, EditFlow, &survey, |draft| {
        Box::pin(replace_element(draft, id.as_str().to_owned(), sent.clone()))
    })
    .await?;
    Ok(MetaOnly)
}

async fn replace_element(mut draft: Draft, id: String, mut sent: Object) -> Edited<()> {
    let before = draft.flow().await?;
    let element = qsf::element_of_flow(&before, &id).ok_or(FlowId::MISSING)?;
    if element.get("Type").and_then(Value::as_str) == Some("Root") {
        return Err(Error::invalid(
            "flowId",
            "an element within the flow is expected; Update Flow changes the root",
        ));
    }
    if sent.get("FlowID").is_some_and(|said| !said.is_null() && said.as_str() != Some(&id)) {
        return Err(Error::invalid("FlowID", &format!("{id} is expected, as in the path")));
    }
    sent.insert("FlowID".into(), json!(id));
    if let Some(children) = element.get("Flow").filter(|_| !sent.contains_key("Flow")) {
        sent.insert("Flow".into(), children.clone());
    }
    let mut flow = before.clone();
    qsf::replace_element(&mut flow, &id, &sent);
    check(&mut draft, &before, &flow).await?;
    put(&mut draft, &before, flow).await?;
    Ok((draft, ()))
}

/// Holds that a flow is one, and that what it shows and asks about is the survey's. Real files show blocks that are gone: those
/// that the flow showed `before` may stay.
async fn check(draft: &mut Draft, before: &Object, flow: &Object) -> Result<(), Error> {
    let mut blocks: HashSet<String> = draft.block_ids().await?.into_iter().collect();
    let (mut former, mut named) = (HashSet::new(), HashSet::new());
    shown(before, &mut former);
    shown(flow, &mut named);
    blocks.extend(former.iter().cloned());
    qsf::check_flow(flow, before, |id| blocks.contains(id)).map_err(refused)?;
    if let Some(trash) = draft.sums().trash.clone().filter(|id| named.contains(id) && !former.contains(id)) {
        let told = format!("{trash} is the block of the questions that are not used, which no flow shows");
        return Err(Error::invalid("ID", &told));
    }
    references::hold(draft, Some(before), flow, None).await
}

/// The blocks that an element shows, and those that stand in it.
fn shown(element: &Object, blocks: &mut HashSet<String>) {
    blocks.extend(element.get("ID").and_then(Value::as_str).map(str::to_owned));
    let children = element.get("Flow").and_then(Value::as_array).into_iter().flatten();
    children.filter_map(Value::as_object).for_each(|child| shown(child, blocks));
}

fn refused(fault: FlowFault) -> Error {
    Error::invalid(fault.member, &fault.fault)
}
