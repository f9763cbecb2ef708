//! Programs that act for people by OAuth 2: of a program's secret only the hash is kept.

use model::text::{ClientId, Name};
use model::{BrandId, Moment, UserId};

use crate::access::{Act, Allowed};
use crate::column::Column;
use crate::table::{Table, columns, sql};
use crate::users::User;
use crate::{Error, Param, Transaction};

columns! {
    /// A program that may act for people.
    pub struct Client in "oauth_client" {
        /// Its id.
        id: ClientId,
        /// The brand of its user, and of those who may let it act for them.
        brand: BrandId,
        /// Whom it acts for with its own credentials.
        user: UserId = "user_id",
        /// What people call it.
        name: Name,
        /// The hash of its secret; empty where it has none.
        secret_hash: String,
        /// What it may ask for at the most: names of scopes with spaces between them.
        scopes: String,
        /// When it was made.
        created: Moment = "created_ms",
        /// Where people may be led back to: addresses with spaces between them.
        redirects: String,
        /// Whether it has no secret.
        is_public: bool,
    }
}

/// How many programs are read at once.
const PAGE: i64 = 500;

const INSERT_CLIENT: &str = sql! { Client, "INSERT INTO {table} ({columns}) VALUES ({values})" };
const CLIENT: &str = sql! { Client, "SELECT {columns} FROM {table} WHERE id = $1" };
const CLIENTS: &str = sql! { Client, "
    SELECT {columns}
    FROM {table}
    WHERE brand = $1
      AND id > $2
    ORDER BY id
    LIMIT $3" };
const OF_USER: &str = "
    SELECT COUNT(*)
    FROM oauth_client
    WHERE user_id = $1";
const REMOVE_TOKENS: &str = "
    DELETE FROM oauth_token
    WHERE client = $1";
const REMOVE_GRANTS: &str = "
    DELETE FROM oauth_grant
    WHERE client = $1";
const REMOVE_CLIENT: &str = "
    DELETE FROM oauth_client
    WHERE id = $1";
pub(crate) const STATEMENTS: &[&str] =
    &[INSERT_CLIENT, CLIENT, CLIENTS, OF_USER, REMOVE_TOKENS, REMOVE_GRANTS, REMOVE_CLIENT];

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

/// How many programs are the user's: what others let them do ends with them.
pub async fn count_of<A: Act>(tx: &mut Transaction, user: &Allowed<User, A>) -> Result<i64, Error> {
    tx.number(OF_USER, &[user.id.param()]).await
}

/// Removes a program that acts for the user, its tokens, and what people let it do. False when it acts for somebody else, or
/// is not there.
pub async fn remove_client<A: Act>(
    tx: &mut Transaction,
    user: &Allowed<User, A>,
    id: &ClientId,
) -> Result<bool, Error> {
    if client(tx, id).await?.is_none_or(|client| client.user != user.id || client.brand != user.brand) {
        return Ok(false);
    }
    for sql in [REMOVE_TOKENS, REMOVE_GRANTS] {
        tx.execute(sql, &[id.param()]).await?;
    }
    Ok(tx.execute(REMOVE_CLIENT, &[id.param()]).await? > 0)
}
