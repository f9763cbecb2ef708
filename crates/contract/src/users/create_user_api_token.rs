//! Create User API Token.

use model::{UserId, example};

use super::{ApiToken, UserPath};
use crate::errors::codes;
use crate::{Category, Effect, Endpoint, Example, Json, Nothing, Operation, Permission, Verb};

/// Create User API Token.
pub struct CreateUserApiToken;

impl Endpoint for CreateUserApiToken {
    const OPERATION: Operation = Operation {
        id: "createUserApiToken",
        name: "Create User API Token",
        category: Category::Users,
        verb: Verb::Post,
        effect: Some(Effect::Change),
        path: "/API/v3/users/{userId}/apitoken",
        description: "Makes a new API token for a user. The former one stops working at once.",
        permission: Permission::BrandAdministrator,
        errors: &[codes::USER_NOT_FOUND],
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
            ApiToken { api_token: "zY9xW8vU7tS6rQ5pO4nM3lK2jI1hG0fE9dC8bA7z".into() },
        )
    }
}
