//! Delete User.

use crate::prelude::*;

/// Delete User.
pub struct DeleteUser;

impl Endpoint for DeleteUser {
    const OPERATION: Operation = Operation {
        id: "deleteUser",
        name: "Delete User",
        category: Category::Users,
        verb: Verb::Delete,
        path: "/API/v3/users/{userId}",
        description: "Deletes a user. While the user still owns surveys it is refused, so that no answer is lost, and so \
                      is deleting the last administrator.",
        permission: Permission::BrandAdministrator,
        errors: &[codes::CONFLICT],
        ..Operation::near(
            "A user who still owns surveys is not deleted, and neither are the caller and the last administrator; of these \
             the original's documentation says nothing.",
        )
    };
    type Call = Call<UserId>;
    type Result = MetaOnly;

    fn example() -> Example<Self> {
        Example::of_path(sample::user(), Nothing {})
    }
}
