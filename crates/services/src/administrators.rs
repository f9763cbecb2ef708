//! A brand keeps an administrator: no change takes the last one away, whoever asks for it and in whatever way.

use model::Moment;
use model::account::{AccountStatus, Role};
use model::error::codes;
use store::users::User;

use crate::context::Context;
use crate::error::Error;

/// Holds that the brand is administered for as long as before when a user becomes `after`, or is deleted where there is
/// none. It asks within the transaction that changes the user, so of two administrators who disable each other at the
/// same time one comes second and is refused.
///
/// # Errors
/// When nobody else administers the brand for as long as the user did.
pub(crate) async fn remain(cx: &mut Context, before: &User, after: Option<&User>) -> Result<(), Error> {
    let Some(until) = administers_until(before, cx.now) else { return Ok(()) };
    let goes_on = after.and_then(|after| administers_until(after, cx.now)).is_some_and(|end| end >= until);
    if goes_on || store::users::other_administrators(&mut cx.tx, before, until).await? > 0 {
        return Ok(());
    }
    Err(Error::refused(codes::CONFLICT, LAST))
}

const LAST: &str = "Nobody else administers the organization for as long as this user: make another user its \
    administrator first.";
/// The end of an account that has none.
const NEVER: Moment = Moment(i64::MAX);

/// Until when a user administers the brand, if the user does now.
fn administers_until(user: &User, now: Moment) -> Option<Moment> {
    let may = Role::of(&user.user_type) == Role::BrandAdministrator && user.status != AccountStatus::Disabled;
    let end = user.expires.unwrap_or(NEVER);
    (may && end > now).then_some(end)
}
