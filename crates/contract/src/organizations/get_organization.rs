//! Get Organization.

use crate::prelude::*;

/// An organization: what it is, and how much it is used.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct OrganizationView {
    /// The organization's id.
    pub id: BrandId,
    /// Its name.
    pub name: String,
    /// Where it is served: the address that was called, or the one this server was told is its own.
    pub base_url: String,
    /// What sort of account it is.
    #[serde(rename = "type")]
    pub kind: SelfHosted,
    /// Whether it is used.
    pub status: AlwaysActive,
    /// When it was made.
    pub creation_date: Moment,
    /// When it ends; null is never.
    pub expiration_date: NeverEnds,
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
    pub past_1_days: NoSignIns,
    /// Within the last 7 days.
    #[serde(rename = "past7Days")]
    pub past_7_days: NoSignIns,
    /// Within the last 14 days.
    #[serde(rename = "past14Days")]
    pub past_14_days: NoSignIns,
    /// Within the last 30 days.
    #[serde(rename = "past30Days")]
    pub past_30_days: NoSignIns,
    /// Within the last 60 days.
    #[serde(rename = "past60Days")]
    pub past_60_days: NoSignIns,
    /// Within the last 90 days.
    #[serde(rename = "past90Days")]
    pub past_90_days: NoSignIns,
    /// Within the last 120 days.
    #[serde(rename = "past120Days")]
    pub past_120_days: NoSignIns,
    /// Ever.
    pub ever: NoSignIns,
    /// Never: all of them.
    pub never: i64,
}

impl LoginActivity {
    /// The activity of so many users whose sign-ins are not counted.
    #[must_use]
    pub fn of(users: i64) -> Self {
        Self {
            total_users: users,
            past_1_days: NoSignIns,
            past_7_days: NoSignIns,
            past_14_days: NoSignIns,
            past_30_days: NoSignIns,
            past_60_days: NoSignIns,
            past_90_days: NoSignIns,
            past_120_days: NoSignIns,
            ever: NoSignIns,
            never: users,
        }
    }
}

fixed! {
    SelfHosted = "SelfHosted", "there is one sort of account";
    AlwaysActive = "Active", "an organization cannot be switched off";
    NeverEnds = null, "an organization does not end";
    NoSignIns = 0, "people sign in only to let an OAuth client act for them, which is not counted";
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
        ..Operation::near("type, status and expirationDate are constants, and sign-ins are not counted.")
    };
    type Call = Call<BrandId>;
    type Result = Json<OrganizationView>;

    fn example() -> Example<Self> {
        let stats = OrganizationStats {
            response_counts: ResponseCounts { auditable: 24, generated: 6, deleted: 0 },
            survey_counts: SurveyCounts { total_surveys: 1, active_surveys: 1 },
            login_activity: LoginActivity::of(2),
        };
        let view = OrganizationView {
            id: sample::organization(),
            name: "Example Brand".into(),
            base_url: "http://127.0.0.1:8080".into(),
            kind: SelfHosted,
            status: AlwaysActive,
            creation_date: sample::moment(),
            expiration_date: NeverEnds,
            stats,
        };
        Example::of_path(sample::organization(), view)
    }
}
