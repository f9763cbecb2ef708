//! Quotas: how many respondents of a kind a survey takes, and what happens then (api/qsf.md section 12, api/surveys.md section
//! 6.6).

use serde_json::{Map, Value};

use super::logic::Expression;

/// A quota.
#[derive(Debug, Clone, PartialEq)]
pub struct Quota {
    /// `QO_…`
    pub id: String,
    /// Its name.
    pub name: String,
    /// What is counted: one cell, or one for each combination of a cross quota.
    pub cells: Vec<QuotaCell>,
    /// What happens where a cell is full.
    pub action: QuotaAction,
    /// `EndSurveyOptions`, as they came.
    pub end: Map<String, Value>,
}

/// One count of a quota.
#[derive(Debug, Clone, PartialEq)]
pub struct QuotaCell {
    /// What names the count: the quota's id, for a cell of a cross quota with the cell's own behind it (`QO_1/3`).
    pub key: String,
    /// How many may be counted (`Occurrences`).
    pub limit: i64,
    /// Who is counted; without a condition everybody.
    pub logic: Option<Expression>,
}

/// What happens to whoever belongs to a cell that is full (`QuotaAction`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum QuotaAction {
    /// The survey ends for them.
    EndSurvey,
    /// Nobody begins the survey any more.
    PreventSurvey,
    /// A question is not shown; its id.
    HideQuestion(String),
    /// A block is not shown; its id.
    HideBlock(String),
    /// Nothing: conditions ask for it.
    Nothing,
    /// One that is kept and not acted on, as it came.
    Other(String),
}

/// A cell of a quota that a finished response is counted in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QuotaCount {
    /// The cell's key.
    pub key: String,
    /// How many may be counted.
    pub limit: i64,
    /// Whether whoever comes behind the limit ends otherwise; else they are recorded and not counted.
    pub ends: bool,
}

/// Quotas that belong together (`QG`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QuotaGroup {
    /// Their ids, in order.
    pub quotas: Vec<String>,
    /// Into which of them somebody is counted who belongs to several.
    pub placing: Placing,
}

/// Into which quotas of a group somebody is counted who belongs to several (`MultipleMatch`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Placing {
    /// All of them.
    All,
    /// The one with the fewest counted.
    LeastFilled,
    /// The one with the most counted.
    MostFilled,
    /// The one with the smallest part of its limit counted.
    LeastFilledPercent,
    /// The one with the largest part of its limit counted.
    MostFilledPercent,
    /// The first of the list.
    First,
    /// The last of the list.
    Last,
}

impl Placing {
    /// Reads the file's word; an unknown one counts into all.
    #[must_use]
    pub fn parse(word: &str) -> Self {
        match word {
            "LeastFilled" => Self::LeastFilled,
            "MostFilled" => Self::MostFilled,
            "LeastFilledPercent" => Self::LeastFilledPercent,
            "MostFilledPercent" => Self::MostFilledPercent,
            "CurrentDefinedOrder" => Self::First,
            "ReverseOrder" => Self::Last,
            _ => Self::All,
        }
    }
}
