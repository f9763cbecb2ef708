//! Update Group.

use crate::prelude::*;

/// What to change; a member that is left out keeps its value.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default)]
pub struct GroupChange {
    /// The group's type.
    #[serde(rename = "type")]
    pub kind: Option<GroupTypeId>,
    /// Its name.
    pub name: Option<Name>,
    /// Its division; null takes it out of it.
    pub division_id: Change<DivisionId>,
}

/// Update Group.
pub struct UpdateGroup;

impl Endpoint for UpdateGroup {
    const OPERATION: Operation = Operation {
        id: "updateGroup",
        name: "Update Group",
        category: Category::Groups,
        verb: Verb::Put,
        path: "/API/v3/groups/{groupId}",
        description: "Renames a group, or changes its type or its division.",
        permission: Permission::BrandAdministrator,
        calls_per_minute: 600,
        ..Operation::documented()
    };
    type Call = Call<GroupId, Json<GroupChange>>;
    type Result = MetaOnly;

    fn example() -> Example<Self> {
        let change = GroupChange { name: Some(Name::stored("Panel")), ..GroupChange::default() };
        Example::of_body(sample::group(), change, Nothing {})
    }
}
