//! Groups: users who share what the group owns.

use model::permissions::{Levels, States};
use model::text::Name;
use model::{BrandId, DivisionId, GroupId, GroupTypeId, Moment, UserId};

use crate::access::action::{Delete, Edit, View};
use crate::access::{self, Allowed, Guarded};
use crate::column::Column;
use crate::table::{sql, statements, table};
use crate::users::User;
use crate::{Error, Transaction, Window, permissions};

table! {
    /// Users who share a library, surveys and contacts.
    pub struct Group in "user_group" {
        /// Its id, which is also that of its library.
        id: GroupId,
        /// The brand it belongs to.
        brand: BrandId,
        /// The division it belongs to, if any.
        division: Option<DivisionId>,
        /// Its type.
        kind: GroupTypeId,
        /// Its name.
        name: Name,
        /// Who made it.
        creator: UserId,
        /// When it was made.
        created: Moment = "created_ms",
        /// What it says of what may be done with the surveys it owns.
        permissions: States,
    }
}

impl Guarded for Group {
    fn brand(&self) -> &BrandId {
        &self.brand
    }
}

impl Group {
    /// What every level says of what may be done with the group's surveys.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn levels(&self, tx: &mut Transaction) -> Result<Levels, Error> {
        permissions::of_group(tx, &self.brand, self.division.as_ref(), &self.kind, self.permissions).await
    }
}

const MEMBERS: &str = sql! { User, "
    SELECT {all}
    FROM {table}
    JOIN group_member ON group_member.user_id = user_account.id
    WHERE group_member.group_id = $1
      AND user_account.id > $2
    ORDER BY user_account.id
    LIMIT $3 OFFSET $4" };
const ADD: &str = "
    INSERT INTO group_member (group_id, user_id)
    VALUES ($1, $2)
    ON CONFLICT (group_id, user_id) DO NOTHING";
const REMOVE: &str = "
    DELETE FROM group_member
    WHERE group_id = $1
      AND user_id = $2";
const EMPTY: &str = "
    DELETE FROM group_member
    WHERE group_id = $1";

pub(crate) const STATEMENTS: &[&str] = statements!(Group: MEMBERS, ADD, REMOVE, EMPTY);

/// A page of the group's members, by id.
pub async fn members(
    tx: &mut Transaction,
    group: &Allowed<Group, View>,
    window: &Window,
) -> Result<Vec<User>, Error> {
    let [after, limit, offset] = window.params();
    tx.all(MEMBERS, &[group.id.param(), after, limit, offset]).await
}

/// Puts a user into the group. Nothing happens when the user is in it already.
pub async fn add(
    tx: &mut Transaction,
    group: &Allowed<Group, Edit>,
    user: &Allowed<User, View>,
) -> Result<(), Error> {
    tx.execute(ADD, &[group.id.param(), user.id.param()]).await.map(drop)
}

/// Takes a user out of the group. False when the user is not in it.
pub async fn remove(
    tx: &mut Transaction,
    group: &Allowed<Group, Edit>,
    user: &UserId,
) -> Result<bool, Error> {
    Ok(tx.execute(REMOVE, &[group.id.param(), user.param()]).await? == 1)
}

/// Deletes a group: nobody is in it any more, and nothing is shared with it.
pub async fn delete(tx: &mut Transaction, group: Allowed<Group, Delete>) -> Result<(), Error> {
    tx.execute(EMPTY, &[group.id.param()]).await?;
    access::unshare(tx, group.id.param()).await?;
    tx.delete(group).await
}
