//! Create Group.

use crate::prelude::*;

/// The group to make.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct NewGroup {
    /// The id of the group's type. No request lists them: take `GT_3exampleType000`, or the one of a group that is there.
    #[serde(rename = "type")]
    pub kind: GroupTypeId,
    /// The group's name.
    pub name: Name,
    /// The division to put it into.
    pub division_id: Option<DivisionId>,
}

/// Create Group.
pub struct CreateGroup;

impl Endpoint for CreateGroup {
    const OPERATION: Operation = Operation {
        id: "createGroup",
        name: "Create Group",
        category: Category::Groups,
        verb: Verb::Post,
        effect: Some(Effect::Change),
        path: "/API/v3/groups",
        description: "Makes a group in your organization and answers its id. Nobody is in it yet.",
        permission: Permission::BrandAdministrator,
        calls_per_minute: 600,
        leads: &[Lead::with("getGroup", "groupId", "id"), Lead::with("addUserToGroup", "groupId", "id")],
        ..Operation::near("Any type of the right form is taken: types are not listed yet.")
    };
    type Call = Call<Nothing, Json<NewGroup>>;
    type Result = Json<Created<GroupId>>;

    fn example() -> Example<Self> {
        let name = Name::stored("Panel team");
        let new = NewGroup { kind: sample::group_type(), name, division_id: Some(sample::division()) };
        Example::of_body(Nothing {}, new, Created { id: sample::group() })
    }
}
