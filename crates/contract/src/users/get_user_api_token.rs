//! Get User API Token.

use model::{UserId, example};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::UserPath;
use crate::errors::codes;
use crate::{Category, Endpoint, Example, Json, Nothing, Operation, Permission};

/// A user's token.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ApiToken {
    /// The token: 40 letters and digits. Whoever has it can do what the user can.
    pub api_token: String,
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
        errors: &[codes::NO_API_TOKEN, codes::USER_NOT_FOUND],
        ..Operation::documented()
    };
    type Path = UserPath;
    type Query = Nothing;
    type Headers = Nothing;
    type Body = Nothing;
    type Result = Json<ApiToken>;

    fn example() -> Example<Self> {
        Example::of_path(
            UserPath { user_id: crate::sample::id(UserId::parse(example::USER)) },
            ApiToken { api_token: "aB3dE5gH7jK9mN1pQ2sT4vW6yZ8bC0eF2hJ4lM6n".into() },
        )
    }
}
