//! The caller's organization (brand).

use contract::Json;
use contract::organizations::{
    AlwaysActive, GetOrganization, LoginActivity, NeverEnds, OrganizationStats, OrganizationView, SelfHosted,
    SurveyCounts,
};
use model::error::codes;

use crate::context::{Answer, Call, Context};

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
            login_activity: LoginActivity::of(store::users::count(&mut cx.tx, &brand).await?),
        },
    }))
}
