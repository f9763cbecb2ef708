//! Divisions: parts of a brand.

use model::{BrandId, DivisionId, Moment};

use crate::{Error, Param, Transaction};

const INSERT: &str = "
    INSERT INTO division (id, brand, name, created_ms)
    VALUES ($1, $2, $3, $4)";
const GET: &str = "
    SELECT name, created_ms
    FROM division
    WHERE brand = $1
      AND id = $2";

pub(crate) const STATEMENTS: &[&str] = &[INSERT, GET];

/// A part of a brand.
#[derive(Debug, Clone)]
pub struct Division {
    /// Its id.
    pub id: DivisionId,
    /// The brand it belongs to.
    pub brand: BrandId,
    /// Its name for people.
    pub name: String,
    /// When it was made.
    pub created: Moment,
}

/// Keeps a new division.
///
/// # Errors
/// [`Error::Duplicate`] when the id is taken.
pub async fn insert(tx: &mut Transaction, division: &Division) -> Result<(), Error> {
    let params = [
        division.id.as_str().into(),
        division.brand.as_str().into(),
        division.name.as_str().into(),
        Param::Integer(division.created.0),
    ];
    tx.execute(INSERT, &params).await.map(drop)
}

/// A division of the brand.
///
/// # Errors
/// When the database fails.
pub async fn get(tx: &mut Transaction, brand: &BrandId, id: &DivisionId) -> Result<Option<Division>, Error> {
    let found = tx.optional(GET, &[brand.as_str().into(), id.as_str().into()]).await?;
    let Some(mut row) = found else { return Ok(None) };
    Ok(Some(Division {
        id: id.clone(),
        brand: brand.clone(),
        name: row.text(0)?,
        created: Moment(row.integer(1)?),
    }))
}
