//! Create Division.

use crate::permissions::UNKNOWN_NAMES;
use crate::prelude::*;

/// The division to make.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct NewDivision {
    /// Its name.
    pub name: Name,
    /// Users who are to administer it: they may do everything with what the division's users and groups own.
    #[serde(default)]
    #[schemars(length(max = 100))]
    pub division_admins: Vec<UserId>,
    /// What its users may do at the most; what is left out is on, unless the organization has it off.
    pub permissions: Option<PermissionTree>,
}

/// Create Division.
pub struct CreateDivision;

impl Endpoint for CreateDivision {
    const OPERATION: Operation = Operation {
        id: "createDivision",
        name: "Create Division",
        category: Category::Divisions,
        verb: Verb::Post,
        effect: Some(Effect::Change),
        path: "/API/v3/divisions",
        description: "Makes a division of your organization and answers its id.",
        permission: Permission::BrandAdministrator,
        leads: &[Lead::with("getDivision", "divisionId", "id")],
        ..Operation::near(UNKNOWN_NAMES)
    };
    type Call = Call<Nothing, Json<NewDivision>>;
    type Result = Json<Created<DivisionId>>;

    fn example() -> Example<Self> {
        let name = Name::stored("Research");
        let new = NewDivision {
            name,
            division_admins: vec![sample::user()],
            permissions: Some(PermissionTree::example()),
        };
        Example::of_body(Nothing {}, new, Created { id: sample::division() })
    }
}
