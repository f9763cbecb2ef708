//! The caller's organization (brand).

use contract::Json;
use contract::organizations::{
    AlwaysActive, GetOrganization, LoginActivity, NeverEnds, OrganizationStats, OrganizationView, SelfHosted,
    SurveyCounts,
};
use model::error::codes;

use crate::context::{Answer, Call, Context};

/// A day in milliseconds.
const DAY: i64 = 24 * 60 * 60 * 1_000;

/// Get Organization: the caller's own, by its id or as `current`.
///
/// # Errors
/// When the id is another's: nobody learns whether that one exists.
pub async fn get(cx: &mut Context, call: Call<GetOrganization>) -> Answer<GetOrganization> {
    let brand = cx.caller.brand.clone();
    if call.path.as_str() != "current" && call.path != brand {
        return Err(codes::ORGANIZATION_NOT_FOUND.into());
    }
    let found = store::brands::get(&mut cx.tx, &brand).await?.ok_or(codes::ORGANIZATION_NOT_FOUND)?;
    let surveys = store::surveys::count(&mut cx.tx, &brand, None).await?;
    let since = LoginActivity::DAYS.map(|days| cx.now.plus(-days * DAY));
    let sign_ins = store::users::sign_ins(&mut cx.tx, &brand, since).await?;
    Ok(Json(OrganizationView {
        id: found.id,
        name: found.name,
        base_url: cx.base_url(),
        kind: SelfHosted,
        status: AlwaysActive,
        creation_date: found.created,
        expiration_date: NeverEnds,
        stats: OrganizationStats {
            response_counts: store::counters::of_brand(&mut cx.tx, &brand).await?,
            survey_counts: SurveyCounts { total_surveys: surveys.total, active_surveys: surveys.active },
            login_activity: LoginActivity::of(sign_ins.users, sign_ins.ever, sign_ins.since),
        },
    }))
}
