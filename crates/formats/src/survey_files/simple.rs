//! The simple format: numbered questions, their choices behind a blank line, the answers of a matrix behind another.

use super::SurveyFileError;
use super::draft::{Draft, Item, Question, Shown, Text};
use super::kinds::{CHOICE, MATRIX, TEXT};
use super::lines::{Content, Line};
use super::tag::{self, Tag};

/// What of a question is being read.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    Text,
    Choices,
    Answers,
}

/// A question on its way.
struct Open {
    question: Question,
    part: Part,
    /// Whether a blank line came since the last one with text.
    blank: bool,
    multiple: bool,
}

/// Reads the lines of a text in the simple format. A question without choices is one to write an answer to.
///
/// # Errors
/// What cannot be understood, with its line.
pub(super) fn read(lines: &[Line<'_>]) -> Result<Draft, SurveyFileError> {
    let mut draft = Draft::default();
    let mut open: Option<Open> = None;
    for line in lines {
        match line.content {
            Content::Text("") => {
                if let Some(open) = &mut open {
                    open.blank = true;
                }
            }
            Content::Text(text) => match (numbered(text), &mut open) {
                (Some(first), _) => {
                    close(&mut draft, open.take())?;
                    let mut question = Question::new(line.number, CHOICE);
                    question.text = Text::of(first);
                    open =
                        Some(Open { question, part: Part::Text, blank: first.is_empty(), multiple: false });
                }
                (None, Some(open)) => add(&mut draft, open, line.number, text)?,
                (None, None) => {
                    let fault = "a question is expected: its number, a period, a blank and its text";
                    return Err(SurveyFileError::at(line.number, fault));
                }
            },
            Content::Tag(tag) => match (tag::read(line.number, tag)?, &mut open) {
                (Tag::MultipleAnswer, Some(open)) if open.part == Part::Text => {
                    open.multiple = true;
                    open.blank = true;
                }
                (Tag::Id(id), Some(open)) if open.part == Part::Text => {
                    open.question.tag = Some(id.to_owned())
                }
                (Tag::Block(name), _) => {
                    close(&mut draft, open.take())?;
                    draft.block(line.number, name)?;
                }
                (Tag::PageBreak, _) => {
                    close(&mut draft, open.take())?;
                    draft.show(line.number, Shown::PageBreak)?;
                }
                (Tag::EmbeddedData { field, value }, _) => {
                    close(&mut draft, open.take())?;
                    draft.field(line.number, field, value)?;
                }
                (Tag::MultipleAnswer | Tag::Id(_), _) => {
                    let fault = "it belongs behind the text of a question, before its choices";
                    return Err(SurveyFileError::of_tag(line.number, tag, fault));
                }
                _ => {
                    let fault = "this tag needs [[AdvancedFormat]] in the first line";
                    return Err(SurveyFileError::of_tag(line.number, tag, fault));
                }
            },
        }
    }
    close(&mut draft, open)?;
    Ok(draft)
}

/// The text of a question behind its number and period.
fn numbered(line: &str) -> Option<&str> {
    let rest = line.trim_start_matches(|character: char| character.is_ascii_digit());
    let text = rest.strip_prefix('.').filter(|_| rest.len() < line.len())?;
    (text.is_empty() || text.starts_with(char::is_whitespace)).then(|| text.trim_start())
}

fn add(draft: &mut Draft, open: &mut Open, line: usize, text: &str) -> Result<(), SurveyFileError> {
    if open.blank {
        open.part = match open.part {
            Part::Text => Part::Choices,
            Part::Choices => Part::Answers,
            Part::Answers => {
                let fault = "a third list of lines; a question has choices, and a matrix answers behind them";
                return Err(SurveyFileError::at(line, fault));
            }
        };
        open.blank = false;
    }
    let list = match open.part {
        Part::Text => {
            open.question.text.push(text);
            return Ok(());
        }
        Part::Choices => &mut open.question.choices,
        Part::Answers => &mut open.question.answers,
    };
    list.push(Item::of(text));
    draft.item(line)
}

fn close(draft: &mut Draft, open: Option<Open>) -> Result<(), SurveyFileError> {
    let Some(Open { mut question, multiple, .. }) = open else { return Ok(()) };
    question.form = match (question.choices.is_empty(), question.answers.is_empty()) {
        (true, _) => TEXT,
        (false, true) => CHOICE,
        (false, false) => MATRIX,
    };
    if multiple {
        question.form = question.form.multiple().ok_or_else(|| {
            SurveyFileError::at(question.line, "[[MultipleAnswer]] is said of a question without choices")
        })?;
    }
    draft.show(question.line, Shown::Question(question.whole()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_question_begins_with_a_number_and_a_period() {
        for (line, text) in [
            ("1. How?", Some("How?")),
            ("12.\tHow?", Some("How?")),
            ("3.", Some("")),
            ("1.5 litres", None),
            ("How? 1. So", None),
            (". How?", None),
            ("1 How?", None),
        ] {
            assert_eq!(numbered(line), text, "{line}");
        }
    }
}
