//! Create User.

use crate::permissions::UNKNOWN_NAMES;
use crate::prelude::*;

/// The user to make.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct NewUser {
    /// The name to sign in with, which no other user has; it may end in `#` and the organization.
    pub username: UserName,
    /// First name.
    pub first_name: PersonName,
    /// Last name.
    pub last_name: PersonName,
    /// The user type: `UT_BRANDADMIN` for an administrator, `UT_FULLUSER` for anyone else, `UT_PARTICIPANT` for somebody
    /// who has no permission, or one that was added with `canvass types add`.
    pub user_type: UserType,
    /// Where mail goes.
    pub email: Email,
    /// The password to sign in with.
    pub password: Password,
    /// Language code; `EN` when left out.
    pub language: Option<LanguageCode>,
    /// Time zone id; `America/Denver` when left out, as the original has it.
    pub time_zone: Option<TimeZone>,
    /// The division to put the user into.
    pub division_id: Option<DivisionId>,
    /// When the account ends.
    pub account_expiration_date: Option<Moment>,
    /// What the user may do; what is left out follows from the user type, the division and the organization.
    pub permissions: Option<PermissionTree>,
}

/// Create User.
pub struct CreateUser;

impl Endpoint for CreateUser {
    const OPERATION: Operation = Operation {
        id: "createUser",
        name: "Create User",
        category: Category::Users,
        verb: Verb::Post,
        // The password is hashed before the transaction.
        effect: Some(Effect::Own),
        path: "/API/v3/users",
        description: "Makes a user in your organization and answers the new user's id.",
        permission: Permission::BrandAdministrator,
        errors: &[codes::CONFLICT],
        leads: &[Lead::with("getUser", "userId", "id"), Lead::with("createUserApiToken", "userId", "id")],
        ..Operation::near(UNKNOWN_NAMES)
    };
    type Call = Call<Nothing, Json<NewUser>>;
    type Result = Json<Created<UserId>>;

    fn example() -> Example<Self> {
        let new = NewUser {
            username: UserName::stored("ana@example.org"),
            first_name: PersonName::stored("Ana"),
            last_name: PersonName::stored("Silva"),
            user_type: UserType::stored("UT_FULLUSER"),
            email: Email::stored("ana@example.org"),
            password: Password::stored("choose-one-of-8"),
            language: Some(LanguageCode::stored("es")),
            time_zone: None,
            division_id: Some(sample::division()),
            account_expiration_date: None,
            permissions: None,
        };
        Example::of_body(Nothing {}, new, Created { id: sample::user() })
    }
}
