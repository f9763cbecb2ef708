//! Fields of embedded data that are added to a survey.

use contract::MetaOnly;
use contract::surveys::{EmbeddedDataType, InsertEmbeddedDataFields, NewEmbeddedDataField};
use formats::qsf;
use model::error::codes;
use serde_json::{Value, json};
use store::access::action::EditFlow;

use super::{Draft, Edited, edit};
use crate::context::{Answer, Call, Context};
use crate::error::Error;

/// Insert Embedded Data Fields: an element at the beginning of the flow declares them.
///
/// # Errors
/// When the brand has no such survey, it has one of the fields already or one is named twice, or the caller may not.
pub async fn insert(
    cx: &mut Context,
    call: Call<InsertEmbeddedDataFields>,
) -> Answer<InsertEmbeddedDataFields> {
    let (survey, fields) = (call.path, call.body.0.embedded_data_fields);
    if !(1..=100).contains(&fields.len()) {
        return Err(Error::invalid("embeddedDataFields", "1 to 100 fields are expected"));
    }
    edit(cx, EditFlow, &survey, |draft| Box::pin(add(draft, fields.clone()))).await?;
    Ok(MetaOnly)
}

async fn add(mut draft: Draft, fields: Vec<NewEmbeddedDataField>) -> Edited<()> {
    let mut flow = draft.flow().await?;
    let mut known = qsf::fields_of_flow(&flow);
    for field in &fields {
        if !known.insert(field.key.to_lowercase()) {
            let message = format!("The survey has the embedded data field {} already.", field.key.as_str());
            return Err(Error::refused(codes::CONFLICT, message));
        }
    }
    let declared: Vec<Value> = fields.iter().map(declaration).collect();
    qsf::declare_fields(&mut flow, &declared);
    draft.set_flow(flow).await?;
    Ok((draft, ()))
}

fn declaration(field: &NewEmbeddedDataField) -> Value {
    let kind = match field.r#type.unwrap_or(EmbeddedDataType::Text) {
        EmbeddedDataType::Text => "String",
        EmbeddedDataType::Number => "Scale",
        EmbeddedDataType::Date => "Date",
        EmbeddedDataType::TextSet => "MultiValueNominal",
        EmbeddedDataType::FilterOnly => "FilterOnly",
    };
    qsf::declared_field(field.key.as_str(), kind, field.value.as_ref().map(|value| json!(value)))
}
