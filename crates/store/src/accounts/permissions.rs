//! What each level says of an account's permissions, from the brand down to the account.

use model::account::{PARTICIPANT, Role};
use model::permissions::{Leaves, Level, Levels, States};
use model::text::UserType;
use model::{BrandId, DivisionId, GroupId, GroupTypeId};

use crate::column::Column;
use crate::{Error, Param, Row, Transaction};

impl Column for States {
    fn read(row: &mut Row, place: usize) -> Result<Self, Error> {
        row.integer(place).map(Self::from_bits)
    }
    fn param(&self) -> Param<'_> {
        Param::Integer(self.bits())
    }
}

/// What stands above an account: the brand, its division, its type.
const ABOVE: &str = "
    SELECT b.permissions, COALESCE(d.permissions, 0), COALESCE(t.permissions, 0)
    FROM brand b
    LEFT JOIN division d ON d.id = $1
    LEFT JOIN account_type t ON t.brand = b.id AND t.id = $2
    WHERE b.id = $3";
const OF_GROUP: &str = "
    SELECT division, kind, permissions
    FROM user_group
    WHERE brand = $1
      AND id = $2";
const OF_BRAND: &str = "
    SELECT permissions
    FROM brand
    WHERE id = $1";
const SET_OF_BRAND: &str = "
    UPDATE brand
    SET permissions = $1
    WHERE id = $2";

pub(crate) const STATEMENTS: &[&str] = &[ABOVE, OF_GROUP, OF_BRAND, SET_OF_BRAND];

/// What the levels say that count for a user of this division and this type, who has `own`. For an administrator of the
/// brand that is the brand alone, and a participant has no permission.
pub(crate) async fn of_user(
    tx: &mut Transaction,
    brand: &BrandId,
    division: Option<&DivisionId>,
    user_type: &UserType,
    own: States,
) -> Result<Levels, Error> {
    let division = division.map_or(Param::Null, Column::param);
    let above = above(tx, brand, division, user_type.param()).await?;
    Ok(levels_of_user(above, user_type, own))
}

/// The levels of a user of this type above whom brand, division and type say `above`, as [`of_user`] has them.
pub(crate) fn levels_of_user(above: [States; 3], user_type: &UserType, own: States) -> Levels {
    let [brand, division, of_type] = above;
    let brand = (Level::Organization, brand);
    if Role::of(user_type) == Role::BrandAdministrator {
        return Levels(vec![brand, (Level::User, States::NOTHING)]);
    }
    let of_type = if user_type.as_str() == PARTICIPANT { States::ALL_OFF } else { of_type };
    let lower = [(Level::Division, division), (Level::UserType, of_type), (Level::User, own)];
    Levels([brand].into_iter().chain(lower).collect())
}

/// What the levels say that count for a group of this division and this type, which has `own`.
pub(crate) async fn of_group(
    tx: &mut Transaction,
    brand: &BrandId,
    division: Option<&DivisionId>,
    kind: &GroupTypeId,
    own: States,
) -> Result<Levels, Error> {
    let division = division.map_or(Param::Null, Column::param);
    let [brand, division, of_type] = above(tx, brand, division, kind.param()).await?;
    let lower = [(Level::Division, division), (Level::GroupType, of_type), (Level::Group, own)];
    Ok(Levels([(Level::Organization, brand)].into_iter().chain(lower).collect()))
}

/// The permissions of the group with this id: what may be done with the surveys that it owns.
pub(crate) async fn calculated_of_group(
    tx: &mut Transaction,
    brand: &BrandId,
    group: &GroupId,
) -> Result<Leaves, Error> {
    let levels = levels_of_group(tx, brand, group).await?;
    Ok(levels.map_or(Leaves::NONE, |levels| levels.calculated()))
}

/// What the levels say that count for the group with this id; `None` where there is none.
pub(crate) async fn levels_of_group(
    tx: &mut Transaction,
    brand: &BrandId,
    group: &GroupId,
) -> Result<Option<Levels>, Error> {
    let Some(mut row) = tx.optional(OF_GROUP, &[brand.param(), group.param()]).await? else {
        return Ok(None);
    };
    let (division, kind) = (Option::read(&mut row, 0)?, GroupTypeId::read(&mut row, 1)?);
    let own = States::read(&mut row, 2)?;
    of_group(tx, brand, division.as_ref(), &kind, own).await.map(Some)
}

/// What the brand says.
pub async fn of_brand(tx: &mut Transaction, brand: &BrandId) -> Result<States, Error> {
    let row = tx.optional(OF_BRAND, &[brand.param()]).await?;
    row.map_or(Ok(States::NOTHING), |mut row| States::read(&mut row, 0))
}

/// Sets what the brand says.
pub async fn set_of_brand(tx: &mut Transaction, brand: &BrandId, states: States) -> Result<(), Error> {
    tx.execute(SET_OF_BRAND, &[states.param(), brand.param()]).await.map(drop)
}

async fn above(
    tx: &mut Transaction,
    brand: &BrandId,
    division: Param<'_>,
    kind: Param<'_>,
) -> Result<[States; 3], Error> {
    let Some(mut row) = tx.optional(ABOVE, &[division, kind, brand.param()]).await? else {
        return Ok([States::ALL_OFF; 3]);
    };
    Ok([States::read(&mut row, 0)?, States::read(&mut row, 1)?, States::read(&mut row, 2)?])
}
