//! Import Survey: a file in a form, the address of one, or another survey to copy.

use bytes::Bytes;

use crate::body::{describe_json, read_json};
use crate::prelude::*;
use crate::{Body, BodyDescription, BodyKind, Part, Problem, Received, schema};

/// The media types of survey files.
const QSF: &str = "application/vnd.qualtrics.survey.qsf";
const TXT: &str = "application/vnd.qualtrics.survey.txt";
const DOC: &str = "application/vnd.qualtrics.survey.doc";
const DOCX: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";

/// What a new survey is made of. What is needed depends on [`ImportSurveyHeaders`]: a name and a file, or nothing.
#[derive(Debug)]
pub struct SurveyUpload {
    /// The name of the new survey.
    pub name: Option<Name>,
    /// The name of a copy.
    pub project_name: Option<Name>,
    /// How the file is written.
    pub format: SurveyFormat,
    /// The file, or where it is.
    pub source: Option<SurveySource>,
}

/// A survey file, or where it is.
#[derive(Debug)]
pub enum SurveySource {
    /// The file itself.
    File(Bytes),
    /// The address to fetch it from.
    Address(String),
}

/// How a survey file is written, by the media type that was told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SurveyFormat {
    /// QSF.
    Qsf,
    /// Text, simple or with the tags of the advanced format.
    Text,
    /// A document of Word with what the text would hold.
    Word,
    /// Nobody said; its first bytes tell.
    Unsaid,
}

impl SurveyFormat {
    /// By the media type of a part or the member `contentType`. Clients often let their HTTP library guess, so that what says
    /// nothing of a format is taken.
    fn of(parameter: &str, media_type: Option<&str>) -> Result<Self, Problem> {
        match media_type {
            Some(QSF | "application/json") => Ok(Self::Qsf),
            Some(TXT) => Ok(Self::Text),
            Some(DOC | DOCX | "application/msword") => Ok(Self::Word),
            None | Some("application/octet-stream" | "text/plain") => Ok(Self::Unsaid),
            Some(_) => {
                let accepted = format!("a file of type {QSF}, {TXT} or {DOCX} is expected");
                Err(Problem::parameter(parameter, &accepted))
            }
        }
    }
}

/// Headers that make a copy of another survey.
#[derive(Debug, Default, Serialize, Deserialize, JsonSchema)]
pub struct ImportSurveyHeaders {
    /// The survey to copy. The new survey gets its questions, blocks, flow, options, quotas and translations, and none of
    /// its responses; it is not active. The body says its name or is `{}`; a file that comes with it is not read.
    #[serde(rename = "X-COPY-SOURCE")]
    pub copy_source: Option<SurveyId>,
    /// The user of the organization who is to own the new survey; whoever asks, where it is left out. Only an administrator
    /// of the brand or of the user's division may name somebody else.
    #[serde(rename = "X-COPY-DESTINATION-OWNER")]
    pub copy_destination_owner: Option<UserId>,
}

/// The address of a survey file and the name of the survey to make of it; or the name of a copy.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct SurveyAddress {
    /// The name of the new survey; it must be given unless a survey is copied.
    pub name: Option<Name>,
    /// Where the file is: an http or https address that this server can reach and that is not private. It must be given
    /// unless a survey is copied.
    #[schemars(length(min = 1))]
    pub file_url: Option<String>,
    /// The file's media type: `application/vnd.qualtrics.survey.qsf`, `application/vnd.qualtrics.survey.txt` or
    /// `application/vnd.openxmlformats-officedocument.wordprocessingml.document`. Where it is left out, the file's first bytes
    /// tell.
    #[schemars(length(min = 1))]
    pub content_type: Option<String>,
    /// The name of a copy; that of the survey which is copied, where it is left out.
    pub project_name: Option<Name>,
}

impl Body for SurveyUpload {
    const KINDS: &'static [BodyKind] = &[BodyKind::Form, BodyKind::Json];
    type Example = Name;

    fn decode(received: Received) -> Result<Self, Problem> {
        match received {
            Received::Form(parts) => Self::of_form(&parts),
            Received::Json(text) => {
                let given: SurveyAddress = read_json(&text)?;
                Ok(Self {
                    name: given.name,
                    project_name: given.project_name,
                    format: SurveyFormat::of("contentType", given.content_type.as_deref())?,
                    source: given.file_url.map(SurveySource::Address),
                })
            }
            _ => Err(Problem::parameter("file", "a survey file is expected")),
        }
    }

    fn describe(name: &Name) -> Vec<BodyDescription> {
        let mut named = schema::of::<Name>();
        named["description"] = "The name of the new survey.".into();
        let text =
            |words: &str| serde_json::json!({ "type": "string", "minLength": 1, "description": words });
        let schema = serde_json::json!({
            "type": "object",
            "properties": {
                "name": named,
                "file": {
                    "type": "string",
                    "format": "binary",
                    "contentMediaType": QSF,
                    "description": format!(
                        "The survey file; the part's Content-Type says its format: `{QSF}`, `{TXT}` or `{DOCX}`.",
                    ),
                },
                "fileUrl": text("Where the file is, instead of the file itself: a file beside it is not read."),
                "contentType": text("The media type of the file at `fileUrl`."),
            },
            "required": ["name", "file"],
        });
        let example = serde_json::json!({ "name": name, "file": format!("@survey.qsf;type={QSF}") });
        let form =
            BodyDescription { media_type: "multipart/form-data", schema, example: example.to_string() };
        let address = SurveyAddress {
            name: Some(name.clone()),
            file_url: Some("https://example.org/survey.qsf".into()),
            content_type: Some(QSF.into()),
            project_name: None,
        };
        vec![form, describe_json(&address)]
    }
}

impl SurveyUpload {
    fn of_form(parts: &[Part]) -> Result<Self, Problem> {
        let part = |name: &str| parts.iter().find(|part| part.name == name);
        let text = |name: &str| part(name).map(Part::text).transpose();
        let named = |name: &'static str| {
            let given = text(name)?.map(Name::parse);
            given.transpose().map_err(|wrong| Problem::parameter(name, &wrong.to_string()))
        };
        let (name, project_name) = (named("name")?, named("projectName")?);
        if let Some(address) = text("fileUrl")? {
            let format = SurveyFormat::of("contentType", text("contentType")?)?;
            let source = Some(SurveySource::Address(address.to_owned()));
            return Ok(Self { name, project_name, format, source });
        }
        let file = part("file");
        let format = SurveyFormat::of("file", file.and_then(|file| file.media_type.as_deref()))?;
        let source = file.map(|file| SurveySource::File(file.data.clone()));
        Ok(Self { name, project_name, format, source })
    }
}

/// The survey that was made.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct ImportedSurvey {
    /// The id of the new survey.
    pub id: SurveyId,
    /// What the survey uses and this server does not run, or runs otherwise than its author meant; left out where there is
    /// nothing of the kind. The original has nothing like it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub report: Option<ImportReport>,
}

/// What of a survey is not run.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct ImportReport {
    /// The address of a page that shows the report of the survey as it then stands. Whoever has it can open it.
    pub page: String,
    /// Each kind of thing once, at most 200 of them.
    pub lines: Vec<ReportedUse>,
}

/// A kind of thing that is not run.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct ReportedUse {
    /// What it is.
    pub what: String,
    /// What happens instead.
    pub instead: String,
    /// How often the survey uses it.
    pub times: usize,
    /// Where: the first few places.
    pub places: Vec<String>,
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
        description: "Makes a survey out of a survey file (QSF, TXT or DOCX), or a copy of another survey where the header \
                      X-COPY-SOURCE names one. Questions keep their ids; the survey gets a new one.",
        body_limit: 20 << 20,
        seconds: 30,
        permission: Permission::Account(Leaf::CreateSurveys),
        errors: &[codes::BAD_SURVEY_FILE, codes::SURVEY_NOT_FOUND, codes::SURVEY_FORBIDDEN],
        leads: &[
            Lead::with("getSurvey", "surveyId", "id"),
            Lead::with("startResponseExport", "surveyId", "id"),
        ],
        ..Operation::near(
            "A Word file of the old binary kind (DOC) is refused: save it as DOCX or as text. X-COPY-DESTINATION-OWNER \
             may be left out, and counts for files too.",
        )
    };
    type Call = Call<Nothing, SurveyUpload, Nothing, ImportSurveyHeaders>;
    type Result = Json<ImportedSurvey>;

    fn example() -> Example<Self> {
        let result = ImportedSurvey { id: sample::survey(), report: None };
        Example::of_body(Nothing {}, Name::stored("Library visit"), result)
    }
}
