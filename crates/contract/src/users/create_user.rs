//! Create User.

use model::{DivisionId, Moment, example};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::errors::codes;
use crate::{Category, Effect, Endpoint, Example, Json, Lead, Nothing, Operation, Permission, Verb};

/// The user to make.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct NewUser {
    /// The name to sign in with: an e-mail address that no other user has, optionally followed by `#` and the brand.
    #[schemars(length(min = 3, max = 100))]
    pub username: String,
    /// First name.
    #[schemars(length(max = 100))]
    pub first_name: String,
    /// Last name.
    #[schemars(length(max = 100))]
    pub last_name: String,
    /// The user type: `UT_BRANDADMIN` for an administrator, `UT_FULLUSER` for anyone else.
    #[schemars(regex(pattern = r"^UT_[0-9A-Za-z]{1,27}$"))]
    pub user_type: String,
    /// Where mail goes.
    #[schemars(length(min = 3, max = 254))]
    pub email: String,
    /// The password to sign in with, 8 characters at least.
    #[schemars(length(min = 8, max = 256))]
    pub password: String,
    /// Language code; `EN` when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// Time zone id; `America/Denver` when left out, as the original has it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub time_zone: Option<String>,
    /// The division to put the user into.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub division_id: Option<DivisionId>,
    /// When the account ends.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub account_expiration_date: Option<Moment>,
}

/// The id of what was made.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct CreatedUser {
    /// The new user's id.
    pub id: String,
}

/// Create User.
pub struct CreateUser;

impl Endpoint for CreateUser {
    const OPERATION: Operation = Operation {
        id: "createUser",
        name: "Create User",
        category: Category::Users,
        verb: Verb::Post,
        effect: Some(Effect::Change),
        path: "/API/v3/users",
        description: "Makes a user in your organization and answers the new user's id.",
        permission: Permission::BrandAdministrator,
        errors: &[codes::CONFLICT],
        leads: &[Lead::with("getUser", "userId", "id"), Lead::with("createUserApiToken", "userId", "id")],
        ..Operation::near(
            "No division can be made yet, so that every divisionId is refused; nothing is \
             signed in to with the password.",
        )
    };
    type Path = Nothing;
    type Query = Nothing;
    type Headers = Nothing;
    type Body = Json<NewUser>;
    type Result = Json<CreatedUser>;

    fn example() -> Example<Self> {
        Example::of_body(
            Nothing {},
            NewUser {
                username: "ana@example.org".into(),
                first_name: "Ana".into(),
                last_name: "Silva".into(),
                user_type: "UT_FULLUSER".into(),
                email: "ana@example.org".into(),
                password: "choose-one-of-8".into(),
                language: Some("es".into()),
                time_zone: None,
                division_id: None,
                account_expiration_date: None,
            },
            CreatedUser { id: example::USER.into() },
        )
    }
}
