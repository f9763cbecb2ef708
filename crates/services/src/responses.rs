//! Single responses: recording, reading, deleting.

use formats::export::StoredResponse;
use model::field::{Field, FieldKind};
use model::response::{Encoder, Response};
use model::{Moment, ResponseId, SurveyId};
use serde_json::{Map, Value};
use store::responses::Flags;

use crate::IdGenerator;
use crate::context::Context;
use crate::definitions::{Definition, list_of};
use crate::error::{Error, Thing};
use crate::field_lists;
use crate::surveys;
use store::surveys::SurveyRow;

/// Records a response and gives its id. It is on disk when this returns.
///
/// With an idempotency key the same id is given however often it is sent, and one response is recorded.
///
/// # Errors
/// When a value is not acceptable, naming its key, or the caller may not write to the survey or it does not exist.
pub async fn create(
    cx: &mut Context,
    survey: &SurveyId,
    mut values: Map<String, Value>,
    embedded_data: Map<String, Value>,
    idempotency_key: Option<&str>,
) -> Result<ResponseId, Error> {
    let (row, definition) = surveys::known_lately(cx, survey).await?;
    for (name, value) in embedded_data {
        if values.insert(name.clone(), value).is_some() {
            return Err(Error::invalid(format!("embeddedData.{name}"), "it is given in values as well"));
        }
    }
    let given = formats::values::read(values, &definition.schema)
        .map_err(|error| Error::invalid(format!("values.{}", error.key), error.message))?;
    let id = match idempotency_key {
        Some(key) if key.len() > 200 => {
            return Err(Error::invalid("Idempotency-Key", "text of 1 to 200 characters is expected"));
        }
        Some(key) => IdGenerator::response_of_key(survey.as_str(), key),
        None => cx.app.ids().id(cx.now),
    };
    let recorded = given.recorded_ms.map_or(cx.now, Moment);
    let response = given.into_response(id.clone(), recorded, recorded);
    match record(cx, &row, &definition, &response).await {
        // The same key again: it is recorded already.
        Err(Error::Conflict(_)) if idempotency_key.is_some() => Ok(id),
        other => other.map(|()| id),
    }
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
    Ok(app.store().submit(new).await?)
}

/// A recorded response as the object of the API, in JSON.
///
/// # Errors
/// When the survey has no such response, or the caller may not read it.
pub async fn get(cx: &mut Context, survey: &SurveyId, id: &ResponseId) -> Result<String, Error> {
    let (row, definition) = surveys::known_lately(cx, survey).await?;
    let stored =
        store::responses::get(&mut cx.tx, row.no, id).await?.ok_or(Error::Missing(Thing::Response))?;
    let app = cx.app.clone();
    let lists = app.definitions().lists(&mut cx.tx, row.no, stored.field_version).await?;
    let list = list_of(&lists, stored.field_version)?;
    let stored_row = StoredResponse {
        id: id.as_str(),
        recorded_ms: stored.recorded.0,
        modified_ms: stored.modified.0,
        body: &stored.body,
    };
    definition.object(&stored_row, list)
}

/// Deletes a recorded response.
///
/// # Errors
/// When the survey has no such response, or the caller may not delete it.
pub async fn delete(cx: &mut Context, survey: &SurveyId, id: &ResponseId) -> Result<(), Error> {
    let row = surveys::head(cx, survey).await?;
    if store::responses::delete(&mut cx.tx, row.no, id).await? {
        Ok(())
    } else {
        Err(Error::Missing(Thing::Response))
    }
}
