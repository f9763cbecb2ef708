//! Get Organization.

use model::survey::overview::ResponseCounts;
use model::{BrandId, Moment, example};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::errors::codes;
use crate::{Category, Endpoint, Example, Json, Nothing, Operation, Permission};

/// The ids in the path.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct GetOrganizationPath {
    /// The organization (brand) to read: your own, by its id or as `current`.
    pub organization_id: BrandId,
}

/// An organization: what it is, and how much it is used.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct OrganizationView {
    /// The organization's id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// The host its pages are served under.
    pub base_url: String,
    /// What sort of account it is.
    #[serde(rename = "type")]
    pub kind: String,
    /// `Active` or `Disabled`.
    pub status: String,
    /// When it was made.
    pub creation_date: Moment,
    /// When it ends; null is never.
    pub expiration_date: Option<Moment>,
    /// Counters.
    pub stats: OrganizationStats,
}

/// How much an organization is used.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct OrganizationStats {
    /// Responses over all surveys.
    pub response_counts: ResponseCounts,
    /// Surveys.
    pub survey_counts: SurveyCounts,
    /// Users, and how many of them signed in within the last days.
    pub login_activity: LoginActivity,
}

/// How many surveys there are.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct SurveyCounts {
    /// All of them.
    pub total_surveys: i64,
    /// Those that take answers.
    pub active_surveys: i64,
}

/// How many users there are and when they last signed in.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct LoginActivity {
    /// All users.
    pub total_users: i64,
    /// Within the last day.
    #[serde(rename = "past1Days")]
    pub past_1_days: i64,
    /// Within the last 7 days.
    #[serde(rename = "past7Days")]
    pub past_7_days: i64,
    /// Within the last 14 days.
    #[serde(rename = "past14Days")]
    pub past_14_days: i64,
    /// Within the last 30 days.
    #[serde(rename = "past30Days")]
    pub past_30_days: i64,
    /// Within the last 60 days.
    #[serde(rename = "past60Days")]
    pub past_60_days: i64,
    /// Within the last 90 days.
    #[serde(rename = "past90Days")]
    pub past_90_days: i64,
    /// Within the last 120 days.
    #[serde(rename = "past120Days")]
    pub past_120_days: i64,
    /// Ever.
    pub ever: i64,
    /// Never.
    pub never: i64,
}

/// Get Organization.
pub struct GetOrganization;

impl Endpoint for GetOrganization {
    const OPERATION: Operation = Operation {
        id: "getOrganization",
        name: "Get Organization",
        category: Category::Organizations,
        path: "/API/v3/organizations/{organizationId}",
        description: "Reads your organization (brand): its name, its state and how much it is used.",
        permission: Permission::BrandAdministrator,
        calls_per_minute: 5,
        errors: &[codes::ORGANIZATION_NOT_FOUND],
        ..Operation::near(
            "type, status and expirationDate always tell a self-hosted brand that is active \
             for good; sign-ins are not counted, so that loginActivity tells every user as \
             never signed in.",
        )
    };
    type Path = GetOrganizationPath;
    type Query = Nothing;
    type Headers = Nothing;
    type Body = Nothing;
    type Result = Json<OrganizationView>;

    fn example() -> Example<Self> {
        let id = crate::sample::id(BrandId::parse(example::BRAND));
        Example::of_path(
            GetOrganizationPath { organization_id: id },
            OrganizationView {
                id: example::BRAND.into(),
                name: "Example Brand".into(),
                base_url: "https://localhost:8443".into(),
                kind: "SelfHosted".into(),
                status: "Active".into(),
                creation_date: crate::sample::moment(),
                expiration_date: None,
                stats: OrganizationStats {
                    response_counts: ResponseCounts { auditable: 24, generated: 6, deleted: 0 },
                    survey_counts: SurveyCounts { total_surveys: 1, active_surveys: 1 },
                    login_activity: LoginActivity {
                        total_users: 2,
                        past_1_days: 0,
                        past_7_days: 0,
                        past_14_days: 0,
                        past_30_days: 0,
                        past_60_days: 0,
                        past_90_days: 0,
                        past_120_days: 0,
                        ever: 0,
                        never: 2,
                    },
                },
            },
        )
    }
}
