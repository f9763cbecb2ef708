//! New brands, each with its first administrator.

use model::account::{AccountStatus, Brand, Caller, Role, User};
use model::{BrandId, UserId};
use store::tokens::Token;

use crate::app::App;
use crate::context::Context;
use crate::error::Error;
use crate::tokens::{TokenHash, is_token};
use crate::users;

/// The brand to make.
#[derive(Debug, Clone)]
pub struct NewBrand {
    /// Its id.
    pub id: BrandId,
    /// Its name for people.
    pub name: String,
    /// Its administrator's id.
    pub administrator: UserId,
    /// The administrator's user name, which is also the e-mail address.
    pub username: String,
    /// The administrator's first and last name.
    pub called: (String, String),
}

/// Makes a brand and its administrator, and gives the administrator's token: the given one, else a random one.
///
/// # Errors
/// When the given token has not the shape of one, or the brand or the user name is there already.
pub async fn create(app: &App, new: NewBrand, token: Option<&str>) -> Result<(Caller, String), Error> {
    if let Some(token) = token.filter(|token| !is_token(token)) {
        let accepted =
            format!("40 letters and digits are expected, not {} characters", token.chars().count());
        return Err(Error::invalid("CANVASS_ADMIN_TOKEN", accepted));
    }
    let caller =
        Caller { user: new.administrator.clone(), brand: new.id.clone(), role: Role::BrandAdministrator };
    let mut attempts = app.attempts(&caller);
    loop {
        let mut cx = attempts.begin().await?;
        let made = make(&mut cx, &new, token).await;
        if let Some(token) = attempts.end(cx, made).await? {
            return Ok((caller, token));
        }
    }
}

async fn make(cx: &mut Context, new: &NewBrand, token: Option<&str>) -> Result<String, Error> {
    let brand = Brand { id: new.id.clone(), name: new.name.clone(), created: cx.now };
    store::brands::insert(&mut cx.tx, &brand).await?;
    let user = account(cx, new.administrator.clone(), &new.username, &new.called, Role::BrandAdministrator);
    store::users::insert(&mut cx.tx, &user).await?;
    let Some(token) = token else {
        // It follows from the secret, which is random for each installation.
        return users::create_api_token(cx, &user.id).await;
    };
    let hash = TokenHash::of(token).to_string();
    let kept = Token { generation: 0, created: cx.now };
    store::tokens::set(&mut cx.tx, &new.id, &user.id, &hash, kept).await?;
    Ok(token.to_owned())
}

/// An account of the context's brand, with the usual values.
pub(crate) fn account(
    cx: &Context,
    id: UserId,
    username: &str,
    called: &(String, String),
    role: Role,
) -> User {
    User {
        id,
        brand: cx.caller.brand.clone(),
        division: None,
        username: username.to_owned(),
        first_name: called.0.clone(),
        last_name: called.1.clone(),
        email: username.to_owned(),
        user_type: role.user_type().to_owned(),
        status: AccountStatus::Active,
        language: "EN".to_owned(),
        time_zone: "America/Denver".to_owned(),
        created: cx.now,
        expires: None,
        password_changed: None,
        last_login: None,
    }
}
