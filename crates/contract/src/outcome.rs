//! What a success answers.

use std::marker::PhantomData;

use bytes::Bytes;
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value;

use crate::body::BodyStream;
use crate::parts::{ResultDescription, ResultKind};
use crate::{Json, Nothing, schema};

/// A success of an operation.
pub trait Outcome: Sized + Send + 'static {
    /// What an example holds.
    type Example;

    /// Turns it into what the pipeline sends.
    ///
    /// # Errors
    /// When it cannot be written as JSON, which is a fault of ours.
    fn reply(self) -> Result<Reply, serde_json::Error>;

    /// Tells of it: kind, schema, example.
    fn describe(example: Self::Example) -> ResultDescription;
}

/// A success on its way out.
pub enum Reply {
    /// The `result` of the envelope, as JSON text.
    Result(String),
    /// An envelope with `meta` alone.
    Meta,
    /// A page of a list: its elements, and where the next one begins.
    Page {
        /// The elements, as a JSON array.
        elements: String,
        /// The next page; `None` on the last.
        next: Option<NextPage>,
    },
    /// A file, outside the envelope.
    File(File),
}

/// Where the next page of a list begins; the pipeline makes the absolute address of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NextPage {
    /// `?offset=`: how many elements to skip.
    Offset(u64),
    /// `?skipToken=`: an opaque mark.
    SkipToken(String),
}

impl<T: Serialize + JsonSchema + Send + 'static> Outcome for Json<T> {
    type Example = T;
    fn reply(self) -> Result<Reply, serde_json::Error> {
        Ok(Reply::Result(serde_json::to_string(&self.0)?))
    }
    fn describe(example: T) -> ResultDescription {
        let example = serde_json::to_value(example).unwrap_or(Value::Null);
        ResultDescription { kind: ResultKind::Json, schema: schema::of::<T>(), example }
    }
}

/// The id of what was made: the result of most creations.
#[derive(Debug, Clone, Serialize, serde::Deserialize, JsonSchema)]
#[schemars(rename = "Created{I}")]
pub struct Created<I> {
    /// The id of what was made.
    pub id: I,
}

impl<I> Created<I> {
    /// The answer that tells this id.
    #[must_use]
    pub fn json(id: I) -> Json<Self> {
        Json(Self { id })
    }
}

/// JSON that is written already, told of by the type it stands for: for answers made straight from stored bytes.
pub struct Rendered<T> {
    json: String,
    stands_for: PhantomData<fn() -> T>,
}

impl<T> Rendered<T> {
    /// Takes written JSON, which goes out as it is: nobody reads it again.
    #[must_use]
    pub fn new(json: String) -> Self {
        Self { json, stands_for: PhantomData }
    }
}

impl<T: Serialize + JsonSchema + 'static> Outcome for Rendered<T> {
    type Example = T;
    fn reply(self) -> Result<Reply, serde_json::Error> {
        Ok(Reply::Result(self.json))
    }
    fn describe(example: T) -> ResultDescription {
        let example = serde_json::to_value(example).unwrap_or(Value::Null);
        ResultDescription { kind: ResultKind::Json, schema: schema::of::<T>(), example }
    }
}

/// Success with nothing to tell: `meta` alone.
#[derive(Debug, Clone, Copy)]
pub struct MetaOnly;

impl Outcome for MetaOnly {
    type Example = Nothing;
    fn reply(self) -> Result<Reply, serde_json::Error> {
        Ok(Reply::Meta)
    }
    fn describe(_: Nothing) -> ResultDescription {
        ResultDescription { kind: ResultKind::Meta, schema: Value::Null, example: Value::Null }
    }
}

/// One page of a list.
#[derive(Debug, Clone)]
pub struct Page<T> {
    /// The elements of this page.
    pub elements: Vec<T>,
    /// Where the next one begins; `None` on the last.
    pub next: Option<NextPage>,
}

impl<T: Serialize + JsonSchema + Send + 'static> Outcome for Page<T> {
    type Example = Vec<T>;
    fn reply(self) -> Result<Reply, serde_json::Error> {
        Ok(Reply::Page { elements: serde_json::to_string(&self.elements)?, next: self.next })
    }
    fn describe(example: Vec<T>) -> ResultDescription {
        let elements = serde_json::to_value(example).unwrap_or(Value::Null);
        let schema = serde_json::json!({
            "type": "object",
            "properties": {
                "elements": { "type": "array", "items": schema::of::<T>(), "description": "The elements of this page." },
                "nextPage": {
                    "type": ["string", "null"],
                    "format": "uri",
                    "description": "The address of the next page; null on the last.",
                },
            },
            "required": ["elements", "nextPage"],
        });
        let example = serde_json::json!({ "elements": elements, "nextPage": null });
        ResultDescription { kind: ResultKind::Json, schema, example }
    }
}

/// A file as an answer: streamed, never held whole.
pub struct File {
    /// The media type.
    pub media_type: String,
    /// The name in `Content-Disposition`, blanks already written as `+` (as the original does).
    pub name: String,
    /// Its length in bytes.
    pub length: u64,
    /// The bytes.
    pub stream: BodyStream,
}

impl Outcome for File {
    type Example = FileExample;
    fn reply(self) -> Result<Reply, serde_json::Error> {
        Ok(Reply::File(self))
    }
    fn describe(example: FileExample) -> ResultDescription {
        let schema = serde_json::json!({ "type": "string", "format": "binary" });
        let kind = ResultKind::File { media_type: example.media_type };
        ResultDescription { kind, schema, example: Value::String(example.told) }
    }
}

/// What an example of a file tells.
#[derive(Debug, Clone)]
pub struct FileExample {
    /// The media type.
    pub media_type: &'static str,
    /// What is in it, in words or as its first lines.
    pub told: String,
}

/// A body stream of one piece.
#[must_use]
pub fn stream_of(bytes: Bytes) -> BodyStream {
    Box::pin(futures_util::stream::once(async move { Ok(bytes) }))
}
