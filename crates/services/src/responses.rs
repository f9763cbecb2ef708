//! Single responses: recording, reading, deleting.

use std::collections::HashSet;

use contract::responses::{CreateResponse, CreatedResponse, DeleteResponse, GetResponse};
use contract::{Json, MetaOnly, Rendered};
use formats::export::StoredResponse;
use formats::given::Given;
use model::error::codes;
use model::response::{Encoder, Response};
use model::{Moment, ResponseId, embedded};
use store::access::action::{EditResponses, ViewResponses};
use store::responses::Flags;
use store::surveys::SurveyRow;
use store::{Allowed, Transaction};

use crate::IdGenerator;
use crate::app::App;
use crate::context::{Answer, Call, Context};
use crate::definitions::Definition;
use crate::error::Error;
use crate::field_lists::{self, ListError};
use crate::row_writers::missing;
use crate::surveys;
use crate::time_limit::beyond_limit;

/// Create Response: records a response. It is on disk when this returns.
///
/// With an idempotency key the same id is given however often it is sent, and one response is recorded.
///
/// # Errors
/// When a value is not acceptable, naming its key, when the idempotency key was sent with another response, or the caller
/// may not write to the survey or it does not exist.
pub async fn create(cx: &mut Context, call: Call<CreateResponse>) -> Answer<CreateResponse> {
    let (row, definition) = surveys::known_recently(cx, EditResponses, &call.path).await?;
    let mut values = call.body.0.values;
    let mut embedded = HashSet::new();
    for (name, value) in call.body.0.embedded_data {
        if values.insert(embedded::key_of(&name).into_owned(), value).is_some() {
            return Err(Error::invalid(&format!("embeddedData.{name}"), "it is given in values as well"));
        }
        embedded.insert(name);
    }
    let parameter = |key: &str| {
        let member = if embedded.contains(key) { "embeddedData" } else { "values" };
        format!("{member}.{key}")
    };
    let given = formats::values::read(values, &definition.schema)
        .map_err(|error| Error::invalid(&parameter(&error.key), &error.message))?;
    let recorded = given.recorded_ms.map_or(cx.now, Moment);
    let key = call.headers.idempotency_key;
    if let Some(key) = &key {
        // What was sent with this key before the ids of keys were what they are now.
        let former = IdGenerator::response_of_key_before(call.path.as_str(), key);
        if store::responses::is_there(&mut cx.tx, &row, &former).await? {
            return Ok(Json(CreatedResponse { response_id: former }));
        }
    }
    let id = match &key {
        Some(key) => IdGenerator::response_of_key(call.path.as_str(), key),
        None => cx.app.ids().id(cx.now),
    };
    let again = key.is_some().then(|| given.clone());
    let response = given.into_response(id.clone(), recorded, recorded);
    let encoded = encode(&cx.app, &mut cx.tx, &row, &definition, &response).await;
    let encoded = encoded.map_err(|error| error.of_parameter(parameter))?;
    if key.is_none() {
        return Ok(Json(CreatedResponse { response_id: submit_new(&cx.app, encoded).await? }));
    }
    match (submit(&cx.app, encoded).await, again) {
        // The same key again: it is recorded already.
        (Err(error), Some(again)) if error.is(codes::CONFLICT) => {
            if !is_recorded(cx, &row, &id, again).await? {
                let message = "The Idempotency-Key was sent with another response before: send a new key with a new response.";
                return Err(Error::refused(codes::CONFLICT, message));
            }
        }
        (recorded, _) => recorded?,
    }
    Ok(Json(CreatedResponse { response_id: id }))
}

/// Whether what is recorded under the id is what this body would have recorded then: what the body leaves out follows
/// from that moment. A response that was changed or deleted since cannot be held against it, and passes.
async fn is_recorded<S: AsRef<SurveyRow>>(
    cx: &mut Context,
    row: &Allowed<S, EditResponses>,
    id: &ResponseId,
    given: Given,
) -> Result<bool, Error> {
    let stored = store::responses::recorded_before(&mut cx.tx, row, id).await?;
    let Some(stored) = stored.filter(|stored| stored.modified == stored.recorded) else { return Ok(true) };
    if given.recorded_ms.is_some_and(|recorded| recorded != stored.recorded.0) {
        return Ok(false);
    }
    let app = cx.app.clone();
    let no = AsRef::<SurveyRow>::as_ref(&**row).no;
    let lists = app.field_lists().get(&mut cx.tx, no, stored.field_version).await?;
    let list = lists.at(stored.field_version).ok_or_else(|| missing(stored.field_version))?;
    let again = given.into_response(id.clone(), stored.recorded, stored.recorded);
    let body = Encoder::new(&list).encode(&again);
    Ok(body.is_ok_and(|body| body == stored.body))
}

/// How often a response gets another id because one of another response was met.
pub(crate) const IDS: u32 = 5;

/// Records a response under the id it has, or under another where a response has that already; gives the id.
async fn submit_new(app: &App, mut encoded: store::NewResponse) -> Result<ResponseId, Error> {
    let mut collisions = 0;
    loop {
        match submit(app, encoded.clone()).await {
            Err(error) if error.is(codes::CONFLICT) && collisions < IDS => {
                collisions += 1;
                encoded.id = app.ids().id(app.now());
            }
            other => return other.map(|()| encoded.id),
        }
    }
}

/// Writes a response through the group commit; it is on disk when this returns.
pub(crate) async fn record(
    cx: &mut Context,
    row: &SurveyRow,
    definition: &Definition,
    response: &Response,
) -> Result<(), Error> {
    let encoded = encode(&cx.app, &mut cx.tx, row, definition, response).await?;
    submit(&cx.app, encoded).await
}

/// Once it is in the queue it is written, whoever waits for it.
async fn submit(app: &App, encoded: store::NewResponse) -> Result<(), Error> {
    beyond_limit(async { Ok(app.store().submit(encoded).await?) }).await
}

/// A response as the store keeps it. Where the survey's list of fields lacks one, the list is made longer first.
pub(crate) async fn encode(
    app: &App,
    tx: &mut Transaction,
    row: &SurveyRow,
    definition: &Definition,
    response: &Response,
) -> Result<store::NewResponse, ListError> {
    let lists = app.field_lists().get(tx, row.no, 0).await?;
    let latest = lists.latest();
    // What was shown without an answer needs its slot too.
    let whole = response.displayed.iter().flatten().all(|key| lists.has(key));
    let encoded = whole.then(|| Encoder::new(latest).encode(response).ok()).flatten();
    let (body, field_version) = match encoded {
        Some(body) => (body, latest.version),
        None => {
            // The first response of the survey, or one with embedded data that nobody declared: the list grows.
            let declared: HashSet<&str> =
                definition.fields().iter().map(|field| field.key.as_str()).collect();
            let keys = response.answers.keys().map(String::as_str);
            let further: Vec<&str> = keys.filter(|key| !declared.contains(key)).collect();
            let list = field_lists::list_with(app, row.no, definition.fields(), &further).await?;
            let body = Encoder::new(&list).encode(response);
            (body.map_err(|keys| Error::internal(format_args!("no field for {keys:?}")))?, list.version)
        }
    };
    Ok(store::NewResponse {
        survey: row.no,
        id: response.id.clone(),
        recorded_ms: response.recorded.0,
        modified_ms: response.modified.0,
        flags: Flags::new(response.meta.status, response.meta.finished),
        field_version,
        body,
    })
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
    let lists = app.field_lists().get(&mut cx.tx, row.no, stored.field_version).await?;
    let stored_row = StoredResponse {
        id: id.as_str(),
        recorded_ms: stored.recorded.0,
        modified_ms: stored.modified.0,
        body: &stored.body,
    };
    let object = app.row_writers().object(&definition, &lists, stored.field_version, &stored_row)?;
    Ok(Rendered::new(object))
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

#[cfg(test)]
mod tests {
    use model::account::Caller;
    use model::example;

    use super::*;
    use crate::{Access, testing};

    #[tokio::test]
    async fn a_new_response_gets_another_id_where_its_own_is_taken() {
        let app = testing::app().await;
        crate::example::install(&app, None).await.unwrap();
        let caller = Caller::administrator(example::organization(), example::administrator());
        let mut cx = app.begin(caller, Access::Read).await.unwrap();
        let (row, definition) = surveys::known(&mut cx, EditResponses, &example::survey()).await.unwrap();
        let given = formats::values::read(serde_json::Map::new(), &definition.schema).unwrap();
        let response = given.into_response(example::response(), cx.now, cx.now);
        assert!(store::responses::is_there(&mut cx.tx, &row, &response.id).await.unwrap());
        let encoded = encode(&app, &mut cx.tx, &row, &definition, &response).await.unwrap();
        let id = submit_new(&app, encoded).await.unwrap();
        assert_ne!(id, response.id);
        assert!(store::responses::is_there(&mut cx.tx, &row, &id).await.unwrap());
    }
}
