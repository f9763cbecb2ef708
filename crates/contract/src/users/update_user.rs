//! Update User.

use model::{DivisionId, Moment, UserId, example};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::UserPath;
use crate::errors::codes;
use crate::{Category, Endpoint, Example, Json, MetaOnly, Nothing, Operation, Permission, Verb};

/// What to change; a member that is left out keeps its value.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default)]
pub struct UserChange {
    /// The name to sign in with.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(length(min = 3, max = 100))]
    pub username: Option<String>,
    /// First name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub first_name: Option<String>,
    /// Last name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_name: Option<String>,
    /// Where mail goes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// The user type.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(regex(pattern = r"^UT_[0-9A-Za-z]{1,27}$"))]
    pub user_type: Option<String>,
    /// The division.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub division_id: Option<DivisionId>,
    /// Language code.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// Time zone id.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub time_zone: Option<String>,
    /// Whether the account may be used. It is read as `accountStatus` and written as `status`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<NewStatus>,
    /// When the account ends.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub account_expiration_date: Option<Moment>,
    /// A new password, 8 characters at least.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(length(min = 8, max = 256))]
    pub password: Option<String>,
}

/// The states an account can be put into.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum NewStatus {
    /// It may be used.
    Active,
    /// It may not: its token is refused.
    Disabled,
    /// Its e-mail address is not confirmed.
    NotVerified,
}

/// Update User.
pub struct UpdateUser;

impl Endpoint for UpdateUser {
    const OPERATION: Operation = Operation {
        id: "updateUser",
        name: "Update User",
        category: Category::Users,
        verb: Verb::Put,
        path: "/API/v3/users/{userId}",
        description: "Changes a user. What the body leaves out stays as it is.",
        permission: Permission::BrandAdministrator,
        errors: &[codes::USER_NOT_FOUND, codes::CONFLICT],
        ..Operation::near(
            "permissions is passed over; null keeps a value, as leaving it out does; no \
             division can be made yet, so that every divisionId is refused.",
        )
    };
    type Path = UserPath;
    type Query = Nothing;
    type Headers = Nothing;
    type Body = Json<UserChange>;
    type Result = MetaOnly;

    fn example() -> Example<Self> {
        Example::of_body(
            UserPath { user_id: crate::sample::id(UserId::parse(example::USER)) },
            UserChange { first_name: Some("Samira".into()), ..UserChange::default() },
            Nothing {},
        )
    }
}
