//! Users and their tokens.

use std::sync::Arc;

use model::account::{AccountStatus, User};
use model::limits::PAGE;
use model::survey::overview::ResponseCounts;
use model::{DivisionId, Moment, UserId};
use store::tokens::Token;

use crate::context::Context;
use crate::error::{Error, Thing};
use crate::passwords;
use crate::tokens::TokenHash;

/// The user to make.
#[derive(Debug, Clone)]
#[allow(missing_docs)] // As in `model::account::User`.
pub struct NewUser {
    pub username: String,
    pub first_name: String,
    pub last_name: String,
    pub user_type: String,
    pub email: String,
    pub password: String,
    pub language: Option<String>,
    pub time_zone: Option<String>,
    pub division: Option<DivisionId>,
    pub expires: Option<Moment>,
}

/// What to change of a user; `None` keeps.
#[derive(Debug, Clone, Default)]
#[allow(missing_docs)] // As in `model::account::User`.
pub struct UserChange {
    pub username: Option<String>,
    pub first_name: Option<String>,
    pub last_name: Option<String>,
    pub user_type: Option<String>,
    pub email: Option<String>,
    pub password: Option<String>,
    pub language: Option<String>,
    pub time_zone: Option<String>,
    pub division: Option<DivisionId>,
    pub expires: Option<Moment>,
    pub status: Option<AccountStatus>,
}

/// The caller's own account.
///
/// # Errors
/// When the account was deleted a moment ago.
pub async fn who_am_i(cx: &mut Context) -> Result<Arc<User>, Error> {
    let id = cx.caller.user.clone();
    match cx.app.account(&id) {
        Some(account) => Ok(account),
        None => get(cx, &id).await.map(Arc::new),
    }
}

/// One page of the brand's users, and whether more follow.
///
/// # Errors
/// When the store fails.
pub async fn list(cx: &mut Context, offset: u32) -> Result<(Vec<User>, bool), Error> {
    let limit = i64::from(PAGE) + 1;
    let mut users = store::users::list(&mut cx.tx, &cx.caller.brand, offset.into(), limit).await?;
    let more = users.len() > PAGE as usize;
    users.truncate(PAGE as usize);
    Ok((users, more))
}

/// A user of the brand.
///
/// # Errors
/// When the brand has no such user.
pub async fn get(cx: &mut Context, id: &UserId) -> Result<User, Error> {
    store::users::get(&mut cx.tx, &cx.caller.brand, id).await?.ok_or(Error::Missing(Thing::User))
}

/// How many responses the user's surveys have.
///
/// # Errors
/// When the store fails.
pub async fn response_counts(cx: &mut Context, id: &UserId) -> Result<ResponseCounts, Error> {
    Ok(store::counters::of_owner(&mut cx.tx, &cx.caller.brand, id).await?)
}

/// Makes a user and gives its id.
///
/// # Errors
/// When a value is not acceptable or the user name is taken.
pub async fn create(cx: &mut Context, new: NewUser) -> Result<UserId, Error> {
    check_names(Some(&new.username), Some(&new.email), Some(&new.first_name), Some(&new.last_name))?;
    check_user_type(&new.user_type)?;
    check_language(new.language.as_deref())?;
    check_time_zone(new.time_zone.as_deref())?;
    check_division(cx, new.division.as_ref()).await?;
    let hash = passwords::hash(cx.app.ids(), &new.password)?;
    let id: UserId = cx.app.ids().id(cx.now);
    let user = User {
        id: id.clone(),
        brand: cx.caller.brand.clone(),
        division: new.division,
        username: new.username,
        first_name: new.first_name,
        last_name: new.last_name,
        email: new.email,
        user_type: new.user_type,
        status: AccountStatus::Active,
        language: new.language.unwrap_or_else(|| "EN".into()),
        time_zone: new.time_zone.unwrap_or_else(|| "America/Denver".into()),
        created: cx.now,
        expires: new.expires,
        password_changed: Some(cx.now),
        last_login: None,
    };
    taken(store::users::insert(&mut cx.tx, &user).await)?;
    store::users::set_password_hash(&mut cx.tx, &user.brand, &id, &hash, cx.now).await?;
    Ok(id)
}

/// Changes a user.
///
/// # Errors
/// When the brand has no such user, a value is not acceptable or the user name is taken.
pub async fn update(cx: &mut Context, id: &UserId, change: UserChange) -> Result<(), Error> {
    let names = [&change.username, &change.email, &change.first_name, &change.last_name];
    let [username, email, first_name, last_name] = names.map(Option::as_deref);
    check_names(username, email, first_name, last_name)?;
    check_language(change.language.as_deref())?;
    check_time_zone(change.time_zone.as_deref())?;
    change.user_type.as_deref().map_or(Ok(()), check_user_type)?;
    check_division(cx, change.division.as_ref()).await?;
    let mut user = get(cx, id).await?;
    let keep = |slot: &mut String, new: Option<String>| {
        if let Some(new) = new {
            *slot = new;
        }
    };
    keep(&mut user.username, change.username);
    keep(&mut user.first_name, change.first_name);
    keep(&mut user.last_name, change.last_name);
    keep(&mut user.email, change.email);
    keep(&mut user.user_type, change.user_type);
    keep(&mut user.language, change.language);
    keep(&mut user.time_zone, change.time_zone);
    user.division = change.division.or(user.division);
    user.expires = change.expires.or(user.expires);
    user.status = change.status.unwrap_or(user.status);
    taken(store::users::update(&mut cx.tx, &user).await)?;
    if let Some(password) = change.password {
        let hash = passwords::hash(cx.app.ids(), &password)?;
        store::users::set_password_hash(&mut cx.tx, &user.brand, id, &hash, cx.now).await?;
    }
    cx.changed_user = Some(id.clone());
    Ok(())
}

/// Deletes a user who owns nothing any more.
///
/// # Errors
/// When the brand has no such user, the user is the caller, or still owns surveys.
pub async fn delete(cx: &mut Context, id: &UserId) -> Result<(), Error> {
    get(cx, id).await?;
    if *id == cx.caller.user {
        return Err(Error::Conflict("you cannot delete your own account".into()));
    }
    let owned = store::surveys::count(&mut cx.tx, &cx.caller.brand, Some(id)).await?.total;
    if owned > 0 {
        let message = format!("the user still owns {owned} surveys: give them to another user first");
        return Err(Error::Conflict(message));
    }
    store::users::delete(&mut cx.tx, &cx.caller.brand, id).await?;
    cx.changed_user = Some(id.clone());
    Ok(())
}

/// Shows the user's token.
///
/// # Errors
/// When there is none, or it was not made here.
pub async fn api_token(cx: &mut Context, id: &UserId) -> Result<String, Error> {
    get(cx, id).await?;
    let kept = store::tokens::get(&mut cx.tx, &cx.caller.brand, id).await?.ok_or(Error::NoApiToken)?;
    let token = cx.app.secret().token(id, kept.generation);
    let holder = store::tokens::holder(&mut cx.tx, &TokenHash::of(&token).to_string()).await?;
    if holder.is_some_and(|holder| holder.user.id == *id) { Ok(token) } else { Err(Error::NoApiToken) }
}

/// Makes a new token for the user; the former one is void at once.
///
/// # Errors
/// When the brand has no such user.
pub async fn create_api_token(cx: &mut Context, id: &UserId) -> Result<String, Error> {
    get(cx, id).await?;
    let kept = store::tokens::get(&mut cx.tx, &cx.caller.brand, id).await?;
    let generation = kept.map_or(1, |token| token.generation + 1);
    let token = cx.app.secret().token(id, generation);
    let hash = TokenHash::of(&token).to_string();
    store::tokens::set(&mut cx.tx, &cx.caller.brand, id, &hash, Token { generation, created: cx.now })
        .await?;
    cx.changed_user = Some(id.clone());
    Ok(token)
}

fn taken<T>(outcome: Result<T, store::Error>) -> Result<T, Error> {
    outcome.map_err(|error| match error {
        store::Error::Duplicate => Error::Conflict("another user has this username".into()),
        other => other.into(),
    })
}

fn check_names(
    username: Option<&str>,
    email: Option<&str>,
    first_name: Option<&str>,
    last_name: Option<&str>,
) -> Result<(), Error> {
    let mail = |text: &str| {
        let address = text.split('#').next().unwrap_or_default();
        let parts = address.split_once('@');
        parts.is_some_and(|(name, host)| !name.is_empty() && !host.is_empty())
            && !text.contains(|c: char| c.is_whitespace() || c.is_control())
    };
    if username.is_some_and(|text| text.chars().count() > 100 || !mail(text)) {
        return Err(Error::invalid("username", "an e-mail address of at most 100 characters is expected"));
    }
    if email.is_some_and(|text| text.len() > 254 || !mail(text)) {
        return Err(Error::invalid("email", "an e-mail address is expected"));
    }
    for (name, value) in [("firstName", first_name), ("lastName", last_name)] {
        if value.is_some_and(|text| text.chars().count() > 100 || text.contains(char::is_control)) {
            let accepted = "text of at most 100 characters without control characters is expected";
            return Err(Error::invalid(name, accepted));
        }
    }
    Ok(())
}

fn check_user_type(text: &str) -> Result<(), Error> {
    let rest = text.strip_prefix("UT_").unwrap_or_default();
    if rest.is_empty() || rest.len() > 27 || !rest.bytes().all(|b| b.is_ascii_alphanumeric()) {
        return Err(Error::invalid(
            "userType",
            "UT_BRANDADMIN, UT_FULLUSER or another user type id is expected",
        ));
    }
    Ok(())
}

fn check_language(code: Option<&str>) -> Result<(), Error> {
    let fits = |code: &str| {
        (1..=35).contains(&code.len())
            && code.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_".contains(&b))
    };
    match code {
        Some(code) if !fits(code) => {
            Err(Error::invalid("language", "a language code is expected, such as EN or pt-BR"))
        }
        _ => Ok(()),
    }
}

fn check_time_zone(name: Option<&str>) -> Result<(), Error> {
    match name {
        Some(name) if jiff::tz::TimeZone::get(name).is_err() => {
            Err(Error::invalid("timeZone", "an IANA time zone id is expected, such as America/Denver"))
        }
        _ => Ok(()),
    }
}

async fn check_division(cx: &mut Context, division: Option<&DivisionId>) -> Result<(), Error> {
    let Some(division) = division else { return Ok(()) };
    match store::divisions::get(&mut cx.tx, &cx.caller.brand, division).await? {
        Some(_) => Ok(()),
        None => Err(Error::invalid("divisionId", "the id of a division of your organization is expected")),
    }
}
