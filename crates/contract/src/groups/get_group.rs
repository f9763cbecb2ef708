//! Get Group.

use crate::prelude::*;

/// A group.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct GroupView {
    /// The group's id, which is also that of its library.
    pub id: GroupId,
    /// Its type.
    #[serde(rename = "type")]
    pub kind: GroupTypeId,
    /// The organization it belongs to.
    pub organization_id: BrandId,
    /// The division it belongs to.
    pub division_id: Option<DivisionId>,
    /// Its name.
    pub name: Name,
    /// Whether new users are put into it.
    pub auto_membership: NoAutoMembership,
    /// When it was made.
    pub creation_date: Moment,
    /// Who made it.
    pub creator_id: UserId,
}

fixed! {
    NoAutoMembership = false, "users are put into groups one by one";
}

/// Get Group.
pub struct GetGroup;

impl Endpoint for GetGroup {
    const OPERATION: Operation = Operation {
        id: "getGroup",
        name: "Get Group",
        category: Category::Groups,
        path: "/API/v3/groups/{groupId}",
        description: "Reads one group: its type, its division and its name.",
        permission: Permission::BrandAdministrator,
        calls_per_minute: 600,
        ..Operation::documented()
    };
    type Call = Call<GroupId>;
    type Result = Json<GroupView>;

    fn example() -> Example<Self> {
        let view = GroupView {
            id: sample::group(),
            kind: sample::group_type(),
            organization_id: sample::organization(),
            division_id: Some(sample::division()),
            name: Name::stored("Panel team"),
            auto_membership: NoAutoMembership,
            creation_date: sample::moment(),
            creator_id: sample::administrator(),
        };
        Example::of_path(sample::group(), view)
    }
}
