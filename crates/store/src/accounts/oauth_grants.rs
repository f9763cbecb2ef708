//! What people let programs do by OAuth 2: a code, and the refresh token that it was exchanged for, kept as hashes alone.

use model::text::ClientId;
use model::{BrandId, Moment, OauthTokenId, UserId};

use crate::access::{Act, Allowed, Scope};
use crate::column::Column;
use crate::oauth_tokens::{Listed, listed_page};
use crate::table::{Table, Window, columns, sql};
use crate::users::User;
use crate::{Error, Param, Transaction};

columns! {
    /// What somebody let a program do.
    pub struct Grant in "oauth_grant" {
        /// What its refresh token is listed by.
        id: OauthTokenId,
        /// The brand of the program and of its user.
        brand: BrandId,
        /// The program.
        client: ClientId,
        /// Whom it acts for.
        user: UserId = "user_id",
        /// What it may do: names of scopes with spaces between them.
        scopes: String,
        /// Where the code was sent.
        redirect: String,
        /// What the program must prove to be the one that asked (RFC 7636); empty where it asked without.
        challenge: String,
        /// The hash of the code.
        code_hash: String,
        /// Whether the code was exchanged.
        used: bool,
        /// The hash of what all refresh tokens of the grant begin with; empty until there is one.
        family: String = "family_hash",
        /// The hash of what the one that is good ends with.
        secret: String = "secret_hash",
        /// When it was granted.
        created: Moment = "created_ms",
        /// When the code ends, later the refresh token if it is not used before.
        expires: Moment = "expires_ms",
        /// When all of it ends.
        ends: Moment = "ends_ms",
    }
}

/// Grants of one user to one program that count at a time: the oldest give way.
const MOST: i64 = 50;
/// So many that have ended are removed at a time.
const PIECE: i64 = 200;

const INSERT: &str = sql! { Grant, "INSERT INTO {table} ({columns}) VALUES ({values})" };
const ENDED: &str = "
    SELECT id
    FROM oauth_grant
    WHERE client = $1
      AND expires_ms <= $2
    ORDER BY expires_ms, id
    LIMIT $3";
const TOO_MANY: &str = "
    SELECT id
    FROM oauth_grant
    WHERE client = $1
      AND user_id = $2
    ORDER BY created_ms DESC, id
    LIMIT $3
    OFFSET $4";
const BY_CODE: &str = sql! { Grant, "SELECT {columns} FROM {table} WHERE code_hash = $1" };
const BY_FAMILY: &str = sql! { Grant, "SELECT {columns} FROM {table} WHERE family_hash = $1 ORDER BY id" };
const BY_ID: &str = sql! { Grant, "SELECT {columns} FROM {table} WHERE brand = $1 AND id = $2" };
const RENEW: &str = "
    UPDATE oauth_grant
    SET used = 1,
        family_hash = $1,
        secret_hash = $2,
        expires_ms = $3
    WHERE brand = $4
      AND id = $5";
const END_TOKENS: &str = "
    DELETE FROM oauth_token
    WHERE grant_id = $1";
const END: &str = "
    DELETE FROM oauth_grant
    WHERE id = $1";
const END_TOKENS_OF_USER: &str = "
    DELETE FROM oauth_token
    WHERE grant_id IN (SELECT g.id FROM oauth_grant g WHERE g.user_id = $1)";
const END_OF_USER: &str = "
    DELETE FROM oauth_grant
    WHERE user_id = $1";
const PAGE: &str = "
    SELECT g.id, g.client, c.name, g.user_id, g.scopes, g.created_ms, g.expires_ms
    FROM oauth_grant g
    JOIN oauth_client c ON c.id = g.client
    WHERE g.brand = $1
      AND g.expires_ms > $2
      AND g.used = 1
      AND g.id > $3
    ORDER BY g.id
    LIMIT $4
    OFFSET $5";
pub(crate) const STATEMENTS: &[&str] = &[
    INSERT,
    ENDED,
    TOO_MANY,
    BY_CODE,
    BY_FAMILY,
    BY_ID,
    RENEW,
    END_TOKENS,
    END,
    END_TOKENS_OF_USER,
    END_OF_USER,
    PAGE,
];

/// Keeps a grant, and removes those of its program that have ended, and the oldest of its user where there are too many.
/// True when one gave way that had not ended.
pub async fn insert(tx: &mut Transaction, grant: &Grant, now: Moment) -> Result<bool, Error> {
    let (client, user) = (grant.client.param(), grant.user.param());
    for mut row in tx.rows(ENDED, &[client, now.param(), Param::Integer(PIECE)]).await? {
        end_by_id(tx, &OauthTokenId::read(&mut row, 0)?).await?;
    }
    let over = [client, user, Param::Integer(PIECE), Param::Integer(MOST - 1)];
    let over = tx.rows(TOO_MANY, &over).await?;
    let gave_way = !over.is_empty();
    for mut row in over {
        end_by_id(tx, &OauthTokenId::read(&mut row, 0)?).await?;
    }
    tx.execute(INSERT, &grant.params()).await?;
    Ok(gave_way)
}

/// The grant whose code has this hash. Asked without a brand: the answer says which.
pub async fn by_code(tx: &mut Transaction, hash: &str) -> Result<Option<Grant>, Error> {
    tx.one(BY_CODE, &[hash.into()]).await
}

/// The grant of whose refresh tokens this is the hash of the beginning. Asked without a brand: the answer says which.
pub async fn by_family(tx: &mut Transaction, hash: &str) -> Result<Option<Grant>, Error> {
    // Where there is none yet, the hash is empty.
    if hash.is_empty() { Ok(None) } else { tx.one(BY_FAMILY, &[hash.into()]).await }
}

/// Gives the grant another refresh token, with which it ends then: what was good before is none any more.
pub async fn renew(
    tx: &mut Transaction,
    grant: &Grant,
    family: &str,
    secret: &str,
    expires: Moment,
) -> Result<(), Error> {
    let params = [family.into(), secret.into(), expires.param(), grant.brand.param(), grant.id.param()];
    tx.execute(RENEW, &params).await.map(drop)
}

/// Ends a grant with all its tokens.
pub async fn end(tx: &mut Transaction, grant: &Grant) -> Result<(), Error> {
    end_by_id(tx, &grant.id).await
}

/// Ends a grant of a brand and says whose it was; `None` where the brand has none with this id.
pub async fn remove_listed(
    tx: &mut Transaction,
    scope: &Scope,
    id: &OauthTokenId,
) -> Result<Option<UserId>, Error> {
    let found: Option<Grant> = tx.one(BY_ID, &[scope.brand().param(), id.param()]).await?;
    let Some(grant) = found else { return Ok(None) };
    end(tx, &grant).await?;
    Ok(Some(grant.user))
}

/// Ends all that a user has granted.
pub async fn end_of<A: Act>(tx: &mut Transaction, user: &Allowed<User, A>) -> Result<(), Error> {
    for sql in [END_TOKENS_OF_USER, END_OF_USER] {
        tx.execute(sql, &[user.id.param()]).await?;
    }
    Ok(())
}

/// The grants of a brand that have a refresh token and have not ended, by id.
pub async fn page(
    tx: &mut Transaction,
    scope: &Scope,
    now: Moment,
    window: &Window,
) -> Result<Vec<Listed>, Error> {
    listed_page(tx, PAGE, scope, now, window).await
}

async fn end_by_id(tx: &mut Transaction, id: &OauthTokenId) -> Result<(), Error> {
    for sql in [END_TOKENS, END] {
        tx.execute(sql, &[id.param()]).await?;
    }
    Ok(())
}
