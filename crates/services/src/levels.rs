//! What whoever runs the server reads and sets of permissions from its shell, at every level, and the types of users and
//! groups of a brand: those that every brand has, and those that are added.

use model::account::{PARTICIPANT, Role};
use model::error::codes;
use model::permissions::{Leaf, Level, Levels, States};
use model::text::{Name, UserType};
use model::{BrandId, DivisionId, GroupId, GroupTypeId};
use store::access::action::Edit;
use store::types::{AccountType, MOST};

use crate::app::App;
use crate::context::{Context, Forget};
use crate::error::Error;
use crate::operator::{self, Who};
use crate::permissions;

/// At which level, and of whom, permissions are read or set.
#[derive(Debug, Clone)]
pub enum Holder {
    /// The organization.
    Organization,
    /// A division.
    Division(DivisionId),
    /// A type of users.
    UserType(UserType),
    /// A type of groups.
    GroupType(GroupTypeId),
    /// A group.
    Group(GroupId),
    /// A user.
    User(Who),
}

/// What the levels say that count for a holder, its own last.
///
/// # Errors
/// When the brand has no such holder.
pub async fn get(app: &App, brand: &BrandId, of: &Holder) -> Result<Levels, Error> {
    let mut tx = app.store().read();
    let tx = &mut tx;
    let organization = store::permissions::of_brand(tx, brand).await?;
    let below = |level, states| Levels(vec![(Level::Organization, organization), (level, states)]);
    Ok(match of {
        Holder::Organization => Levels(vec![(Level::Organization, organization)]),
        Holder::Division(id) => {
            let division = tx.get(brand, id).await?.ok_or_else(|| missing(brand, "division", id.as_str()))?;
            below(Level::Division, division.permissions)
        }
        Holder::UserType(id) if id.as_str() == PARTICIPANT => below(Level::UserType, States::ALL_OFF),
        Holder::UserType(id) => below(Level::UserType, of_type(tx, brand, id.as_str()).await?),
        Holder::GroupType(id) => below(Level::GroupType, of_type(tx, brand, id.as_str()).await?),
        Holder::Group(id) => {
            let group = tx.get(brand, id).await?.ok_or_else(|| missing(brand, "group", id.as_str()))?;
            group.levels(tx).await?
        }
        Holder::User(who) => {
            let id = operator::find(app, brand, who).await?;
            let user = tx.get(brand, &id).await?.ok_or(codes::USER_NOT_FOUND)?;
            user.levels(tx).await?
        }
    })
}

/// Switches permissions of a holder on or off, at once for every process.
///
/// # Errors
/// When the brand has no such holder, or it cannot have what is switched.
pub async fn set(app: &App, brand: &BrandId, of: &Holder, said: &[(Leaf, bool)]) -> Result<(), Error> {
    let user = match of {
        Holder::User(who) => Some(operator::find(app, brand, who).await?),
        _ => None,
    };
    let administrator = operator::server(brand);
    app.change(&administrator, |cx, _| {
        let user = user.clone();
        Box::pin(async move {
            match of {
                Holder::Organization => {
                    let states = with(store::permissions::of_brand(&mut cx.tx, brand).await?, said);
                    store::permissions::set_of_brand(&mut cx.tx, brand, states).await?;
                }
                Holder::Division(id) => {
                    let mut division = cx.allowed(Edit, id).await?;
                    division.permissions = with(division.permissions, said);
                    cx.tx.update(&division).await?;
                }
                Holder::Group(id) => {
                    let mut group = cx.allowed(Edit, id).await?;
                    group.permissions = with(group.permissions, said);
                    cx.tx.update(&group).await?;
                }
                Holder::UserType(id) => {
                    if let Some(why) = fixed(id) {
                        return Err(Error::refused(codes::CONFLICT, why));
                    }
                    set_of_type(cx, brand, id.as_str(), said).await?;
                }
                Holder::GroupType(id) => set_of_type(cx, brand, id.as_str(), said).await?,
                Holder::User(_) => {
                    let id = user.ok_or(codes::USER_NOT_FOUND)?;
                    let mut user = cx.allowed(Edit, &id).await?;
                    let levels = user.levels(&mut cx.tx).await?;
                    user.permissions = permissions::changed(levels, &user, said.iter().copied())?;
                    cx.tx.update(&user).await?;
                }
            }
            cx.forget(Forget::Callers(brand.clone()));
            Ok(())
        })
    })
    .await
}

/// Why nothing can be switched for a type of users.
fn fixed(user_type: &UserType) -> Option<&'static str> {
    match (Role::of(user_type), user_type.as_str()) {
        (Role::BrandAdministrator, _) => {
            Some("Administrators have every permission of the organization: switch them there.")
        }
        (_, PARTICIPANT) => Some("Participants have no permissions: give the user another type."),
        _ => None,
    }
}

fn with(mut states: States, said: &[(Leaf, bool)]) -> States {
    for (leaf, on) in said {
        states.set(*leaf, *on);
    }
    states
}

async fn of_type(tx: &mut store::Transaction, brand: &BrandId, id: &str) -> Result<States, Error> {
    let found = store::types::get(tx, brand, id).await?;
    Ok(found.ok_or_else(|| missing(brand, "type", id))?.permissions)
}

async fn set_of_type(
    cx: &mut Context,
    brand: &BrandId,
    id: &str,
    said: &[(Leaf, bool)],
) -> Result<(), Error> {
    let states = with(of_type(&mut cx.tx, brand, id).await?, said);
    Ok(store::types::set_permissions(&mut cx.tx, brand, id, states).await?)
}

fn missing(brand: &BrandId, noun: &str, id: &str) -> Error {
    Error::refused(codes::NOT_FOUND, format!("{brand} has no {noun} {id}."))
}

/// The types of users and groups of a brand, by id.
///
/// # Errors
/// When the store fails.
pub async fn types(app: &App, brand: &BrandId) -> Result<Vec<AccountType>, Error> {
    Ok(store::types::list(&mut app.store().read(), brand).await?)
}

/// Adds a type of users (`UT_…`) or of groups (`GT_…`) to a brand.
///
/// # Errors
/// When the brand has one with this id, or as many as a brand may have.
pub async fn add_type(app: &App, brand: &BrandId, id: &str, name: &Name) -> Result<(), Error> {
    app.change(&operator::server(brand), |cx, _| {
        Box::pin(async move {
            if store::types::list(&mut cx.tx, brand).await?.len() >= MOST {
                let message = format!("{brand} has {MOST} types, and cannot have more.");
                return Err(Error::refused(codes::CONFLICT, message));
            }
            let new = AccountType {
                brand: brand.clone(),
                id: id.to_owned(),
                name: name.clone(),
                permissions: States::NOTHING,
            };
            store::types::insert(&mut cx.tx, &new).await.map_err(|error| match error {
                store::Error::Duplicate => {
                    Error::refused(codes::CONFLICT, format!("{brand} has a type {id} already."))
                }
                other => other.into(),
            })
        })
    })
    .await
}
