//! The questions of a survey, one by one.

use contract::surveys::{
    CreateQuestion, CreatedQuestion, DeleteQuestion, GetQuestion, ListQuestions, UpdateQuestion,
};
use contract::{Json, MetaOnly, Rendered, Whole};
use formats::qsf::{self, Wanted};
use model::QuestionId;
use model::id::Identifier;
use serde_json::{Value, json};
use store::access::action::{DeleteQuestions, EditQuestions, View};

use super::draft::Object;
use super::{Draft, Edited, edit, names_itself, references, uses};
use crate::context::{Answer, Call, Context};
use crate::error::Error;
use crate::surveys;

/// List Questions. It reads the whole definition.
///
/// # Errors
/// When the brand has no such survey, or the caller may not read it.
pub async fn list(cx: &mut Context, call: Call<ListQuestions>) -> Answer<ListQuestions> {
    let (_, definition) = surveys::known(cx, View, &call.path).await?;
    let size = definition.size;
    let write = move || {
        let payloads =
            definition.file.of_code("SQ").filter_map(|element| element.get("Payload")?.as_object());
        let elements: Vec<_> = payloads.map(|payload| qsf::question_shown(payload.clone())).collect();
        serde_json::to_string(&json!({ "elements": elements }))
    };
    let json = cx.app.slow_work().run_if_large(size, write).await?.map_err(Error::internal)?;
    Ok(Rendered::new(json))
}

/// Get Question.
///
/// # Errors
/// When the brand has no such survey, the survey no such question, or the caller may not read it.
pub async fn get(cx: &mut Context, call: Call<GetQuestion>) -> Answer<GetQuestion> {
    let (survey, id) = call.path;
    let mut draft = Draft::open(cx, View, &survey).await?;
    let question = draft.question(id.as_str()).await?.ok_or(QuestionId::MISSING)?;
    Ok(Whole::new(qsf::question_shown(question)))
}

/// Create Question: at the end of a block. It writes the question, the block and the order of the elements.
///
/// # Errors
/// When the brand has no such survey, the survey no such block, the question is none or too large, or the caller may not.
pub async fn create(cx: &mut Context, call: Call<CreateQuestion>) -> Answer<CreateQuestion> {
    let (survey, block) = (call.path, call.query.block_id);
    let sent = call.body.members;
    let made = edit(cx, EditQuestions, &survey, |draft| {
        Box::pin(add(draft, block.as_ref().map(|block| block.as_str().to_owned()), sent.clone()))
    });
    let id = QuestionId::parse(&made.await?).map_err(Error::internal)?;
    Ok(Json(CreatedQuestion { question_id: id }))
}

async fn add(mut draft: Draft, block: Option<String>, sent: Object) -> Edited<String> {
    let block = block.or_else(|| draft.sums().default_block.clone());
    let missing = || Error::invalid("blockId", "the id of a block of this survey is expected");
    let block_id = block.ok_or_else(missing)?;
    let mut block = draft.block(&block_id).await?.ok_or_else(missing)?;
    let mut number = draft.sums().next();
    let id = loop {
        let id = format!("QID{number}");
        // A file may hold one that was never counted.
        if draft.question(&id).await?.is_none() {
            break id;
        }
        number += 1;
    };
    let question = qsf::question(&id, number, sent, None);
    check(&question, None)?;
    references::hold(&mut draft, None, &question, Some(&id)).await?;
    draft.skips |= question.contains_key("SkipLogic");
    draft.set_question(&id, Some(question)).await?;
    super::blocks::append(&mut block, &id);
    draft.set_block(&block_id, Some(block)).await?;
    Ok((draft, id))
}

/// Update Question: puts another in place of the one there is. It writes that question alone. Where choices are left out, it
/// reads the whole definition, for what may name them.
///
/// # Errors
/// When the brand has no such survey, the survey no such question, the question is none or too large, something names a choice
/// that it leaves out, or the caller may not.
pub async fn update(cx: &mut Context, call: Call<UpdateQuestion>) -> Answer<UpdateQuestion> {
    let (survey, id) = call.path;
    let sent = call.body.members;
    edit(cx, EditQuestions, &survey, |draft| Box::pin(replace(draft, id.as_str().to_owned(), sent.clone())))
        .await?;
    Ok(MetaOnly)
}

async fn replace(mut draft: Draft, id: String, sent: Object) -> Edited<()> {
    let before = draft.question(&id).await?.ok_or(QuestionId::MISSING)?;
    names_itself("QuestionID", &sent, &id)?;
    let number = id.trim_start_matches(|c: char| !c.is_ascii_digit()).parse().unwrap_or(0);
    let after = qsf::question(&id, number, sent, Some(&before));
    check(&after, Some(&before))?;
    references::hold(&mut draft, Some(&before), &after, Some(&id)).await?;
    let (choices, answers) = qsf::choices_gone(&before, &after);
    draft.skips |= before.get("SkipLogic") != after.get("SkipLogic");
    draft.set_question(&id, Some(after)).await?;
    if choices.is_empty() && answers.is_empty() {
        return Ok((draft, ()));
    }
    let found = uses::find(&mut draft, &id, move |place, piece, question| {
        let wanted = Wanted::Choices { question, choices: &choices, answers: &answers };
        qsf::uses(place, piece, wanted)
    });
    match found.await? {
        None => Ok((draft, ())),
        Some(by) => {
            let told = format!("a choice or answer that was left out of question {id} is used by {by}");
            Err(Error::invalid("Choices", &told))
        }
    }
}

/// Delete Question. It reads the whole definition, for what may name the question.
///
/// # Errors
/// When the brand has no such survey, the survey no such question, something names it, or the caller may not.
pub async fn delete(cx: &mut Context, call: Call<DeleteQuestion>) -> Answer<DeleteQuestion> {
    let (survey, id) = call.path;
    edit(cx, DeleteQuestions, &survey, |draft| Box::pin(remove(draft, id.as_str().to_owned()))).await?;
    Ok(MetaOnly)
}

async fn remove(mut draft: Draft, id: String) -> Edited<()> {
    draft.question(&id).await?.ok_or(QuestionId::MISSING)?;
    draft.everything().await?;
    super::blocks::take_out(&mut draft, &[&id], None).await?;
    draft.set_question(&id, None).await?;
    let found = uses::find(&mut draft, &id, |place, piece, id| qsf::uses(place, piece, Wanted::Question(id)));
    match found.await? {
        None => Ok((draft, ())),
        Some(by) => Err(Error::invalid("questionId", &format!("question {id} is used by {by}"))),
    }
}

/// Holds that a question is one, beyond what the contract says of its members. One of a file may be of a type of another maker.
fn check(question: &Object, before: Option<&Object>) -> Result<(), Error> {
    let kind = question.get("QuestionType");
    let is_known = kind.and_then(Value::as_str).is_some_and(|kind| qsf::QUESTION_TYPES.contains(&kind));
    if !is_known && before.is_none_or(|before| before.get("QuestionType") != kind) {
        let accepted = format!("one of {} is expected", qsf::QUESTION_TYPES.join(", "));
        return Err(Error::invalid("QuestionType", &accepted));
    }
    for list in ["Choices", "Answers"] {
        let fits = match question.get(list) {
            None | Some(Value::Null) => true,
            Some(Value::Array(items)) => items.iter().all(Value::is_object),
            Some(Value::Object(items)) => {
                items.iter().all(|(id, item)| item.is_object() && (1..=100).contains(&id.len()))
            }
            Some(_) => false,
        };
        if !fits {
            return Err(Error::invalid(list, "an object of objects is expected, each under its id"));
        }
    }
    for order in ["ChoiceOrder", "AnswerOrder"] {
        let is_id = |item: &Value| item.is_string() || item.is_u64();
        let fits = match question.get(order) {
            None | Some(Value::Null) => true,
            Some(Value::Array(items)) => items.iter().all(is_id),
            Some(Value::Object(items)) => items.values().all(is_id),
            Some(_) => false,
        };
        if !fits {
            return Err(Error::invalid(order, "a list of ids is expected"));
        }
    }
    for member in ["Validation", "Configuration", "Language", "DisplayLogic"] {
        let fits = match question.get(member) {
            None | Some(Value::Null | Value::Object(_)) => true,
            Some(Value::Array(items)) => items.is_empty(),
            Some(_) => false,
        };
        if !fits {
            return Err(Error::invalid(member, "an object is expected"));
        }
    }
    qsf::check_question(question).map(drop).map_err(|error| Error::invalid("Choices", error.fault()))
}
