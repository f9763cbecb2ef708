//! Secrets of the server itself, which all its processes must have: kept sealed, by name.

use crate::{Error, Transaction};

const ADD: &str = "
    INSERT INTO server_secret (name, sealed)
    VALUES ($1, $2)
    ON CONFLICT (name) DO NOTHING";
const REPLACE: &str = "
    UPDATE server_secret
    SET sealed = $1
    WHERE name = $2
      AND sealed = $3";
const GET: &str = "
    SELECT sealed
    FROM server_secret
    WHERE name = $1";

pub(crate) const STATEMENTS: &[&str] = &[ADD, REPLACE, GET];

/// A secret as it was sealed.
pub async fn get(tx: &mut Transaction, name: &str) -> Result<Option<String>, Error> {
    tx.optional(GET, &[name.into()]).await?.map(|mut row| row.text(0)).transpose()
}

/// Keeps a secret unless there is one of this name: whoever comes second reads the first's.
pub async fn add(tx: &mut Transaction, name: &str, sealed: &str) -> Result<(), Error> {
    tx.execute(ADD, &[name.into(), sealed.into()]).await.map(drop)
}

/// Puts a new secret in the place of the one that was read, unless somebody did it meanwhile.
pub async fn replace(tx: &mut Transaction, name: &str, former: &str, sealed: &str) -> Result<(), Error> {
    tx.execute(REPLACE, &[sealed.into(), name.into(), former.into()]).await.map(drop)
}
