//! The survey as `GET /surveys/{surveyId}` describes it, computed from the survey and from what the server knows of it.
//!
//! Facts: api/surveys.md section 3; member order as recorded.

mod columns;
mod flow;
mod question;

use model::survey::overview::{Expiration, NoComments, ResponseCounts, SurveyOverview};
use model::survey::{Block, BlockElement, BlockKind, Survey};
use model::text::Name;
use model::{BrandId, Moment, OwnerId, SurveyId};
use serde_json::{Map, Value, json};

use crate::columns::shown_blocks;

/// What the server knows of a survey besides its definition.
#[derive(Debug, Clone)]
pub struct OverviewFacts {
    /// The survey's id.
    pub id: SurveyId,
    /// Its name.
    pub name: Name,
    /// The user or the group that owns it.
    pub owner: OwnerId,
    /// The brand it belongs to.
    pub organization: BrandId,
    /// Whether it takes answers.
    pub active: bool,
    /// When it was made.
    pub created: Moment,
    /// When it was last changed.
    pub modified: Moment,
    /// From when until when it takes answers.
    pub expiration: Expiration,
    /// How many responses there are.
    pub counts: ResponseCounts,
}

/// The overview of a survey: what the flow shows first, then blocks it does not show; the Trash never.
#[must_use]
pub fn of(survey: &Survey, facts: &OverviewFacts) -> SurveyOverview {
    let mut blocks = shown_blocks(survey);
    let shown = blocks.len();
    let hidden = survey.blocks.values().filter(|block| block.kind != BlockKind::Trash);
    let hidden: Vec<&Block> =
        hidden.filter(|block| !blocks.iter().any(|known| known.id == block.id)).collect();
    blocks.extend(hidden);

    SurveyOverview {
        id: facts.id.clone(),
        name: facts.name.clone(),
        owner_id: facts.owner.clone(),
        organization_id: facts.organization.clone(),
        is_active: facts.active,
        creation_date: facts.created,
        last_modified_date: facts.modified,
        expiration: facts.expiration.clone(),
        questions: questions(survey, &blocks).map(|q| (q.id.to_string(), question::of(q))).collect(),
        export_column_map: questions(survey, &blocks[..shown]).flat_map(columns::of).collect(),
        blocks: blocks.iter().map(|block| (block.id.clone(), self::block(block))).collect(),
        flow: flow::of(&survey.flow),
        embedded_data: flow::embedded_data(&survey.flow),
        comments: NoComments,
        loop_and_merge: blocks.iter().filter_map(|block| looping(survey, block)).collect(),
        response_counts: facts.counts,
    }
}

fn questions<'a>(
    survey: &'a Survey,
    blocks: &'a [&'a Block],
) -> impl Iterator<Item = &'a model::survey::Question> {
    blocks.iter().flat_map(|block| &block.elements).filter_map(|element| match element {
        BlockElement::Question { id, .. } => survey.questions.get(id),
        BlockElement::PageBreak => None,
    })
}

fn block(block: &Block) -> Value {
    let elements = block.elements.iter().map(|element| match element {
        BlockElement::Question { id, .. } => json!({ "type": "Question", "questionId": id.as_str() }),
        BlockElement::PageBreak => json!({ "type": "PageBreak" }),
    });
    let mut members = json!({ "description": block.description, "elements": elements.collect::<Vec<_>>() });
    let how = option(block, "RandomizeQuestions").and_then(Value::as_str).unwrap_or_default();
    let kind = match how {
        "RandomizeAll" | "RandomWithXPerPage" => "all",
        "RandomWithOnlyX" => "subset",
        "Advanced" => "advanced",
        _ => return members,
    };
    members["randomization"] = json!({ "type": kind });
    members
}

fn option<'a>(block: &'a Block, name: &str) -> Option<&'a Value> {
    block.raw.get("Options")?.get(name)
}

/// How a block loops (api/surveys.md section 3.4); nothing for a block that is shown once.
fn looping(survey: &Survey, block: &Block) -> Option<(String, Value)> {
    let kind = option(block, "Looping")?.as_str()?;
    if block.loop_rows.is_empty() {
        return None;
    }
    let details = option(block, "LoopingOptions");
    let detail = |name: &str| details.and_then(|details| details.get(name)).and_then(Value::as_str);
    let mut members = Map::new();
    members.insert("loopType".into(), json!(kind));
    if let Some(id) = detail("QID") {
        let question = survey.questions.values().find(|question| question.id.as_str() == id);
        let kind = question.and_then(|question| question.raw.get("QuestionType")).cloned();
        members.insert("loopQuestionMeta".into(), json!({ "questionId": id, "questionType": kind }));
    }
    let randomize = detail("Randomization").is_some_and(|how| how != "None");
    members.insert("randomizationMeta".into(), json!({ "randomize": randomize }));
    Some((block.id.clone(), Value::Object(members)))
}
