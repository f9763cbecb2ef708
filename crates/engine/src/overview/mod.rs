//! The survey as `GET /surveys/{surveyId}` describes it, computed from the survey and from what the server knows of it.
//!
//! Facts: api/surveys.md section 3; member order as recorded.

mod block;
mod columns;
mod flow;
mod question;
mod randomization;

use std::collections::HashSet;

use model::survey::overview::{Expiration, NoComments, ResponseCounts, SurveyOverview};
use model::survey::{Block, BlockElement, Survey};
use model::text::Name;
use model::{BrandId, Moment, OwnerId, SurveyId};

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

/// The overview of a survey: what the flow shows. Blocks that it does not show are left out with their questions, as the
/// Trash is (recorded).
#[must_use]
pub fn of(survey: &Survey, facts: &OverviewFacts) -> SurveyOverview {
    let blocks = shown_blocks(survey);
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
        export_column_map: questions(survey, &blocks).flat_map(columns::of).collect(),
        blocks: blocks.iter().map(|block| (block.id.clone(), block::of(block))).collect(),
        flow: flow::of(&survey.flow),
        embedded_data: flow::embedded_data(&survey.flow),
        comments: NoComments,
        loop_and_merge: blocks.iter().filter_map(|block| block::looping(survey, block)).collect(),
        response_counts: facts.counts,
    }
}

/// The questions of the blocks, each once.
fn questions<'a>(
    survey: &'a Survey,
    blocks: &'a [&'a Block],
) -> impl Iterator<Item = &'a model::survey::Question> {
    let mut seen = HashSet::new();
    blocks.iter().flat_map(|block| &block.elements).filter_map(move |element| match element {
        BlockElement::Question { id, .. } => survey.questions.get(id).filter(|_| seen.insert(id)),
        BlockElement::PageBreak => None,
    })
}

#[cfg(test)]
mod tests {
    use model::QuestionId;
    use model::survey::{
        BlockKind, Choice, EmbeddedField, FlowElement, ForcedResponse, Question, QuestionType,
    };
    use serde_json::{Map, json};

    use super::*;

    fn survey() -> Survey {
        Survey {
            name: "Wide".into(),
            language: "EN".into(),
            questions: indexmap::IndexMap::new(),
            blocks: indexmap::IndexMap::new(),
            flow: Vec::new(),
            options: Map::new(),
            scoring: Vec::new(),
            shown_scores: Vec::new(),
            quotas: Vec::new(),
            quota_groups: Vec::new(),
        }
    }

    fn overview(survey: &Survey) -> SurveyOverview {
        let user: model::UserId = model::example::ADMINISTRATOR.parse().unwrap();
        let facts = OverviewFacts {
            id: model::example::survey(),
            name: Name::stored("Wide"),
            owner: user.into(),
            organization: model::example::organization(),
            active: true,
            created: Moment(0),
            modified: Moment(0),
            expiration: Expiration::default(),
            counts: ResponseCounts::default(),
        };
        of(survey, &facts)
    }

    fn set(fields: impl Iterator<Item = (String, Option<String>)>) -> FlowElement {
        let fields = fields.map(|(name, value)| EmbeddedField { name, value }).collect();
        FlowElement::EmbeddedData { flow: "FL_1".into(), fields }
    }

    #[test]
    fn each_field_is_told_once_with_the_first_value_it_is_set_to() {
        let given = [("a", None), ("b", Some("1")), ("a", Some("2")), ("b", Some("3")), ("a", Some("4"))];
        let given = given.map(|(name, value)| (name.to_owned(), value.map(str::to_owned)));
        let told = overview(&Survey { flow: vec![set(given.into_iter())], ..survey() }).embedded_data;
        let told: Vec<_> =
            told.iter().map(|field| (field.name.as_str(), field.default_value.as_deref())).collect();
        assert_eq!(told, [("a", Some("2")), ("b", Some("1"))]);
    }

    /// Compared with each other, the fields alone would be twenty billion comparisons.
    #[test]
    fn a_hundred_and_fifty_thousand_fields_are_each_looked_up() {
        let fields = (0..150_000).map(|number| (format!("field_{number}"), None));
        let again = (0..150_000).map(|number| (format!("field_{number}"), Some("x".to_owned())));
        let told = overview(&Survey { flow: vec![set(fields), set(again)], ..survey() }).embedded_data;
        assert_eq!(told.len(), 150_000);
        assert_eq!(told[149_999].default_value.as_deref(), Some("x"));
    }

    /// The columns of a side-by-side question, and the blocks of which the flow shows one.
    #[test]
    fn tags_of_rows_and_blocks_are_looked_up_too() {
        let tagged = |id: String, tag: &str| Choice { export_tag: Some(tag.to_owned()), ..choice(&id) };
        let part = |number: usize| Question {
            raw: json!({ "QuestionID": format!("QID1#{number}"), "AnswerDataExportTag": "own" })
                .as_object()
                .unwrap()
                .clone(),
            choices: vec![tagged("1".into(), &format!("tag_{number}"))],
            answers: vec![choice("1")],
            ..question(QuestionType::Matrix, "Likert")
        };
        let wide = Question {
            columns: (1..=20_000).map(part).collect(),
            ..question(QuestionType::SideBySide, "SBSMatrix")
        };
        let id = wide.id.clone();
        let block = |name: &str, elements| Block {
            id: name.to_owned(),
            description: String::new(),
            kind: BlockKind::Standard,
            elements,
            loop_rows: Vec::new(),
            raw: Map::new(),
        };
        let shown = block("BL_shown", vec![BlockElement::Question { id: id.clone(), skip: Vec::new() }]);
        let hidden = (0..40_000).map(|number| block(&format!("BL_{number}"), Vec::new()));
        let told = overview(&Survey {
            questions: [(id, wide)].into_iter().collect(),
            blocks: std::iter::once(shown).chain(hidden).map(|block| (block.id.clone(), block)).collect(),
            flow: vec![FlowElement::Block { flow: "FL_2".into(), block: "BL_shown".into() }],
            ..survey()
        });
        assert_eq!(told.blocks.keys().collect::<Vec<_>>(), ["BL_shown"]);
        assert_eq!(told.export_column_map.len(), 20_000);
        assert!(told.export_column_map.contains_key("Q1#20000_tag_20000_own"));
    }

    #[test]
    fn rows_with_tags_end_the_name_of_their_matrix() {
        let tagged = |id: &str, tag: &str| Choice { export_tag: Some(tag.to_owned()), ..choice(id) };
        let rows = vec![Choice { text_entry: true, ..tagged("4", "taste") }, choice("5")];
        let matrix = Question {
            choices: rows,
            answers: vec![choice("1")],
            ..question(QuestionType::Matrix, "Likert")
        };
        let names: Vec<_> = columns::of(&matrix).into_iter().map(|(name, _)| name).collect();
        assert_eq!(names, ["Q1_taste", "Q1_taste_TEXT", "Q1_2"]);
    }

    #[test]
    fn a_field_of_the_browser_has_no_text_entry_and_a_choice_with_a_text_has() {
        let choices = vec![Choice { text_entry: true, ..choice("1") }];
        let of = |kind, selector| Question { choices: choices.clone(), ..question(kind, selector) };
        let browser = question::of(&of(QuestionType::BrowserMeta, "Browser"));
        let names: Vec<_> = browser["choices"]["1"].as_object().unwrap().keys().collect();
        assert_eq!(names, ["description", "choiceText", "imageDescription", "variableName", "analyze"]);
        let choice = question::of(&of(QuestionType::MultipleChoice, "SAVR"));
        assert_eq!(choice["choices"]["1"]["textEntry"], json!({}));
    }

    fn question(kind: QuestionType, selector: &str) -> Question {
        Question {
            id: QuestionId::parse("QID1").unwrap(),
            tag: "Q1".into(),
            text: String::new(),
            description: String::new(),
            kind,
            selector: selector.into(),
            sub_selector: "SingleAnswer".into(),
            choices: Vec::new(),
            answers: Vec::new(),
            columns: Vec::new(),
            forced: ForcedResponse::Off,
            display: None,
            raw: Map::new(),
        }
    }

    fn choice(id: &str) -> Choice {
        Choice {
            id: id.to_owned(),
            text: String::new(),
            recode: id.to_owned(),
            variable_name: None,
            export_tag: None,
            text_entry: false,
            exclusive: false,
            analyze: true,
            display: None,
        }
    }
}
