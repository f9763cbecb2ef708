//! What an edited part names must be there. Files name what is gone: what the survey named already may go on to be named.

use std::collections::HashSet;

use formats::qsf::{self, Named};
use serde_json::Value;

use super::Draft;
use super::draft::Object;
use crate::error::Error;

/// Holds that what the logic of a part names after an edit and did not name before it is the survey's. `own` is the id of the part
/// where it is a question, which may name itself. It reads the whole definition where something is missing.
///
/// # Errors
/// When something is named that is not there; the error names the member and what is missing.
pub(super) async fn hold(
    draft: &mut Draft,
    before: Option<&Object>,
    after: &Object,
    own: Option<&str>,
) -> Result<(), Error> {
    let mut new = qsf::references(after);
    if let Some(before) = before {
        let former = qsf::references(before);
        new.retain(|named, _| !former.contains_key(named));
    }
    if new.is_empty() {
        return Ok(());
    }
    let questions = draft.question_ids().await?;
    for (named, member) in new {
        if is_there(draft, &named, &questions, after, own).await? || is_named(draft, &named).await? {
            continue;
        }
        let told = match &named {
            Named::Question(id) => format!("question {id} is none of this survey's"),
            Named::Choice { question, choice } => format!("question {question} has no choice {choice}"),
            Named::Quota(id) => format!("quota {id} is none of this survey's"),
        };
        return Err(Error::invalid(member, &told));
    }
    Ok(())
}

async fn is_there(
    draft: &mut Draft,
    named: &Named,
    questions: &HashSet<String>,
    after: &Object,
    own: Option<&str>,
) -> Result<bool, Error> {
    Ok(match named {
        Named::Question(id) => own == Some(id) || questions.contains(id),
        Named::Choice { question, choice } if own == Some(question) => qsf::may_have_choice(after, choice),
        Named::Choice { question, choice } => {
            let question = draft.question(question).await?;
            question.is_none_or(|question| qsf::may_have_choice(&question, choice))
        }
        Named::Quota(id) => draft.payload(super::quota_parts::QUOTA, id).await?.is_some(),
    })
}

/// Whether some logic of the survey names it already.
async fn is_named(draft: &mut Draft, named: &Named) -> Result<bool, Error> {
    let (Named::Question(id) | Named::Choice { question: id, .. } | Named::Quota(id)) = named;
    let pieces = draft.everything().await?;
    let size = pieces.values().map(String::len).sum();
    let (id, named) = (id.clone(), named.clone());
    let look = move || -> Result<bool, Error> {
        for body in pieces.values().filter(|body| body.contains(&id)) {
            // A list of places names nothing.
            let piece: Value = serde_json::from_str(body).map_err(Error::internal)?;
            if piece.as_object().is_some_and(|piece| qsf::references(piece).contains_key(&named)) {
                return Ok(true);
            }
        }
        Ok(false)
    };
    draft.app().slow_work().run_if_large(size, look).await?
}
