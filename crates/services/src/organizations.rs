//! The caller's organization (brand).

use model::account::Brand;
use model::survey::overview::ResponseCounts;
use store::surveys::SurveyCount;

use crate::context::Context;
use crate::error::{Error, Thing};

/// A brand and how much it is used.
#[derive(Debug, Clone)]
pub struct Organization {
    /// The brand.
    pub brand: Brand,
    /// Responses over all surveys.
    pub responses: ResponseCounts,
    /// Surveys.
    pub surveys: SurveyCount,
    /// Users in all.
    pub users: i64,
    /// Users who signed in within the last 1, 7, 14, 30, 60, 90, 120 days, and ever.
    pub signed_in: [i64; 8],
}

/// The days that [`Organization::signed_in`] counts within.
const DAYS: [i64; 7] = [1, 7, 14, 30, 60, 90, 120];

/// The caller's own brand, by its id or as `current`.
///
/// # Errors
/// When the id is another brand's: nobody learns whether that one exists.
pub async fn get(cx: &mut Context, id: &str) -> Result<Organization, Error> {
    if id != "current" && id != cx.caller.brand.as_str() {
        return Err(Error::Missing(Thing::Organization));
    }
    let brand = cx.caller.brand.clone();
    let found = store::brands::get(&mut cx.tx, &brand).await?.ok_or(Error::Missing(Thing::Organization))?;
    let mut signed_in = [0; 8];
    for (place, days) in DAYS.into_iter().enumerate() {
        let since = cx.now.plus(-days * 86_400_000);
        signed_in[place] = store::users::count_signed_in(&mut cx.tx, &brand, since).await?;
    }
    signed_in[7] = store::users::count_signed_in(&mut cx.tx, &brand, model::Moment(0)).await?;
    Ok(Organization {
        brand: found,
        responses: store::counters::of_brand(&mut cx.tx, &brand).await?,
        surveys: store::surveys::count(&mut cx.tx, &brand, None).await?,
        users: store::users::count(&mut cx.tx, &brand).await?,
        signed_in,
    })
}
