//! Divisions: parts of an organization.

use contract::divisions::{CreateDivision, DivisionView, GetDivision, UpdateDivision};
use contract::permissions::PermissionTree;
use contract::{Created, Json, MetaOnly};
use model::account::DivisionStatus;
use model::permissions::{Level, Levels, States};
use model::{DivisionId, Onto};
use store::access::action::{Edit, View};
use store::divisions::Division;

use crate::context::{Answer, Call, Context, Forget};
use crate::error::Error;

/// Create Division.
pub async fn create(cx: &mut Context, call: Call<CreateDivision>) -> Answer<CreateDivision> {
    let new = call.body.0;
    let mut permissions = States::NOTHING;
    if let Some(given) = &new.permissions {
        given.onto(&mut permissions);
    }
    let division = Division {
        id: cx.app.ids().id(cx.now),
        brand: cx.caller.brand.clone(),
        name: new.name,
        status: DivisionStatus::Active,
        creator: cx.caller.user.clone(),
        created: cx.now,
        permissions,
    };
    let division = cx.may_create(division).await?;
    cx.tx.insert(&division).await?;
    for user in &new.division_admins {
        cx.refers("divisionAdmins", Some(user)).await?;
        let user = cx.allowed(View, user).await?;
        store::divisions::add_administrator(&mut cx.tx, &division, &user).await?;
    }
    Ok(Created::json(division.into_inner().id))
}

/// Get Division.
pub async fn get(cx: &mut Context, call: Call<GetDivision>) -> Answer<GetDivision> {
    let division = cx.allowed(View, &call.path).await?;
    let response_counts = store::counters::of_division(&mut cx.tx, &division.brand, &division.id).await?;
    let division = division.into_inner();
    let brand = store::permissions::of_brand(&mut cx.tx, &division.brand).await?;
    let levels = Levels(vec![(Level::Organization, brand), (Level::Division, division.permissions)]);
    Ok(Json(DivisionView {
        permissions: PermissionTree::on_unless_off(&levels),
        id: division.id,
        organization_id: division.brand,
        creation_date: division.created,
        creator_id: division.creator,
        name: division.name,
        status: division.status,
        response_counts,
    }))
}

/// Update Division.
pub async fn update(cx: &mut Context, call: Call<UpdateDivision>) -> Answer<UpdateDivision> {
    let mut division = cx.allowed(Edit, &call.path).await?;
    let change = call.body.0;
    change.name.onto(&mut division.name);
    change.status.onto(&mut division.status);
    if let Some(given) = &change.permissions {
        given.onto(&mut division.permissions);
        cx.forget(Forget::Callers(division.brand.clone()));
    }
    cx.tx.update(&division).await?;
    Ok(MetaOnly)
}

/// Holds that users and groups can be put into the division that a body names.
pub(crate) async fn takes(cx: &mut Context, id: Option<&DivisionId>) -> Result<(), Error> {
    cx.refers("divisionId", id).await?;
    let Some(id) = id else { return Ok(()) };
    match cx.tx.get(&cx.caller.brand, id).await? {
        Some(division) if division.status == DivisionStatus::Disabled => {
            Err(Error::invalid("divisionId", "the id of a division that is not disabled is expected"))
        }
        _ => Ok(()),
    }
}
