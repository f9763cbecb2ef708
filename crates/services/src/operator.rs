//! What whoever runs the server does from its shell: brands, people and their tokens, without having a token. It runs what
//! the requests of the API run, as an administrator of the brand would.

use contract::users::{CreateUserApiToken, UpdateUser, UserChange};
use contract::{Json, Request};
use model::account::{AccountStatus, Brand, Caller, Role};
use model::error::codes;
use model::text::{ApiToken, Email, PersonName, UserName};
use model::{BrandId, UserId};
use store::users::User;

use crate::app::App;
use crate::context::{Access, Context};
use crate::error::Error;
use crate::users;

/// The account to add.
#[derive(Debug, Clone)]
pub struct NewUser {
    /// The name to sign in with.
    pub username: UserName,
    /// Where mail goes.
    pub email: Email,
    /// First name.
    pub first_name: PersonName,
    /// Last name.
    pub last_name: PersonName,
    /// What the user may do.
    pub role: Role,
}

/// Who is meant: a user of a brand, by id or by user name.
#[derive(Debug, Clone)]
pub enum Who {
    /// The id.
    Id(UserId),
    /// The name.
    Name(UserName),
}

/// Every brand of this server.
///
/// # Errors
/// When the store fails.
pub async fn brands(app: &App) -> Result<Vec<Brand>, Error> {
    Ok(store::brands::list(&mut app.store().read()).await?)
}

/// Adds a user to a brand and gives the id. The user has no token yet.
///
/// # Errors
/// When there is no such brand, or the name is taken.
pub async fn add_user(app: &App, brand: &BrandId, new: &NewUser) -> Result<UserId, Error> {
    let id: UserId = app.ids().id(app.now());
    app.change(&administrator(brand, &id), |cx, _| Box::pin(add(cx, id.clone(), new))).await?;
    Ok(id)
}

/// Disables a user: the token is refused from then on. Gives the id.
///
/// # Errors
/// When the brand has no such user, or nobody else administers it.
pub async fn disable_user(app: &App, brand: &BrandId, who: &Who) -> Result<UserId, Error> {
    let id = find(app, brand, who).await?;
    // The service begins its own change.
    let mut cx = app.begin(administrator(brand, &id), Access::Read).await?;
    let change = UserChange { status: Some(AccountStatus::Disabled), ..UserChange::default() };
    let call = Request {
        path: id.clone(),
        query: Default::default(),
        headers: Default::default(),
        body: Json(change),
    };
    users::update(&mut cx, call as Request<UpdateUser>).await?;
    Ok(id)
}

/// Gives a user a new token; the former one is refused from then on.
///
/// # Errors
/// When the brand has no such user.
pub async fn new_token(app: &App, brand: &BrandId, who: &Who) -> Result<ApiToken, Error> {
    let id = find(app, brand, who).await?;
    app.change(&administrator(brand, &id), |cx, _| Box::pin(replace_token(cx, id.clone()))).await
}

async fn add(cx: &mut Context, id: UserId, new: &NewUser) -> Result<(), Error> {
    let brand = cx.caller.brand.clone();
    if store::brands::get(&mut cx.tx, &brand).await?.is_none() {
        return Err(Error::refused(codes::NOT_FOUND, format!("There is no organization {brand}.")));
    }
    let account = users::account(cx, id, new.username.clone(), new.first_name.clone(), new.role);
    let user = User { email: new.email.clone(), last_name: new.last_name.clone(), ..account };
    users::add(cx, user).await.map(drop)
}

async fn replace_token(cx: &mut Context, id: UserId) -> Result<ApiToken, Error> {
    let call = Request {
        path: id,
        query: Default::default(),
        headers: Default::default(),
        body: Default::default(),
    };
    let Json(shown) = users::create_token(cx, call as Request<CreateUserApiToken>).await?;
    Ok(shown.api_token)
}

/// Who acts: as the account itself would if it administered the brand, so that no other account need be there.
pub(crate) fn administrator(brand: &BrandId, user: &UserId) -> Caller {
    Caller::administrator(brand.clone(), user.clone())
}

/// Who acts where no account is meant: the server itself, as an administrator of the brand. Nothing is kept of the id.
pub(crate) fn server(brand: &BrandId) -> Caller {
    Caller::administrator(brand.clone(), UserId::generate(0, 0, 0))
}

/// The id of the user who is meant.
pub(crate) async fn find(app: &App, brand: &BrandId, who: &Who) -> Result<UserId, Error> {
    let name = match who {
        Who::Id(id) => return Ok(id.clone()),
        Who::Name(name) => name,
    };
    let found = store::users::by_username(&mut app.store().read(), brand, name).await?;
    let missing = || {
        Error::refused(codes::USER_NOT_FOUND, format!("No user of {brand} has the name {}.", name.as_str()))
    };
    found.map(|user| user.id).ok_or_else(missing)
}
