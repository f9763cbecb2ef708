//! List Users.

use model::example;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{Category, Endpoint, Example, Nothing, Operation, Page, Permission};

/// Which part of the list.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ListUsersQuery {
    /// How many users to skip; take it from `nextPage`.
    pub offset: Option<u32>,
}

/// A user as the list tells it.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ListedUser {
    /// The user's id.
    pub id: String,
    /// The division the user belongs to.
    pub division_id: Option<String>,
    /// The name the user signs in with.
    pub username: String,
    /// First name.
    pub first_name: String,
    /// Last name.
    pub last_name: String,
    /// The user type.
    pub user_type: String,
    /// E-mail address.
    pub email: String,
    /// `active`, `disabled` or `notVerified`.
    pub account_status: String,
}

/// List Users.
pub struct ListUsers;

impl Endpoint for ListUsers {
    const OPERATION: Operation = Operation {
        id: "listUsers",
        name: "List Users",
        category: Category::Users,
        path: "/API/v3/users",
        description: "Lists the users of your organization, 100 to a page.",
        permission: Permission::BrandAdministrator,
        ..Operation::documented()
    };
    type Path = Nothing;
    type Query = ListUsersQuery;
    type Headers = Nothing;
    type Body = Nothing;
    type Result = Page<ListedUser>;

    fn example() -> Example<Self> {
        Example {
            path: Nothing {},
            query: ListUsersQuery { offset: None },
            headers: Nothing {},
            body: Nothing {},
            result: vec![ListedUser {
                id: example::ADMINISTRATOR.into(),
                division_id: None,
                username: "admin@example.org".into(),
                first_name: "Robin".into(),
                last_name: "Example".into(),
                user_type: "UT_BRANDADMIN".into(),
                email: "admin@example.org".into(),
                account_status: "active".into(),
            }],
        }
    }
}
