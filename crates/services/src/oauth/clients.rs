//! The programs: made, listed, removed, and known by what they show.

use model::BrandId;
use model::error::codes;
use model::scope::Scopes;
use model::text::{ClientId, ClientSecret, Name, RedirectUri};
use store::Allowed;
use store::access::action::Edit;
use store::oauth::Client;
use store::users::User;

use super::outcome::{Credentials, Refusal};
use crate::app::App;
use crate::context::Forget;
use crate::error::Error;
use crate::operator::{self, Who};
use crate::tokens::{self, TokenHash};

/// So many addresses a program may lead people back to.
const REDIRECTS: usize = 20;

/// What a program is to be.
#[derive(Debug, Clone)]
pub struct ClientOptions {
    /// What people call it.
    pub name: Name,
    /// What it may do at the most.
    pub scopes: Scopes,
    /// Where people may be led back to after letting it act for them.
    pub redirects: Vec<RedirectUri>,
}

/// A program that was just made. Its secret is shown this once.
#[derive(Debug)]
pub struct NewClient {
    /// Its id.
    pub id: ClientId,
    /// Its secret.
    pub secret: ClientSecret,
}

/// Makes a program that may act for a user, and for those who let it.
///
/// # Errors
/// When the brand has no such user, or there are too many addresses.
pub async fn make_client(
    app: &App,
    brand: &BrandId,
    who: &Who,
    options: &ClientOptions,
) -> Result<NewClient, Error> {
    let secret = ClientSecret::stored(tokens::random(app.ids()));
    let id = make(app, brand, who, options, Some(&secret)).await?;
    Ok(NewClient { id, secret })
}

/// Makes a program without a secret, which acts for nobody but those who let it: what runs in a browser or on people's own
/// machines can keep none.
///
/// # Errors
/// As [`make_client`]; when nobody could be led back.
pub async fn make_public_client(
    app: &App,
    brand: &BrandId,
    who: &Who,
    options: &ClientOptions,
) -> Result<ClientId, Error> {
    if options.redirects.is_empty() {
        return Err(Error::invalid("redirect-uri", "a client without a secret needs one at least"));
    }
    make(app, brand, who, options, None).await
}

async fn make(
    app: &App,
    brand: &BrandId,
    who: &Who,
    options: &ClientOptions,
    secret: Option<&ClientSecret>,
) -> Result<ClientId, Error> {
    if options.redirects.len() > REDIRECTS {
        return Err(Error::invalid("redirect-uri", &format!("at most {REDIRECTS} are accepted")));
    }
    let user = operator::find(app, brand, who).await?;
    let id = ClientId::stored(data_encoding::HEXLOWER.encode(&app.ids().bytes()[..16]));
    let redirects: Vec<&str> = options.redirects.iter().map(RedirectUri::as_str).collect();
    let client = Client {
        id: id.clone(),
        brand: brand.clone(),
        user: user.clone(),
        name: options.name.clone(),
        secret_hash: secret.map(|secret| TokenHash::of(secret).to_string()).unwrap_or_default(),
        scopes: options.scopes.to_string(),
        created: app.now(),
        redirects: redirects.join(" "),
        is_public: secret.is_none(),
    };
    app.change(&operator::administrator(brand, &user), |cx, _| {
        Box::pin(async {
            let user: Allowed<User, Edit> = cx.allowed(Edit, &user).await?;
            Ok(store::oauth::insert_client(&mut cx.tx, &user, &client).await?)
        })
    })
    .await?;
    Ok(id)
}

/// The programs of a brand behind this one, some hundred at a time: the first where none is named.
///
/// # Errors
/// When the store fails.
pub async fn clients(app: &App, brand: &BrandId, after: Option<&ClientId>) -> Result<Vec<Client>, Error> {
    Ok(store::oauth::clients(&mut app.store().read(), brand, after).await?)
}

/// Removes a program of a brand: its credentials, its tokens and what people let it do end.
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
            // It may act for any number of people.
            cx.forget(Forget::Callers(brand.clone()));
            Ok(store::oauth::remove_client(&mut cx.tx, &user, id).await?)
        })
    });
    if remove.await? { Ok(()) } else { Err(missing()) }
}

/// The program with this id; `None` where there is none, or the text is no id.
///
/// # Errors
/// When the store fails.
pub async fn client(app: &App, id: &str) -> Result<Option<Client>, Error> {
    let Ok(id) = ClientId::parse(id) else { return Ok(None) };
    Ok(store::oauth::client(&mut app.store().read(), &id).await?)
}

/// The program that shows these credentials: with the secret that it has, or with none where it has none, and with the
/// certificate that its organization may demand. It takes as long for one that there is not.
pub(super) async fn authenticated(app: &App, shown: &Credentials) -> Result<Client, Refusal> {
    let given = shown.secret.as_deref().map(TokenHash::of);
    let client = client(app, &shown.id).await?.ok_or(Refusal::Client)?;
    let fits = match given {
        Some(given) => !client.is_public && given.is(&client.secret_hash),
        None => client.is_public,
    };
    if !fits {
        return Err(Refusal::Client);
    }
    match app.lacks_certificate(&client.brand, shown.certificate).await? {
        Some(lack) => Err(Refusal::Certificate(lack)),
        None => Ok(client),
    }
}

/// The scopes that a program asks for, which are all that it may have where it names none.
///
/// # Errors
/// When it asks for one that it may not have, or for one that there is not.
pub fn scopes(client: &Client, asked: Option<&str>) -> Result<Scopes, Refusal> {
    within(Scopes::stored(&client.scopes), asked)
}

/// The scopes that are asked for, of these; all of them where none is named.
pub(super) fn within(most: Scopes, asked: Option<&str>) -> Result<Scopes, Refusal> {
    let asked = match asked.map(str::trim).filter(|asked| !asked.is_empty()) {
        Some(asked) => Scopes::parse(asked).map_err(Refusal::Scope)?,
        None => most,
    };
    match asked.beyond(most) {
        Some(scope) => Err(Refusal::Scope(scope.to_string())),
        None => Ok(asked),
    }
}
