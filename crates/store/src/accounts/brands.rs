//! Brands: the walls between tenants.

use model::account::Brand;
use model::{BrandId, Moment};

use crate::{Error, Param, Row, Transaction, types};

const INSERT: &str = "
    INSERT INTO brand (id, name, created_ms)
    VALUES ($1, $2, $3)";
const GET: &str = "
    SELECT id, name, created_ms
    FROM brand
    WHERE id = $1";
const LIST: &str = "
    SELECT id, name, created_ms
    FROM brand
    ORDER BY id";

pub(crate) const STATEMENTS: &[&str] = &[INSERT, GET, LIST];

/// Keeps a new brand, with the types of users and groups that every brand has.
///
/// # Errors
/// [`Error::Duplicate`] when the id is taken.
pub async fn insert(tx: &mut Transaction, brand: &Brand) -> Result<(), Error> {
    let params = [brand.id.as_str().into(), brand.name.as_str().into(), Param::Integer(brand.created.0)];
    tx.execute(INSERT, &params).await?;
    types::insert_usual(tx, &brand.id).await
}

/// A brand.
pub async fn get(tx: &mut Transaction, id: &BrandId) -> Result<Option<Brand>, Error> {
    tx.optional(GET, &[id.as_str().into()]).await?.map(read).transpose()
}

/// All brands of this server, by id. For the operator's commands only: no caller sees beyond their own brand.
pub async fn list(tx: &mut Transaction) -> Result<Vec<Brand>, Error> {
    tx.rows(LIST, &[]).await?.into_iter().map(read).collect()
}

fn read(mut row: Row) -> Result<Brand, Error> {
    let id = BrandId::parse(&row.text(0)?).map_err(Error::other)?;
    Ok(Brand { id, name: row.text(1)?, created: Moment(row.integer(2)?) })
}
