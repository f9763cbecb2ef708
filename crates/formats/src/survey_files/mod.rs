//! Survey files of every kind that is read, each into a [`SurveyFile`]: QSF as it stands, texts and documents of Word by what
//! their lines say.
//!
//! Facts: api/surveys.md section 2.2, and what public programs write for the original to read. A text has one of two forms:
//! the simple one numbers its questions, the advanced one begins with `[[AdvancedFormat]]` and says by tags what each line is.
//!
//! ```
//! # fn main() -> Result<(), formats::survey_files::SurveyFileError> {
//! use formats::survey_files::{Kind, read};
//!
//! let file = read(Kind::Text, b"1. Do you come often?\n\nYes\nNo\n")?;
//! let survey = formats::qsf::survey(&file);
//! assert_eq!(survey.questions[0].text, "Do you come often?");
//! # Ok(())
//! # }
//! ```

mod advanced;
mod build;
mod draft;
mod error;
mod kinds;
mod lines;
mod simple;
mod tag;
mod word;

#[cfg(test)]
mod tests;

use model::survey::SurveyFile;

pub use error::SurveyFileError;

/// How a survey file is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// QSF, which is JSON.
    Qsf,
    /// Text, simple or advanced.
    Text,
    /// A document of Word (DOCX) with what a text would hold.
    Word,
}

impl Kind {
    /// What a file seems to be by its first bytes: JSON begins with a brace, a document is a zip file.
    #[must_use]
    pub fn of(bytes: &[u8]) -> Self {
        let text = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes).trim_ascii_start();
        if text.starts_with(b"{") || text.starts_with(b"[") && !text.starts_with(b"[[") {
            Self::Qsf
        } else if bytes.starts_with(word::ZIP) || bytes.starts_with(word::OLD) {
            Self::Word
        } else {
            Self::Text
        }
    }
}

/// Reads a survey file.
///
/// # Errors
/// When it is no file of its kind, or not one that a survey can be made of: what is wrong, and where.
pub fn read(kind: Kind, bytes: &[u8]) -> Result<SurveyFile, SurveyFileError> {
    match kind {
        Kind::Qsf => Ok(crate::qsf::read(bytes)?),
        Kind::Text => of_text(&lines::decoded(bytes)?),
        Kind::Word => of_text(&word::text(bytes)?),
    }
}

fn of_text(text: &str) -> Result<SurveyFile, SurveyFileError> {
    let lines = lines::of(text)?;
    let advanced = lines.iter().find(|line| !line.is_blank()).is_some_and(lines::Line::is_advanced_format);
    let draft = if advanced { advanced::read(&lines)? } else { simple::read(&lines)? };
    build::file(draft)
}
