//! The blocks of a survey, one by one.

use std::collections::HashSet;

use contract::surveys::{CreateBlock, CreatedBlock, DeleteBlock, GetBlock, UpdateBlock};
use contract::{Json, MetaOnly, Whole};
use formats::qsf::{self, Wanted};
use model::id::Identifier;
use model::{BlockId, FlowId};
use serde_json::{Value, json};
use store::access::action::{EditBlocks, View};

use super::draft::Object;
use super::{Draft, Edited, edit, names_itself, references, uses};
use crate::context::{Answer, Call, Context};
use crate::error::Error;

/// Get Block.
///
/// # Errors
/// When the brand has no such survey, the survey no such block, or the caller may not read it.
pub async fn get(cx: &mut Context, call: Call<GetBlock>) -> Answer<GetBlock> {
    let (survey, id) = call.path;
    let mut draft = Draft::open(cx, View, &survey).await?;
    let block = draft.block(id.as_str()).await?.ok_or(BlockId::MISSING)?;
    Ok(Whole::new(qsf::block_shown(block)))
}

/// Create Block, at the end of the flow. Where it names questions, it reads all blocks.
///
/// # Errors
/// When the brand has no such survey, the block names questions that are not there, or the caller may not.
pub async fn create(cx: &mut Context, call: Call<CreateBlock>) -> Answer<CreateBlock> {
    let sent = call.body.members;
    let made = edit(cx, EditBlocks, &call.path, |draft| Box::pin(add(draft, sent.clone())));
    let (block, flow) = made.await?;
    let (block_id, flow_id) = (BlockId::parse(&block), FlowId::parse(&flow));
    Ok(Json(CreatedBlock {
        block_id: block_id.map_err(Error::internal)?,
        flow_id: flow_id.map_err(Error::internal)?,
    }))
}

async fn add(mut draft: Draft, sent: Object) -> Edited<(String, String)> {
    let kind = text(&sent, "Type");
    let is_there = match kind {
        "Trash" => draft.sums().trash.is_some(),
        "Default" => draft.sums().default_block.is_some(),
        _ => false,
    };
    if is_there {
        return Err(Error::invalid("Type", &format!("the survey has a block of type {kind} already")));
    }
    let id = draft.new_block_id().to_string();
    let block = qsf::block(&id, sent, None);
    draft.sums().note_block(&id, text(&block, "Type"));
    draft.skips |= has_skips(&block);
    put(&mut draft, &id, None, block).await?;
    let mut flow = draft.flow().await?;
    let element = qsf::append_block(&mut flow, &id);
    draft.set_flow(flow).await?;
    Ok((draft, (id, element)))
}

/// Update Block. Where it names other questions than before, it reads all blocks.
///
/// # Errors
/// When the brand has no such survey, the survey no such block, the block names questions that are not there or changes what
/// type it is of, or the caller may not.
pub async fn update(cx: &mut Context, call: Call<UpdateBlock>) -> Answer<UpdateBlock> {
    let (survey, id) = call.path;
    let sent = call.body.members;
    edit(cx, EditBlocks, &survey, |draft| Box::pin(replace(draft, id.as_str().to_owned(), sent.clone())))
        .await?;
    Ok(MetaOnly)
}

async fn replace(mut draft: Draft, id: String, sent: Object) -> Edited<()> {
    let before = draft.block(&id).await?.ok_or(BlockId::MISSING)?;
    names_itself("ID", &sent, &id)?;
    let after = qsf::block(&id, sent, Some(&before));
    let (was, is) = (text(&before, "Type"), text(&after, "Type"));
    let is_special = |kind| matches!(kind, "Default" | "Trash");
    if was != is && (is_special(was) || is_special(is)) {
        return Err(Error::invalid("Type", &format!("the block stays of type {was}")));
    }
    draft.skips |= skips(&before) != skips(&after);
    put(&mut draft, &id, Some(&before), after).await?;
    Ok((draft, ()))
}

/// Puts a block in its place: the questions that it names are taken out of other blocks, and those that it names no more go to
/// the Trash block.
async fn put(draft: &mut Draft, id: &str, before: Option<&Object>, block: Object) -> Result<(), Error> {
    references::hold(draft, before, &block, None).await?;
    let named = questions(&block);
    let former: HashSet<String> = before.map(questions).unwrap_or_default().into_iter().collect();
    let mut seen = HashSet::new();
    for question in &named {
        if !seen.insert(question.clone()) {
            return Err(Error::invalid("BlockElements", &format!("question {question} is named twice")));
        }
    }
    if let Some(element) =
        elements(&block).find(|element| element["Type"] == "Question" && !element["QuestionID"].is_string())
    {
        return Err(Error::invalid(
            "BlockElements",
            &format!("a question without its QuestionID: {element:.60}"),
        ));
    }
    let added: Vec<&str> = named.iter().filter(|id| !former.contains(*id)).map(String::as_str).collect();
    if !added.is_empty() {
        let known = draft.question_ids().await?;
        if let Some(strange) = added.iter().find(|question| !known.contains(**question)) {
            let told = format!("question {strange} is none of this survey's");
            return Err(Error::invalid("BlockElements", &told));
        }
        take_out(draft, &added, Some(id)).await?;
    }
    draft.set_block(id, Some(block)).await?;
    let dropped: Vec<&String> = former.iter().filter(|question| !seen.contains(*question)).collect();
    to_trash(draft, id, &dropped).await
}

/// Delete Block. It reads the whole definition, for what may name the block.
///
/// # Errors
/// When the brand has no such survey, the survey no such block, it is the default or the Trash block, something names it, or
/// the caller may not.
pub async fn delete(cx: &mut Context, call: Call<DeleteBlock>) -> Answer<DeleteBlock> {
    let (survey, id) = call.path;
    edit(cx, EditBlocks, &survey, |draft| Box::pin(remove(draft, id.as_str().to_owned()))).await?;
    Ok(MetaOnly)
}

async fn remove(mut draft: Draft, id: String) -> Edited<()> {
    let before = draft.block(&id).await?.ok_or(BlockId::MISSING)?;
    let kind = text(&before, "Type");
    if matches!(kind, "Default" | "Trash") || draft.sums().default_block.as_ref() == Some(&id) {
        return Err(Error::invalid("blockId", "the default block and the Trash block cannot be deleted"));
    }
    draft.everything().await?;
    draft.set_block(&id, None).await?;
    let mut flow = draft.flow().await?;
    qsf::remove_block(&mut flow, &id);
    draft.set_flow(flow).await?;
    let questions = questions(&before);
    if !questions.is_empty() && draft.sums().trash.is_none() {
        let trash = draft.new_block_id().to_string();
        let Value::Object(block) = qsf::new_trash(&trash) else { return Err(Error::internal("no block")) };
        draft.sums().note_block(&trash, "Trash");
        draft.set_block(&trash, Some(block)).await?;
    }
    to_trash(&mut draft, &id, &questions.iter().collect::<Vec<_>>()).await?;
    let found = uses::find(&mut draft, &id, |place, piece, id| qsf::uses(place, piece, Wanted::Block(id)));
    match found.await? {
        None => Ok((draft, ())),
        Some(by) => Err(Error::invalid("blockId", &format!("block {id} is used by {by}"))),
    }
}

/// Puts questions that `from` does not show any more into the Trash block, where the survey has one.
async fn to_trash(draft: &mut Draft, from: &str, questions: &[&String]) -> Result<(), Error> {
    let trash = draft.sums().trash.clone().filter(|trash| trash != from);
    let Some(trash) = trash.filter(|_| !questions.is_empty()) else { return Ok(()) };
    let Some(mut block) = draft.block(&trash).await? else { return Ok(()) };
    for question in questions {
        append(&mut block, question);
    }
    draft.set_block(&trash, Some(block)).await
}

/// Puts a question at the end of a block.
pub(super) fn append(block: &mut Object, question: &str) {
    let mut listed = qsf::block_shown(std::mem::take(block));
    if let Some(Value::Array(elements)) = listed.get_mut("BlockElements") {
        elements.push(json!({ "Type": "Question", "QuestionID": question }));
    }
    *block = listed;
}

/// Takes questions out of every block but one, and out of the orders that a block gives them. It reads all blocks.
pub(super) async fn take_out(draft: &mut Draft, questions: &[&str], but: Option<&str>) -> Result<(), Error> {
    let gone: HashSet<&str> = questions.iter().copied().collect();
    for (id, block) in draft.blocks().await? {
        let names = |block: &Object| self::questions(block).iter().any(|known| gone.contains(known.as_str()));
        if but == Some(id.as_str()) || !names(&block) {
            continue;
        }
        let mut block = qsf::block_shown(block);
        if let Some(Value::Array(elements)) = block.get_mut("BlockElements") {
            elements.retain(|element| !element["QuestionID"].as_str().is_some_and(|id| gone.contains(id)));
        }
        let advanced =
            block.get_mut("Options").and_then(|options| options.pointer_mut("/Randomization/Advanced"));
        if let Some(Value::Object(lists)) = advanced {
            for list in lists.values_mut().filter_map(Value::as_array_mut) {
                list.retain(|item| !item.as_str().is_some_and(|id| gone.contains(id)));
            }
        }
        draft.set_block(&id, Some(block)).await?;
    }
    Ok(())
}

/// The questions that a block shows, in order.
fn questions(block: &Object) -> Vec<String> {
    elements(block).filter_map(|element| element["QuestionID"].as_str().map(str::to_owned)).collect()
}

/// What a block holds: a list, for which old files write an object.
fn elements(block: &Object) -> impl Iterator<Item = &Value> {
    let (list, map) = match block.get("BlockElements") {
        Some(Value::Array(list)) => (Some(list), None),
        Some(Value::Object(map)) => (None, Some(map)),
        _ => (None, None),
    };
    list.into_iter().flatten().chain(map.into_iter().flat_map(|map| map.values()))
}

/// The skip logic of a block, question by question.
fn skips(block: &Object) -> Vec<(String, Value)> {
    let told = |element: &Value| {
        let skip = element.get("SkipLogic").filter(|skip| !matches!(skip, Value::Null))?;
        Some((element["QuestionID"].as_str().unwrap_or_default().to_owned(), skip.clone()))
    };
    let mut skips: Vec<_> = elements(block).filter_map(told).collect();
    skips.sort_by(|one, other| one.0.cmp(&other.0));
    skips
}

fn has_skips(block: &Object) -> bool {
    !skips(block).is_empty()
}

fn text<'a>(block: &'a Object, member: &str) -> &'a str {
    block.get(member).and_then(Value::as_str).unwrap_or_default()
}
