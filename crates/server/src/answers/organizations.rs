//! Organizations.

use contract::Json;
use contract::organizations::{
    GetOrganization, LoginActivity, OrganizationStats, OrganizationView, SurveyCounts,
};
use services::{Context, Error, organizations};

use crate::answer::{Answer, Request};

impl Answer for GetOrganization {
    async fn answer(cx: &mut Context, request: Request<Self>) -> Result<Self::Result, Error> {
        let found = organizations::get(cx, request.path.organization_id.as_str()).await?;
        let [
            past_1_days,
            past_7_days,
            past_14_days,
            past_30_days,
            past_60_days,
            past_90_days,
            past_120_days,
            ever,
        ] = found.signed_in;
        Ok(Json(OrganizationView {
            id: found.brand.id.to_string(),
            name: found.brand.name,
            base_url: cx.app.settings().base_url(),
            kind: "SelfHosted".to_owned(),
            status: "Active".to_owned(),
            creation_date: found.brand.created,
            expiration_date: None,
            stats: OrganizationStats {
                response_counts: found.responses,
                survey_counts: SurveyCounts {
                    total_surveys: found.surveys.total,
                    active_surveys: found.surveys.active,
                },
                login_activity: LoginActivity {
                    total_users: found.users,
                    past_1_days,
                    past_7_days,
                    past_14_days,
                    past_30_days,
                    past_60_days,
                    past_90_days,
                    past_120_days,
                    ever,
                    never: found.users - ever,
                },
            },
        }))
    }
}
