//! New brands, each with its first administrator.

use model::account::{Brand, Caller, Role};
use model::error::codes;
use model::text::{Email, PersonName, UserName};
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
    /// The administrator's user name.
    pub username: UserName,
    /// The administrator's e-mail address.
    pub email: Email,
    /// The administrator's first name.
    pub first_name: PersonName,
    /// The administrator's last name.
    pub last_name: PersonName,
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
    let caller = Caller::administrator(new.id.clone(), new.administrator.clone());
    let token = app.change(&caller, |cx, _| Box::pin(make(cx, &new, token))).await?;
    Ok((caller, token))
}

async fn make(cx: &mut Context, new: &NewBrand, token: Option<&str>) -> Result<String, Error> {
    let brand = Brand { id: new.id.clone(), name: new.name.clone(), created: cx.now };
    store::brands::insert(&mut cx.tx, &brand).await.map_err(id_taken)?;
    let (id, username, first_name) = (&new.administrator, &new.username, &new.first_name);
    let user = User {
        email: new.email.clone(),
        last_name: new.last_name.clone(),
        ..users::account(cx, id.clone(), username.clone(), first_name.clone(), Role::BrandAdministrator)
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

fn id_taken(error: store::Error) -> Error {
    match error {
        store::Error::Duplicate => {
            Error::refused(codes::CONFLICT, "An organization with this id is there already.")
        }
        other => other.into(),
    }
}
