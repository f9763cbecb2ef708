//! Surveys that are made of nothing, or of a file that is sent as JSON.

use contract::Json;
use contract::surveys::{CreateSurveyDefinition, CreatedSurvey, EmptySurvey, NewDefinition};
use formats::qsf::{self, NewSurvey, Sums};
use model::survey::SurveyFile;
use model::survey::pieces::SUMS;
use model::text::Name;
use model::{BlockId, SurveyId};
use serde_json::{Map, Value};

use crate::context::{Answer, Call, Context};
use crate::error::Error;
use crate::survey_files::{self, Made};

/// Create Survey Definition. Reading a file comes before the transaction.
///
/// # Errors
/// When the file is no survey file, or the caller may make no surveys.
pub async fn create(cx: &mut Context, call: Call<CreateSurveyDefinition>) -> Answer<CreateSurveyDefinition> {
    let app = cx.app.clone();
    let id: SurveyId = app.ids().id(app.now());
    let made = match call.body {
        NewDefinition::Empty(empty) => {
            let file = blank(cx, &id, &empty)?;
            survey_files::as_it_was(file, &id, empty.survey_name)?
        }
        NewDefinition::File(members) => {
            let own_id = id.clone();
            app.slow_work().run(move || read(members, &own_id)).await??
        }
    };
    let no = app.change(&cx.caller, |cx, _| Box::pin(survey_files::make(cx, &id, &made, None))).await?;
    let sums: Sums = made
        .pieces
        .get(SUMS)
        .map_or_else(|| Ok(Sums::default()), |sums| serde_json::from_str(sums))
        .map_err(Error::internal)?;
    // A file may have no block, or one whose id is none of ours.
    let default_block_id = sums.default_block.and_then(|block| BlockId::parse(&block).ok());
    let report = survey_files::finish(cx, no, &id, made)?;
    Ok(Json(CreatedSurvey { survey_id: id, default_block_id, report }))
}

fn blank(cx: &Context, id: &SurveyId, empty: &EmptySurvey) -> Result<SurveyFile, Error> {
    let (ids, now) = (cx.app.ids(), cx.app.now());
    let category = serde_json::to_value(empty.project_category).map_err(Error::internal)?;
    let (block, trash): (BlockId, BlockId) = (ids.id(now), ids.id(now));
    let response_set = block.as_str().replacen("BL_", "RS_", 1);
    Ok(qsf::blank(&NewSurvey {
        id: id.as_str(),
        name: &empty.survey_name,
        language: &empty.language,
        category: category.as_str().unwrap_or_default(),
        owner: cx.caller.user.as_str(),
        brand: cx.caller.brand.as_str(),
        block: block.as_str(),
        trash: trash.as_str(),
        response_set: &response_set,
    }))
}

fn read(members: Map<String, Value>, id: &SurveyId) -> Result<Made, Error> {
    let file = qsf::from_value(Value::Object(members));
    let file = file.map_err(|error| survey_files::refused(error.to_string()))?;
    let said = file.entry.get("SurveyName").and_then(Value::as_str).unwrap_or_default();
    let name = Name::parse(said).map_err(|why| Error::invalid("SurveyEntry.SurveyName", &why.to_string()))?;
    survey_files::as_it_was(file, id, name)
}
