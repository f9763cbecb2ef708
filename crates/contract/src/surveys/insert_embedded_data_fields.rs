//! Insert Embedded Data Fields.

use crate::prelude::*;

/// The fields to add.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct NewEmbeddedDataFields {
    /// The fields, 1 to 100.
    #[schemars(length(min = 1, max = 100))]
    pub embedded_data_fields: Vec<NewEmbeddedDataField>,
}

/// A field to add.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct NewEmbeddedDataField {
    /// The field's name, which no other field of the survey has.
    pub key: FieldName,
    /// What its values are; text when left out.
    pub r#type: Option<EmbeddedDataType>,
    /// The value that every respondent gets; without one it comes from the link or the contact.
    pub value: Option<String>,
}

/// What the values of a field are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum EmbeddedDataType {
    /// Texts.
    Text,
    /// Numbers.
    Number,
    /// Dates.
    Date,
    /// Sets of texts.
    TextSet,
    /// Texts that only filters use.
    FilterOnly,
}

/// Insert Embedded Data Fields.
pub struct InsertEmbeddedDataFields;

impl Endpoint for InsertEmbeddedDataFields {
    const OPERATION: Operation = Operation {
        id: "insertEmbeddedDataFields",
        name: "Insert Embedded Data Fields",
        category: Category::Surveys,
        verb: Verb::Post,
        effect: Some(Effect::Own),
        path: "/API/v3/surveys/{surveyId}/embeddeddatafields",
        permission: Permission::Thing(Action::EditFlow),
        description: "Declares fields of embedded data in an element at the beginning of the survey's flow. A field that the survey \
                      has already, in whatever case, is refused, and then none is added.",
        errors: &[codes::CONFLICT],
        ..Operation::near(
            "Where the original puts the element, and what it does with a field that is there, is not recorded.",
        )
    };
    type Call = Call<SurveyId, Json<NewEmbeddedDataFields>>;
    type Result = MetaOnly;

    fn example() -> Example<Self> {
        let field = NewEmbeddedDataField {
            key: FieldName::stored("segment"),
            r#type: Some(EmbeddedDataType::Text),
            value: Some("gold".to_owned()),
        };
        Example::of_body(
            sample::survey(),
            NewEmbeddedDataFields { embedded_data_fields: vec![field] },
            Nothing {},
        )
    }
}
