//! List Users in Group.

use crate::prelude::*;
use crate::users::ListedUser;

/// List Users in Group.
pub struct ListUsersInGroup;

impl Endpoint for ListUsersInGroup {
    const OPERATION: Operation = Operation {
        id: "listUsersInGroup",
        name: "List Users in Group",
        category: Category::Groups,
        path: "/API/v3/groups/{groupId}/members",
        description: "Lists the members of a group, 100 to a page.",
        permission: Permission::BrandAdministrator,
        calls_per_minute: 1000,
        ..Operation::documented()
    };
    type Call = Call<GroupId, Nothing, ByOffset>;
    type Result = Page<ListedUser>;

    fn example() -> Example<Self> {
        Example::of_path(sample::group(), vec![ListedUser::example()])
    }
}
