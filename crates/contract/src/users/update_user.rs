//! Update User.

use crate::prelude::*;

/// What to change; a member that is left out keeps its value.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default)]
pub struct UserChange {
    /// The name to sign in with.
    pub username: Option<UserName>,
    /// First name.
    pub first_name: Option<PersonName>,
    /// Last name.
    pub last_name: Option<PersonName>,
    /// Where mail goes.
    pub email: Option<Email>,
    /// The user type.
    pub user_type: Option<UserType>,
    /// The division; null takes the user out of it.
    pub division_id: Change<DivisionId>,
    /// Language code.
    pub language: Option<LanguageCode>,
    /// Time zone id.
    pub time_zone: Option<TimeZone>,
    /// Whether the account may be used. Get User shows it as `accountStatus`, which is taken as well. Disabling ends what the
    /// user allowed OAuth clients to do.
    #[serde(alias = "accountStatus")]
    pub status: Option<AccountStatus>,
    /// When the account ends; null is never.
    pub account_expiration_date: Change<Moment>,
    /// A new password. It ends what the user allowed OAuth clients to do.
    pub password: Option<Password>,
    /// What the user may do; what is left out stays as it is.
    pub permissions: Option<PermissionTree>,
}

/// Update User.
pub struct UpdateUser;

impl Endpoint for UpdateUser {
    const OPERATION: Operation = Operation {
        id: "updateUser",
        name: "Update User",
        category: Category::Users,
        verb: Verb::Put,
        // A new password is hashed before the transaction.
        effect: Some(Effect::Own),
        path: "/API/v3/users/{userId}",
        description: "Changes a user. What the body leaves out stays as it is. A change that would leave the organization \
                      without an administrator, at once or when an account ends, is refused.",
        permission: Permission::BrandAdministrator,
        errors: &[codes::CONFLICT],
        ..Operation::near(
            "A permission that does not exist here is refused by name; nothing asks for editSurveyFlow, useBlocks and \
             distributeSurveys yet. The last administrator stays one; of that the original's documentation says nothing.",
        )
    };
    type Call = Call<UserId, Json<UserChange>>;
    type Result = MetaOnly;

    fn example() -> Example<Self> {
        let change = UserChange { first_name: Some(PersonName::stored("Samira")), ..UserChange::default() };
        Example::of_body(sample::user(), change, Nothing {})
    }
}
