//! Add User to Group.

use crate::prelude::*;

/// The user to put into the group.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct NewMember {
    /// A user of your organization.
    pub user_id: UserId,
}

/// Add User to Group.
pub struct AddUserToGroup;

impl Endpoint for AddUserToGroup {
    const OPERATION: Operation = Operation {
        id: "addUserToGroup",
        name: "Add User to Group",
        category: Category::Groups,
        verb: Verb::Post,
        effect: Some(Effect::Change),
        path: "/API/v3/groups/{groupId}/members",
        description: "Puts a user into a group. Nothing happens when the user is in it already.",
        permission: Permission::BrandAdministrator,
        calls_per_minute: 600,
        leads: &[Lead::to("listUsersInGroup")],
        ..Operation::documented()
    };
    type Call = Call<GroupId, Json<NewMember>>;
    type Result = MetaOnly;

    fn example() -> Example<Self> {
        Example::of_body(sample::group(), NewMember { user_id: sample::user() }, Nothing {})
    }
}
