//! Start Response Import: the file as the body, in a form, or its address as JSON.

use crate::body::{BodyStream, describe_json, read_json};
use crate::job::Started;
use crate::outcome::stream_of;
use crate::prelude::*;
use crate::{Body, BodyDescription, BodyKind, Part, Problem, Received};

/// How to import.
#[derive(Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct StartResponseImportQuery {
    /// Give `migrate` to keep response ids, dates, status, channel, addresses and flags as the file has them, and answers
    /// that their question cannot hold as they are written: for those who move in with their old answers. Otherwise every
    /// row becomes a new response of status 4 (imported), without such answers. The progress tells them either way.
    /// The original has nothing like it.
    pub mode: Option<ImportMode>,
}

/// What becomes of a row's metadata, and of answers that their question cannot hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum ImportMode {
    /// They are kept as the file has them.
    Migrate,
}

/// Headers that an import may carry.
#[derive(Debug, Default, Serialize, Deserialize, JsonSchema)]
pub struct StartResponseImportHeaders {
    /// The file's encoding; found out from its first bytes when left out.
    pub charset: Option<Charset>,
}

/// The encodings a file may have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum Charset {
    /// UTF-8.
    #[serde(rename = "UTF-8", alias = "utf-8")]
    Utf8,
    /// UTF-16 of either byte order.
    #[serde(rename = "UTF-16", alias = "utf-16")]
    Utf16,
}

/// A file of responses, or where it is.
pub struct ResponseUpload {
    /// How its cells are separated.
    pub format: ImportFormat,
    /// Its encoding, where it was told.
    pub charset: Option<Charset>,
    /// The file, or where it is.
    pub source: ResponseSource,
}

/// A file of responses, or where it is.
pub enum ResponseSource {
    /// The file's bytes as they come in.
    File(BodyStream),
    /// The address to fetch it from.
    Address(String),
}

/// The formats of import files.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum ImportFormat {
    /// Cells separated by commas.
    Csv,
    /// Cells separated by tabs.
    Tsv,
}

/// The address of a file of responses.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct ResponseAddress {
    /// The file's format.
    pub format: ImportFormat,
    /// Where the file is: an http or https address that this server can reach and that is not private. At most 64 MiB.
    #[schemars(length(min = 1))]
    pub file_url: String,
    /// The file's encoding.
    pub charset: Option<Charset>,
}

const TABLES: &[&str] = &["text/csv", "text/tsv", "text/tab-separated-values"];

fn format_of(media_type: Option<&str>, name: Option<&str>) -> ImportFormat {
    let tabs = |text: &str| text == "text/tsv" || text == "text/tab-separated-values";
    let named = name.is_some_and(|name| name.to_ascii_lowercase().ends_with(".tsv"));
    if media_type.is_some_and(tabs) || named { ImportFormat::Tsv } else { ImportFormat::Csv }
}

fn charset_of(name: Option<&str>) -> Option<Charset> {
    match name?.to_ascii_lowercase().as_str() {
        "utf-8" | "utf8" | "us-ascii" => Some(Charset::Utf8),
        name if name.starts_with("utf-16") || name.starts_with("utf16") => Some(Charset::Utf16),
        _ => None,
    }
}

impl Body for ResponseUpload {
    const KINDS: &'static [BodyKind] = &[BodyKind::Stream(TABLES), BodyKind::Form, BodyKind::Json];
    type Example = String;

    fn decode(received: Received) -> Result<Self, Problem> {
        match received {
            Received::Stream { media_type, charset, stream } => Ok(Self {
                format: format_of(Some(&media_type), None),
                charset: charset_of(charset.as_deref()),
                source: ResponseSource::File(stream),
            }),
            Received::Form(parts) => {
                let file = Part::named(&parts, "file", "a file of responses is expected")?;
                Ok(Self {
                    format: format_of(file.media_type.as_deref(), file.file_name.as_deref()),
                    charset: None,
                    source: ResponseSource::File(stream_of(file.data.clone())),
                })
            }
            Received::Json(text) => {
                let given: ResponseAddress = read_json(&text)?;
                let source = ResponseSource::Address(given.file_url);
                Ok(Self { format: given.format, charset: given.charset, source })
            }
            Received::Nothing => Err(Problem::parameter("body", "a file of responses is expected")),
        }
    }

    fn describe(table: &String) -> Vec<BodyDescription> {
        let text = |description: &str| serde_json::json!({ "type": "string", "description": description });
        let form = serde_json::json!({
            "type": "object",
            "properties": {
                "file": {
                    "type": "string", "format": "binary", "contentMediaType": "text/csv",
                    "description": "The file; the part's Content-Type, text/csv or text/tsv, says its format. At most 64 MiB: \
                                    send larger files as the body.",
                },
            },
            "required": ["file"],
        });
        let address = ResponseAddress {
            format: ImportFormat::Csv,
            file_url: "https://example.org/responses.csv".into(),
            charset: None,
        };
        vec![
            BodyDescription {
                media_type: "text/csv",
                schema: text(
                    "The file, laid out as exports are: three header rows, the third with the import ids. That of embedded \
                     data with the name of metadata is `embeddedData.status`; each metadata is read from one column.",
                ),
                example: table.clone(),
            },
            BodyDescription {
                media_type: "text/tsv",
                schema: text("The same with tabs between the cells."),
                example: table.replace(',', "\t"),
            },
            BodyDescription {
                media_type: "multipart/form-data",
                schema: form,
                example: r#"{"file":"@responses.csv;type=text/csv"}"#.into(),
            },
            describe_json(&address),
        ]
    }
}

/// Start Response Import.
pub struct StartResponseImport;

impl Endpoint for StartResponseImport {
    const OPERATION: Operation = Operation {
        id: "startResponseImport",
        name: "Start Response Import",
        category: Category::ResponseImports,
        verb: Verb::Post,
        // The file is kept before the transaction that adds the job.
        effect: Some(Effect::Own),
        path: "/API/v3/surveys/{surveyId}/import-responses",
        permission: Permission::Thing(Action::EditResponses),
        description: "Starts reading responses from a CSV or TSV file that is laid out as exports are. Ask for its \
                      progress until it is complete.",
        calls_per_minute: 100,
        body_limit: 4 << 30,
        seconds: 3600,
        success: 202,
        try_it: TryIt::Offered,
        leads: &[Lead::with("getResponseImportProgress", "importProgressId", "progressId")],
        ..Operation::near(
            "A value that its question cannot hold is left out of the response and told by the \
             progress, and rows without any value are passed over; headers of 2016, the legacy layout and files \
             beyond 5 MB are read as well; Idempotency-Key is passed over.",
        )
    };
    type Call = Call<SurveyId, ResponseUpload, StartResponseImportQuery, StartResponseImportHeaders>;
    type Result = Json<Started<ImportId>>;

    fn example() -> Example<Self> {
        let table = "Q1,Q3\nHow did you like your visit?,Anything else?\n\"{\"\"ImportId\"\":\"\"QID1\"\"}\",\
                     \"{\"\"ImportId\"\":\"\"QID3_TEXT\"\"}\"\n1,Thank you.\n";
        Example::of_body(sample::survey(), table.into(), Started::now(sample::import()))
    }
}
