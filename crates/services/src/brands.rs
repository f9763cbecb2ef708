//! New brands, each with its first administrator.

use model::account::{Brand, Caller, Role};
use model::text::{PersonName, UserName};
use model::{BrandId, UserId};
use store::tokens::Token;
use store::users::User;

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
    /// The administrator's first name.
    pub first_name: String,
    /// The administrator's last name.
    pub last_name: String,
}

/// Makes a brand and its administrator, and gives the administrator's token: the given one, else a random one.
///
/// # Errors
/// When the given token has not the shape of one, or the brand or the user name is there already.
pub async fn create(app: &App, new: NewBrand, token: Option<&str>) -> Result<(Caller, String), Error> {
    if let Some(token) = token.filter(|token| !is_token(token)) {
        let accepted =
            format!("40 letters and digits are expected, not {} characters", token.chars().count());
        return Err(Error::invalid("CANVASS_ADMIN_TOKEN", &accepted));
    }
    let caller =
        Caller { user: new.administrator.clone(), brand: new.id.clone(), role: Role::BrandAdministrator };
    let token = app.change(&caller, |cx, _| Box::pin(make(cx, &new, token))).await?;
    Ok((caller, token))
}

async fn make(cx: &mut Context, new: &NewBrand, token: Option<&str>) -> Result<String, Error> {
    let brand = Brand { id: new.id.clone(), name: new.name.clone(), created: cx.now };
    store::brands::insert(&mut cx.tx, &brand).await?;
    let (username, first_name) = (UserName::stored(&*new.username), PersonName::stored(&*new.first_name));
    let user = User {
        last_name: PersonName::stored(&*new.last_name),
        ..users::account(cx, new.administrator.clone(), username, first_name, Role::BrandAdministrator)
    };
    let user = users::add(cx, user).await?;
    let Some(token) = token else {
        // It follows from the secret, which is random for each installation.
        return Ok(users::new_token(cx, &user).await?.as_str().to_owned());
    };
    let kept = Token { generation: 0, hash: TokenHash::of(token).to_string() };
    store::tokens::set(&mut cx.tx, &user, &kept, cx.now).await?;
    Ok(token.to_owned())
}
