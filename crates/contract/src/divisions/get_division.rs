//! Get Division.

use model::permissions::Levels;

use crate::prelude::*;

/// A division.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct DivisionView {
    /// The division's id.
    pub id: DivisionId,
    /// The organization it belongs to.
    pub organization_id: BrandId,
    /// When it was made.
    pub creation_date: Moment,
    /// Who made it.
    pub creator_id: UserId,
    /// Its name.
    pub name: Name,
    /// Whether it is used.
    pub status: DivisionStatus,
    /// Responses to the surveys that its users and groups own.
    pub response_counts: ResponseCounts,
    /// What its users may do at the most.
    pub permissions: PermissionTree,
}

/// Get Division.
pub struct GetDivision;

impl Endpoint for GetDivision {
    const OPERATION: Operation = Operation {
        id: "getDivision",
        name: "Get Division",
        category: Category::Divisions,
        path: "/API/v3/divisions/{divisionId}",
        description: "Reads one division: its name, its state, what its users may do and how many responses its surveys have.",
        permission: Permission::BrandAdministrator,
        ..Operation::near("The tree has the permissions that this server knows.")
    };
    type Call = Call<DivisionId>;
    type Result = Json<DivisionView>;

    fn example() -> Example<Self> {
        let view = DivisionView {
            id: sample::division(),
            organization_id: sample::organization(),
            creation_date: sample::moment(),
            creator_id: sample::administrator(),
            name: Name::stored("Branch libraries"),
            status: DivisionStatus::Active,
            response_counts: ResponseCounts::default(),
            permissions: PermissionTree::on_unless_off(&Levels(vec![])),
        };
        Example::of_path(sample::division(), view)
    }
}
