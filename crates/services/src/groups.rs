//! Groups: users who share what the group owns.

use contract::groups::{
    AddUserToGroup, CreateGroup, DeleteGroup, GetGroup, GroupView, ListGroups, ListUsersInGroup, ListedGroup,
    NoAutoMembership, RemoveUserFromGroup, UpdateGroup,
};
use contract::{Created, Json, MetaOnly};
use model::error::codes;
use model::permissions::States;
use model::{GroupId, Onto, UserId};
use store::access::Scope;
use store::access::action::{Delete, Edit, View};
use store::groups::Group;

use crate::context::{Answer, Call, Context};
use crate::error::Error;
use crate::paging::Part;
use crate::{divisions, types, users};

/// List Groups.
pub async fn list(cx: &mut Context, call: Call<ListGroups>) -> Answer<ListGroups> {
    let part = Part::by_offset::<GroupId>(&call.query)?;
    let scope = Scope::of(&cx.caller).ok_or(codes::FORBIDDEN)?;
    let groups = cx.tx.page::<Group>(&scope, part.window()).await?;
    Ok(part.page(groups, |group| group.id.as_str(), |group| ListedGroup { id: group.id, name: group.name }))
}

/// Create Group.
pub async fn create(cx: &mut Context, call: Call<CreateGroup>) -> Answer<CreateGroup> {
    let new = call.body.0;
    divisions::takes(cx, new.division_id.as_ref()).await?;
    types::holds(cx, "type", new.kind.as_str()).await?;
    let group = Group {
        id: cx.app.ids().id(cx.now),
        brand: cx.caller.brand.clone(),
        division: new.division_id,
        kind: new.kind,
        name: new.name,
        creator: cx.caller.user.clone(),
        created: cx.now,
        permissions: States::NOTHING,
    };
    let group = cx.may_create(group).await?;
    cx.tx.insert(&group).await?;
    Ok(Created::json(group.into_inner().id))
}

/// Get Group.
pub async fn get(cx: &mut Context, call: Call<GetGroup>) -> Answer<GetGroup> {
    let group = cx.allowed(View, &call.path).await?.into_inner();
    Ok(Json(GroupView {
        id: group.id,
        kind: group.kind,
        organization_id: group.brand,
        division_id: group.division,
        name: group.name,
        auto_membership: NoAutoMembership,
        creation_date: group.created,
        creator_id: group.creator,
    }))
}

/// Update Group.
pub async fn update(cx: &mut Context, call: Call<UpdateGroup>) -> Answer<UpdateGroup> {
    let mut group = cx.allowed(Edit, &call.path).await?;
    let change = call.body.0;
    divisions::takes(cx, change.division_id.given()).await?;
    if let Some(kind) = change.kind.as_ref().filter(|new| **new != group.kind) {
        types::holds(cx, "type", kind.as_str()).await?;
    }
    change.kind.onto(&mut group.kind);
    change.name.onto(&mut group.name);
    change.division_id.onto(&mut group.division);
    cx.tx.update(&group).await?;
    Ok(MetaOnly)
}

/// Delete Group.
pub async fn delete(cx: &mut Context, call: Call<DeleteGroup>) -> Answer<DeleteGroup> {
    let group = cx.allowed(Delete, &call.path).await?;
    let owned = store::surveys::count(&mut cx.tx, &cx.caller.brand, Some(&call.path.into())).await?.total;
    if owned > 0 {
        let message = format!("The group still owns {owned} surveys: give them to somebody else first.");
        return Err(Error::refused(codes::CONFLICT, message));
    }
    store::groups::delete(&mut cx.tx, group).await?;
    Ok(MetaOnly)
}

/// List Users in Group.
pub async fn list_users(cx: &mut Context, call: Call<ListUsersInGroup>) -> Answer<ListUsersInGroup> {
    let part = Part::by_offset::<UserId>(&call.query)?;
    let group = cx.allowed(View, &call.path).await?;
    let members = store::groups::members(&mut cx.tx, &group, part.window()).await?;
    Ok(part.page(members, |user| user.id.as_str(), users::listed))
}

/// Add User to Group.
pub async fn add_user(cx: &mut Context, call: Call<AddUserToGroup>) -> Answer<AddUserToGroup> {
    let group = cx.allowed(Edit, &call.path).await?;
    let user = call.body.0.user_id;
    cx.refers("userId", Some(&user)).await?;
    let user = cx.allowed(View, &user).await?;
    store::groups::add(&mut cx.tx, &group, &user).await?;
    Ok(MetaOnly)
}

/// Remove User from Group.
pub async fn remove_user(cx: &mut Context, call: Call<RemoveUserFromGroup>) -> Answer<RemoveUserFromGroup> {
    let (group, user) = call.path;
    let group = cx.allowed(Edit, &group).await?;
    if !store::groups::remove(&mut cx.tx, &group, &user).await? {
        return Err(codes::USER_NOT_FOUND.into());
    }
    Ok(MetaOnly)
}
