//! What logic and piped texts look at: the survey, the run so far, and the place in a loop.

use model::QuestionId;
use model::survey::{Block, Choice, Question, QuestionType, QuotaCell};
use percent_encoding::percent_decode_str;
use serde_json::Value;

use super::prepared::PreparedSurvey;
use super::state::RunState;
use super::work::Work;

/// The place something is evaluated at.
#[derive(Clone, Copy)]
pub(super) struct RunScope<'a> {
    pub(super) survey: &'a PreparedSurvey,
    pub(super) state: &'a RunState,
    /// What the page at hand may still cost.
    pub(super) work: &'a Work,
    /// The looped block and its row, inside a loop.
    pub(super) row: Option<LoopRow<'a>>,
    /// What a condition counts as that cannot be worked out, because a pattern cannot be read or too much was asked: in
    /// doubt a question is shown and an answer passes, but no branch is taken.
    pub(super) in_doubt: bool,
    /// How many lists of choices and texts of the author are being worked out around this place. They may hang on each
    /// other, in a circle even: so deep within each other everything counts as offered, and texts stay as they are
    /// written.
    pub(super) depth: u8,
}

/// One row of a loop.
#[derive(Clone, Copy)]
pub(super) struct LoopRow<'a> {
    pub(super) block: &'a Block,
    /// What prefixes the keys of its questions.
    pub(super) key: &'a str,
    /// Its place among the block's rows.
    pub(super) place: usize,
}

impl<'a> RunScope<'a> {
    /// The same place for something that, in doubt, is to count as so.
    pub(super) fn in_doubt(self, holds: bool) -> Self {
        Self { in_doubt: holds, ..self }
    }

    /// The question with this id as written in a locator: `QID5`, `3_QID5`, `QID5#2`; and its key at this place.
    pub(super) fn question(&self, written: &str) -> Option<(&'a Question, String)> {
        let (row, rest) = match written.split_once('_') {
            Some((row, rest)) => (Some(row), rest),
            None => (None, written),
        };
        let (id, column) = match rest.split_once('#') {
            Some((id, column)) => (id, Some(column)),
            None => (rest, None),
        };
        let question = self.survey.questions.get(&QuestionId::parse(id).ok()?)?;
        let key = match row {
            Some(row) => format!("{row}_{id}"),
            None => self.key(&question.id),
        };
        let Some(column) = column else { return Some((question, key)) };
        let wanted = format!("{key}#{column}");
        self.work.pay(question.columns.len() * 64).then_some(())?;
        let mut columns = question.columns.iter().enumerate();
        let (_, part) = columns.find(|(place, part)| part_key(&key, *place, part) == wanted)?;
        Some((part, wanted))
    }

    /// The key of a question seen from this place: inside a loop, the loop's own questions carry its row.
    pub(super) fn key(&self, id: &QuestionId) -> String {
        match self.row {
            Some(row) if self.survey.loops(row.block, id) => format!("{}_{id}", row.key),
            _ => id.to_string(),
        }
    }

    /// The place in the round that a key names (`3_QID5`), which knows the fields of its row; this place for any other key.
    pub(super) fn round_of(self, key: &str) -> Self {
        let round = || {
            let (row, rest) = key.split_once('_')?;
            let id = QuestionId::parse(rest.split('#').next()?).ok()?;
            if self.row.is_some_and(|own| own.key == row && self.survey.loops(own.block, &id)) {
                return None;
            }
            let block = self.survey.loop_of(&id)?;
            self.work.pay(block.loop_rows.len()).then_some(())?;
            let place = block.loop_rows.iter().position(|(key, _)| key == row)?;
            let (key, _) = block.loop_rows.get(place)?;
            Some(LoopRow { block, key, place })
        };
        Self { row: round().or(self.row), ..self }
    }

    /// What was entered under a field key on a page the respondent is on or came by.
    pub(super) fn entered(&self, key: &str) -> &'a [String] {
        self.state.answers.get(key).map_or(&[], Vec::as_slice)
    }

    /// The text entered under a field key; empty if none.
    pub(super) fn text(&self, key: &str) -> &'a str {
        self.entered(key).first().map_or("", String::as_str)
    }

    /// The text or number entered in a question, or in one of its choices (`rest` names it, a statement before its scale
    /// point).
    pub(super) fn entry(&self, question: &Question, key: &str, rest: &[&str]) -> &'a str {
        match (question.kind, rest) {
            (QuestionType::TextEntry, []) => self.text(&format!("{key}_TEXT")),
            // The text of a choice that is picked has no need of its id.
            (QuestionType::MultipleChoice, []) => {
                let picked = self.entered(key);
                self.work.pay(picked.len() * 64);
                let texts = picked.iter().map(|choice| self.text(&format!("{key}_{choice}_TEXT")));
                texts.into_iter().find(|text| !text.is_empty()).unwrap_or_default()
            }
            (_, []) => self.text(key),
            (QuestionType::MultipleChoice, [choice, ..]) => self.text(&format!("{key}_{choice}_TEXT")),
            (QuestionType::Matrix, [row]) if question.selector == "Likert" => {
                self.text(&format!("{key}_{row}_TEXT"))
            }
            (_, parts) => self.text(&format!("{key}_{}", parts.join("_"))),
        }
    }

    /// Whether the question with this key was shown on the path taken.
    pub(super) fn was_shown(&self, key: &str) -> bool {
        let key = key.split('#').next().unwrap_or(key);
        self.state.visits.have_shown(key)
    }

    /// Ids picked in a question with choices; the rows with an answer in one with rows.
    pub(super) fn picked(&self, question: &'a Question, key: &str) -> Vec<&'a str> {
        if !self.was_shown(key) {
            return Vec::new();
        }
        let whole = self.entered(key);
        self.work.pay(whole.len());
        if !whole.is_empty() {
            return whole.iter().map(String::as_str).collect();
        }
        if question.kind == QuestionType::MultipleChoice {
            return Vec::new();
        }
        if !self.work.pay(question.choices.len().saturating_mul(64 * question.answers.len().max(1))) {
            return Vec::new();
        }
        let filled = |name: &str| self.entered(name).iter().any(|value| !value.is_empty());
        let answered = |choice: &&'a Choice| {
            let slot = format!("{key}_{}", choice.id);
            filled(&slot) || question.answers.iter().any(|answer| filled(&format!("{slot}_{}", answer.id)))
        };
        question.choices.iter().filter(answered).map(|choice| choice.id.as_str()).collect()
    }

    /// An embedded data field, by its name or by one that differs in case alone; empty if it is not set. A name that nobody knows is
    /// read as one that is percent-encoded, as editors write it where it has blanks.
    pub(super) fn embedded(&self, name: &str) -> &'a str {
        let decoded = || {
            let decoded = name.contains('%').then(|| percent_decode_str(name).decode_utf8().ok()).flatten();
            decoded.filter(|decoded| decoded != name).and_then(|decoded| self.named(&decoded))
        };
        self.named(name).or_else(decoded).unwrap_or_default()
    }

    /// The value of a field; empty where one is declared that is not set, `None` where there is none of this name.
    fn named(&self, name: &str) -> Option<&'a str> {
        let fields = &self.state.embedded;
        let spelled = self.survey.declared(name);
        let declared = || fields.get(spelled?);
        let other = || {
            self.work.pay(fields.len()).then_some(())?;
            fields.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value)
        };
        let found = fields.get(name).or_else(declared).or_else(other).map(String::as_str);
        found.or_else(|| spelled.map(|_| ""))
    }

    /// Whether a cell of a quota is full, as far as the run knows.
    pub(super) fn is_full(&self, cell: &QuotaCell) -> bool {
        self.state.known.is_full(cell)
    }
}

/// The key of one column of a side-by-side question: its number is what follows `#` in the column's own id.
pub(super) fn part_key(key: &str, place: usize, column: &Question) -> String {
    let own = column.raw.get("QuestionID").and_then(Value::as_str).and_then(|id| id.split_once('#'));
    match own.filter(|(_, number)| !number.is_empty()) {
        Some((_, number)) => format!("{key}#{number}"),
        None => format!("{key}#{}", place + 1),
    }
}
