//! People sign in and let a program act for them: it is sent a code, which it exchanges for tokens.

use model::error::codes;
use model::scope::Scopes;
use model::text::{AuthorizationCode, RedirectUri, UserName};
use store::Allowed;
use store::access::action::View;
use store::oauth::Client;
use store::oauth_grants::Grant;
use store::users::User;

use crate::app::{App, may_call};
use crate::context::Forget;
use crate::error::Error;
use crate::operator;
use crate::passwords;
use crate::tokens::{self, TokenHash};

/// How long a code is good for, in seconds: it goes from the browser straight to the program.
const CODE_SECONDS: i64 = 60;
/// After how many days all that was granted ends, however often it was renewed.
const GRANT_DAYS: i64 = 365;

/// What a program asks somebody for.
#[derive(Debug, Clone)]
pub struct AskedFor {
    /// What it wants to do.
    pub scopes: Scopes,
    /// Where it wants the code sent.
    pub redirect: RedirectUri,
    /// What it will prove to be the one that asked (RFC 7636, S256).
    pub challenge: Option<String>,
}

/// Whether a text can be the challenge of a program: what S256 gives, and nothing else.
#[must_use]
pub fn is_challenge(text: &str) -> bool {
    text.len() == 43 && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte))
}

/// The user of the program's brand with this name and password. `None`, after as long a time, where there is none, the
/// password is another, or the account may not be used.
///
/// # Errors
/// When the store fails, or the machine lacks the memory to compare passwords.
pub async fn sign_in(app: &App, client: &Client, name: &str, password: &str) -> Result<Option<User>, Error> {
    let found = match UserName::parse(name) {
        Ok(name) => store::users::to_sign_in(&mut app.store().read(), &client.brand, &name).await?,
        Err(_) => None,
    };
    let (user, hash) = found.map_or((None, None), |(user, hash)| (Some(user), hash));
    let right = passwords::verify(app, hash, password).await?;
    match user.filter(|_| right) {
        Some(user) if may_call(&mut app.store().read(), &user, app.now()).await? => Ok(Some(user)),
        _ => Ok(None),
    }
}

/// Keeps what a user, who signed in just now, lets a program do, and gives the code for it. That the user signed in is kept
/// too. `None` where the account was closed, deleted or got another password since: what had been granted has ended with that.
///
/// # Errors
/// When the store fails.
pub async fn grant(
    app: &App,
    client: &Client,
    user: &User,
    asked: &AskedFor,
) -> Result<Option<AuthorizationCode>, Error> {
    let code = AuthorizationCode::stored(tokens::random(app.ids()));
    let now = app.now();
    let grant = Grant {
        id: tokens::id(app.ids()),
        brand: client.brand.clone(),
        client: client.id.clone(),
        user: user.id.clone(),
        scopes: asked.scopes.to_string(),
        redirect: asked.redirect.as_str().to_owned(),
        challenge: asked.challenge.clone().unwrap_or_default(),
        code_hash: TokenHash::of(&code).to_string(),
        used: false,
        family: String::new(),
        secret: String::new(),
        created: now,
        expires: now.plus(CODE_SECONDS * 1_000),
        ends: now.plus(GRANT_DAYS * 86_400_000),
    };
    let signed_in = user.password_changed;
    let caller = operator::administrator(&user.brand, &user.id);
    let is_kept = app.change(&caller, |cx, _| {
        Box::pin(async {
            let user: Allowed<User, View> = match cx.allowed(View, &user.id).await {
                Err(error) if error.is(codes::USER_NOT_FOUND) => return Ok(false),
                found => found?,
            };
            if user.password_changed != signed_in || !may_call(&mut cx.tx, &user, cx.now).await? {
                return Ok(false);
            }
            store::users::signed_in(&mut cx.tx, &user, cx.now).await?;
            if store::oauth_grants::insert(&mut cx.tx, &grant, cx.now).await? {
                cx.forget(Forget::User(grant.user.clone()));
            }
            Ok(true)
        })
    });
    Ok(is_kept.await?.then_some(code))
}
