//! Users and their tokens.

use std::sync::Arc;

use contract::permissions::PermissionTree;
use contract::users::{
    CallerView, CreateUser, CreateUserApiToken, DeleteUser, GetUser, GetUserApiToken, ListUsers, ListedUser,
    NeverUnsubscribed, NewUser, PasswordsDoNotExpire, ShownToken, UpdateUser, UserChange, UserView, WhoAmI,
};
use contract::{Created, Json, MetaOnly};
use model::account::{AccountStatus, Role};
use model::error::codes;
use model::permissions::{Leaf, States};
use model::scope::{Resource, Scope};
use model::text::{ApiToken, Email, LanguageCode, PersonName, TimeZone, UserName};
use model::{Onto, UserId};
use store::Allowed;
use store::access::action::{Create, Delete, Edit, View};
use store::access::{self, Act};
use store::tokens::Token;
use store::users::User;

use crate::context::{Answer, Call, Context, Forget};
use crate::error::Error;
use crate::paging::Part;
use crate::tokens::TokenHash;
use crate::{administrators, divisions, passwords, permissions, types};

/// Who Am I.
pub async fn who_am_i(cx: &mut Context, _: Call<WhoAmI>) -> Answer<WhoAmI> {
    let (brand, id) = (cx.caller.brand.clone(), cx.caller.user.clone());
    let user = match cx.app.account(&id) {
        Some(account) => account,
        None => Arc::new(cx.tx.get(&brand, &id).await?.ok_or(codes::USER_NOT_FOUND)?),
    };
    Ok(Json(CallerView {
        brand_id: brand,
        user_id: id,
        user_name: user.username.clone(),
        account_type: user.user_type.clone(),
        first_name: user.first_name.clone(),
        last_name: user.last_name.clone(),
        email: user.email.clone(),
        datacenter: cx.app.settings().datacenter.clone(),
        language: user.language.to_uppercase(),
    }))
}

/// List Users.
pub async fn list(cx: &mut Context, call: Call<ListUsers>) -> Answer<ListUsers> {
    let part = Part::by_offset::<UserId>(&call.query)?;
    let scope = access::Scope::of(&cx.caller).ok_or(codes::FORBIDDEN)?;
    let users = cx.tx.page::<User>(&scope, part.window()).await?;
    Ok(part.page(users, |user| user.id.as_str(), listed))
}

/// A user as lists tell it.
pub(crate) fn listed(user: User) -> ListedUser {
    ListedUser {
        id: user.id,
        division_id: user.division,
        username: user.username,
        first_name: user.first_name,
        last_name: user.last_name,
        user_type: user.user_type,
        email: user.email,
        account_status: user.status,
    }
}

/// Create User. The password is hashed before the transaction.
pub async fn create(cx: &mut Context, call: Call<CreateUser>) -> Answer<CreateUser> {
    let new = call.body.0;
    if Role::of(&new.user_type) == Role::BrandAdministrator {
        may_do_everything(cx)?;
    }
    divisions::takes(cx, new.division_id.as_ref()).await?;
    let app = cx.app.clone();
    let hash = passwords::hash(&app, &new.password).await?;
    let id: UserId = app.ids().id(cx.now);
    app.change(&cx.caller, |cx, _| Box::pin(make(cx, &id, new.clone(), &hash))).await?;
    Ok(Created::json(id))
}

async fn make(cx: &mut Context, id: &UserId, new: NewUser, hash: &str) -> Result<(), Error> {
    // The division may have been deleted while the password was hashed.
    divisions::takes(cx, new.division_id.as_ref()).await?;
    types::holds(cx, "userType", new.user_type.as_str()).await?;
    let mut user = User {
        division: new.division_id,
        last_name: new.last_name,
        email: new.email,
        user_type: new.user_type,
        language: new.language.unwrap_or_else(|| LanguageCode::stored("EN")),
        time_zone: new.time_zone.unwrap_or_else(|| TimeZone::stored("America/Denver")),
        expires: new.account_expiration_date,
        password_changed: Some(cx.now),
        ..account(cx, id.clone(), new.username, new.first_name, Role::User)
    };
    permissions::onto_user(cx, new.permissions.as_ref(), &mut user).await?;
    let user = cx.may_create(user).await?;
    cx.tx.insert(&user).await.map_err(username_taken)?;
    store::users::set_password_hash(&mut cx.tx, &user, hash, cx.now).await?;
    Ok(())
}

/// An account of the context's brand, with the usual values; the e-mail address is the user name's.
pub(crate) fn account(
    cx: &Context,
    id: UserId,
    username: UserName,
    first_name: PersonName,
    role: Role,
) -> User {
    User {
        id,
        brand: cx.caller.brand.clone(),
        division: None,
        email: Email::stored(username.as_str()),
        username,
        first_name,
        last_name: PersonName::stored(""),
        user_type: role.user_type(),
        status: AccountStatus::Active,
        language: LanguageCode::stored("EN"),
        time_zone: TimeZone::stored("America/Denver"),
        created: cx.now,
        expires: None,
        password_changed: None,
        permissions: States::NOTHING,
        last_login: None,
    }
}

/// Get User.
pub async fn get(cx: &mut Context, call: Call<GetUser>) -> Answer<GetUser> {
    let user = cx.allowed(View, &call.path).await?.into_inner();
    let owner = user.id.clone().into();
    let permissions = PermissionTree::of(&user.levels(&mut cx.tx).await?);
    Ok(Json(UserView {
        permissions,
        response_counts: store::counters::of_owner(&mut cx.tx, &user.brand, &owner).await?,
        organization_id: user.brand.clone(),
        language: user.language.clone(),
        unsubscribed: NeverUnsubscribed,
        account_creation_date: user.created,
        account_expiration_date: user.expires,
        password_last_changed_date: user.password_changed,
        password_expiration_date: PasswordsDoNotExpire,
        last_login_date: user.last_login,
        time_zone: user.time_zone.clone(),
        user: listed(user),
    }))
}

/// Update User. A new password is hashed before the transaction.
pub async fn update(cx: &mut Context, call: Call<UpdateUser>) -> Answer<UpdateUser> {
    cx.allowed(Edit, &call.path).await?;
    let app = cx.app.clone();
    let change = call.body.0;
    if change.password.is_some() {
        may_do_everything(cx)?;
    }
    let hash = match &change.password {
        Some(password) => Some(passwords::hash(&app, password).await?),
        None => None,
    };
    let hash = hash.as_deref();
    app.change(&cx.caller, |cx, _| Box::pin(alter(cx, &call.path, change.clone(), hash))).await?;
    Ok(MetaOnly)
}

async fn alter(cx: &mut Context, id: &UserId, change: UserChange, hash: Option<&str>) -> Result<(), Error> {
    let mut user = cx.allowed(Edit, id).await?;
    let before = User::clone(&user);
    divisions::takes(cx, change.division_id.given()).await?;
    if let Some(user_type) = change.user_type.as_ref().filter(|new| **new != user.user_type) {
        types::holds(cx, "userType", user_type.as_str()).await?;
        if Role::of(user_type) == Role::BrandAdministrator {
            may_do_everything(cx)?;
        }
    }
    change.username.onto(&mut user.username);
    change.first_name.onto(&mut user.first_name);
    change.last_name.onto(&mut user.last_name);
    change.email.onto(&mut user.email);
    change.user_type.onto(&mut user.user_type);
    change.division_id.onto(&mut user.division);
    change.language.onto(&mut user.language);
    change.time_zone.onto(&mut user.time_zone);
    change.status.onto(&mut user.status);
    change.account_expiration_date.onto(&mut user.expires);
    permissions::onto_user(cx, change.permissions.as_ref(), &mut user).await?;
    administrators::remain(cx, &before, Some(&user)).await?;
    cx.tx.update(&user).await.map_err(username_taken)?;
    if let Some(hash) = hash {
        store::users::set_password_hash(&mut cx.tx, &user, hash, cx.now).await?;
    }
    // What somebody let programs do ends with the account, and with the password that it was allowed by.
    if hash.is_some() || user.status == AccountStatus::Disabled {
        store::oauth_grants::end_of(&mut cx.tx, &user).await?;
    }
    cx.forget(Forget::User(id.clone()));
    Ok(())
}

/// Holds that a program may do everything that its user may. It needs that to set the password of somebody who is there, and
/// to make an administrator: whoever can sign in lets a program do more than this one was let.
fn may_do_everything(cx: &Context) -> Result<(), Error> {
    let needed = Scope::manage(Resource::All);
    match cx.caller.scopes {
        Some(has) if !has.allow(needed) => {
            let words = format!("The access token is missing the following required scopes: {needed}.");
            Err(Error::refused(codes::MISSING_SCOPE, words))
        }
        _ => Ok(()),
    }
}

fn username_taken(error: store::Error) -> Error {
    match error {
        store::Error::Duplicate => Error::refused(codes::CONFLICT, "Another user has this username."),
        other => other.into(),
    }
}

/// Delete User.
pub async fn delete(cx: &mut Context, call: Call<DeleteUser>) -> Answer<DeleteUser> {
    let user = cx.allowed(Delete, &call.path).await?;
    if user.id == cx.caller.user {
        return Err(Error::refused(codes::CONFLICT, "You cannot delete your own account."));
    }
    let owner = user.id.clone().into();
    let owned = store::surveys::count(&mut cx.tx, &cx.caller.brand, Some(&owner)).await?.total;
    if owned > 0 {
        let message = format!("The user still owns {owned} surveys: give them to another user first.");
        return Err(Error::refused(codes::CONFLICT, message));
    }
    administrators::remain(cx, &user, None).await?;
    if store::oauth::count_of(&mut cx.tx, &user).await? > 0 {
        // What others let the user's programs do ends with them.
        cx.forget(Forget::Callers(cx.caller.brand.clone()));
    }
    store::users::delete(&mut cx.tx, user).await?;
    cx.forget(Forget::User(call.path));
    Ok(MetaOnly)
}

/// Get User API Token.
pub async fn get_token(cx: &mut Context, call: Call<GetUserApiToken>) -> Answer<GetUserApiToken> {
    let user = cx.allowed(View, &call.path).await?;
    let api_token = shown_token(cx, &user).await?.ok_or(codes::NO_API_TOKEN)?;
    Ok(Json(ShownToken { api_token }))
}

/// Create User API Token.
pub async fn create_token(cx: &mut Context, call: Call<CreateUserApiToken>) -> Answer<CreateUserApiToken> {
    let user = cx.allowed(Edit, &call.path).await?;
    if !user.levels(&mut cx.tx).await?.calculated().contain(Leaf::AccessApi) {
        let message =
            format!("The user lacks the permission {}: no token would work.", Leaf::AccessApi.path());
        return Err(Error::refused(codes::CONFLICT, message));
    }
    Ok(Json(ShownToken { api_token: new_token(cx, &user).await? }))
}

/// The user's token, unless there is none or it was brought along: then it cannot be shown.
pub(crate) async fn shown_token<A: Act>(
    cx: &mut Context,
    user: &Allowed<User, A>,
) -> Result<Option<ApiToken>, Error> {
    let Some(kept) = store::tokens::get(&mut cx.tx, user).await? else { return Ok(None) };
    let token = cx.app.secret().token(&user.id, kept.generation);
    Ok((TokenHash::of(&token).to_string() == kept.hash).then(|| ApiToken::stored(token)))
}

/// Gives the user a new token; the former one is void once it is committed.
pub(crate) async fn new_token<A: Act>(cx: &mut Context, user: &Allowed<User, A>) -> Result<ApiToken, Error> {
    let kept = store::tokens::get(&mut cx.tx, user).await?;
    let generation = kept.map_or(1, |token| token.generation + 1);
    let token = cx.app.secret().token(&user.id, generation);
    let hash = TokenHash::of(&token).to_string();
    store::tokens::set(&mut cx.tx, user, &Token { generation, hash }, cx.now).await?;
    cx.forget(Forget::User(user.id.clone()));
    Ok(ApiToken::stored(token))
}

/// Adds an account that the server itself makes: the first administrator of a brand, the example's people.
pub(crate) async fn add(cx: &mut Context, user: User) -> Result<Allowed<User, Create>, Error> {
    let user = Allowed::by_the_server(user);
    cx.tx.insert(&user).await.map_err(username_taken)?;
    Ok(user)
}
