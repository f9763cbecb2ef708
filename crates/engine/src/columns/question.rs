//! Columns of one question that is not a grid, and the frame that all questions' columns share.

use model::column::{Code, Column, ImportKey, Source};
use model::survey::{Choice, Question, QuestionType};

use super::ColumnOptions;
use crate::html::{piped, plain};

/// What all columns of one question have in common.
pub(super) struct Frame<'a> {
    pub(super) question: &'a Question,
    /// The loop's prefix (`3_`); empty outside loops.
    pub(super) prefix: &'a str,
    /// The export tag, with the loop's prefix.
    pub(super) tag: String,
    /// The question id, with the loop's prefix: what field keys and import ids begin with.
    pub(super) key: String,
    /// The question's text as labels write it; the tag where there is none.
    pub(super) text: String,
    /// One column per choice where several may be picked.
    pub(super) breakout: bool,
    orders: bool,
}

impl<'a> Frame<'a> {
    pub(super) fn new(question: &'a Question, prefix: &'a str, options: &ColumnOptions) -> Self {
        let text = piped(&plain(&question.text));
        let tag = format!("{prefix}{}", question.tag);
        Self {
            question,
            prefix,
            key: format!("{prefix}{}", question.id),
            text: if text.trim().is_empty() { tag.clone() } else { text },
            tag,
            breakout: options.breakout_sets,
            orders: options.include_display_order,
        }
    }

    /// Adds the question's columns, its display order behind them.
    pub(super) fn columns(&self, columns: &mut Vec<Column>) {
        match self.question.kind {
            QuestionType::MultipleChoice if self.question.is_multiple() => self.multiple(columns),
            QuestionType::MultipleChoice => self.single(columns),
            QuestionType::Matrix => self.matrix(columns),
            QuestionType::SideBySide => self.side_by_side(columns),
            QuestionType::TextEntry if self.question.selector == "FORM" => {
                self.per_choice(columns, |field| Source::Text { field });
            }
            QuestionType::TextEntry => {
                let field = format!("{}_TEXT", self.key);
                columns.push(self.column(self.tag.clone(), self.text.clone(), &field, text(&field)));
            }
            QuestionType::Slider | QuestionType::ConstantSum | QuestionType::RankOrder => {
                self.per_choice(columns, |field| Source::Number { field });
                self.texts(columns);
            }
            QuestionType::DrillDown => self.drill_down(columns),
            QuestionType::GraphicSlider => {
                columns.push(self.column(self.tag.clone(), self.text.clone(), &self.key, number(&self.key)));
            }
            QuestionType::Timing => self.parts(columns, &TIMING),
            QuestionType::BrowserMeta => self.parts(columns, &BROWSER),
            QuestionType::FileUpload | QuestionType::Draw => self.parts(columns, &FILE),
            QuestionType::Descriptive
            | QuestionType::Captcha
            | QuestionType::PickGroupRank
            | QuestionType::HotSpot
            | QuestionType::HeatMap
            | QuestionType::Highlight
            | QuestionType::TreeSelect
            | QuestionType::Other => return,
        }
        if self.orders {
            self.order(columns, "Randomization", "DO", "Display Order", &self.question.choices);
            self.order(columns, "AnswerRandomization", "ADO", "Answer Display Order", &self.question.answers);
        }
    }

    /// A column of this question; the import id is given without choice.
    pub(super) fn column(&self, name: String, label: String, import: &str, source: Source) -> Column {
        Column {
            name,
            label,
            import: ImportKey { id: import.to_owned(), choice: None },
            question: Some(self.question.id.as_str().to_owned()),
            source,
        }
    }

    /// A column that tells whether one choice of a field was picked.
    pub(super) fn picked(&self, name: String, label: String, field: &str, code: Code) -> Column {
        let choice = Some(code.id.clone());
        let mut column = self.column(name, label, field, Source::Picked { field: field.to_owned(), code });
        column.import.choice = choice;
        column
    }

    fn single(&self, columns: &mut Vec<Column>) {
        if self.question.selector == "NPS" {
            let field = format!("{}_NPS_GROUP", self.key);
            let name = format!("{}_NPS_GROUP", self.tag);
            let source = Source::Choice { field: field.clone(), codes: promoter_groups() };
            columns.push(self.column(name, format!("{} - Group", self.text), &field, source));
        }
        let source = Source::Choice { field: self.key.clone(), codes: codes(&self.question.choices) };
        columns.push(self.column(self.tag.clone(), self.selected(), &self.key, source));
        self.texts(columns);
    }

    fn multiple(&self, columns: &mut Vec<Column>) {
        let codes = codes(&self.question.choices);
        if self.breakout {
            for (choice, code) in self.question.choices.iter().zip(codes) {
                let label = format!("{} - {}", self.selected(), label_of(choice));
                columns.push(self.picked(self.name_of(choice), label, &self.key, code));
            }
        } else {
            let source = Source::Choices { field: self.key.clone(), codes };
            columns.push(self.column(self.tag.clone(), self.selected(), &self.key, source));
        }
        self.texts(columns);
    }

    /// The label of the picked choices; only where some choice has a text of its own must it be told apart.
    fn selected(&self) -> String {
        if self.question.choices.iter().any(|choice| choice.text_entry) {
            format!("{} - Selected Choice", self.text)
        } else {
            self.text.clone()
        }
    }

    /// The texts that choices carry, behind the choices themselves.
    fn texts(&self, columns: &mut Vec<Column>) {
        for choice in self.question.choices.iter().filter(|choice| choice.text_entry) {
            let field = format!("{}_{}_TEXT", self.key, choice.id);
            let name = format!("{}_TEXT", self.name_of(choice));
            let label = format!("{} - {} - Text", self.text, label_of(choice));
            columns.push(self.column(name, label, &field, text(&field)));
        }
    }

    fn per_choice(&self, columns: &mut Vec<Column>, source: fn(String) -> Source) {
        for choice in &self.question.choices {
            let field = format!("{}_{}", self.key, choice.id);
            let label = format!("{} - {}", self.text, label_of(choice));
            columns.push(self.column(self.name_of(choice), label, &field, source(field.clone())));
        }
    }

    /// A drill-down has one column per level. Its answers spell the whole way down (`a ~ b ~ c`), so that the level
    /// of an answer is the number of its steps.
    fn drill_down(&self, columns: &mut Vec<Column>) {
        for (place, level) in self.question.choices.iter().enumerate() {
            let codes = codes(&self.question.answers)
                .into_iter()
                .filter(|code| code.label.matches(" ~ ").count() == place)
                .map(|code| Code {
                    label: code.label.rsplit(" ~ ").next().unwrap_or_default().to_owned(),
                    ..code
                })
                .collect();
            let field = format!("{}_{}", self.key, level.id);
            let label = format!("{} - {}", self.text, label_of(level));
            let source = Source::Choice { field: field.clone(), codes };
            columns.push(self.column(self.name_of(level), label, &field, source));
        }
    }

    fn parts(&self, columns: &mut Vec<Column>, parts: &[(&str, &str, bool)]) {
        for (name, id, is_number) in parts {
            let field = format!("{}_{id}", self.key);
            let label = format!("{} - {name}", self.text);
            let source = if *is_number { number(&field) } else { text(&field) };
            columns.push(self.column(format!("{}_{name}", self.tag), label, &field, source));
        }
    }

    fn order(&self, columns: &mut Vec<Column>, member: &str, suffix: &str, words: &str, shown: &[Choice]) {
        let how = self.question.raw.get(member).and_then(|randomization| randomization.get("Type"));
        let shuffled = how.and_then(serde_json::Value::as_str).is_some_and(|how| !matches!(how, "" | "None"));
        if !shuffled || shown.is_empty() {
            return;
        }
        let field = format!("{}_{suffix}", self.key);
        let name = format!("{}_{suffix}", self.tag);
        let label = format!("{} - {words}", self.text);
        if !self.breakout {
            let source = Source::Order { field: field.clone(), codes: codes(shown) };
            columns.push(self.column(name, label, &field, source));
            return;
        }
        for choice in shown {
            let source = Source::Position { field: field.clone(), id: choice.id.clone() };
            let label = format!("{label} - {}", label_of(choice));
            let mut column = self.column(format!("{name}_{}", choice.id), label, &field, source);
            column.import.choice = Some(choice.id.clone());
            columns.push(column);
        }
    }

    /// The name of a choice's column: its own export tag, else the question's and its id.
    fn name_of(&self, choice: &Choice) -> String {
        match &choice.export_tag {
            Some(tag) => format!("{}{tag}", self.prefix),
            None => format!("{}_{}", self.tag, choice.id),
        }
    }
}

/// Name, end of the import id, whether it is a number.
const TIMING: [(&str, &str, bool); 4] = [
    ("First Click", "FIRST_CLICK", true),
    ("Last Click", "LAST_CLICK", true),
    ("Page Submit", "PAGE_SUBMIT", true),
    ("Click Count", "CLICK_COUNT", true),
];
const BROWSER: [(&str, &str, bool); 4] = [
    ("Browser", "BROWSER", false),
    ("Version", "VERSION", false),
    ("Operating System", "OS", false),
    ("Resolution", "RESOLUTION", false),
];
const FILE: [(&str, &str, bool); 4] = [
    ("Id", "FILE_ID", false),
    ("Name", "FILE_NAME", false),
    ("Size", "FILE_SIZE", true),
    ("Type", "FILE_TYPE", false),
];

/// Choices as cells write them.
pub(super) fn codes(choices: &[Choice]) -> Vec<Code> {
    let code = |choice: &Choice| Code {
        id: choice.id.clone(),
        recode: choice.recode.clone(),
        label: choice.variable_name.clone().unwrap_or_else(|| plain(&choice.text)),
    };
    choices.iter().map(code).collect()
}

/// A choice as header labels write it.
pub(super) fn label_of(choice: &Choice) -> String {
    choice.variable_name.clone().unwrap_or_else(|| piped(&plain(&choice.text)))
}

pub(super) fn text(field: &str) -> Source {
    Source::Text { field: field.to_owned() }
}

pub(super) fn number(field: &str) -> Source {
    Source::Number { field: field.to_owned() }
}

fn promoter_groups() -> Vec<Code> {
    [("1", "Detractor"), ("2", "Passive"), ("3", "Promoter")]
        .into_iter()
        .map(|(id, label)| Code { id: id.into(), recode: id.into(), label: label.into() })
        .collect()
}
