//! The processes that serve one database. Each counts its row up while it lives: the others see that the count rises,
//! and compare no clocks.

use crate::{Error, Transaction};

const BEAT: &str = "
    INSERT INTO process (id, beat)
    VALUES ($1, 1)
    ON CONFLICT (id) DO UPDATE
    SET beat = process.beat + 1";
const LIST: &str = "
    SELECT id, beat
    FROM process
    ORDER BY id";
const DELETE: &str = "
    DELETE FROM process
    WHERE id = $1";

pub(crate) const STATEMENTS: &[&str] = &[BEAT, LIST, DELETE];

/// Counts the row of this process up.
pub async fn beat(tx: &mut Transaction, id: &str) -> Result<(), Error> {
    tx.execute(BEAT, &[id.into()]).await.map(drop)
}

/// Every process with its count.
pub async fn list(tx: &mut Transaction) -> Result<Vec<(String, i64)>, Error> {
    let rows = tx.rows(LIST, &[]).await?;
    rows.into_iter().map(|mut row| Ok((row.text(0)?, row.integer(1)?))).collect()
}

/// Takes out a process that has ended.
pub async fn delete(tx: &mut Transaction, id: &str) -> Result<(), Error> {
    tx.execute(DELETE, &[id.into()]).await.map(drop)
}
