//! Surveys and their definitions.

use contract::surveys::{
    DeleteSurvey, DeleteSurveyDefinition, DeletedDefinition, GetSurvey, GetSurveyDefinition, ImportSurvey,
    ImportedSurvey, ListSurveys, ListedSurvey, SurveySource, UpdateSurvey,
};
use contract::{Json, MetaOnly};
use services::surveys::{self, DefinitionForm, SurveyChange};
use services::{Context, Error};

use super::page;
use crate::answer::{Answer, Request};

impl Answer for ListSurveys {
    async fn answer(cx: &mut Context, request: Request<Self>) -> Result<Self::Result, Error> {
        let offset = request.query.offset.unwrap_or(0);
        let (rows, more) = surveys::list(cx, offset).await?;
        Ok(page(offset, rows, more, |row| ListedSurvey {
            id: row.id.to_string(),
            name: row.name,
            owner_id: row.owner.to_string(),
            last_modified: row.modified,
            creation_date: row.created,
            is_active: row.active,
        }))
    }
}

impl Answer for ImportSurvey {
    async fn answer(cx: &mut Context, request: Request<Self>) -> Result<Self::Result, Error> {
        let source = match request.body.source {
            SurveySource::File(bytes) => surveys::SurveySource::File(bytes),
            SurveySource::Address(address) => surveys::SurveySource::Address(address),
        };
        let id = surveys::import(&cx.app, &cx.caller, &request.body.name, source).await?;
        Ok(Json(ImportedSurvey { id: id.to_string() }))
    }
}

impl Answer for GetSurvey {
    async fn answer(cx: &mut Context, request: Request<Self>) -> Result<Self::Result, Error> {
        Ok(Json(surveys::overview(cx, &request.path.survey_id).await?))
    }
}

impl Answer for UpdateSurvey {
    async fn answer(cx: &mut Context, request: Request<Self>) -> Result<Self::Result, Error> {
        let change = request.body.0;
        let change = SurveyChange {
            name: change.name,
            active: change.is_active,
            expiration: change.expiration,
            owner: change.owner_id,
        };
        surveys::update(cx, &request.path.survey_id, change).await?;
        Ok(MetaOnly)
    }
}

impl Answer for DeleteSurvey {
    async fn answer(cx: &mut Context, request: Request<Self>) -> Result<Self::Result, Error> {
        surveys::delete(cx, &request.path.survey_id).await?;
        Ok(MetaOnly)
    }
}

impl Answer for GetSurveyDefinition {
    async fn answer(cx: &mut Context, request: Request<Self>) -> Result<Self::Result, Error> {
        let form = match request.query.format {
            Some(_) => DefinitionForm::File,
            None => DefinitionForm::Definition,
        };
        Ok(Json(surveys::definition(cx, &request.path.survey_id, form).await?))
    }
}

impl Answer for DeleteSurveyDefinition {
    async fn answer(cx: &mut Context, request: Request<Self>) -> Result<Self::Result, Error> {
        surveys::delete(cx, &request.path.survey_id).await?;
        Ok(Json(DeletedDefinition { deleted_date: cx.now }))
    }
}
