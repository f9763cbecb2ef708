//! Single responses: recording, reading, deleting.

use contract::responses::{CreateResponse, CreatedResponse, DeleteResponse, GetResponse};
use contract::{Json, MetaOnly, Rendered};
use formats::export::StoredResponse;
use model::Moment;
use model::error::codes;
use model::field::{Field, FieldKind};
use model::response::{Encoder, Response};
use store::access::action::{EditResponses, ViewResponses};
use store::responses::Flags;
use store::surveys::SurveyRow;

use crate::IdGenerator;
use crate::context::{Answer, Call, Context};
use crate::definitions::{Definition, list_of};
use crate::error::Error;
use crate::field_lists;
use crate::surveys;
use crate::time_limit::beyond_limit;

/// Create Response: records a response. It is on disk when this returns.
///
/// With an idempotency key the same id is given however often it is sent, and one response is recorded.
///
/// # Errors
/// When a value is not acceptable, naming its key, or the caller may not write to the survey or it does not exist.
pub async fn create(cx: &mut Context, call: Call<CreateResponse>) -> Answer<CreateResponse> {
    let (row, definition) = surveys::known_recently(cx, EditResponses, &call.path).await?;
    let mut values = call.body.0.values;
    for (name, value) in call.body.0.embedded_data {
        if values.insert(name.clone(), value).is_some() {
            return Err(Error::invalid(&format!("embeddedData.{name}"), "it is given in values as well"));
        }
    }
    let given = formats::values::read(values, &definition.schema)
        .map_err(|error| Error::invalid(&format!("values.{}", error.key), &error.message))?;
    let key = call.headers.idempotency_key;
    let id = match &key {
        Some(key) => IdGenerator::response_of_key(call.path.as_str(), key),
        None => cx.app.ids().id(cx.now),
    };
    let recorded = given.recorded_ms.map_or(cx.now, Moment);
    let response = given.into_response(id.clone(), recorded, recorded);
    match record(cx, &row, &definition, &response).await {
        // The same key again: it is recorded already.
        Err(error) if key.is_some() && error.is(codes::CONFLICT) => {}
        other => other?,
    }
    Ok(Json(CreatedResponse { response_id: id }))
}

/// Writes a response through the group commit; it is on disk when this returns.
pub(crate) async fn record(
    cx: &mut Context,
    row: &SurveyRow,
    definition: &Definition,
    response: &Response,
) -> Result<(), Error> {
    let app = cx.app.clone();
    let lists = app.definitions().lists(&mut cx.tx, row.no, 0).await?;
    let encoded =
        lists.last().and_then(|list| Some((Encoder::new(list).encode(response).ok()?, list.version)));
    let (body, field_version) = match encoded {
        Some(encoded) => encoded,
        None => {
            // The first response of the survey, or one with embedded data that nobody declared: the list grows.
            let mut wanted = definition.fields.clone();
            let known: std::collections::HashSet<&str> =
                definition.fields.iter().map(|f| f.key.as_str()).collect();
            let extra = response.answers.keys().filter(|key| !known.contains(key.as_str()));
            wanted.extend(extra.map(|key| Field { key: key.clone(), kind: FieldKind::Text }));
            let list = field_lists::list_with(&app, row.no, &wanted).await?;
            let body = Encoder::new(&list).encode(response);
            (body.map_err(|keys| Error::internal(format_args!("no field for {keys:?}")))?, list.version)
        }
    };
    let new = store::NewResponse {
        survey: row.no,
        id: response.id.clone(),
        recorded_ms: response.recorded.0,
        modified_ms: response.modified.0,
        flags: Flags::new(response.meta.status, response.meta.finished),
        field_version,
        body,
    };
    // Once it is in the queue it is written, whoever waits for it.
    beyond_limit(async { Ok(app.store().submit(new).await?) }).await
}

/// Get Response: a recorded response as the object of the API.
///
/// # Errors
/// When the survey has no such response, or the caller may not read it.
pub async fn get(cx: &mut Context, call: Call<GetResponse>) -> Answer<GetResponse> {
    let (survey, id) = call.path;
    let (row, definition) = surveys::known_recently(cx, ViewResponses, &survey).await?;
    let stored = store::responses::get(&mut cx.tx, &row, &id).await?.ok_or(codes::RESPONSE_NOT_FOUND)?;
    let app = cx.app.clone();
    let lists = app.definitions().lists(&mut cx.tx, row.no, stored.field_version).await?;
    let list = list_of(&lists, stored.field_version)?;
    let stored_row = StoredResponse {
        id: id.as_str(),
        recorded_ms: stored.recorded.0,
        modified_ms: stored.modified.0,
        body: &stored.body,
    };
    Ok(Rendered::new(definition.object(&stored_row, list)?))
}

/// Delete Response.
///
/// # Errors
/// When the survey has no such response, or the caller may not delete it.
pub async fn delete(cx: &mut Context, call: Call<DeleteResponse>) -> Answer<DeleteResponse> {
    let (survey, id) = call.path;
    let row = cx.allowed(EditResponses, &survey).await?;
    if store::responses::delete(&mut cx.tx, &row, &id).await? {
        Ok(MetaOnly)
    } else {
        Err(codes::RESPONSE_NOT_FOUND.into())
    }
}
