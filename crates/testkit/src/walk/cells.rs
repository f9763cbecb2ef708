//! What an export must say of answers: worked out from the survey's columns and its codebook, apart from everything that
//! records and writes.

use std::collections::HashMap;

use engine::columns::{self, ColumnOptions};
use model::QuestionId;
use model::column::{Code, Column, Source};
use model::survey::{Question, QuestionType, Survey};
use serde_json::{Value, json};

use super::hand::Entered;

/// The columns of a survey's questions, as exports have them.
pub(super) struct Cells<'s> {
    survey: &'s Survey,
    /// As CSV has them: one per choice where several can be picked. All columns, those of no question too.
    pub(super) table: Vec<Column>,
    /// As JSON has them: one per field.
    members: HashMap<String, Source>,
}

/// What is to be found for an answer.
pub(super) enum Expected<T> {
    /// Exactly this.
    Is(T),
    /// This, or nothing where the question was hidden again on its own page, which no page tells.
    OrNothing(T),
    /// Nothing that a respondent gave.
    Unknown,
}

impl<'s> Cells<'s> {
    pub(super) fn of(survey: &'s Survey) -> Self {
        let table = columns::of(survey, &ColumnOptions::default());
        let whole = ColumnOptions { breakout_sets: false, ..ColumnOptions::default() };
        let of_questions = columns::of(survey, &whole).into_iter().filter(|column| column.question.is_some());
        let members =
            of_questions.filter_map(|column| Some((field(&column.source)?.to_owned(), column.source)));
        Self { survey, table, members: members.collect() }
    }

    /// The fields of questions.
    pub(super) fn fields(&self) -> impl Iterator<Item = &str> {
        self.members.keys().map(String::as_str)
    }

    /// The answers by field, as they are kept: the paths of drill-down questions in their levels, decimal commas as points.
    ///
    /// # Errors
    /// When something was entered for which no export has a place.
    pub(super) fn kept(&self, given: &Entered) -> Result<Entered, String> {
        let mut kept = Entered::new();
        for (name, values) in given {
            if let Some(key) = name.strip_suffix("~path") {
                kept.extend(self.levels(key, values.first().map_or("", String::as_str)));
                continue;
            }
            let source = self.members.get(name).ok_or_else(|| format!("{name} has no column"))?;
            let values = match source {
                Source::Number { .. } => values.iter().map(|value| value.trim().replace(',', ".")).collect(),
                _ => values.clone(),
            };
            kept.insert(name.clone(), values);
        }
        for (name, source) in &self.members {
            let group = name.strip_suffix("_NPS_GROUP").and_then(|key| given.get(key)?.first());
            if let (Some(picked), Source::Choice { .. }) = (group, source) {
                let group = match picked.parse::<u8>() {
                    Ok(9 | 10) => "3",
                    Ok(7 | 8) => "2",
                    _ => "1",
                };
                kept.insert(name.clone(), vec![group.to_owned()]);
            }
        }
        Ok(kept)
    }

    /// The levels of a drill-down question, whose answers spell the whole path: `Europe ~ Italy ~ Rome`.
    fn levels(&self, key: &str, picked: &str) -> Entered {
        let Some(question) = self.question(key) else { return Entered::new() };
        let answers = &question.answers;
        let path = answers.iter().find(|answer| answer.id == picked).map_or("", |answer| &answer.text);
        let parts: Vec<&str> = path.split(" ~ ").collect();
        let level = |(place, level): (usize, &model::survey::Choice)| {
            let wanted = parts.get(..=place)?.join(" ~ ");
            let answer = answers.iter().find(|answer| answer.text == wanted)?;
            Some((format!("{key}_{}", level.id), vec![answer.id.clone()]))
        };
        question.choices.iter().enumerate().filter_map(level).collect()
    }

    /// The text of a cell of a table of codes.
    pub(super) fn cell(&self, column: &Column, kept: &Entered) -> Expected<String> {
        let values = field(&column.source).and_then(|field| kept.get(field)).map_or(&[][..], Vec::as_slice);
        let text = match &column.source {
            Source::Choice { codes, .. } | Source::Choices { codes, .. } => {
                in_order(codes, values).collect::<Vec<_>>().join(",")
            }
            Source::Picked { code, .. } if values.contains(&code.id) => "1".to_owned(),
            Source::Picked { .. } => String::new(),
            Source::Text { .. } | Source::Number { .. } => values.first().cloned().unwrap_or_default(),
            Source::Meta(_) | Source::Position { .. } | Source::Order { .. } => return Expected::Unknown,
        };
        self.expected(field(&column.source).unwrap_or_default(), text)
    }

    /// The value of a field in JSON; null where there is none.
    pub(super) fn value(&self, name: &str, kept: &Entered) -> Expected<Value> {
        let Some(source) = self.members.get(name) else { return Expected::Unknown };
        let values = kept.get(name).map_or(&[][..], Vec::as_slice);
        let number = |text: &str| text.parse::<i64>().ok().filter(|number| number.to_string() == text);
        let value = match (source, values.first()) {
            (_, None) => Value::Null,
            (Source::Choice { codes, .. }, _) => in_order(codes, values)
                .next()
                .map_or(Value::Null, |code| number(code).map_or(json!(code), Value::from)),
            (Source::Choices { codes, .. }, _) => in_order(codes, values).collect(),
            (Source::Number { .. }, Some(text)) => serde_json::from_str(text).unwrap_or_else(|_| json!(text)),
            (_, Some(text)) => json!(text),
        };
        self.expected(name, value)
    }

    fn expected<T>(&self, field: &str, value: T) -> Expected<T> {
        let question = self.question(field);
        let is_measured = |question: &Question| {
            matches!(question.kind, QuestionType::Timing | QuestionType::BrowserMeta | QuestionType::Captcha)
        };
        match question {
            Some(question) if is_measured(question) => Expected::Unknown,
            Some(question) if question.display.as_ref().is_some_and(|display| display.in_page) => {
                Expected::OrNothing(value)
            }
            _ => Expected::Is(value),
        }
    }

    /// The question that a field is of: that of `3_QID5_1`, `QID8#2_1`.
    fn question(&self, field: &str) -> Option<&Question> {
        let start = if field.starts_with("QID") { 0 } else { field.find("_QID")? + 1 };
        let rest = &field[start + 3..];
        let end =
            rest.find(|one: char| !one.is_ascii_alphanumeric()).map_or(field.len(), |end| start + 3 + end);
        self.survey.questions.get(&QuestionId::parse(&field[start..end]).ok()?)
    }
}

fn field(source: &Source) -> Option<&str> {
    match source {
        Source::Meta(_) => None,
        Source::Text { field }
        | Source::Number { field }
        | Source::Choice { field, .. }
        | Source::Choices { field, .. }
        | Source::Picked { field, .. }
        | Source::Position { field, .. }
        | Source::Order { field, .. } => Some(field),
    }
}

/// The codes of what was picked, as the author's list has them.
fn in_order<'c>(codes: &'c [Code], picked: &[String]) -> impl Iterator<Item = &'c str> {
    codes.iter().filter(|code| picked.contains(&code.id)).map(|code| code.recode.as_str())
}
