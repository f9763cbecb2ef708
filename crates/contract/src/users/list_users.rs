//! List Users.

use crate::prelude::*;

/// A user as lists tell it.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ListedUser {
    /// The user's id.
    pub id: UserId,
    /// The division the user belongs to.
    pub division_id: Option<DivisionId>,
    /// The name the user signs in with.
    pub username: UserName,
    /// First name.
    pub first_name: PersonName,
    /// Last name.
    pub last_name: PersonName,
    /// The user type.
    pub user_type: UserType,
    /// E-mail address.
    pub email: Email,
    /// Whether the account may be used.
    pub account_status: AccountStatus,
}

impl ListedUser {
    /// A user of the example brand.
    pub(crate) fn example() -> Self {
        Self {
            id: sample::user(),
            division_id: Some(sample::division()),
            username: UserName::stored("sam@example.org"),
            first_name: PersonName::stored("Sam"),
            last_name: PersonName::stored("Example"),
            user_type: UserType::stored("UT_FULLUSER"),
            email: Email::stored("sam@example.org"),
            account_status: AccountStatus::Active,
        }
    }
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
    type Call = Call<Nothing, Nothing, ByOffset>;
    type Result = Page<ListedUser>;

    fn example() -> Example<Self> {
        Example::of_path(Nothing {}, vec![ListedUser::example()])
    }
}
