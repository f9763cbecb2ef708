//! Delete User.

use model::{UserId, example};

use super::UserPath;
use crate::errors::codes;
use crate::{Category, Endpoint, Example, MetaOnly, Nothing, Operation, Permission, Verb};

/// Delete User.
pub struct DeleteUser;

impl Endpoint for DeleteUser {
    const OPERATION: Operation = Operation {
        id: "deleteUser",
        name: "Delete User",
        category: Category::Users,
        verb: Verb::Delete,
        path: "/API/v3/users/{userId}",
        description: "Deletes a user. While the user still owns surveys it is refused, so that no answer is lost.",
        permission: Permission::BrandAdministrator,
        errors: &[codes::USER_NOT_FOUND, codes::CONFLICT],
        ..Operation::near(
            "A user who still owns surveys is not deleted, and neither is the caller; of both \
             the original's documentation says nothing.",
        )
    };
    type Path = UserPath;
    type Query = Nothing;
    type Headers = Nothing;
    type Body = Nothing;
    type Result = MetaOnly;

    fn example() -> Example<Self> {
        Example::of_path(UserPath { user_id: crate::sample::id(UserId::parse(example::USER)) }, Nothing {})
    }
}
