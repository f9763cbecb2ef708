//! What conditions and piped text may name: a survey's questions, choices, scores and quotas.

use std::collections::{HashMap, HashSet};

use model::survey::{Question, QuestionType, Survey};

/// What there is to be named.
#[derive(Debug, Default)]
pub(super) struct References {
    /// The choices of each question, where their ids are in the file.
    questions: HashMap<String, Option<HashSet<String>>>,
    scores: HashSet<String>,
    quotas: HashSet<String>,
}

impl References {
    pub(super) fn of(survey: &Survey) -> Self {
        Self {
            questions: survey.questions.values().map(|one| (one.id.to_string(), choices(one))).collect(),
            scores: survey.scoring.iter().map(|(id, _)| id.clone()).collect(),
            quotas: survey.quotas.iter().map(|quota| quota.id.clone()).collect(),
        }
    }

    /// What a locator names that is not there, as a noun.
    pub(super) fn missing(&self, scheme: &str, path: &str) -> Option<&'static str> {
        let path = path.split('?').next().unwrap_or_default();
        let mut parts = path.split('/');
        let named = parts.next().unwrap_or_default();
        match scheme {
            "q" => match self.question(named) {
                None => Some("a question that is not there"),
                Some(Some(choices)) => {
                    let of_choice = matches!(
                        parts.next(),
                        Some("SelectableChoice" | "ChoiceDisplayed" | "ChoiceDescription")
                    );
                    let id =
                        parts.next().filter(|id| of_choice && id.bytes().all(|byte| byte.is_ascii_digit()));
                    id.filter(|id| !choices.contains(*id)).map(|_| "a choice that is not there")
                }
                Some(None) => None,
            },
            "gr" if !self.scores.contains(named) => Some("a score that is not there"),
            "qo" if !self.quotas.contains(named) => Some("a quota that is not there"),
            _ => None,
        }
    }

    /// The question of a locator, which may name a round of a loop (`3_QID5`) and a column (`QID5#2`).
    fn question(&self, named: &str) -> Option<&Option<HashSet<String>>> {
        let whole = named.split(['#', '%']).next().unwrap_or_default();
        self.questions.get(whole).or_else(|| self.questions.get(whole.split_once('_')?.1))
    }
}

/// Those of a question whose choices stand in the file, and are no copies of another's.
fn choices(question: &Question) -> Option<HashSet<String>> {
    let has_own = matches!(question.kind, QuestionType::MultipleChoice | QuestionType::Matrix)
        && question.raw.get("DynamicChoices").is_none_or(|dynamic| dynamic.get("Locator").is_none());
    has_own.then(|| question.choices.iter().map(|choice| choice.id.clone()).collect())
}
