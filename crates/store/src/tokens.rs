//! API tokens: one per user, and only its hash is kept.

use model::account::User;
use model::{BrandId, Moment, UserId};

use crate::{Error, Param, Transaction, users};

const SET: &str = "
    INSERT INTO api_token (user_id, brand, hash, generation, created_ms)
    VALUES ($1, $2, $3, $4, $5)
    ON CONFLICT (user_id) DO UPDATE
    SET hash = excluded.hash,
        generation = excluded.generation,
        created_ms = excluded.created_ms";
const GET: &str = "
    SELECT generation, created_ms
    FROM api_token
    WHERE brand = $1
      AND user_id = $2";
const HOLDER: &str = "
    SELECT u.id,
           u.brand,
           u.division,
           u.username,
           u.first_name,
           u.last_name,
           u.email,
           u.user_type,
           u.status,
           u.language,
           u.time_zone,
           u.created_ms,
           u.expires_ms,
           u.password_changed_ms,
           u.last_login_ms,
           t.generation
    FROM api_token t
    JOIN user_account u ON u.id = t.user_id AND u.brand = t.brand
    WHERE t.hash = $1";
const REMOVE: &str = "
    DELETE FROM api_token
    WHERE brand = $1
      AND user_id = $2";

pub(crate) const STATEMENTS: &[&str] = &[SET, GET, HOLDER, REMOVE];

/// What is known of a token besides its hash.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Token {
    /// Counts up with every new token of the user.
    pub generation: i64,
    /// When it was made.
    pub created: Moment,
}

/// Whose token this is.
#[derive(Debug, Clone)]
pub struct Holder {
    /// The user, whatever the status: the caller of this decides.
    pub user: User,
    /// The generation of the token.
    pub generation: i64,
}

/// Sets the user's token; the one before is void at once.
///
/// # Errors
/// [`Error::Duplicate`] when somebody else has the same hash.
pub async fn set(
    tx: &mut Transaction,
    brand: &BrandId,
    user: &UserId,
    hash: &str,
    token: Token,
) -> Result<(), Error> {
    let params = [
        user.as_str().into(),
        brand.as_str().into(),
        hash.into(),
        Param::Integer(token.generation),
        Param::Integer(token.created.0),
    ];
    tx.execute(SET, &params).await.map(drop)
}

/// The user's token, if there is one.
///
/// # Errors
/// When the database fails.
pub async fn get(tx: &mut Transaction, brand: &BrandId, user: &UserId) -> Result<Option<Token>, Error> {
    let found = tx.optional(GET, &[brand.as_str().into(), user.as_str().into()]).await?;
    let Some(row) = found else { return Ok(None) };
    Ok(Some(Token { generation: row.integer(0)?, created: Moment(row.integer(1)?) }))
}

/// Who holds the token with this hash. The one question asked without a brand: the answer says which.
///
/// # Errors
/// When the database fails.
pub async fn holder(tx: &mut Transaction, hash: &str) -> Result<Option<Holder>, Error> {
    let Some(mut row) = tx.optional(HOLDER, &[hash.into()]).await? else { return Ok(None) };
    Ok(Some(Holder { user: users::read(&mut row)?, generation: row.integer(15)? }))
}

/// Removes the user's token. False when there is none.
///
/// # Errors
/// When the database fails.
pub async fn remove(tx: &mut Transaction, brand: &BrandId, user: &UserId) -> Result<bool, Error> {
    Ok(tx.execute(REMOVE, &[brand.as_str().into(), user.as_str().into()]).await? == 1)
}
