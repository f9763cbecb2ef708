//! List Groups.

use crate::prelude::*;

/// A group as the list tells it.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ListedGroup {
    /// The group's id, which is also that of its library.
    pub id: GroupId,
    /// Its name.
    pub name: Name,
}

/// List Groups.
pub struct ListGroups;

impl Endpoint for ListGroups {
    const OPERATION: Operation = Operation {
        id: "listGroups",
        name: "List Groups",
        category: Category::Groups,
        path: "/API/v3/groups",
        description: "Lists the groups of your organization, 100 to a page.",
        permission: Permission::BrandAdministrator,
        calls_per_minute: 600,
        ..Operation::documented()
    };
    type Call = Call<Nothing, Nothing, ByOffset>;
    type Result = Page<ListedGroup>;

    fn example() -> Example<Self> {
        let listed = ListedGroup { id: sample::group(), name: Name::stored("Panel team") };
        Example::of_path(Nothing {}, vec![listed])
    }
}
