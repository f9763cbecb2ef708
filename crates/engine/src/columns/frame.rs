//! What the columns of one question have in common: names, labels, codes.

use model::column::{Code, Column, ImportKey, Source};
use model::survey::{Choice, Question};

use super::options::ColumnOptions;
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
    /// Columns that tell in which order choices were shown.
    pub(super) orders: bool,
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

    /// The name of a choice's column: its own export tag, else the question's and its id.
    pub(super) fn name_of(&self, choice: &Choice) -> String {
        match &choice.export_tag {
            Some(tag) => format!("{}{tag}", self.prefix),
            None => format!("{}_{}", self.tag, choice.id),
        }
    }
}

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
