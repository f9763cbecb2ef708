//! Get Survey Metadata.

use crate::prelude::*;

/// What is known of a survey besides its definition.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "PascalCase")]
pub struct SurveyMetadata {
    /// The survey's id.
    #[serde(rename = "SurveyID")]
    pub survey_id: SurveyId,
    /// Its name.
    pub survey_name: Name,
    /// What its authors say of it.
    pub survey_description: Option<String>,
    /// The user or the group that owns it.
    #[serde(rename = "SurveyOwnerID")]
    pub survey_owner_id: OwnerId,
    /// The organization.
    #[serde(rename = "SurveyBrandID")]
    pub survey_brand_id: BrandId,
    /// The division that its file names.
    #[serde(rename = "DivisionID")]
    pub division_id: Option<String>,
    /// Its language.
    pub survey_language: String,
    /// The set that responses are recorded in.
    pub survey_active_response_set: Option<String>,
    /// Whether it takes answers.
    pub survey_status: SurveyStatus,
    /// From when it takes answers; null where there is no limit.
    pub survey_start_date: Option<SurveyDate>,
    /// Until when it takes answers; null where there is no limit.
    pub survey_expiration_date: Option<SurveyDate>,
    /// When it was made.
    pub survey_creation_date: Moment,
    /// Who made it.
    #[serde(rename = "CreatorID")]
    pub creator_id: UserId,
    /// When it was last changed.
    pub last_modified: Moment,
    /// Always null: reading is not counted.
    pub last_accessed: Option<Moment>,
    /// When it was last opened; null where it never was.
    pub last_activated: Option<Moment>,
    /// Always null: what was deleted is not found.
    pub deleted: Option<Moment>,
}

/// Whether a survey takes answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum SurveyStatus {
    /// It does.
    Active,
    /// It does not.
    Inactive,
}

/// A moment in UTC as survey files write it: `2024-03-05 10:11:12`. What is sent may be in ISO 8601 too.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SurveyDate(pub Moment);

impl Serialize for SurveyDate {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0.iso().replace('T', " ").replace('Z', ""))
    }
}
impl<'de> Deserialize<'de> for SurveyDate {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let expected = || serde::de::Error::custom("a date and time such as 2024-03-05 10:11:12 is expected");
        Moment::parse(&text).map(Self).ok_or_else(expected)
    }
}
impl JsonSchema for SurveyDate {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "SurveyDate".into()
    }
    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({
            "type": "string",
            "minLength": 1,
            "x-words": "a date and time in UTC, such as 2024-03-05 10:11:12",
        })
    }
}

/// Get Survey Metadata.
pub struct GetSurveyMetadata;

impl Endpoint for GetSurveyMetadata {
    const OPERATION: Operation = Operation {
        id: "getSurveyMetadata",
        name: "Get Survey Metadata",
        category: Category::Surveys,
        path: "/API/v3/survey-definitions/{surveyId}/metadata",
        permission: Permission::Thing(Action::View),
        description: "Reads what is known of a survey besides its definition: name, owner, state and dates.",
        ..Operation::near("In which form the original writes the dates is not recorded.")
    };
    type Call = Call<SurveyId>;
    type Result = Json<SurveyMetadata>;

    fn example() -> Example<Self> {
        let metadata = SurveyMetadata {
            survey_id: sample::survey(),
            survey_name: Name::stored("Library visit"),
            survey_description: None,
            survey_owner_id: sample::administrator().into(),
            survey_brand_id: sample::organization(),
            division_id: None,
            survey_language: "EN".into(),
            survey_active_response_set: Some("RS_3exampleRespSet".into()),
            survey_status: SurveyStatus::Active,
            survey_start_date: None,
            survey_expiration_date: Some(SurveyDate(sample::moment())),
            survey_creation_date: sample::moment(),
            creator_id: sample::administrator(),
            last_modified: sample::moment(),
            last_accessed: None,
            last_activated: Some(sample::moment()),
            deleted: None,
        };
        Example::of_path(sample::survey(), metadata)
    }
}
