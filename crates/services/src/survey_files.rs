//! Making surveys: out of a file, or as a copy of another survey.

use contract::Created;
use contract::surveys::{ImportSurvey, SurveyFormat, SurveySource, SurveyUpload};
use engine::run::PreparedSurvey;
use formats::survey_files::{self, Kind};
use model::error::codes;
use model::permissions::Leaf;
use model::survey::SurveyFile;
use model::survey::pieces::{self, Pieces};
use model::text::Name;
use model::{OwnerId, SurveyId, UserId};
use serde_json::Value;
use store::access::action::View;

use crate::app::App;
use crate::context::{Answer, Call, Context};
use crate::definitions;
use crate::error::Error;
use crate::surveys::{keep, new};

/// The largest survey file that is fetched, in bytes; as large as one that is sent.
const FILE_LIMIT: usize = 20 << 20;

/// Import Survey: makes a survey out of a survey file, or as a copy. Fetching and reading come before the transaction.
///
/// # Errors
/// When the survey to copy is not there or not for the caller's eyes; when the address is refused or cannot be read, or the
/// file is no survey file; when the caller may not make a survey for the owner that is named.
pub async fn import(cx: &mut Context, call: Call<ImportSurvey>) -> Answer<ImportSurvey> {
    let app = cx.app.clone();
    let id: SurveyId = app.ids().id(app.now());
    let made = match call.headers.copy_source {
        Some(source) => copied(cx, &source, call.body, &id).await?,
        None => imported(&app, call.body, &id).await?,
    };
    let owner = call.headers.copy_destination_owner;
    app.change(&cx.caller, |cx, _| Box::pin(make(cx, &id, &made, owner.clone()))).await?;
    Ok(Created::json(id))
}

/// A survey that is to be made.
pub(crate) struct Made {
    name: Name,
    /// Whether the file says that it takes answers.
    pub(crate) active: bool,
    /// What to keep.
    pub(crate) pieces: Pieces,
}

async fn imported(app: &App, upload: SurveyUpload, id: &SurveyId) -> Result<Made, Error> {
    let name = upload.name.ok_or_else(|| Error::invalid("name", "the name of the new survey is expected"))?;
    let bytes = match upload.source {
        Some(SurveySource::File(bytes)) => bytes,
        Some(SurveySource::Address(address)) => crate::fetching::fetch(app, &address, FILE_LIMIT).await?,
        None => return Err(Error::invalid("file", "a survey file, or fileUrl, is expected")),
    };
    let (format, id) = (upload.format, id.clone());
    app.slow_work().run(move || of_file(format, &bytes, &id, name)).await?
}

/// Reads a survey file, which takes its time, and makes it the file of the survey `id`.
pub(crate) fn of_file(format: SurveyFormat, bytes: &[u8], id: &SurveyId, name: Name) -> Result<Made, Error> {
    let kind = match format {
        SurveyFormat::Qsf => Kind::Qsf,
        SurveyFormat::Text => Kind::Text,
        SurveyFormat::Word => Kind::Word,
        SurveyFormat::Unsaid => Kind::of(bytes),
    };
    let file = survey_files::read(kind, bytes);
    let file = file.map_err(|error| Error::refused(codes::BAD_SURVEY_FILE, error.to_string()))?;
    let active = file.entry.get("SurveyStatus").and_then(Value::as_str) == Some("Active");
    definitions::tell(id, engine::run::findings(&PreparedSurvey::new(formats::qsf::survey(&file))));
    Ok(Made { active, ..made(file, id, name)? })
}

/// The latest version of another survey as one of its own: nothing is counted yet, and it takes no answers.
async fn copied(
    cx: &mut Context,
    source: &SurveyId,
    upload: SurveyUpload,
    id: &SurveyId,
) -> Result<Made, Error> {
    let source = cx.allowed(View, source).await?;
    let pieces = store::versions::pieces(&mut cx.tx, source.no, source.version).await?;
    let name = upload.project_name.or(upload.name).unwrap_or_else(|| source.name.clone());
    let id = id.clone();
    let copy = move || {
        let file = pieces::join(pieces).map_err(Error::internal)?;
        made(formats::qsf::without_counts(file), &id, name)
    };
    cx.app.slow_work().run(copy).await?
}

fn made(file: SurveyFile, id: &SurveyId, name: Name) -> Result<Made, Error> {
    let file = formats::qsf::with_id_and_name(file, id.as_str(), &name);
    Ok(Made { name, active: false, pieces: pieces::split(file).map_err(Error::internal)? })
}

async fn make(cx: &mut Context, id: &SurveyId, made: &Made, owner: Option<UserId>) -> Result<(), Error> {
    cx.refers("X-COPY-DESTINATION-OWNER", owner.as_ref()).await?;
    // A file says whether its survey was open: that opens none for whoever may open none.
    let active = made.active && cx.caller.permissions.contain(Leaf::ActivateSurveys);
    let mut row = new(cx, id, &made.name, active);
    if let Some(owner) = owner {
        row.owner = OwnerId::User(owner);
    }
    let row = cx.may_create(row).await?;
    keep(cx, row, &made.pieces).await
}
