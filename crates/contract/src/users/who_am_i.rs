//! Who Am I.

use crate::prelude::*;

/// Whom the credential belongs to.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct CallerView {
    /// The organization (brand).
    pub brand_id: BrandId,
    /// The user.
    pub user_id: UserId,
    /// The name the user signs in with.
    pub user_name: UserName,
    /// The user type.
    pub account_type: UserType,
    /// First name.
    pub first_name: PersonName,
    /// Last name.
    pub last_name: PersonName,
    /// E-mail address.
    pub email: Email,
    /// The datacenter id of this server.
    pub datacenter: String,
    /// The user's language code, in upper case.
    pub language: String,
}

/// Who Am I.
pub struct WhoAmI;

impl Endpoint for WhoAmI {
    const OPERATION: Operation = Operation {
        id: "whoAmI",
        name: "Who Am I",
        category: Category::Users,
        path: "/API/v3/whoami",
        description: "Tells whom the token belongs to: the quickest way to see that address and token are right.",
        leads: &[
            Lead::with("getUser", "userId", "userId"),
            Lead::with("getOrganization", "organizationId", "brandId"),
        ],
        // It tells a program whom it acts for, whatever else it may do.
        needs: Needs::Nothing,
        ..Operation::documented()
    };
    type Call = Call;
    type Result = Json<CallerView>;

    fn example() -> Example<Self> {
        Example::of_path(
            Nothing {},
            CallerView {
                brand_id: sample::organization(),
                user_id: sample::administrator(),
                user_name: UserName::stored("admin@example.org"),
                account_type: UserType::stored("UT_BRANDADMIN"),
                first_name: PersonName::stored("Robin"),
                last_name: PersonName::stored("Example"),
                email: Email::stored("admin@example.org"),
                datacenter: "local".into(),
                language: "EN".into(),
            },
        )
    }
}
