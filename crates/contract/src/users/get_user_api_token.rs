//! Get User API Token.

use crate::prelude::*;

/// A user's token.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ShownToken {
    /// The token. Whoever has it can do what the user can.
    pub api_token: ApiToken,
}

/// Get User API Token.
pub struct GetUserApiToken;

impl Endpoint for GetUserApiToken {
    const OPERATION: Operation = Operation {
        id: "getUserApiToken",
        name: "Get User API Token",
        category: Category::Users,
        path: "/API/v3/users/{userId}/apitoken",
        description: "Reads a user's API token. A user who has none, or one that was brought along and is kept only \
                      as a hash, gives 400.",
        permission: Permission::BrandAdministrator,
        // With the token all may be done that its user may.
        needs: Needs::Scope(Scope::manage(Resource::All)),
        errors: &[codes::NO_API_TOKEN],
        ..Operation::documented()
    };
    type Call = Call<UserId>;
    type Result = Json<ShownToken>;

    fn example() -> Example<Self> {
        Example::of_path(
            sample::user(),
            ShownToken { api_token: ApiToken::stored("aB3dE5gH7jK9mN1pQ2sT4vW6yZ8bC0eF2hJ4lM6n") },
        )
    }
}
