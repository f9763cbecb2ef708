//! A survey as a text tells it, before it becomes a survey file.

use model::limits::surveys::{FLOW_ELEMENTS, TEXT_ITEMS, TEXT_QUESTIONS};

use super::SurveyFileError;
use super::kinds::{Form, Lists};
use crate::markup;

/// A survey as a text tells it.
#[derive(Debug, Default)]
pub(super) struct Draft {
    /// What the flow holds, in order.
    pub(super) flow: Vec<Step>,
    questions: usize,
    items: usize,
}

/// A step of the flow.
#[derive(Debug)]
pub(super) enum Step {
    /// A block: its name, unless it has none, and what it shows.
    Block(Option<String>, Vec<Shown>),
    /// Embedded data: the fields and their values, where they are set.
    Fields(Vec<(String, Option<String>)>),
}

/// What a block shows.
#[derive(Debug)]
pub(super) enum Shown {
    Question(Question),
    PageBreak,
}

/// A question.
#[derive(Debug)]
pub(super) struct Question {
    /// The line where it begins.
    pub(super) line: usize,
    pub(super) form: Form,
    /// Its name in exports, where the text gives one.
    pub(super) tag: Option<String>,
    pub(super) text: Text,
    pub(super) choices: Vec<Item>,
    pub(super) answers: Vec<Item>,
}

/// A choice or a point of a scale.
#[derive(Debug, Default)]
pub(super) struct Item {
    /// The value that is recorded, where the text gives one.
    pub(super) code: Option<String>,
    pub(super) text: Text,
}

impl Item {
    /// One of a single line.
    pub(super) fn of(line: &str) -> Self {
        Self { code: None, text: Text::of(line) }
    }

    /// One whose lines follow.
    pub(super) fn coded(code: Option<&str>) -> Self {
        Self { code: code.map(str::to_owned), text: Text::default() }
    }
}

/// A text of one or more lines, as HTML.
#[derive(Debug, Default)]
pub(super) struct Text {
    html: String,
    blank: bool,
}

impl Text {
    pub(super) fn of(line: &str) -> Self {
        Self { html: markup::escaped(line), blank: false }
    }

    /// Adds a line, which stays one unless tags lay it out: a blank one between others makes a paragraph.
    pub(super) fn push(&mut self, line: &str) {
        if line.is_empty() {
            self.blank = true;
            return;
        }
        let line = markup::escaped(line);
        if !self.html.is_empty() {
            let laid_out = markup::has_own_lines(&self.html, true) || markup::has_own_lines(&line, false);
            self.html.push_str(match (self.blank, laid_out) {
                (true, _) => "<br><br>\n",
                (false, false) => "<br>\n",
                (false, true) => "\n",
            });
        }
        self.html.push_str(&line);
        self.blank = false;
    }

    pub(super) fn html(&self) -> &str {
        &self.html
    }
}

impl Draft {
    /// Begins a block.
    pub(super) fn block(&mut self, line: usize, name: Option<&str>) -> Result<(), SurveyFileError> {
        self.step(line, Step::Block(name.map(str::to_owned), Vec::new()))
    }

    /// Sets or declares a field where the flow is so far: a block that has begun ends there, unless it shows nothing yet,
    /// and goes on behind it.
    pub(super) fn field(
        &mut self,
        line: usize,
        field: &str,
        value: Option<&str>,
    ) -> Result<(), SurveyFileError> {
        self.item(line)?;
        let field = (field.to_owned(), value.map(str::to_owned));
        match self.flow.as_mut_slice() {
            [.., Step::Fields(fields)] => fields.push(field),
            [.., Step::Fields(fields), Step::Block(_, shown)] if shown.is_empty() => fields.push(field),
            [.., Step::Block(_, shown)] if shown.is_empty() => {
                let last = self.flow.len() - 1;
                self.flow.insert(last, Step::Fields(vec![field]));
            }
            _ => return self.step(line, Step::Fields(vec![field])),
        }
        Ok(())
    }

    /// Shows something in the last block.
    pub(super) fn show(&mut self, line: usize, shown: Shown) -> Result<(), SurveyFileError> {
        if !matches!(self.flow.last(), Some(Step::Block(..))) {
            self.block(line, None)?;
        }
        if matches!(shown, Shown::Question(_)) {
            self.questions += 1;
            if self.questions > TEXT_QUESTIONS {
                return Err(SurveyFileError::at(
                    line,
                    format!("there are more than {TEXT_QUESTIONS} questions"),
                ));
            }
        }
        if let Some(Step::Block(_, all)) = self.flow.last_mut() {
            all.push(shown);
        }
        Ok(())
    }

    /// Counts a choice, a point of a scale or a field.
    pub(super) fn item(&mut self, line: usize) -> Result<(), SurveyFileError> {
        self.items += 1;
        if self.items > TEXT_ITEMS {
            let fault = format!("there are more than {TEXT_ITEMS} choices, scale points and fields");
            return Err(SurveyFileError::at(line, fault));
        }
        Ok(())
    }

    fn step(&mut self, line: usize, step: Step) -> Result<(), SurveyFileError> {
        if self.flow.len() >= FLOW_ELEMENTS {
            return Err(SurveyFileError::at(
                line,
                format!("there are more than {FLOW_ELEMENTS} blocks and fields"),
            ));
        }
        self.flow.push(step);
        Ok(())
    }
}

impl Question {
    pub(super) fn new(line: usize, form: Form) -> Self {
        Self { line, form, tag: None, text: Text::default(), choices: Vec::new(), answers: Vec::new() }
    }

    /// Holds that it has the lists that its kind needs.
    pub(super) fn whole(self) -> Result<Self, SurveyFileError> {
        let fault = match (self.form.lists, self.choices.len(), self.answers.len()) {
            (Lists::None, 0, 0) | (Lists::Choices, 1.., 0) | (Lists::ChoicesAndAnswers, 1.., 1..) => {
                return Ok(self);
            }
            (Lists::None, ..) => "a question of this kind has no choices",
            (Lists::Choices, 0, _) => "the question has no choices",
            (Lists::Choices, ..) => "a question of this kind has no answers",
            (Lists::ChoicesAndAnswers, 0, _) => "the matrix has no choices",
            (Lists::ChoicesAndAnswers, ..) => "the matrix has no answers",
        };
        Err(SurveyFileError::at(self.line, fault))
    }
}
