//! Divisions: parts of a brand with administrators of their own.

use model::account::DivisionStatus;
use model::permissions::States;
use model::text::Name;
use model::{BrandId, DivisionId, Moment, UserId};

use crate::access::action::View;
use crate::access::{Act, Allowed, Guarded};
use crate::column::{Column, numbered};
use crate::table::{statements, table};
use crate::users::User;
use crate::{Error, Param, Transaction};

table! {
    /// A part of a brand.
    pub struct Division in "division" {
        /// Its id.
        id: DivisionId,
        /// The brand it belongs to.
        brand: BrandId,
        /// Its name.
        name: Name,
        /// Whether it is used.
        status: DivisionStatus,
        /// Who made it.
        creator: UserId,
        /// When it was made.
        created: Moment = "created_ms",
        /// What it says of the permissions of its users and groups.
        permissions: States,
    }
}

numbered!(DivisionStatus { Active = 0, Disabled = 1 } else Disabled);

impl Guarded for Division {
    fn brand(&self) -> &BrandId {
        &self.brand
    }
}

const ADD_ADMINISTRATOR: &str = "
    INSERT INTO division_administrator (division, user_id)
    VALUES ($1, $2)
    ON CONFLICT (division, user_id) DO NOTHING";

const REMOVE_ADMINISTRATOR: &str = "
    DELETE FROM division_administrator
    WHERE division = $1
      AND user_id = $2";
const ADMINISTRATORS: &str = "
    SELECT user_id
    FROM division_administrator
    WHERE division = $1
    ORDER BY user_id
    LIMIT $2";

/// So many administrators a division has at the most.
pub const MOST_ADMINISTRATORS: usize = 100;

pub(crate) const STATEMENTS: &[&str] =
    statements!(Division: ADD_ADMINISTRATOR, REMOVE_ADMINISTRATOR, ADMINISTRATORS);

/// Makes a user an administrator of the division.
pub async fn add_administrator<A: Act>(
    tx: &mut Transaction,
    division: &Allowed<Division, A>,
    user: &Allowed<User, View>,
) -> Result<(), Error> {
    tx.execute(ADD_ADMINISTRATOR, &[division.id.param(), user.id.param()]).await.map(drop)
}

/// Makes a user no administrator of the division any more. False when the user is none.
pub async fn remove_administrator<A: Act>(
    tx: &mut Transaction,
    division: &Allowed<Division, A>,
    user: &UserId,
) -> Result<bool, Error> {
    Ok(tx.execute(REMOVE_ADMINISTRATOR, &[division.id.param(), user.param()]).await? > 0)
}

/// The division's administrators, by id.
pub async fn administrators<A: Act>(
    tx: &mut Transaction,
    division: &Allowed<Division, A>,
) -> Result<Vec<UserId>, Error> {
    let most = Param::Integer(MOST_ADMINISTRATORS as i64 + 1);
    let mut rows = tx.rows(ADMINISTRATORS, &[division.id.param(), most]).await?;
    rows.iter_mut().map(|row| UserId::read(row, 0)).collect()
}
