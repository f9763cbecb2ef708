//! Surveys that are made of nothing, or of a file that is sent as JSON.

use contract::Json;
use contract::surveys::{CreateSurveyDefinition, CreatedSurvey, EmptySurvey, NewDefinition};
use formats::qsf::{self, NewSurvey, Sums};
use model::survey::SurveyFile;
use model::survey::pieces::{Pieces, SUMS};
use model::text::Name;
use model::{BlockId, SurveyId};
use serde_json::{Map, Value};

use crate::context::{Answer, Call, Context};
use crate::error::Error;
use crate::surveys::{bad_file, make, of_file};

/// Create Survey Definition. Reading a file comes before the transaction.
///
/// # Errors
/// When the file is no survey file, or the caller may make no surveys.
pub async fn create(cx: &mut Context, call: Call<CreateSurveyDefinition>) -> Answer<CreateSurveyDefinition> {
    let app = cx.app.clone();
    let id: SurveyId = app.ids().id(app.now());
    let (name, active, pieces) = match call.body {
        NewDefinition::Empty(empty) => {
            let file = blank(cx, &id, &empty)?;
            let (active, pieces) = of_file(file, &id, &empty.survey_name)?;
            (empty.survey_name, active, pieces)
        }
        NewDefinition::File(members) => {
            let own_id = id.clone();
            app.slow_work().run(move || read(members, &own_id)).await??
        }
    };
    app.change(&cx.caller, |cx, _| Box::pin(make(cx, &id, &name, active, &pieces))).await?;
    let sums: Sums = pieces
        .get(SUMS)
        .map_or_else(|| Ok(Sums::default()), |sums| serde_json::from_str(sums))
        .map_err(Error::internal)?;
    // A file may have no block, or one whose id is none of ours.
    let default_block_id = sums.default_block.and_then(|block| BlockId::parse(&block).ok());
    Ok(Json(CreatedSurvey { survey_id: id, default_block_id }))
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

fn read(members: Map<String, Value>, id: &SurveyId) -> Result<(Name, bool, Pieces), Error> {
    let file = qsf::from_value(Value::Object(members)).map_err(bad_file)?;
    let said = file.entry.get("SurveyName").and_then(Value::as_str).unwrap_or_default();
    let name = Name::parse(said).map_err(|why| Error::invalid("SurveyEntry.SurveyName", &why.to_string()))?;
    let (active, pieces) = of_file(file, id, &name)?;
    Ok((name, active, pieces))
}
