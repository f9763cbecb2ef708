//! Who Am I.

use model::example;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{Category, Endpoint, Example, Json, Lead, Nothing, Operation};

/// Whom the credential belongs to.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct CallerView {
    /// The organization (brand).
    pub brand_id: String,
    /// The user.
    pub user_id: String,
    /// The name the user signs in with.
    pub user_name: String,
    /// The user type.
    pub account_type: String,
    /// First name.
    pub first_name: String,
    /// Last name.
    pub last_name: String,
    /// E-mail address.
    pub email: String,
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
        ..Operation::documented()
    };
    type Path = Nothing;
    type Query = Nothing;
    type Headers = Nothing;
    type Body = Nothing;
    type Result = Json<CallerView>;

    fn example() -> Example<Self> {
        Example::of_path(
            Nothing {},
            CallerView {
                brand_id: example::BRAND.into(),
                user_id: example::ADMINISTRATOR.into(),
                user_name: "admin@example.org".into(),
                account_type: "UT_BRANDADMIN".into(),
                first_name: "Robin".into(),
                last_name: "Example".into(),
                email: "admin@example.org".into(),
                datacenter: "local".into(),
                language: "EN".into(),
            },
        )
    }
}
