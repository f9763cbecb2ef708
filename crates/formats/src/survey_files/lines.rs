//! The lines of a survey text, and the tags in them.

use std::borrow::Cow;

use model::limits::surveys::TEXT_LINES;

use super::SurveyFileError;

/// A line or a part of one: a tag, or text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Line<'t> {
    /// Which line of the file it is, counted from 1.
    pub(super) number: usize,
    /// What it says.
    pub(super) content: Content<'t>,
}

/// What a line says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Content<'t> {
    /// A tag with its brackets: `[[Choice:1]]`.
    Tag(&'t str),
    /// Text without the blanks around it; empty for a blank line.
    Text(&'t str),
}

impl Line<'_> {
    pub(super) fn is_blank(&self) -> bool {
        self.content == Content::Text("")
    }

    /// Whether it is the tag with which the advanced format begins.
    pub(super) fn is_advanced_format(&self) -> bool {
        matches!(self.content, Content::Tag(tag) if inner(tag).trim().eq_ignore_ascii_case("AdvancedFormat"))
    }
}

/// What stands between the brackets of a tag.
pub(super) fn inner(tag: &str) -> &str {
    tag.strip_prefix("[[").and_then(|rest| rest.strip_suffix("]]")).unwrap_or(tag)
}

/// The lines of a text. A tag stands at the beginning of its line; what follows it there is a line of its own.
///
/// # Errors
/// When there are too many, or a tag is not closed.
pub(super) fn of(text: &str) -> Result<Vec<Line<'_>>, SurveyFileError> {
    let mut lines = Vec::new();
    for (place, line) in text.split('\n').enumerate() {
        let number = place + 1;
        if number > TEXT_LINES {
            return Err(SurveyFileError::at(number, format!("there are more than {TEXT_LINES} lines")));
        }
        let mut rest = line.trim();
        while rest.starts_with("[[") {
            let Some((tag, after)) = rest.find("]]").map(|end| rest.split_at(end + 2)) else {
                return Err(SurveyFileError::of_tag(number, rest, "it is not closed by ]]"));
            };
            lines.push(Line { number, content: Content::Tag(tag) });
            rest = after.trim_start();
            if rest.is_empty() {
                break;
            }
        }
        if !rest.is_empty() || line.trim().is_empty() {
            lines.push(Line { number, content: Content::Text(rest) });
        }
    }
    Ok(lines)
}

/// The text of a file: UTF-8, or UTF-16 where it begins with its mark; every end of a line as one character.
///
/// # Errors
/// When it is neither.
pub(super) fn decoded(bytes: &[u8]) -> Result<String, SurveyFileError> {
    let text = match bytes {
        [0xff, 0xfe, rest @ ..] => wide(rest, u16::from_le_bytes).map(Cow::Owned),
        [0xfe, 0xff, rest @ ..] => wide(rest, u16::from_be_bytes).map(Cow::Owned),
        [0xef, 0xbb, 0xbf, rest @ ..] => narrow(rest).map(Cow::Borrowed),
        _ => narrow(bytes).map(Cow::Borrowed),
    }?;
    Ok(text.replace("\r\n", "\n").replace('\r', "\n"))
}

fn narrow(bytes: &[u8]) -> Result<&str, SurveyFileError> {
    std::str::from_utf8(bytes).map_err(|wrong| {
        let before = &bytes[..wrong.valid_up_to()];
        let line = 1 + before.iter().filter(|byte| **byte == b'\n').count();
        SurveyFileError::at(line, "text in UTF-8 is expected; save the file in that encoding")
    })
}

fn wide(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Result<String, SurveyFileError> {
    let (pairs, rest) = bytes.as_chunks::<2>();
    let text: Result<String, _> = char::decode_utf16(pairs.iter().copied().map(unit)).collect();
    match text {
        Ok(text) if rest.is_empty() => Ok(text),
        _ => Err(SurveyFileError::at(1, "text in UTF-16 is expected, as the file begins with its mark")),
    }
}
