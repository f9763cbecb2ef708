//! Remove User from Group.

use crate::prelude::*;

/// Remove User from Group.
pub struct RemoveUserFromGroup;

impl Endpoint for RemoveUserFromGroup {
    const OPERATION: Operation = Operation {
        id: "removeUserFromGroup",
        name: "Remove User from Group",
        category: Category::Groups,
        verb: Verb::Delete,
        path: "/API/v3/groups/{groupId}/members/{userId}",
        description: "Takes a user out of a group. A user who is not in it gives 404.",
        permission: Permission::BrandAdministrator,
        ..Operation::documented()
    };
    type Call = Call<(GroupId, UserId)>;
    type Result = MetaOnly;

    fn example() -> Example<Self> {
        Example::of_path((sample::group(), sample::user()), Nothing {})
    }
}
