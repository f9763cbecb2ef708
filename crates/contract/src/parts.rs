//! The parts of a description, as data: parameters, bodies, results.

use serde::Serialize;
use serde_json::Value;

/// One parameter.
#[derive(Debug, Clone)]
pub struct Parameter {
    /// Where it travels.
    pub place: Place,
    /// Its name, as it is sent.
    pub name: String,
    /// Whether it must be given.
    pub required: bool,
    /// Its schema.
    pub schema: Value,
    /// Its description.
    pub description: String,
    /// What it accepts, in words.
    pub accepts: String,
    /// The values it allows, where they are a closed list.
    pub allowed: Vec<String>,
    /// The value of the example; `None` where the example leaves it out.
    pub example: Option<String>,
}

/// Where a parameter travels.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
#[allow(missing_docs)] // Their names say it.
pub enum Place {
    Path,
    Query,
    Header,
}

impl Place {
    /// The word OpenAPI uses.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Path => "path",
            Self::Query => "query",
            Self::Header => "header",
        }
    }
}

/// One form of a body.
#[derive(Debug, Clone)]
pub struct BodyDescription {
    /// The media type to send.
    pub media_type: &'static str,
    /// Its schema; for a form an object with one property per part, files as `format: binary`.
    pub schema: Value,
    /// An example as it is sent; for a form a JSON object with `@name` for a file.
    pub example: String,
}

/// What a success answers.
#[derive(Debug, Clone)]
pub struct ResultDescription {
    /// What sort of answer.
    pub kind: ResultKind,
    /// The schema of `result`.
    pub schema: Value,
    /// An example of `result`.
    pub example: Value,
}

/// The sorts of answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ResultKind {
    /// The envelope with a result.
    Json,
    /// The envelope without.
    Meta,
    /// A file.
    File {
        /// Its media type.
        media_type: &'static str,
    },
}
