//! Import Survey: a file in a form, or the address of one as JSON.

use bytes::Bytes;

use crate::body::{describe_json, read_json};
use crate::prelude::*;
use crate::{Body, BodyDescription, BodyKind, Part, Problem, Received, schema};

/// The media type of survey files.
const QSF: &str = "application/vnd.qualtrics.survey.qsf";

/// The survey file, and the name of the survey to make of it.
#[derive(Debug)]
pub struct SurveyUpload {
    /// The name of the new survey.
    pub name: Name,
    /// The file, or where it is.
    pub source: SurveySource,
}

/// A survey file, or where it is.
#[derive(Debug)]
pub enum SurveySource {
    /// The file itself.
    File(Bytes),
    /// The address to fetch it from.
    Address(String),
}

/// The address of a survey file, and the name of the survey to make of it.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct SurveyAddress {
    /// The name of the new survey.
    pub name: Name,
    /// Where the file is: an http or https address that this server can reach and that is not private.
    #[schemars(length(min = 1))]
    pub file_url: String,
    /// The file's media type: `application/vnd.qualtrics.survey.qsf`.
    #[schemars(length(min = 1))]
    pub content_type: Option<String>,
}

impl Body for SurveyUpload {
    const KINDS: &'static [BodyKind] = &[BodyKind::Form, BodyKind::Json];
    type Example = Name;

    fn decode(received: Received) -> Result<Self, Problem> {
        match received {
            Received::Form(parts) => {
                let name = Part::named(&parts, "name", "the name of the new survey is expected")?.text()?;
                let name =
                    Name::parse(name).map_err(|wrong| Problem::parameter("name", &wrong.to_string()))?;
                if let Some(address) = parts.iter().find(|part| part.name == "fileUrl") {
                    return Ok(Self { name, source: SurveySource::Address(address.text()?.to_owned()) });
                }
                let file = Part::named(&parts, "file", "a survey file is expected")?;
                supported("file", file.media_type.as_deref())?;
                Ok(Self { name, source: SurveySource::File(file.data.clone()) })
            }
            Received::Json(text) => {
                let given: SurveyAddress = read_json(&text)?;
                supported("contentType", given.content_type.as_deref())?;
                Ok(Self { name: given.name, source: SurveySource::Address(given.file_url) })
            }
            _ => Err(Problem::parameter("file", "a survey file is expected")),
        }
    }

    fn describe(name: &Name) -> Vec<BodyDescription> {
        let mut named = schema::of::<Name>();
        named["description"] = "The name of the new survey.".into();
        let schema = serde_json::json!({
            "type": "object",
            "properties": {
                "name": named,
                "file": {
                    "type": "string",
                    "format": "binary",
                    "contentMediaType": QSF,
                    "description": "The survey file; the part's Content-Type says its format.",
                },
            },
            "required": ["name", "file"],
        });
        let example = serde_json::json!({ "name": name, "file": format!("@survey.qsf;type={QSF}") });
        let form =
            BodyDescription { media_type: "multipart/form-data", schema, example: example.to_string() };
        let address = SurveyAddress {
            name: name.clone(),
            file_url: "https://example.org/survey.qsf".into(),
            content_type: Some(QSF.into()),
        };
        vec![form, describe_json(&address)]
    }
}

/// Clients often let their HTTP library guess the part's type: JSON and plain bytes are taken for a survey file.
fn supported(parameter: &str, media_type: Option<&str>) -> Result<(), Problem> {
    match media_type {
        None | Some(QSF | "application/json" | "application/octet-stream" | "text/plain") => Ok(()),
        Some(_) => Err(Problem::parameter(parameter, &format!("a file of type {QSF} is expected"))),
    }
}

/// Import Survey.
pub struct ImportSurvey;

impl Endpoint for ImportSurvey {
    const OPERATION: Operation = Operation {
        id: "importSurvey",
        name: "Import Survey",
        category: Category::Surveys,
        verb: Verb::Post,
        // Fetching and reading the file come before the transaction.
        effect: Some(Effect::Own),
        path: "/API/v3/surveys",
        description: "Makes a survey out of a survey file (QSF). Questions keep their ids; the survey gets a new one.",
        body_limit: 20 << 20,
        seconds: 30,
        permission: Permission::Account(Leaf::CreateSurveys),
        errors: &[codes::BAD_SURVEY_FILE],
        leads: &[
            Lead::with("getSurvey", "surveyId", "id"),
            Lead::with("startResponseExport", "surveyId", "id"),
        ],
        ..Operation::near("Survey files (QSF) are read; text and Word files are refused.")
    };
    type Call = Call<Nothing, SurveyUpload>;
    type Result = Json<Created<SurveyId>>;

    fn example() -> Example<Self> {
        Example::of_body(Nothing {}, Name::stored("Library visit"), Created { id: sample::survey() })
    }
}
