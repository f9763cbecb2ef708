//! User accounts.

use model::account::{AccountStatus, User};
use model::{BrandId, DivisionId, Moment, UserId};

use crate::{Error, Param, Row, Transaction};

const INSERT: &str = "
    INSERT INTO user_account (
           id,
           brand,
           division,
           username,
           first_name,
           last_name,
           email,
           user_type,
           status,
           language,
           time_zone,
           created_ms,
           expires_ms,
           password_changed_ms,
           last_login_ms)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)";
const GET: &str = "
    SELECT id,
           brand,
           division,
           username,
           first_name,
           last_name,
           email,
           user_type,
           status,
           language,
           time_zone,
           created_ms,
           expires_ms,
           password_changed_ms,
           last_login_ms
    FROM user_account
    WHERE brand = $1
      AND id = $2";
const BY_USERNAME: &str = "
    SELECT id,
           brand,
           division,
           username,
           first_name,
           last_name,
           email,
           user_type,
           status,
           language,
           time_zone,
           created_ms,
           expires_ms,
           password_changed_ms,
           last_login_ms
    FROM user_account
    WHERE username = $1";
const LIST: &str = "
    SELECT id,
           brand,
           division,
           username,
           first_name,
           last_name,
           email,
           user_type,
           status,
           language,
           time_zone,
           created_ms,
           expires_ms,
           password_changed_ms,
           last_login_ms
    FROM user_account
    WHERE brand = $1
    ORDER BY id
    LIMIT $2 OFFSET $3";
const COUNT_SIGNED_IN: &str = "
    SELECT COUNT(*)
    FROM user_account
    WHERE brand = $1
      AND last_login_ms >= $2";

const COUNT: &str = "
    SELECT COUNT(*)
    FROM user_account
    WHERE brand = $1";
const UPDATE: &str = "
    UPDATE user_account
    SET division = $1,
        username = $2,
        first_name = $3,
        last_name = $4,
        email = $5,
        user_type = $6,
        status = $7,
        language = $8,
        time_zone = $9,
        expires_ms = $10,
        password_changed_ms = $11,
        last_login_ms = $12
    WHERE brand = $13
      AND id = $14";
const DELETE: &str = "
    DELETE FROM user_account
    WHERE brand = $1
      AND id = $2";
const PASSWORD_HASH: &str = "
    SELECT password_hash
    FROM user_account
    WHERE brand = $1
      AND id = $2";
const SET_PASSWORD_HASH: &str = "
    UPDATE user_account
    SET password_hash = $1,
        password_changed_ms = $2
    WHERE brand = $3
      AND id = $4";

pub(crate) const STATEMENTS: &[&str] = &[
    INSERT,
    GET,
    BY_USERNAME,
    LIST,
    COUNT_SIGNED_IN,
    COUNT,
    UPDATE,
    DELETE,
    PASSWORD_HASH,
    SET_PASSWORD_HASH,
];

/// Keeps a new user.
///
/// # Errors
/// [`Error::Duplicate`] when the id or the username is taken, in whatever brand.
pub async fn insert(tx: &mut Transaction, user: &User) -> Result<(), Error> {
    let params = [
        user.id.as_str().into(),
        user.brand.as_str().into(),
        user.division.as_ref().map(DivisionId::as_str).into(),
        user.username.as_str().into(),
        user.first_name.as_str().into(),
        user.last_name.as_str().into(),
        user.email.as_str().into(),
        user.user_type.as_str().into(),
        Param::Integer(number(user.status)),
        user.language.as_str().into(),
        user.time_zone.as_str().into(),
        Param::Integer(user.created.0),
        user.expires.map(|moment| moment.0).into(),
        user.password_changed.map(|moment| moment.0).into(),
        user.last_login.map(|moment| moment.0).into(),
    ];
    tx.execute(INSERT, &params).await.map(drop)
}

/// A user of the brand.
///
/// # Errors
/// When the database fails.
pub async fn get(tx: &mut Transaction, brand: &BrandId, id: &UserId) -> Result<Option<User>, Error> {
    tx.optional(GET, &[brand.as_str().into(), id.as_str().into()])
        .await?
        .map(|mut row| read(&mut row))
        .transpose()
}

/// The user who signs in with this name; of whatever brand, because the name is all that is known then.
///
/// # Errors
/// When the database fails.
pub async fn by_username(tx: &mut Transaction, username: &str) -> Result<Option<User>, Error> {
    tx.optional(BY_USERNAME, &[username.into()]).await?.map(|mut row| read(&mut row)).transpose()
}

/// The brand's users by id, which is the order in which they were made.
///
/// # Errors
/// When the database fails.
pub async fn list(
    tx: &mut Transaction,
    brand: &BrandId,
    offset: i64,
    limit: i64,
) -> Result<Vec<User>, Error> {
    let params = [brand.as_str().into(), Param::Integer(limit), Param::Integer(offset)];
    tx.rows(LIST, &params).await?.iter_mut().map(read).collect()
}

/// How many of the brand's users signed in at or after `since`.
///
/// # Errors
/// When the database fails.
pub async fn count_signed_in(tx: &mut Transaction, brand: &BrandId, since: Moment) -> Result<i64, Error> {
    let found = tx.optional(COUNT_SIGNED_IN, &[brand.as_str().into(), Param::Integer(since.0)]).await?;
    found.map_or(Ok(0), |row| row.integer(0))
}

/// How many users the brand has.
///
/// # Errors
/// When the database fails.
pub async fn count(tx: &mut Transaction, brand: &BrandId) -> Result<i64, Error> {
    tx.optional(COUNT, &[brand.as_str().into()]).await?.map_or(Ok(0), |row| row.integer(0))
}

/// Writes every member of the user but id, brand and date of making. False when there is no such user.
///
/// # Errors
/// [`Error::Duplicate`] when the username is taken.
pub async fn update(tx: &mut Transaction, user: &User) -> Result<bool, Error> {
    let params = [
        user.division.as_ref().map(DivisionId::as_str).into(),
        user.username.as_str().into(),
        user.first_name.as_str().into(),
        user.last_name.as_str().into(),
        user.email.as_str().into(),
        user.user_type.as_str().into(),
        Param::Integer(number(user.status)),
        user.language.as_str().into(),
        user.time_zone.as_str().into(),
        user.expires.map(|moment| moment.0).into(),
        user.password_changed.map(|moment| moment.0).into(),
        user.last_login.map(|moment| moment.0).into(),
        user.brand.as_str().into(),
        user.id.as_str().into(),
    ];
    Ok(tx.execute(UPDATE, &params).await? == 1)
}

/// Removes a user and the user's token. False when there is no such user.
///
/// # Errors
/// When the database fails.
pub async fn delete(tx: &mut Transaction, brand: &BrandId, id: &UserId) -> Result<bool, Error> {
    crate::tokens::remove(tx, brand, id).await?;
    Ok(tx.execute(DELETE, &[brand.as_str().into(), id.as_str().into()]).await? == 1)
}

/// The hash of the user's password, if one was ever set.
///
/// # Errors
/// When the database fails.
pub async fn password_hash(
    tx: &mut Transaction,
    brand: &BrandId,
    id: &UserId,
) -> Result<Option<String>, Error> {
    let found = tx.optional(PASSWORD_HASH, &[brand.as_str().into(), id.as_str().into()]).await?;
    found.map_or(Ok(None), |mut row| row.optional_text(0))
}

/// Sets the hash of the user's password. False when there is no such user.
///
/// # Errors
/// When the database fails.
pub async fn set_password_hash(
    tx: &mut Transaction,
    brand: &BrandId,
    id: &UserId,
    hash: &str,
    now: Moment,
) -> Result<bool, Error> {
    let params = [hash.into(), Param::Integer(now.0), brand.as_str().into(), id.as_str().into()];
    Ok(tx.execute(SET_PASSWORD_HASH, &params).await? == 1)
}

/// Reads a user from the first columns of a row, in the order of the table.
pub(crate) fn read(row: &mut Row) -> Result<User, Error> {
    Ok(User {
        id: UserId::parse(&row.text(0)?).map_err(Error::other)?,
        brand: BrandId::parse(&row.text(1)?).map_err(Error::other)?,
        division: row
            .optional_text(2)?
            .map(|text| DivisionId::parse(&text))
            .transpose()
            .map_err(Error::other)?,
        username: row.text(3)?,
        first_name: row.text(4)?,
        last_name: row.text(5)?,
        email: row.text(6)?,
        user_type: row.text(7)?,
        status: status(row.integer(8)?),
        language: row.text(9)?,
        time_zone: row.text(10)?,
        created: Moment(row.integer(11)?),
        expires: row.optional_integer(12)?.map(Moment),
        password_changed: row.optional_integer(13)?.map(Moment),
        last_login: row.optional_integer(14)?.map(Moment),
    })
}

fn number(status: AccountStatus) -> i64 {
    match status {
        AccountStatus::Active => 0,
        AccountStatus::Disabled => 1,
        AccountStatus::NotVerified => 2,
    }
}

/// A number of a later version counts as disabled: to be on the safe side.
fn status(number: i64) -> AccountStatus {
    match number {
        0 => AccountStatus::Active,
        2 => AccountStatus::NotVerified,
        _ => AccountStatus::Disabled,
    }
}
