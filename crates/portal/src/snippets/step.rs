//! One request of an example, ready to be written down.

use contract::description::ResultKind;
use contract::{Description, Verb};

use super::literal::WIDTH;
use crate::links;
use crate::values::{Content, Values};

/// A request.
pub(super) struct Step<'a> {
    /// What it asks.
    pub(super) description: &'a Description,
    /// Its path, percent-encoded.
    pub(super) path: Vec<Piece>,
    /// What else it carries.
    pub(super) values: Values,
}

/// A piece of a path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Piece {
    /// Text, percent-encoded.
    Text(String),
    /// A member of the result of the step before.
    Member(&'static str),
}

impl<'a> Step<'a> {
    /// The request with these values.
    pub(super) fn of(description: &'a Description, values: &Values) -> Self {
        Self::after(description, values, None)
    }

    /// The request, with one id of its path taken from the result of the step before.
    pub(super) fn after(
        description: &'a Description,
        values: &Values,
        takes: Option<(&'static str, &'static str)>,
    ) -> Self {
        let mut path = Vec::new();
        let mut text = String::new();
        for part in description.operation.path.split('/').skip(1) {
            text.push('/');
            let Some(name) = part.strip_prefix('{').and_then(|part| part.strip_suffix('}')) else {
                text.push_str(part);
                continue;
            };
            match takes {
                Some((parameter, member)) if parameter == name => {
                    path.push(Piece::Text(std::mem::take(&mut text)));
                    path.push(Piece::Member(member));
                }
                _ => text.push_str(&links::encode(values.id(name).unwrap_or_default())),
            }
        }
        if !text.is_empty() {
            path.push(Piece::Text(text));
        }
        Self { description, path, values: values.clone() }
    }

    /// The verb.
    pub(super) fn verb(&self) -> Verb {
        self.description.operation.verb
    }

    /// Whether the answer is a file.
    pub(super) fn is_file(&self) -> bool {
        matches!(self.description.result.kind, ResultKind::File { .. })
    }

    /// What to call the file that it answers.
    pub(super) fn file_name(&self) -> &'static str {
        match self.description.result.kind {
            ResultKind::File { media_type: "application/zip" } => "download.zip",
            _ => "download",
        }
    }

    /// How long the answer may take, in seconds: as long as the server allows itself, and files longer.
    pub(super) fn seconds(&self) -> u64 {
        if self.is_file() { 600 } else { self.description.operation.seconds.max(30) }
    }

    /// The path with its query where nothing of it comes from another step.
    pub(super) fn address(&self) -> String {
        format!("{}{}", self.fixed_path(), self.values.encoded_query())
    }

    /// The path without its query where nothing of it comes from another step.
    pub(super) fn fixed_path(&self) -> String {
        let texts = self.path.iter().map(|piece| match piece {
            Piece::Text(text) => text.as_str(),
            Piece::Member(_) => "",
        });
        texts.collect()
    }

    /// The header parameters, and the body's media type where the library does not set it by itself.
    pub(super) fn headers(&self, library_knows_json: bool) -> Vec<(&str, &str)> {
        let mut headers: Vec<(&str, &str)> =
            self.values.headers.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        match &self.values.body {
            Content::Json(_) if !library_knows_json => headers.push(("Content-Type", "application/json")),
            Content::Raw { media_type, .. } => headers.push(("Content-Type", media_type)),
            _ => {}
        }
        headers
    }
}

/// A call of a function, on one line where it fits.
pub(super) fn called(
    head: &str,
    arguments: &[String],
    indent: usize,
    step: usize,
    last_comma: bool,
) -> String {
    let line = format!("{head}({})", arguments.join(", "));
    if indent + line.len() <= WIDTH && !line.contains('\n') {
        return line;
    }
    let pad = " ".repeat(indent + step);
    let comma = if last_comma { "," } else { "" };
    let lines: Vec<String> = arguments.iter().map(|argument| format!("{pad}{argument}")).collect();
    format!("{head}(\n{}{comma}\n{})", lines.join(",\n"), " ".repeat(indent))
}

/// The lines of a text, each with its line break; a text without any is one empty line.
pub(super) fn lines(text: &str) -> Vec<&str> {
    if text.is_empty() { vec![""] } else { text.split_inclusive('\n').collect() }
}

/// A path as an expression of a language: its texts as strings, its members as the language reads them.
pub(super) fn joined(
    path: &[Piece],
    separator: &str,
    text: fn(&str) -> String,
    member: impl Fn(&str) -> String,
) -> String {
    let pieces = path.iter().map(|piece| match piece {
        Piece::Text(piece) => text(piece),
        Piece::Member(name) => member(name),
    });
    pieces.collect::<Vec<_>>().join(separator)
}
