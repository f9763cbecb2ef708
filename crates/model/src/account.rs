//! Brands, divisions, users and what a caller may do.

use crate::{BrandId, DivisionId, Moment, UserId};

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

/// What a user may do. The full permission tree comes with its category.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// Everything within the brand.
    BrandAdministrator,
    /// One's own surveys and what belongs to them.
    User,
}

impl Role {
    /// The user type id that stands for the role on the wire.
    #[must_use]
    pub fn user_type(self) -> &'static str {
        match self {
            Self::BrandAdministrator => "UT_BRANDADMIN",
            Self::User => "UT_FULLUSER",
        }
    }
}

/// Whether an account may be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AccountStatus {
    /// It may.
    Active,
    /// An administrator switched it off; its token is refused.
    Disabled,
    /// Its e-mail address is not confirmed yet; its token works.
    NotVerified,
}

/// An account of a brand.
#[derive(Debug, Clone)]
pub struct User {
    /// Its id.
    pub id: UserId,
    /// The brand it belongs to.
    pub brand: BrandId,
    /// The division it belongs to, if any.
    pub division: Option<DivisionId>,
    /// The name one signs in with: an e-mail address, optionally followed by `#brand`.
    pub username: String,
    /// First name.
    pub first_name: String,
    /// Last name.
    pub last_name: String,
    /// Where mail goes.
    pub email: String,
    /// The user type id as given (`UT_…`); [`User::role`] is what it means.
    pub user_type: String,
    /// Whether the account may be used.
    pub status: AccountStatus,
    /// Language code, as given.
    pub language: String,
    /// IANA time zone id.
    pub time_zone: String,
    /// When it was made.
    pub created: Moment,
    /// When it ends, if ever.
    pub expires: Option<Moment>,
    /// When the password was last changed.
    pub password_changed: Option<Moment>,
    /// When it was last used to sign in.
    pub last_login: Option<Moment>,
}

impl User {
    /// What the user may do: only the reserved type `UT_BRANDADMIN` makes an administrator.
    #[must_use]
    pub fn role(&self) -> Role {
        if self.user_type == Role::BrandAdministrator.user_type() {
            Role::BrandAdministrator
        } else {
            Role::User
        }
    }
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
}
