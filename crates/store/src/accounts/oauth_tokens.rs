//! Access tokens of OAuth 2: what programs call with, kept as hashes alone.

use model::text::{ClientId, Name};
use model::{BrandId, Moment, OauthTokenId, UserId};

use crate::access::Scope;
use crate::column::Column;
use crate::oauth::Client;
use crate::table::{Table, Window, columns, sql};
use crate::users::User;
use crate::{Error, Param, Row, Transaction, users};

columns! {
    /// An access token.
    pub struct AccessToken in "oauth_token" {
        /// What it is listed by.
        id: OauthTokenId,
        /// Its hash.
        hash: String,
        /// The brand of its user.
        brand: BrandId,
        /// The program that it was given.
        client: ClientId,
        /// Whom the program acts for with it.
        user: UserId = "user_id",
        /// What it was given by; `None` where by the program's own credentials.
        grant: Option<OauthTokenId> = "grant_id",
        /// What may be done with it: names of scopes with spaces between them.
        scopes: String,
        /// When it was made.
        created: Moment = "created_ms",
        /// When it ends.
        expires: Moment = "expires_ms",
    }
}

/// Whose an access token is, and what may be done with it until when.
#[derive(Debug)]
pub struct Holder {
    /// The user, whatever the status, and the caller, with no scopes yet.
    pub holder: users::Holder,
    /// Names of scopes with spaces between them.
    pub scopes: String,
    /// When the token ends.
    pub expires: Moment,
}

/// A token as lists tell it: an access token, or what somebody granted.
#[derive(Debug)]
pub struct Listed {
    /// Its id.
    pub id: OauthTokenId,
    /// The program that has it.
    pub client: ClientId,
    /// What people call the program.
    pub name: Name,
    /// Whom the program acts for.
    pub user: UserId,
    /// Names of scopes with spaces between them.
    pub scopes: String,
    /// When it was made.
    pub created: Moment,
    /// When it ends.
    pub expires: Moment,
}

/// Tokens of a program's own credentials that count at a time: the oldest give way.
const OF_A_CLIENT: i64 = 1_000;
/// Tokens of a grant that count at a time.
const OF_A_GRANT: i64 = 20;

const INSERT: &str = sql! { AccessToken, "INSERT INTO {table} ({columns}) VALUES ({values})" };
const REMOVE_EXPIRED: &str = "
    DELETE FROM oauth_token
    WHERE client = $1
      AND expires_ms <= $2";
const REMOVE_OLDEST: &str = "
    DELETE FROM oauth_token
    WHERE id IN (
          SELECT id
          FROM oauth_token
          WHERE client = $1
            AND grant_id IS NULL
          ORDER BY expires_ms DESC, id
          LIMIT 1000
          OFFSET $2)";
const REMOVE_OLDEST_OF_GRANT: &str = "
    DELETE FROM oauth_token
    WHERE id IN (
          SELECT id
          FROM oauth_token
          WHERE grant_id = $1
          ORDER BY expires_ms DESC, id
          LIMIT 1000
          OFFSET $2)";
const BY_HASH: &str = sql! { AccessToken, "
    SELECT {columns}
    FROM {table}
    WHERE client = $1
      AND hash = $2" };
const REMOVE: &str = "
    DELETE FROM oauth_token
    WHERE brand = $1
      AND id = $2";
const BY_ID: &str = sql! { AccessToken, "SELECT {columns} FROM {table} WHERE brand = $1 AND id = $2" };
const HOLDER: &str = sql! { User, "
    SELECT {all},
           brand.permissions, COALESCE(division.permissions, 0), COALESCE(account_type.permissions, 0),
           brand.certificates_required,
           oauth_token.scopes, oauth_token.expires_ms
    FROM {table}
    JOIN oauth_token ON oauth_token.user_id = user_account.id AND oauth_token.brand = user_account.brand
    JOIN brand ON brand.id = user_account.brand
    LEFT JOIN division ON division.id = user_account.division
    LEFT JOIN account_type ON account_type.brand = user_account.brand AND account_type.id = user_account.user_type
    WHERE oauth_token.hash = $1" };
const PAGE: &str = "
    SELECT t.id, t.client, c.name, t.user_id, t.scopes, t.created_ms, t.expires_ms
    FROM oauth_token t
    JOIN oauth_client c ON c.id = t.client
    WHERE t.brand = $1
      AND t.expires_ms > $2
      AND t.id > $3
    ORDER BY t.id
    LIMIT $4
    OFFSET $5";
pub(crate) const STATEMENTS: &[&str] =
    &[INSERT, REMOVE_EXPIRED, REMOVE_OLDEST, REMOVE_OLDEST_OF_GRANT, BY_HASH, REMOVE, BY_ID, HOLDER, PAGE];

/// Keeps a token, and removes those of its program that have ended, and the oldest where there are too many: true where one
/// that was good gave way.
pub async fn insert(tx: &mut Transaction, token: &AccessToken, now: Moment) -> Result<bool, Error> {
    tx.execute(REMOVE_EXPIRED, &[token.client.param(), now.param()]).await?;
    let gone = match &token.grant {
        None => tx.execute(REMOVE_OLDEST, &[token.client.param(), Param::Integer(OF_A_CLIENT - 1)]).await?,
        Some(grant) => {
            tx.execute(REMOVE_OLDEST_OF_GRANT, &[grant.param(), Param::Integer(OF_A_GRANT - 1)]).await?
        }
    };
    tx.execute(INSERT, &token.params()).await?;
    Ok(gone > 0)
}

/// The token of a program with this hash.
pub async fn of_client(
    tx: &mut Transaction,
    client: &Client,
    hash: &str,
) -> Result<Option<AccessToken>, Error> {
    tx.one(BY_HASH, &[client.id.param(), hash.into()]).await
}

/// Removes a token.
pub async fn remove(tx: &mut Transaction, token: &AccessToken) -> Result<(), Error> {
    tx.execute(REMOVE, &[token.brand.param(), token.id.param()]).await.map(drop)
}

/// Removes a token of a brand and says whose it was; `None` where the brand has none with this id.
pub async fn remove_listed(
    tx: &mut Transaction,
    scope: &Scope,
    id: &OauthTokenId,
) -> Result<Option<UserId>, Error> {
    let found: Option<AccessToken> = tx.one(BY_ID, &[scope.brand().param(), id.param()]).await?;
    let Some(token) = found else { return Ok(None) };
    remove(tx, &token).await?;
    Ok(Some(token.user))
}

/// Whose the token with this hash is. Asked without a brand: the answer says which.
pub async fn holder(tx: &mut Transaction, hash: &str) -> Result<Option<Holder>, Error> {
    let Some(mut row) = tx.optional(HOLDER, &[hash.into()]).await? else { return Ok(None) };
    let behind = users::Holder::COLUMNS;
    let (scopes, expires) = (row.text(behind)?, Moment(row.integer(behind + 1)?));
    Ok(Some(Holder { holder: users::Holder::read(&mut row)?, scopes, expires }))
}

/// The tokens of a brand that have not ended, by id.
pub async fn page(
    tx: &mut Transaction,
    scope: &Scope,
    now: Moment,
    window: &Window,
) -> Result<Vec<Listed>, Error> {
    listed_page(tx, PAGE, scope, now, window).await
}

/// A page of what this statement lists.
pub(crate) async fn listed_page(
    tx: &mut Transaction,
    sql: &'static str,
    scope: &Scope,
    now: Moment,
    window: &Window,
) -> Result<Vec<Listed>, Error> {
    let [after, limit, offset] = window.params();
    let mut rows = tx.rows(sql, &[scope.brand().param(), now.param(), after, limit, offset]).await?;
    rows.iter_mut().map(listed).collect()
}

/// Reads what a list tells of a token.
fn listed(row: &mut Row) -> Result<Listed, Error> {
    Ok(Listed {
        id: Column::read(row, 0)?,
        client: Column::read(row, 1)?,
        name: Column::read(row, 2)?,
        user: Column::read(row, 3)?,
        scopes: Column::read(row, 4)?,
        created: Column::read(row, 5)?,
        expires: Column::read(row, 6)?,
    })
}
