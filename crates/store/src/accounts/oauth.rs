//! Programs that act for a user by OAuth 2, and the access tokens they were given: of secrets and tokens only the hashes.

use model::text::{ClientId, Name};
use model::{BrandId, Moment, UserId};

use crate::access::{Act, Allowed};
use crate::column::Column;
use crate::table::{Table, columns, sql};
use crate::users::User;
use crate::{Error, Param, Transaction};

columns! {
    /// A program that may act for a user.
    pub struct Client in "oauth_client" {
        /// Its id.
        id: ClientId,
        /// The brand of its user.
        brand: BrandId,
        /// Whom it acts for.
        user: UserId = "user_id",
        /// What people call it.
        name: Name,
        /// The hash of its secret.
        secret_hash: String,
        /// What it may ask for at the most: names of scopes with spaces between them.
        scopes: String,
        /// When it was made.
        created: Moment = "created_ms",
    }
}

columns! {
    /// An access token.
    pub struct AccessToken in "oauth_token" {
        /// Its hash.
        hash: String,
        /// The brand of its user.
        brand: BrandId,
        /// The program that it was given.
        client: ClientId,
        /// What may be done with it: names of scopes with spaces between them.
        scopes: String,
        /// When it ends.
        expires: Moment = "expires_ms",
    }
}

/// Whose an access token is, and what may be done with it until when.
#[derive(Debug)]
pub struct Holder {
    /// The user, whatever the status: the caller of this decides.
    pub user: User,
    /// Names of scopes with spaces between them.
    pub scopes: String,
    /// When the token ends.
    pub expires: Moment,
}

/// How many programs are read at once.
const PAGE: i64 = 500;
/// Tokens of one program that count at a time: the oldest give way.
const MOST_TOKENS: i64 = 1_000;

const INSERT_CLIENT: &str = sql! { Client, "INSERT INTO {table} ({columns}) VALUES ({values})" };
const CLIENT: &str = sql! { Client, "SELECT {columns} FROM {table} WHERE id = $1" };
const CLIENTS: &str = sql! { Client, "
    SELECT {columns}
    FROM {table}
    WHERE brand = $1
      AND id > $2
    ORDER BY id
    LIMIT $3" };
const REMOVE_CLIENT: &str = "
    DELETE FROM oauth_client
    WHERE id = $1";
const REMOVE_TOKENS: &str = "
    DELETE FROM oauth_token
    WHERE client = $1";
const REMOVE_TOKEN: &str = "
    DELETE FROM oauth_token
    WHERE client = $1
      AND hash = $2";
const INSERT_TOKEN: &str = sql! { AccessToken, "INSERT INTO {table} ({columns}) VALUES ({values})" };
const REMOVE_EXPIRED: &str = "
    DELETE FROM oauth_token
    WHERE client = $1
      AND expires_ms <= $2";
const REMOVE_OLDEST: &str = "
    DELETE FROM oauth_token
    WHERE hash IN (
          SELECT hash
          FROM oauth_token
          WHERE client = $1
          ORDER BY expires_ms DESC, hash
          LIMIT 1000
          OFFSET $2)";
const HOLDER: &str = sql! { User, "
    SELECT {all}, oauth_token.scopes, oauth_token.expires_ms
    FROM {table}
    JOIN oauth_client ON oauth_client.user_id = user_account.id AND oauth_client.brand = user_account.brand
    JOIN oauth_token ON oauth_token.client = oauth_client.id
    WHERE oauth_token.hash = $1" };
pub(crate) const STATEMENTS: &[&str] = &[
    INSERT_CLIENT,
    CLIENT,
    CLIENTS,
    REMOVE_CLIENT,
    REMOVE_TOKENS,
    REMOVE_TOKEN,
    INSERT_TOKEN,
    REMOVE_EXPIRED,
    REMOVE_OLDEST,
    HOLDER,
];

/// Keeps a program that acts for the user.
///
/// # Errors
/// [`Error::Duplicate`] when there is one with its id.
pub async fn insert_client<A: Act>(
    tx: &mut Transaction,
    user: &Allowed<User, A>,
    client: &Client,
) -> Result<(), Error> {
    if client.user != user.id || client.brand != user.brand {
        return Err(Error::Other("a program acts for the user that was looked up".into()));
    }
    tx.execute(INSERT_CLIENT, &client.params()).await.map(drop)
}

/// The program with this id, of whatever brand: the answer says which.
pub async fn client(tx: &mut Transaction, id: &ClientId) -> Result<Option<Client>, Error> {
    tx.one(CLIENT, &[id.param()]).await
}

/// The programs of a brand behind this one, some hundred at a time: the first where none is named.
pub async fn clients(
    tx: &mut Transaction,
    brand: &BrandId,
    after: Option<&ClientId>,
) -> Result<Vec<Client>, Error> {
    let after = after.map_or("", ClientId::as_str);
    tx.all(CLIENTS, &[brand.param(), after.into(), Param::Integer(PAGE)]).await
}

/// Removes a program that acts for the user, and its tokens. False when it acts for somebody else, or is not there.
pub async fn remove_client<A: Act>(
    tx: &mut Transaction,
    user: &Allowed<User, A>,
    id: &ClientId,
) -> Result<bool, Error> {
    if client(tx, id).await?.is_none_or(|client| client.user != user.id || client.brand != user.brand) {
        return Ok(false);
    }
    tx.execute(REMOVE_TOKENS, &[id.param()]).await?;
    Ok(tx.execute(REMOVE_CLIENT, &[id.param()]).await? > 0)
}

/// Removes a token of a program; nothing happens when it has none with this hash.
pub async fn remove_token(tx: &mut Transaction, client: &Client, hash: &str) -> Result<(), Error> {
    tx.execute(REMOVE_TOKEN, &[client.id.param(), hash.into()]).await.map(drop)
}

/// Keeps a token, and removes those of its program that have ended, and the oldest where there are too many.
pub async fn insert_token(tx: &mut Transaction, token: &AccessToken, now: Moment) -> Result<(), Error> {
    tx.execute(REMOVE_EXPIRED, &[token.client.param(), now.param()]).await?;
    tx.execute(REMOVE_OLDEST, &[token.client.param(), Param::Integer(MOST_TOKENS - 1)]).await?;
    tx.execute(INSERT_TOKEN, &token.params()).await.map(drop)
}

/// Whose the token with this hash is. Asked without a brand: the answer says which.
pub async fn holder(tx: &mut Transaction, hash: &str) -> Result<Option<Holder>, Error> {
    let Some(mut row) = tx.optional(HOLDER, &[hash.into()]).await? else { return Ok(None) };
    let behind = User::COLUMNS.len();
    let (scopes, expires) = (row.text(behind)?, Moment(row.integer(behind + 1)?));
    Ok(Some(Holder { user: User::read(&mut row)?, scopes, expires }))
}
