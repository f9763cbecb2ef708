//! Update Division.

use crate::permissions::UNKNOWN_NAMES;
use crate::prelude::*;

/// What to change; a member that is left out keeps its value.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default)]
pub struct DivisionChange {
    /// Its name.
    pub name: Option<Name>,
    /// Whether it is used. Nobody can be put into a disabled one; who is in it stays.
    pub status: Option<DivisionStatus>,
    /// What its users may do at the most; what is left out stays as it is.
    pub permissions: Option<PermissionTree>,
}

/// Update Division.
pub struct UpdateDivision;

impl Endpoint for UpdateDivision {
    const OPERATION: Operation = Operation {
        id: "updateDivision",
        name: "Update Division",
        category: Category::Divisions,
        verb: Verb::Put,
        path: "/API/v3/divisions/{divisionId}",
        description: "Renames a division, switches it on or off, or changes what its users may do.",
        permission: Permission::BrandAdministrator,
        ..Operation::near(UNKNOWN_NAMES)
    };
    type Call = Call<DivisionId, Json<DivisionChange>>;
    type Result = MetaOnly;

    fn example() -> Example<Self> {
        let change = DivisionChange { name: Some(Name::stored("Branches")), ..DivisionChange::default() };
        Example::of_body(sample::division(), change, Nothing {})
    }
}
