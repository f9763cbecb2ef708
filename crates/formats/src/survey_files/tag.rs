//! The tags of survey texts: the one list of them.

use super::SurveyFileError;
use super::kinds::{self, Form};
use super::lines;

/// A tag, understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Tag<'t> {
    /// `[[AdvancedFormat]]`: the first line of the advanced format.
    AdvancedFormat,
    /// `[[Block:name]]`, `[[Block]]`: a block begins.
    Block(Option<&'t str>),
    /// `[[PageBreak]]`: a page begins.
    PageBreak,
    /// `[[ED:field:value]]`, `[[ED:field]]`: embedded data.
    EmbeddedData { field: &'t str, value: Option<&'t str> },
    /// `[[Question:…]]`: a question begins.
    Question(Form),
    /// `[[ID:tag]]`: the name of the question in exports.
    Id(&'t str),
    /// `[[MultipleAnswer]]`: several choices may be chosen.
    MultipleAnswer,
    /// `[[Choices]]`: each line that follows is a choice.
    Choices,
    /// `[[AdvancedChoices]]`: choices follow, each behind a tag of its own.
    AdvancedChoices,
    /// `[[Choice]]`, `[[Choice:code]]`: a choice follows, of one or more lines.
    Choice(Option<&'t str>),
    /// `[[Answers]]`: each line that follows is a point of the scale.
    Answers,
    /// `[[AdvancedAnswers]]`: points of the scale follow, each behind a tag of its own.
    AdvancedAnswers,
    /// `[[Answer]]`, `[[Answer:code]]`: a point of the scale follows.
    Answer(Option<&'t str>),
}

/// The names of all tags, for whoever wrote another one.
const NAMES: &str = "AdvancedFormat, Block, PageBreak, ED, Question, ID, MultipleAnswer, Choices, AdvancedChoices, Choice, \
                     Answers, AdvancedAnswers, Answer";

/// Reads a tag with its brackets; capitals do not count.
///
/// # Errors
/// When there is no such tag, or what follows its name is missing or too much.
pub(super) fn read(line: usize, tag: &str) -> Result<Tag<'_>, SurveyFileError> {
    let wrong = |fault: &str| SurveyFileError::of_tag(line, tag, fault);
    let (name, rest) = match lines::inner(tag).split_once(':') {
        Some((name, rest)) => (name.trim(), Some(rest.trim())),
        None => (lines::inner(tag).trim(), None),
    };
    let alone = |tag| if rest.is_none() { Ok(tag) } else { Err(wrong("nothing can follow its name")) };
    match name.to_ascii_lowercase().as_str() {
        "advancedformat" => alone(Tag::AdvancedFormat),
        "block" => Ok(Tag::Block(rest.filter(|name| !name.is_empty()))),
        "pagebreak" => alone(Tag::PageBreak),
        "ed" => {
            let (field, value) = match rest.unwrap_or_default().split_once(':') {
                Some((field, value)) => (field.trim(), Some(value.trim())),
                None => (rest.unwrap_or_default(), None),
            };
            if field.is_empty() {
                return Err(wrong("the name of a field is expected, as in [[ED:field:value]]"));
            }
            Ok(Tag::EmbeddedData { field, value })
        }
        "question" => kinds::form(rest.unwrap_or_default()).map(Tag::Question).map_err(|fault| wrong(&fault)),
        "id" => match rest {
            Some(id) if !id.is_empty() => Ok(Tag::Id(id)),
            _ => Err(wrong("a name is expected, as in [[ID:Q1]]")),
        },
        "multipleanswer" => alone(Tag::MultipleAnswer),
        "choices" => alone(Tag::Choices),
        "advancedchoices" => alone(Tag::AdvancedChoices),
        "choice" => Ok(Tag::Choice(rest.filter(|code| !code.is_empty()))),
        "answers" => alone(Tag::Answers),
        "advancedanswers" => alone(Tag::AdvancedAnswers),
        "answer" => Ok(Tag::Answer(rest.filter(|code| !code.is_empty()))),
        _ => Err(wrong(&format!("there is no such tag; there are {NAMES}"))),
    }
}
