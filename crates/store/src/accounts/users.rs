//! User accounts.

use model::account::{AccountStatus, Caller, Role};
use model::permissions::{Levels, States};
use model::text::{Email, LanguageCode, PersonName, TimeZone, UserName, UserType};
use model::{BrandId, DivisionId, Moment, UserId};

use crate::access::action::Delete;
use crate::access::{self, Act, Allowed, Guarded};
use crate::column::{Column, next, numbered};
use crate::table::{Table, sql, statements, table};
use crate::{Error, Param, Row, Transaction, permissions};

table! {
    /// An account of a brand.
    pub struct User in "user_account" {
        /// Its id, which is also that of the user's library.
        id: UserId,
        /// The brand it belongs to.
        brand: BrandId,
        /// The division it belongs to, if any.
        division: Option<DivisionId>,
        /// The name one signs in with; no two accounts of the server have the same.
        username: UserName,
        /// First name.
        first_name: PersonName,
        /// Last name.
        last_name: PersonName,
        /// Where mail goes.
        email: Email,
        /// The user type.
        user_type: UserType,
        /// Whether the account may be used.
        status: AccountStatus,
        /// Language code, as given.
        language: LanguageCode,
        /// Time zone.
        time_zone: TimeZone,
        /// When it was made.
        created: Moment = "created_ms",
        /// When it ends, if ever.
        expires: Option<Moment> = "expires_ms",
        /// When the password was last changed.
        password_changed: Option<Moment> = "password_changed_ms",
        /// What is said of the permissions of this user alone.
        permissions: States,
        /// When the user last signed in with the password.
        last_login: Option<Moment> = "last_login_ms",
    }
}

numbered!(AccountStatus { Active = 0, Disabled = 1, NotVerified = 2 } else Disabled);

impl Guarded for User {
    fn brand(&self) -> &BrandId {
        &self.brand
    }
}

impl User {
    /// What every level says of the user's permissions.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn levels(&self, tx: &mut Transaction) -> Result<Levels, Error> {
        permissions::of_user(tx, &self.brand, self.division.as_ref(), &self.user_type, self.permissions).await
    }

    /// The caller that the user is.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn caller(&self, tx: &mut Transaction) -> Result<Caller, Error> {
        Ok(self.caller_with(&self.levels(tx).await?, false))
    }

    fn caller_with(&self, levels: &Levels, needs_certificate: bool) -> Caller {
        let (user, brand, role) = (self.id.clone(), self.brand.clone(), Role::of(&self.user_type));
        Caller { user, brand, role, permissions: levels.calculated(), scopes: None, needs_certificate }
    }
}

/// A user, and the caller that this is.
#[derive(Debug)]
pub struct Holder {
    /// The user, whatever the status.
    pub user: User,
    /// The caller, with what the brand demands.
    pub caller: Caller,
}

impl Holder {
    /// How many columns it is read from: those of the user, and what stands above.
    pub(crate) const COLUMNS: usize = User::COLUMNS.len() + 4;

    /// Reads it from a row that begins with the user's columns, and goes on with the permissions of brand, division and type
    /// and with whether the brand demands a certificate.
    pub(crate) fn read(row: &mut Row) -> Result<Self, Error> {
        let mut places = User::COLUMNS.len()..;
        let above = [next(row, &mut places)?, next(row, &mut places)?, next(row, &mut places)?];
        let needs_certificate = next(row, &mut places)?;
        let user = User::read(row)?;
        let levels = permissions::levels_of_user(above, &user.user_type, user.permissions);
        Ok(Self { caller: user.caller_with(&levels, needs_certificate), user })
    }
}

const BY_USERNAME: &str = sql! { User, "
    SELECT {columns}
    FROM {table}
    WHERE brand = $1
      AND username = $2" };
const TO_SIGN_IN: &str = sql! { User, "
    SELECT {columns}, password_hash
    FROM {table}
    WHERE brand = $1
      AND username = $2" };
const OTHER_ADMINISTRATORS: &str = "
    SELECT COUNT(*)
    FROM user_account
    WHERE brand = $1
      AND id <> $2
      AND user_type = $3
      AND status <> $4
      AND (expires_ms IS NULL OR expires_ms >= $5)";
const SET_PASSWORD_HASH: &str = "
    UPDATE user_account
    SET password_hash = $1,
        password_changed_ms = $2
    WHERE brand = $3
      AND id = $4";
const SIGNED_IN: &str = "
    UPDATE user_account
    SET last_login_ms = $1
    WHERE brand = $2
      AND id = $3";
const SIGN_INS: &str = "
    SELECT COUNT(*),
           COUNT(last_login_ms),
           CAST(COALESCE(SUM(CASE WHEN last_login_ms > $1 THEN 1 ELSE 0 END), 0) AS BIGINT),
           CAST(COALESCE(SUM(CASE WHEN last_login_ms > $2 THEN 1 ELSE 0 END), 0) AS BIGINT),
           CAST(COALESCE(SUM(CASE WHEN last_login_ms > $3 THEN 1 ELSE 0 END), 0) AS BIGINT),
           CAST(COALESCE(SUM(CASE WHEN last_login_ms > $4 THEN 1 ELSE 0 END), 0) AS BIGINT),
           CAST(COALESCE(SUM(CASE WHEN last_login_ms > $5 THEN 1 ELSE 0 END), 0) AS BIGINT),
           CAST(COALESCE(SUM(CASE WHEN last_login_ms > $6 THEN 1 ELSE 0 END), 0) AS BIGINT),
           CAST(COALESCE(SUM(CASE WHEN last_login_ms > $7 THEN 1 ELSE 0 END), 0) AS BIGINT)
    FROM user_account
    WHERE brand = $8";
const REMOVE_TOKEN: &str = "
    DELETE FROM api_token
    WHERE user_id = $1";
const LEAVE_GROUPS: &str = "
    DELETE FROM group_member
    WHERE user_id = $1";
const LEAVE_DIVISIONS: &str = "
    DELETE FROM division_administrator
    WHERE user_id = $1";

const REMOVE_ACCESS_TOKENS: &str = "
    DELETE FROM oauth_token
    WHERE user_id = $1
       OR client IN (SELECT c.id FROM oauth_client c WHERE c.user_id = $1)";
const REMOVE_GRANTS: &str = "
    DELETE FROM oauth_grant
    WHERE user_id = $1
       OR client IN (SELECT c.id FROM oauth_client c WHERE c.user_id = $1)";
const REMOVE_PROGRAMS: &str = "
    DELETE FROM oauth_client
    WHERE user_id = $1";

pub(crate) const STATEMENTS: &[&str] = statements!(User: SIGNED_IN, SIGN_INS, BY_USERNAME, TO_SIGN_IN, OTHER_ADMINISTRATORS, SET_PASSWORD_HASH, REMOVE_TOKEN, REMOVE_ACCESS_TOKENS, REMOVE_GRANTS, REMOVE_PROGRAMS, LEAVE_GROUPS, LEAVE_DIVISIONS);

/// Keeps that a user signed in.
pub async fn signed_in<A: Act>(
    tx: &mut Transaction,
    user: &Allowed<User, A>,
    now: Moment,
) -> Result<(), Error> {
    tx.execute(SIGNED_IN, &[now.param(), user.brand.param(), user.id.param()]).await.map(drop)
}

/// How many users a brand has, and how many of them signed in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SignIns {
    /// All users.
    pub users: i64,
    /// Those who ever did.
    pub ever: i64,
    /// Those who did since each of the moments that were asked for.
    pub since: [i64; 7],
}

/// How many users of the brand signed in since each of these moments.
pub async fn sign_ins(tx: &mut Transaction, brand: &BrandId, since: [Moment; 7]) -> Result<SignIns, Error> {
    let mut params: Vec<Param<'_>> = since.iter().map(Column::param).collect();
    params.push(brand.param());
    let row = tx.optional(SIGN_INS, &params).await?;
    let row = row.ok_or_else(|| Error::Other("a count gave no row".into()))?;
    let mut counts = [0; 7];
    for (place, count) in counts.iter_mut().enumerate() {
        *count = row.integer(place + 2)?;
    }
    Ok(SignIns { users: row.integer(0)?, ever: row.integer(1)?, since: counts })
}

/// The user of a brand who signs in with this name.
pub async fn by_username(
    tx: &mut Transaction,
    brand: &BrandId,
    username: &UserName,
) -> Result<Option<User>, Error> {
    tx.one(BY_USERNAME, &[brand.param(), username.param()]).await
}

/// The user of a brand who signs in with this name, whatever the status, and the hash of the password, where there is one.
pub async fn to_sign_in(
    tx: &mut Transaction,
    brand: &BrandId,
    username: &UserName,
) -> Result<Option<(User, Option<String>)>, Error> {
    let found = tx.optional(TO_SIGN_IN, &[brand.param(), username.param()]).await?;
    let Some(mut row) = found else { return Ok(None) };
    let hash = Column::read(&mut row, User::COLUMNS.len())?;
    Ok(Some((User::read(&mut row)?, hash)))
}

/// How many others of the user's brand may administer it at least until then.
pub async fn other_administrators(tx: &mut Transaction, user: &User, until: Moment) -> Result<i64, Error> {
    let (kind, disabled) = (Role::BrandAdministrator.user_type(), AccountStatus::Disabled);
    let until = Param::Integer(until.0);
    let params = [user.brand.param(), user.id.param(), kind.param(), disabled.param(), until];
    tx.number(OTHER_ADMINISTRATORS, &params).await
}

/// Sets the hash of the user's password.
pub async fn set_password_hash<A: Act>(
    tx: &mut Transaction,
    user: &Allowed<User, A>,
    hash: &str,
    now: Moment,
) -> Result<(), Error> {
    let params = [hash.into(), Param::Integer(now.0), user.brand.param(), user.id.param()];
    tx.execute(SET_PASSWORD_HASH, &params).await.map(drop)
}

/// Deletes a user with token, programs, memberships and what is shared with the user.
pub async fn delete(tx: &mut Transaction, user: Allowed<User, Delete>) -> Result<(), Error> {
    for sql in
        [REMOVE_TOKEN, REMOVE_ACCESS_TOKENS, REMOVE_GRANTS, REMOVE_PROGRAMS, LEAVE_GROUPS, LEAVE_DIVISIONS]
    {
        tx.execute(sql, &[user.id.param()]).await?;
    }
    access::unshare(tx, user.id.param()).await?;
    tx.delete(user).await
}
