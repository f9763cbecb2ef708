//! The types of users and groups of a brand, with what each says of permissions.

use model::BrandId;
use model::account::TYPES;
use model::permissions::States;
use model::text::Name;

use crate::column::Column;
use crate::table::{Table, columns, sql};
use crate::{Error, Param, Transaction};

columns! {
    /// A type of users or groups.
    pub struct AccountType in "account_type" {
        /// The brand that has it.
        brand: BrandId,
        /// Its id: `UT_…` of users, `GT_…` of groups.
        id: String,
        /// What people call it.
        name: Name,
        /// What it says of permissions.
        permissions: States,
    }
}

/// So many types a brand has at the most.
pub const MOST: usize = 200;

const INSERT: &str = sql! { AccountType, "INSERT INTO {table} ({columns}) VALUES ({values})" };
const LIST: &str = sql! { AccountType, "
    SELECT {columns}
    FROM {table}
    WHERE brand = $1
    ORDER BY id
    LIMIT $2" };
const GET: &str = sql! { AccountType, "
    SELECT {columns}
    FROM {table}
    WHERE brand = $1
      AND id = $2" };
const SET_PERMISSIONS: &str = "
    UPDATE account_type
    SET permissions = $1
    WHERE brand = $2
      AND id = $3";

pub(crate) const STATEMENTS: &[&str] = &[INSERT, LIST, GET, SET_PERMISSIONS];

/// Adds a type.
///
/// # Errors
/// [`Error::Duplicate`] when the brand has one with its id.
pub async fn insert(tx: &mut Transaction, new: &AccountType) -> Result<(), Error> {
    tx.execute(INSERT, &new.params()).await.map(drop)
}

/// Adds the types that every brand has.
pub(crate) async fn insert_usual(tx: &mut Transaction, brand: &BrandId) -> Result<(), Error> {
    for (id, name) in TYPES {
        let (brand, name) = (brand.clone(), Name::stored(name));
        insert(tx, &AccountType { brand, id: id.to_owned(), name, permissions: States::NOTHING }).await?;
    }
    Ok(())
}

/// All types of a brand, by id.
pub async fn list(tx: &mut Transaction, brand: &BrandId) -> Result<Vec<AccountType>, Error> {
    tx.all(LIST, &[brand.param(), Param::Integer(MOST as i64)]).await
}

/// The type of a brand with this id.
pub async fn get(tx: &mut Transaction, brand: &BrandId, id: &str) -> Result<Option<AccountType>, Error> {
    tx.one(GET, &[brand.param(), id.into()]).await
}

/// Sets what a type says of permissions.
pub async fn set_permissions(
    tx: &mut Transaction,
    brand: &BrandId,
    id: &str,
    states: States,
) -> Result<(), Error> {
    tx.execute(SET_PERMISSIONS, &[states.param(), brand.param(), id.into()]).await.map(drop)
}
