//! A survey as the engine reads it.
//!
//! The survey file as it came is the truth and is kept whole ([`file::SurveyFile`]); these types are the view of it
//! that flow, columns and pages need. What is not understood stays in the file and in `raw`, so nothing is lost.

pub mod authenticator;
pub mod file;
pub mod flow;
pub mod logic;
pub mod overview;
pub mod pieces;
pub mod question;
pub mod quota;
pub mod web_service;

use indexmap::IndexMap;
use serde_json::{Map, Value};

pub use authenticator::{Authenticator, AuthenticatorField};
pub use file::SurveyFile;
pub use flow::{Block, BlockElement, BlockKind, EmbeddedField, FLOW_TYPES, FlowElement};
pub use logic::{Condition, Expression, Group, Joint};
pub use question::{Choice, ForcedResponse, Question, QuestionType, TimingPart};
pub use quota::{Placing, Quota, QuotaAction, QuotaCell, QuotaCount, QuotaGroup, QuotaSchedule, period_mark};
pub use web_service::{WebBody, WebService};

use crate::QuestionId;

/// One survey, understood.
#[derive(Debug, Clone)]
pub struct Survey {
    /// The name people gave it.
    pub name: String,
    /// Language code of the base texts, `EN` where the file says none.
    pub language: String,
    /// Every question of the file in its order, those in the Trash block included.
    pub questions: IndexMap<QuestionId, Question>,
    /// Blocks in the file's order, the Trash block included.
    pub blocks: IndexMap<String, Block>,
    /// The children of the flow's root, in order.
    pub flow: Vec<FlowElement>,
    /// The survey options (`SO`) as they came.
    pub options: Map<String, Value>,
    /// Scoring categories: id (`SC_…`) and name, in order.
    pub scoring: Vec<(String, String)>,
    /// The ids of the scoring categories whose points the end of the survey shows, in order.
    pub shown_scores: Vec<String>,
    /// Quotas, in the order in which they are looked at.
    pub quotas: Vec<Quota>,
    /// Quotas that belong together.
    pub quota_groups: Vec<QuotaGroup>,
}

impl Survey {
    /// An option as text: strings as they are, booleans and numbers in JSON's words, absent and null as nothing.
    #[must_use]
    pub fn option(&self, name: &str) -> Option<String> {
        match self.options.get(name)? {
            Value::String(text) => Some(text.clone()),
            Value::Bool(yes) => Some(yes.to_string()),
            Value::Number(number) => Some(number.to_string()),
            _ => None,
        }
    }

    /// Whether an option is switched on: `"true"`, `"Yes"`, `"ON"`, `true` and `1` all are.
    #[must_use]
    pub fn is_on(&self, name: &str) -> bool {
        self.option(name)
            .is_some_and(|text| matches!(text.to_ascii_lowercase().as_str(), "true" | "yes" | "on" | "1"))
    }
}
