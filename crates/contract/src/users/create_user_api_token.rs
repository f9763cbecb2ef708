//! Create User API Token.

use super::get_user_api_token::ShownToken;
use crate::prelude::*;

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
        // With the token all may be done that its user may.
        needs: Needs::Scope(Scope::manage(Resource::All)),
        // A user who may not call the API gets none.
        errors: &[codes::CONFLICT],
        ..Operation::documented()
    };
    type Call = Call<UserId>;
    type Result = Json<ShownToken>;

    fn example() -> Example<Self> {
        Example::of_path(
            sample::user(),
            ShownToken { api_token: ApiToken::stored("zY9xW8vU7tS6rQ5pO4nM3lK2jI1hG0fE9dC8bA7z") },
        )
    }
}
