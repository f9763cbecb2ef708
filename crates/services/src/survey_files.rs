//! Making surveys: out of a file, or as a copy of another survey.

use contract::Json;
use contract::surveys::{
    ImportReport, ImportSurvey, ImportedSurvey, ReportedUse, SurveyFormat, SurveySource, SurveyUpload,
};
use engine::run::{Finding, PreparedSurvey, ReportLine};
use formats::survey_files::{self, Kind};
use model::error::codes;
use model::permissions::Leaf;
use model::survey::SurveyFile;
use model::survey::pieces::{self, Pieces};
use model::text::Name;
use model::{Moment, OwnerId, SurveyId, UserId};
use serde_json::Value;
use store::access::action::Copy as CopySurvey;
use store::surveys::SurveyNo;

use crate::app::App;
use crate::context::{Answer, Call, Context};
use crate::definitions::{self, Definition};
use crate::error::Error;
use crate::sealed_text;
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
    let no = app.change(&cx.caller, |cx, _| Box::pin(make(cx, &id, &made, owner.clone()))).await?;
    let report = finish(cx, no, &id, made)?;
    Ok(Json(ImportedSurvey { id, report }))
}

/// What is left to do once a survey was made: its definition stays in memory, for whoever comes first, and its report is given.
///
/// # Errors
/// When the address of the report cannot be sealed.
pub(crate) fn finish(
    cx: &Context,
    no: SurveyNo,
    id: &SurveyId,
    made: Made,
) -> Result<Option<ImportReport>, Error> {
    cx.app.definitions().keep_first(no, made.definition);
    if made.report.is_empty() {
        return Ok(None);
    }
    let token = sealed_text::seal(&cx.app, PURPOSE, id, &())?;
    let page = format!("{}{REPORT}{id}/{token}", cx.base_url());
    Ok(Some(ImportReport { page, lines: made.report.into_iter().map(reported).collect() }))
}

/// Where the report of a survey is shown; its id follows, and the token.
pub const REPORT: &str = "/jfe/report/";
/// What its token is sealed for.
const PURPOSE: &str = "import-report";

/// What of a survey is not run, as it stands, for whoever has the token of [`ImportReport::page`]: its name and the lines.
/// `None` where the token is none, or the survey is gone.
///
/// # Errors
/// When the store fails.
pub async fn report(
    app: &App,
    survey: &SurveyId,
    token: &str,
) -> Result<Option<(Name, Vec<ReportLine>)>, Error> {
    let Some(()) = sealed_text::open(app, PURPOSE, survey, token) else { return Ok(None) };
    let mut reading = app.store().read();
    let Some(row) = store::surveys::get_for_respondent(&mut reading, survey).await? else { return Ok(None) };
    let definition = app.definitions().get(&mut reading, &row).await?;
    // One of its own: what the engine finds is taken out of the survey as it is told.
    let work =
        move || lines(&PreparedSurvey::new(formats::qsf::survey(&definition.file)), &definition.file).0;
    Ok(Some((row.name, app.slow_work().run(work).await?)))
}

/// The report of a survey, and what the engine finds in it by itself.
fn lines(survey: &PreparedSurvey, file: &SurveyFile) -> (Vec<ReportLine>, Vec<Finding>) {
    let found = engine::run::findings(survey);
    (engine::run::report(survey, file, found.clone()), found)
}

fn reported(line: ReportLine) -> ReportedUse {
    let ReportLine { what, instead, times, places } = line;
    ReportedUse { what, instead, times, places }
}

/// A survey that is to be made.
pub(crate) struct Made {
    name: Name,
    /// Whether the file says that it takes answers.
    pub(crate) active: bool,
    /// From when it takes answers.
    starts: Option<Moment>,
    /// Until when it takes answers.
    ends: Option<Moment>,
    /// What to keep.
    pub(crate) pieces: Pieces,
    /// What was understood of it.
    definition: Definition,
    /// What of it is not run.
    report: Vec<ReportLine>,
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
    as_it_was(survey_files::read(kind, bytes).map_err(|error| refused(error.to_string()))?, id, name)
}

/// The latest version of another survey as one of its own: nothing is counted yet, and it takes no answers.
async fn copied(
    cx: &mut Context,
    source: &SurveyId,
    upload: SurveyUpload,
    id: &SurveyId,
) -> Result<Made, Error> {
    let source = cx.allowed(CopySurvey, source).await?;
    let pieces = store::versions::pieces(&mut cx.tx, source.no, source.version).await?;
    let name = upload.project_name.or(upload.name).unwrap_or_else(|| source.name.clone());
    let id = id.clone();
    let (starts, ends) = (source.starts, source.ends);
    let copy = move || {
        let file = pieces::join(pieces).map_err(Error::internal)?;
        // Its dates are those of today, which the file need not know.
        Ok(Made { starts, ends, ..made(formats::qsf::without_counts(file), &id, name)? })
    };
    cx.app.slow_work().run(copy).await?
}

/// What is made of a file that says whether its survey took answers.
///
/// # Errors
/// When a survey would be beyond a bound.
pub(crate) fn as_it_was(file: SurveyFile, id: &SurveyId, name: Name) -> Result<Made, Error> {
    let active = file.entry.get("SurveyStatus").and_then(Value::as_str) == Some("Active");
    Ok(Made { active, ..made(file, id, name)? })
}

/// The refusal of a survey file; `why` names what and where.
pub(crate) fn refused(why: String) -> Error {
    Error::refused(codes::BAD_SURVEY_FILE, why)
}

fn made(file: SurveyFile, id: &SurveyId, name: Name) -> Result<Made, Error> {
    let file = formats::qsf::with_id_and_name(file, id.as_str(), &name);
    let pieces = formats::qsf::pieces(file.clone()).map_err(|error| refused(error.to_string()))?;
    let (starts, ends) = formats::qsf::dates(&file);
    let definition = Definition::first(file);
    let (report, found) = lines(&definition.survey, &definition.file);
    definitions::tell(id, found);
    Ok(Made { name, active: false, starts, ends, pieces, definition, report })
}

/// Keeps a survey, of the caller or of an `owner` who is named, when the caller may; gives the number it gets.
///
/// # Errors
/// When the brand has no such owner, or the caller may make no survey for them.
pub(crate) async fn make(
    cx: &mut Context,
    id: &SurveyId,
    made: &Made,
    owner: Option<UserId>,
) -> Result<SurveyNo, Error> {
    cx.refers("X-COPY-DESTINATION-OWNER", owner.as_ref()).await?;
    // A file says whether its survey was open: that opens none for whoever may open none.
    let active = made.active && cx.caller.permissions.contain(Leaf::ActivateSurveys);
    let mut row = new(cx, id, &made.name, active);
    (row.starts, row.ends) = (made.starts, made.ends);
    if let Some(owner) = owner {
        row.owner = OwnerId::User(owner);
    }
    let row = cx.may_create(row).await?;
    let version = cx.app.ids().version();
    keep(cx, row, &made.pieces, version).await
}
