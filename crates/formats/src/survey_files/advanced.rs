//! The advanced format: a tag says what each line is.

use super::SurveyFileError;
use super::draft::{Draft, Item, Question, Shown};
use super::lines::{Content, Line};
use super::tag::{self, Tag};

/// Where a line of text belongs.
#[derive(Clone, Copy, PartialEq, Eq)]
enum At {
    /// To the question's text.
    Text,
    /// It is a choice of its own.
    Choices,
    /// To the last choice, once there is one.
    AdvancedChoices,
    /// It is a point of the scale.
    Answers,
    /// To the last point of the scale, once there is one.
    AdvancedAnswers,
}

/// A question on its way.
struct Open {
    question: Question,
    at: At,
}

#[derive(Default)]
struct Reader {
    draft: Draft,
    open: Option<Open>,
}

/// Reads the lines of a text that begins with `[[AdvancedFormat]]`.
///
/// # Errors
/// What cannot be understood, with its line and tag.
pub(super) fn read(lines: &[Line<'_>]) -> Result<Draft, SurveyFileError> {
    let mut reader = Reader::default();
    for line in lines.iter().skip_while(|line| !line.is_advanced_format()).skip(1) {
        match line.content {
            Content::Text(text) => reader.text(line.number, text)?,
            Content::Tag(tag) => reader.tag(line.number, tag)?,
        }
    }
    reader.close()?;
    Ok(reader.draft)
}

impl Reader {
    fn tag(&mut self, line: usize, written: &str) -> Result<(), SurveyFileError> {
        let wrong = |fault: &str| Err(SurveyFileError::of_tag(line, written, fault));
        match (tag::read(line, written)?, &mut self.open) {
            (Tag::Question(form), _) => {
                self.close()?;
                self.open = Some(Open { question: Question::new(line, form), at: At::Text });
            }
            (Tag::Block(name), _) => {
                self.close()?;
                self.draft.block(line, name)?;
            }
            (Tag::PageBreak, _) => {
                self.close()?;
                self.draft.show(line, Shown::PageBreak)?;
            }
            (Tag::EmbeddedData { field, value }, _) => {
                self.close()?;
                self.draft.field(line, field, value)?;
            }
            (Tag::AdvancedFormat, _) => return wrong("it belongs into the first line alone"),
            (_, None) => return wrong("a question is expected first, as in [[Question:MC]]"),
            (Tag::Id(id), Some(open)) => open.question.tag = Some(id.to_owned()),
            (Tag::MultipleAnswer, Some(open)) => match open.question.form.multiple() {
                Some(form) => open.question.form = form,
                None => return wrong("several answers mean nothing for a question of this kind"),
            },
            (Tag::Choices, Some(open)) => open.at = At::Choices,
            (Tag::AdvancedChoices, Some(open)) => open.at = At::AdvancedChoices,
            (Tag::Answers, Some(open)) => open.at = At::Answers,
            (Tag::AdvancedAnswers, Some(open)) => open.at = At::AdvancedAnswers,
            (Tag::Choice(code), Some(open)) => {
                if open.at != At::AdvancedChoices {
                    return wrong("it belongs behind [[AdvancedChoices]]");
                }
                open.question.choices.push(Item::coded(code));
                self.draft.item(line)?;
            }
            (Tag::Answer(code), Some(open)) => {
                if open.at != At::AdvancedAnswers {
                    return wrong("it belongs behind [[AdvancedAnswers]]");
                }
                open.question.answers.push(Item::coded(code));
                self.draft.item(line)?;
            }
        }
        Ok(())
    }

    fn text(&mut self, line: usize, text: &str) -> Result<(), SurveyFileError> {
        let Some(Open { question, at }) = &mut self.open else {
            let fault = "a question is expected before any text, as in [[Question:MC]]";
            return if text.is_empty() { Ok(()) } else { Err(SurveyFileError::at(line, fault)) };
        };
        let (last, tag) = match at {
            At::Text => {
                question.text.push(text);
                return Ok(());
            }
            At::Choices | At::Answers if text.is_empty() => return Ok(()),
            At::Choices => {
                question.choices.push(Item::of(text));
                return self.draft.item(line);
            }
            At::Answers => {
                question.answers.push(Item::of(text));
                return self.draft.item(line);
            }
            At::AdvancedChoices => (question.choices.last_mut(), "[[Choice]]"),
            At::AdvancedAnswers => (question.answers.last_mut(), "[[Answer]]"),
        };
        match last {
            Some(item) => item.text.push(text),
            None if text.is_empty() => {}
            None => return Err(SurveyFileError::at(line, format!("{tag} is expected before the text"))),
        }
        Ok(())
    }

    /// Ends the question that is open.
    fn close(&mut self) -> Result<(), SurveyFileError> {
        match self.open.take() {
            Some(Open { question, .. }) => self.draft.show(question.line, Shown::Question(question.whole()?)),
            None => Ok(()),
        }
    }
}
