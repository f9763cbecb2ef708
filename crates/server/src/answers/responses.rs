//! Single responses.

use contract::responses::{CreateResponse, CreatedResponse, DeleteResponse, GetResponse};
use contract::{Json, MetaOnly, Rendered};
use services::{Context, Error, responses};

use crate::answer::{Answer, Request};

impl Answer for CreateResponse {
    async fn answer(cx: &mut Context, request: Request<Self>) -> Result<Self::Result, Error> {
        let new = request.body.0;
        let key = request.headers.idempotency_key.as_deref();
        let id = responses::create(cx, &request.path.survey_id, new.values, new.embedded_data, key).await?;
        Ok(Json(CreatedResponse { response_id: id.to_string() }))
    }
}

impl Answer for GetResponse {
    async fn answer(cx: &mut Context, request: Request<Self>) -> Result<Self::Result, Error> {
        let path = request.path;
        Ok(Rendered::new(responses::get(cx, &path.survey_id, &path.response_id).await?))
    }
}

impl Answer for DeleteResponse {
    async fn answer(cx: &mut Context, request: Request<Self>) -> Result<Self::Result, Error> {
        let path = request.path;
        responses::delete(cx, &path.survey_id, &path.response_id).await?;
        Ok(MetaOnly)
    }
}
