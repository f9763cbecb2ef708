//! Get User.

use super::list_users::ListedUser;
use crate::prelude::*;

/// A user.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct UserView {
    /// What lists tell of the user too.
    #[serde(flatten)]
    pub user: ListedUser,
    /// The organization the user belongs to.
    pub organization_id: BrandId,
    /// Language code.
    pub language: LanguageCode,
    /// Whether the user takes no mail.
    pub unsubscribed: NeverUnsubscribed,
    /// When the account was made.
    pub account_creation_date: Moment,
    /// When the account ends.
    pub account_expiration_date: Option<Moment>,
    /// When the password was last changed.
    pub password_last_changed_date: Option<Moment>,
    /// When the password expires.
    pub password_expiration_date: PasswordsDoNotExpire,
    /// When the user last signed in.
    pub last_login_date: NobodySignsIn,
    /// Time zone id.
    pub time_zone: TimeZone,
    /// Responses to the user's surveys.
    pub response_counts: ResponseCounts,
}

fixed! {
    NeverUnsubscribed = false, "no mail is sent to users yet";
    PasswordsDoNotExpire = null, "passwords do not expire";
    NobodySignsIn = null, "people sign in only to let an OAuth client act for them, which is not written down";
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
        ..Operation::near("The tree of permissions is left out until its category is served.")
    };
    type Call = Call<UserId>;
    type Result = Json<UserView>;

    fn example() -> Example<Self> {
        Example::of_path(
            sample::user(),
            UserView {
                user: ListedUser::example(),
                organization_id: sample::organization(),
                language: LanguageCode::stored("EN"),
                unsubscribed: NeverUnsubscribed,
                account_creation_date: sample::moment(),
                account_expiration_date: None,
                password_last_changed_date: None,
                password_expiration_date: PasswordsDoNotExpire,
                last_login_date: NobodySignsIn,
                time_zone: TimeZone::stored("America/Denver"),
                response_counts: ResponseCounts::default(),
            },
        )
    }
}
