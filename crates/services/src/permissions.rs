//! What a request says of a user's permissions.

use contract::permissions::PermissionTree;
use model::account::Role;
use model::permissions::{Leaf, Levels, States};
use store::users::User;

use crate::context::Context;
use crate::error::Error;

/// Carries over what a body says of a user's permissions. The user's division and type are those that it gets.
///
/// # Errors
/// When a permission is switched on that a level above has off, or one is switched off for an administrator: what the
/// account cannot have is named.
pub(crate) async fn onto_user(
    cx: &mut Context,
    given: Option<&PermissionTree>,
    user: &mut User,
) -> Result<(), Error> {
    let Some(given) = given else { return Ok(()) };
    let states = changed(user.levels(&mut cx.tx).await?, user, given.said())?;
    user.permissions = states;
    Ok(())
}

/// What a user's own level says once this is said too.
///
/// # Errors
/// As [`onto_user`].
pub(crate) fn changed(
    levels: Levels,
    user: &User,
    said: impl Iterator<Item = (Leaf, bool)>,
) -> Result<States, Error> {
    let (mut states, above) = (user.permissions, levels.above());
    let administers = Role::of(&user.user_type) == Role::BrandAdministrator;
    // What is sent back as it was read is no change, whatever became of the levels above.
    for (leaf, on) in said.filter(|(leaf, on)| user.permissions.get(*leaf) != Some(*on)) {
        let refused =
            |accepted: &str| Err(Error::invalid(&format!("permissions.{}.state", leaf.path()), accepted));
        match above.off_at(leaf) {
            Some(level) if on => {
                return refused(&format!("\"off\" is expected, because the {} has it off", level.words()));
            }
            _ if administers && !on => {
                return refused(
                    "\"on\" is expected, because an administrator has every permission of the organization",
                );
            }
            _ => states.set(leaf, on),
        }
    }
    Ok(states)
}
