//! Delete Group.

use crate::prelude::*;

/// Delete Group.
pub struct DeleteGroup;

impl Endpoint for DeleteGroup {
    const OPERATION: Operation = Operation {
        id: "deleteGroup",
        name: "Delete Group",
        category: Category::Groups,
        verb: Verb::Delete,
        path: "/API/v3/groups/{groupId}",
        description: "Deletes a group. Its members stay. While it owns surveys it is refused, so that no answer is lost.",
        permission: Permission::BrandAdministrator,
        calls_per_minute: 600,
        errors: &[codes::CONFLICT],
        ..Operation::near(
            "A group that owns surveys is not deleted, of which the original's documentation says nothing.",
        )
    };
    type Call = Call<GroupId>;
    type Result = MetaOnly;

    fn example() -> Example<Self> {
        Example::of_path(sample::group(), Nothing {})
    }
}
