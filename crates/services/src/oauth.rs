//! OAuth 2 (RFC 6749): programs that act for a user, and the access tokens they get for their own credentials.
//!
//! A token is 64 random letters and digits, and ends after an hour. Of it and of a program's secret only the hash is kept:
//! both are random, so that a hash that is quick to make tells nothing.

use model::BrandId;
use model::error::codes;
use model::scope::Scopes;
use model::text::{AccessToken, ClientId, ClientSecret, Name};
use store::Allowed;
use store::access::action::Edit;
use store::oauth::Client;
use store::users::User;

use crate::app::{App, is_usable};
use crate::certificates::Lack;
use crate::context::{Context, Forget};
use crate::error::Error;
use crate::fingerprint::Shown;
use crate::operator::{self, Who};
use crate::tokens::{self, TokenHash};

/// How long an access token is good for, in seconds.
pub const TOKEN_SECONDS: u32 = 3_600;

/// A program that was just made. Its secret is shown this once.
#[derive(Debug)]
pub struct NewClient {
    /// Its id.
    pub id: ClientId,
    /// Its secret.
    pub secret: ClientSecret,
}

/// What a program was given.
#[derive(Debug)]
pub struct Granted {
    /// The access token.
    pub token: AccessToken,
    /// What may be done with it.
    pub scopes: Scopes,
}

/// Why a program got no token.
#[derive(Debug)]
pub enum Refusal {
    /// There is no such program, its secret is another, or its user may not sign in.
    Client,
    /// Its organization demands a client certificate, and none that is good was shown.
    Certificate(Lack),
    /// It asks for a scope that it may not have, or for one that there is not.
    Scope(String),
    /// A fault.
    Fault(Error),
}

impl<E: Into<Error>> From<E> for Refusal {
    fn from(error: E) -> Self {
        Self::Fault(error.into())
    }
}

/// Makes a program that may act for a user within these scopes.
///
/// # Errors
/// When the brand has no such user.
pub async fn make_client(
    app: &App,
    brand: &BrandId,
    who: &Who,
    name: &Name,
    scopes: Scopes,
) -> Result<NewClient, Error> {
    let user = operator::find(app, brand, who).await?;
    let id = ClientId::stored(data_encoding::HEXLOWER.encode(&app.ids().bytes()[..16]));
    let secret = ClientSecret::stored(tokens::random(app.ids()));
    let hash = TokenHash::of(&secret).to_string();
    let new = |cx: &Context, user: &User| Client {
        id: id.clone(),
        brand: user.brand.clone(),
        user: user.id.clone(),
        name: name.clone(),
        secret_hash: hash.clone(),
        scopes: scopes.to_string(),
        created: cx.now,
    };
    app.change(&operator::administrator(brand, &user), |cx, _| {
        Box::pin(async {
            let user: Allowed<User, Edit> = cx.allowed(Edit, &user).await?;
            let client = new(cx, &user);
            Ok(store::oauth::insert_client(&mut cx.tx, &user, &client).await?)
        })
    })
    .await?;
    Ok(NewClient { id, secret })
}

/// The programs of a brand behind this one, some hundred at a time: the first where none is named.
///
/// # Errors
/// When the store fails.
pub async fn clients(app: &App, brand: &BrandId, after: Option<&ClientId>) -> Result<Vec<Client>, Error> {
    Ok(store::oauth::clients(&mut app.store().read(), brand, after).await?)
}

/// Removes a program of a brand: its credentials and its tokens are refused from then on.
///
/// # Errors
/// When the brand has no such program.
pub async fn remove_client(app: &App, brand: &BrandId, id: &ClientId) -> Result<(), Error> {
    let missing = || Error::refused(codes::NOT_FOUND, format!("{brand} has no client {}.", id.as_str()));
    let found = store::oauth::client(&mut app.store().read(), id).await?;
    let user = found.filter(|client| client.brand == *brand).ok_or_else(missing)?.user;
    let administrator = operator::administrator(brand, &user);
    let remove = app.change(&administrator, |cx, _| {
        Box::pin(async {
            let user: Allowed<User, Edit> = cx.allowed(Edit, &user).await?;
            cx.forget(Forget::User(user.id.clone()));
            Ok(store::oauth::remove_client(&mut cx.tx, &user, id).await?)
        })
    });
    if remove.await? { Ok(()) } else { Err(missing()) }
}

/// Ends an access token of a program, which shows its credentials. A token that is not its own stays, and it is not told.
///
/// # Errors
/// Why it may not.
pub async fn revoke(app: &App, id: &str, secret: &str, token: &str, shown: Shown) -> Result<(), Refusal> {
    let client = authenticated(app, id, secret, shown).await?;
    let user = app.store().read().get(&client.brand, &client.user).await?.ok_or(Refusal::Client)?;
    let hash = TokenHash::of(token).to_string();
    app.change(&operator::administrator(&user.brand, &user.id), |cx, _| {
        let (client, hash) = (client.clone(), hash.clone());
        Box::pin(async move {
            cx.forget(Forget::User(client.user.clone()));
            Ok(store::oauth::remove_token(&mut cx.tx, &client, &hash).await?)
        })
    })
    .await?;
    Ok(())
}

/// Gives a program an access token for its own credentials: for these scopes, or all that it may have where it names none.
///
/// # Errors
/// Why it gets none.
pub async fn token_for_client(
    app: &App,
    id: &str,
    secret: &str,
    asked: Option<&str>,
    shown: Shown,
) -> Result<Granted, Refusal> {
    let client = authenticated(app, id, secret, shown).await?;
    let most = Scopes::stored(&client.scopes);
    let asked = match asked.map(str::trim).filter(|asked| !asked.is_empty()) {
        Some(asked) => Scopes::parse(asked).map_err(Refusal::Scope)?,
        None => most,
    };
    if let Some(scope) = asked.beyond(most) {
        return Err(Refusal::Scope(scope.to_string()));
    }
    let user = app.store().read().get(&client.brand, &client.user).await?.ok_or(Refusal::Client)?;
    if !is_usable(&user, app.now()) {
        return Err(Refusal::Client);
    }
    let token = AccessToken::stored(tokens::random(app.ids()));
    let kept = store::oauth::AccessToken {
        hash: TokenHash::of(&token).to_string(),
        brand: client.brand,
        client: client.id,
        scopes: asked.to_string(),
        expires: app.now().plus(i64::from(TOKEN_SECONDS) * 1_000),
    };
    app.change(&operator::administrator(&user.brand, &user.id), |cx, _| {
        let kept = kept.clone();
        Box::pin(async move { Ok(store::oauth::insert_token(&mut cx.tx, &kept, cx.now).await?) })
    })
    .await?;
    Ok(Granted { token, scopes: asked })
}

/// The program that has these credentials, with the certificate that its organization may demand. It takes as long for one that
/// there is not.
async fn authenticated(app: &App, id: &str, secret: &str, shown: Shown) -> Result<Client, Refusal> {
    let id = ClientId::parse(id).map_err(|_| Refusal::Client)?;
    let given = TokenHash::of(secret);
    let client = store::oauth::client(&mut app.store().read(), &id).await?;
    let client = client.filter(|client| given.is(&client.secret_hash)).ok_or(Refusal::Client)?;
    match app.lacks_certificate(&client.brand, shown).await? {
        Some(lack) => Err(Refusal::Certificate(lack)),
        None => Ok(client),
    }
}
