//! Get User.

use model::survey::overview::ResponseCounts;
use model::{Moment, UserId, example};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::errors::codes;
use crate::{Category, Endpoint, Example, Json, Nothing, Operation, Permission};

/// The ids in the path.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct UserPath {
    /// The user.
    pub user_id: UserId,
}

/// A user.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct UserView {
    /// The user's id.
    pub id: String,
    /// The name the user signs in with.
    pub username: String,
    /// First name.
    pub first_name: String,
    /// Last name.
    pub last_name: String,
    /// The user type.
    pub user_type: String,
    /// The organization the user belongs to.
    pub organization_id: String,
    /// The division the user belongs to.
    pub division_id: Option<String>,
    /// Language code.
    pub language: String,
    /// E-mail address.
    pub email: String,
    /// `active`, `disabled` or `notVerified`.
    pub account_status: String,
    /// Whether the user takes no mail.
    pub unsubscribed: bool,
    /// When the account was made.
    pub account_creation_date: Moment,
    /// When the account ends.
    pub account_expiration_date: Option<Moment>,
    /// When the password was last changed.
    pub password_last_changed_date: Option<Moment>,
    /// When the password expires.
    pub password_expiration_date: Option<Moment>,
    /// When the user last signed in.
    pub last_login_date: Option<Moment>,
    /// Time zone id.
    pub time_zone: String,
    /// Responses to the user's surveys.
    pub response_counts: ResponseCounts,
}

/// Get User.
pub struct GetUser;

impl Endpoint for GetUser {
    const OPERATION: Operation = Operation {
        id: "getUser",
        name: "Get User",
        category: Category::Users,
        path: "/API/v3/users/{userId}",
        description: "Reads one user: name, type, state, dates and how many responses the user's surveys have.",
        permission: Permission::BrandAdministrator,
        errors: &[codes::USER_NOT_FOUND],
        ..Operation::near(
            "The tree of permissions is left out; unsubscribed is always false, lastLoginDate \
             and passwordExpirationDate are always null.",
        )
    };
    type Path = UserPath;
    type Query = Nothing;
    type Headers = Nothing;
    type Body = Nothing;
    type Result = Json<UserView>;

    fn example() -> Example<Self> {
        Example::of_path(
            UserPath { user_id: crate::sample::id(UserId::parse(example::USER)) },
            UserView {
                id: example::USER.into(),
                username: "sam@example.org".into(),
                first_name: "Sam".into(),
                last_name: "Example".into(),
                user_type: "UT_FULLUSER".into(),
                organization_id: example::BRAND.into(),
                division_id: None,
                language: "EN".into(),
                email: "sam@example.org".into(),
                account_status: "active".into(),
                unsubscribed: false,
                account_creation_date: crate::sample::moment(),
                account_expiration_date: None,
                password_last_changed_date: None,
                password_expiration_date: None,
                last_login_date: None,
                time_zone: "America/Denver".into(),
                response_counts: ResponseCounts::default(),
            },
        )
    }
}
