//! API tokens: one per user, and only its hash is kept.

use model::Moment;

use crate::access::{Act, Allowed};
use crate::column::Column;
use crate::table::sql;
use crate::users::{Holder, User};
use crate::{Error, Param, Transaction};

const SET: &str = "
    INSERT INTO api_token (user_id, brand, hash, generation, created_ms)
    VALUES ($1, $2, $3, $4, $5)
    ON CONFLICT (user_id) DO UPDATE
    SET hash = excluded.hash,
        generation = excluded.generation,
        created_ms = excluded.created_ms";
const GET: &str = "
    SELECT generation, hash
    FROM api_token
    WHERE brand = $1
      AND user_id = $2";
const HOLDER: &str = sql! { User, "
    SELECT {all},
           brand.permissions, COALESCE(division.permissions, 0), COALESCE(account_type.permissions, 0),
           brand.certificates_required
    FROM {table}
    JOIN api_token ON api_token.user_id = user_account.id AND api_token.brand = user_account.brand
    JOIN brand ON brand.id = user_account.brand
    LEFT JOIN division ON division.id = user_account.division
    LEFT JOIN account_type ON account_type.brand = user_account.brand AND account_type.id = user_account.user_type
    WHERE api_token.hash = $1" };

pub(crate) const STATEMENTS: &[&str] = &[SET, GET, HOLDER];

/// What is known of a user's token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    /// Counts up with every new token of the user.
    pub generation: i64,
    /// The token's hash.
    pub hash: String,
}

/// Sets the user's token; the one before is void at once.
///
/// # Errors
/// [`Error::Duplicate`] when somebody else has the same hash.
pub async fn set<A: Act>(
    tx: &mut Transaction,
    user: &Allowed<User, A>,
    token: &Token,
    now: Moment,
) -> Result<(), Error> {
    let (generation, created) = (Param::Integer(token.generation), Param::Integer(now.0));
    let params = [user.id.param(), user.brand.param(), token.hash.param(), generation, created];
    tx.execute(SET, &params).await.map(drop)
}

/// The user's token, if there is one.
pub async fn get<A: Act>(tx: &mut Transaction, user: &Allowed<User, A>) -> Result<Option<Token>, Error> {
    let found = tx.optional(GET, &[user.brand.param(), user.id.param()]).await?;
    let Some(mut row) = found else { return Ok(None) };
    Ok(Some(Token { generation: row.integer(0)?, hash: row.text(1)? }))
}

/// Who holds the token with this hash, whatever the status: the caller of this decides. The one question asked without a
/// brand: the answer says which.
pub async fn holder(tx: &mut Transaction, hash: &str) -> Result<Option<Holder>, Error> {
    tx.optional(HOLDER, &[hash.into()]).await?.map(|mut row| Holder::read(&mut row)).transpose()
}
