//! What was changed that other processes may have in memory. Who changes something announces it in the same transaction;
//! the others read on from what they have read.
//!
//! Numbers are given before the commit, so that a lower one may appear after a higher one: a reader looks back over the
//! last [`LOOKED_BACK`] numbers too. What appears later still is missed, and holds until memory forgets it by itself.

use model::Moment;

use crate::{Error, Param, Transaction};

/// How many numbers below the highest known one are read again.
pub const LOOKED_BACK: i64 = 500;

const ADD: &str = "
    INSERT INTO announcement (kind, thing, announced_ms)
    VALUES ($1, $2, $3)";
const SINCE: &str = "
    SELECT no, kind, thing
    FROM announcement
    WHERE no > $1
    ORDER BY no";
const NEWEST: &str = "
    SELECT COALESCE(MAX(no), 0)
    FROM announcement";
const DELETE_OLD: &str = "
    DELETE FROM announcement
    WHERE announced_ms < $1";

pub(crate) const STATEMENTS: &[&str] = &[ADD, SINCE, NEWEST, DELETE_OLD];

/// Something that was changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Announcement {
    /// Its number.
    pub no: i64,
    /// What kind of thing it is.
    pub kind: String,
    /// The thing's id.
    pub thing: String,
}

/// Says that a thing is changed by this transaction.
pub async fn add(tx: &mut Transaction, kind: &str, thing: &str, now: Moment) -> Result<(), Error> {
    tx.execute(ADD, &[kind.into(), thing.into(), Param::Integer(now.0)]).await.map(drop)
}

/// What was announced with higher numbers than this one, in their order.
pub async fn since(tx: &mut Transaction, no: i64) -> Result<Vec<Announcement>, Error> {
    let rows = tx.rows(SINCE, &[Param::Integer(no)]).await?;
    rows.into_iter()
        .map(|mut row| Ok(Announcement { no: row.integer(0)?, kind: row.text(1)?, thing: row.text(2)? }))
        .collect()
}

/// The highest number given so far, 0 where none is.
pub async fn newest(tx: &mut Transaction) -> Result<i64, Error> {
    tx.number(NEWEST, &[]).await
}

/// Deletes what everybody has read long ago.
pub async fn delete_old(tx: &mut Transaction, before: Moment) -> Result<(), Error> {
    tx.execute(DELETE_OLD, &[Param::Integer(before.0)]).await.map(drop)
}
