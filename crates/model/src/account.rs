//! Brands, states of accounts, roles and callers. The tables of accounts declare their own types (crate `store`).

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::permissions::Leaves;
use crate::scope::Scopes;
use crate::text::UserType;
use crate::{BrandId, Moment, UserId};

/// A brand (the original says organization too): the wall between tenants.
#[derive(Debug, Clone)]
pub struct Brand {
    /// Its id, which is also a host label.
    pub id: BrandId,
    /// Its name for people.
    pub name: String,
    /// When it was made.
    pub created: Moment,
}

/// The types of users and groups that every brand has: id and name. A brand's administrators by the shell add others.
pub const TYPES: [(&str, &str); 4] = [
    ("UT_BRANDADMIN", "Brand administrator"),
    ("UT_FULLUSER", "User"),
    (PARTICIPANT, "Participant"),
    (crate::example::GROUP_TYPE, "Group"),
];
/// The type of users who take part in surveys and do nothing else: such an account has no permission.
pub const PARTICIPANT: &str = "UT_PARTICIPANT";

/// What a user may do with what belongs to the brand. What an account may do with surveys, its permissions say as well
/// ([`crate::permissions`]).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// Everything within the brand.
    BrandAdministrator,
    /// One's own surveys and what belongs to them.
    User,
}

impl Role {
    /// The role of a user of this type: only the reserved type makes an administrator.
    #[must_use]
    pub fn of(user_type: &UserType) -> Self {
        if user_type.as_str() == "UT_BRANDADMIN" { Self::BrandAdministrator } else { Self::User }
    }

    /// The user type that stands for the role on the wire.
    #[must_use]
    pub fn user_type(self) -> UserType {
        UserType::stored(match self {
            Self::BrandAdministrator => "UT_BRANDADMIN",
            Self::User => "UT_FULLUSER",
        })
    }
}

/// Whether an account may be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum AccountStatus {
    /// It may.
    Active,
    /// An administrator switched it off: its token is refused.
    Disabled,
    /// Its e-mail address is not confirmed yet; its token works.
    NotVerified,
}

/// Whether a division is used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum DivisionStatus {
    /// It is.
    Active,
    /// It is not: no user and no group can be put into it.
    Disabled,
}

/// Who asks: found from the token, carried through the request.
#[derive(Debug, Clone)]
pub struct Caller {
    /// The user.
    pub user: UserId,
    /// The brand: every query is scoped to it.
    pub brand: BrandId,
    /// What the user may do.
    pub role: Role,
    /// The permissions of the account, from all levels: what is done with surveys needs them besides the right to the survey.
    pub permissions: Leaves,
    /// What of it the program may do that calls for the user by OAuth 2; `None` where the user's own token was sent, with
    /// which all of it may be done.
    pub scopes: Option<Scopes>,
    /// Whether the brand asks for a client certificate with every request from outside.
    pub needs_certificate: bool,
}

impl Caller {
    /// An administrator of a brand, as whom the server itself does what its operator asks for.
    #[must_use]
    pub fn administrator(brand: BrandId, user: UserId) -> Self {
        let (role, permissions) = (Role::BrandAdministrator, Leaves::ALL);
        Self { user, brand, role, permissions, scopes: None, needs_certificate: false }
    }
}
