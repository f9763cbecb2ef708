//! Programs get tokens: for their own credentials, for a code, for a refresh token. And they end them.
//!
//! A refresh token is good once. Its first half is the same for all of a grant, so that one that was used before is known
//! although only hashes are kept, and ends the grant: somebody else has it (RFC 9700 section 4.14.2).

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use model::scope::Scopes;
use model::text::{AccessToken, RefreshToken};
use model::{Moment, OauthTokenId};
use ring::digest;
use store::oauth::Client;
use store::oauth_grants::{self, Grant};
use store::oauth_tokens;
use store::users::User;

use super::clients::{authenticated, scopes, within};
use super::outcome::{Credentials, Granted, Refusal};
use crate::app::{App, may_call};
use crate::context::{Context, Forget};
use crate::error::Error;
use crate::operator;
use crate::tokens::{self, TokenHash};

/// How long an access token is good for, in seconds.
pub const TOKEN_SECONDS: i64 = 3_600;
/// After how many days a refresh token ends that is not used.
const IDLE_DAYS: i64 = 30;

const NO_CODE: Refusal =
    Refusal::Grant("The code is unknown, was used or has expired, or is not for this request.");
const NO_REFRESH: Refusal = Refusal::Grant("The refresh token is unknown, was used or has ended.");

/// Gives a program an access token for its own credentials: for these scopes, or all that it may have where it names none.
///
/// # Errors
/// Why it gets none.
pub async fn token_for_client(
    app: &App,
    shown: &Credentials,
    asked: Option<&str>,
) -> Result<Granted, Refusal> {
    let client = authenticated(app, shown).await?;
    if client.is_public {
        return Err(Refusal::Public);
    }
    let asked = scopes(&client, asked)?;
    let mut reading = app.store().read();
    let user = reading.get(&client.brand, &client.user).await?.ok_or(Refusal::Client)?;
    if !may_call(&mut reading, &user, app.now()).await? {
        return Err(Refusal::Client);
    }
    drop(reading);
    let new = NewTokens::random(app);
    app.change(&operator::administrator(&user.brand, &user.id), |cx, _| {
        let token = new.access(cx.now, &client, &user, None, asked);
        Box::pin(async move { keep(cx, &token).await })
    })
    .await?;
    Ok(Granted { token: new.token, seconds: TOKEN_SECONDS, scopes: asked, refresh: None })
}

/// Gives a program tokens for a code. A code is good once, for the request that it was made for: whatever else is tried with
/// it ends it, and all that came of it.
///
/// # Errors
/// Why it gets none.
pub async fn token_for_code(
    app: &App,
    shown: &Credentials,
    code: &str,
    redirect: &str,
    verifier: Option<&str>,
) -> Result<Granted, Refusal> {
    let client = authenticated(app, shown).await?;
    let hash = TokenHash::of(code).to_string();
    let found = oauth_grants::by_code(&mut app.store().read(), &hash).await?.ok_or(NO_CODE)?;
    let new = NewTokens::random(app);
    let caller = operator::administrator(&found.brand, &found.user);
    let given = app.change(&caller, |cx, _| {
        Box::pin(async {
            let Some(grant) = oauth_grants::by_code(&mut cx.tx, &hash).await? else { return Ok(None) };
            let fits = !grant.used
                && grant.expires > cx.now
                && grant.client == client.id
                && grant.redirect == redirect
                && proves(&grant.challenge, verifier);
            match usable(cx, &grant).await? {
                Some(user) if fits => {
                    let scopes = Scopes::stored(&grant.scopes);
                    give(cx, &client, &user, &grant, &new, &new.refresh, scopes).await.map(Some)
                }
                _ => end(cx, &grant).await.map(|()| None),
            }
        })
    });
    given.await?.ok_or(NO_CODE)
}

/// Gives a program new tokens for a refresh token: with these scopes, or all that were granted where it names none. One that
/// was used before ends the grant.
///
/// # Errors
/// Why it gets none.
pub async fn token_for_refresh(
    app: &App,
    shown: &Credentials,
    token: &str,
    asked: Option<&str>,
) -> Result<Granted, Refusal> {
    let client = authenticated(app, shown).await?;
    let (family, secret) = halves(token).ok_or(NO_REFRESH)?;
    let family_hash = TokenHash::of(family).to_string();
    let found = oauth_grants::by_family(&mut app.store().read(), &family_hash).await?;
    let found = found.filter(|grant| grant.client == client.id).ok_or(NO_REFRESH)?;
    let asked = within(Scopes::stored(&found.scopes), asked);
    let new = NewTokens::random(app);
    let next = new.next(family);
    let caller = operator::administrator(&found.brand, &found.user);
    let given = app.change(&caller, |cx, _| {
        let asked = asked.as_ref().ok().copied();
        let (client, new, next, family_hash) = (&client, &new, &next, &family_hash);
        Box::pin(async move {
            let Some(grant) = oauth_grants::by_family(&mut cx.tx, family_hash).await? else {
                return Ok(None);
            };
            if grant.expires <= cx.now || !TokenHash::of(secret).is(&grant.secret) {
                return end(cx, &grant).await.map(|()| None);
            }
            match (usable(cx, &grant).await?, asked) {
                (Some(user), Some(asked)) => {
                    give(cx, client, &user, &grant, new, next, asked).await.map(Some)
                }
                _ => Ok(None),
            }
        })
    });
    match (given.await?, asked) {
        (Some(given), _) => Ok(given),
        // Only who has a good token learns what it is good for.
        (None, Err(scope)) if is_good(app, &family_hash, secret).await? => Err(scope),
        (None, _) => Err(NO_REFRESH),
    }
}

/// Ends a token of a program, which shows its credentials: an access token alone, by a refresh token all that was granted. A
/// token that is not its own stays, and it is not told.
///
/// # Errors
/// Why it may not.
pub async fn revoke(app: &App, shown: &Credentials, token: &str) -> Result<(), Refusal> {
    let client = authenticated(app, shown).await?;
    let hash = TokenHash::of(token).to_string();
    let family = halves(token).map(|(family, _)| TokenHash::of(family).to_string()).unwrap_or_default();
    app.change(&operator::administrator(&client.brand, &client.user), |cx, _| {
        Box::pin(async {
            if let Some(token) = oauth_tokens::of_client(&mut cx.tx, &client, &hash).await? {
                cx.forget(Forget::User(token.user.clone()));
                oauth_tokens::remove(&mut cx.tx, &token).await?;
            } else if let Some(grant) = oauth_grants::by_family(&mut cx.tx, &family).await?
                && grant.client == client.id
            {
                end(cx, &grant).await?;
            }
            Ok(())
        })
    })
    .await?;
    Ok(())
}

/// Tokens that are about to be given, made before the transaction: it may be run again.
struct NewTokens {
    id: OauthTokenId,
    token: AccessToken,
    refresh: RefreshToken,
}

impl NewTokens {
    fn random(app: &App) -> Self {
        let random = || tokens::random(app.ids());
        Self {
            id: tokens::id(app.ids()),
            token: AccessToken::stored(random()),
            refresh: RefreshToken::stored(random()),
        }
    }

    /// The refresh token that follows on those of a family.
    fn next(&self, family: &str) -> RefreshToken {
        RefreshToken::stored(format!("{family}{}", &self.refresh[family.len()..]))
    }

    /// The access token as it is kept.
    fn access(
        &self,
        now: Moment,
        client: &Client,
        user: &User,
        grant: Option<&Grant>,
        scopes: Scopes,
    ) -> oauth_tokens::AccessToken {
        let hour = now.plus(TOKEN_SECONDS * 1_000);
        oauth_tokens::AccessToken {
            id: self.id.clone(),
            hash: TokenHash::of(&self.token).to_string(),
            brand: client.brand.clone(),
            client: client.id.clone(),
            user: user.id.clone(),
            grant: grant.map(|grant| grant.id.clone()),
            scopes: scopes.to_string(),
            created: now,
            expires: grant.map_or(hour, |grant| hour.min(grant.ends)),
        }
    }
}

/// Keeps a token. One that gave way to it is refused from then on.
async fn keep(cx: &mut Context, token: &oauth_tokens::AccessToken) -> Result<(), Error> {
    if oauth_tokens::insert(&mut cx.tx, token, cx.now).await? {
        cx.forget(Forget::User(token.user.clone()));
    }
    Ok(())
}

/// Gives the tokens of a grant that was found good.
async fn give(
    cx: &mut Context,
    client: &Client,
    user: &User,
    grant: &Grant,
    new: &NewTokens,
    refresh: &RefreshToken,
    scopes: Scopes,
) -> Result<Granted, Error> {
    let idle = cx.now.plus(IDLE_DAYS * 86_400_000).min(grant.ends);
    let hashes =
        halves(refresh).map(|(family, secret)| [family, secret].map(|half| TokenHash::of(half).to_string()));
    let [family, secret] = hashes.ok_or_else(|| Error::internal("a refresh token has another length"))?;
    oauth_grants::renew(&mut cx.tx, grant, &family, &secret, idle).await?;
    let token = new.access(cx.now, client, user, Some(grant), scopes);
    keep(cx, &token).await?;
    Ok(Granted {
        token: new.token.clone(),
        seconds: (token.expires.0 - cx.now.0) / 1_000,
        scopes,
        refresh: Some(refresh.clone()),
    })
}

async fn end(cx: &mut Context, grant: &Grant) -> Result<(), Error> {
    cx.forget(Forget::User(grant.user.clone()));
    Ok(oauth_grants::end(&mut cx.tx, grant).await?)
}

/// Whose a grant is, where the account may be used.
async fn usable(cx: &mut Context, grant: &Grant) -> Result<Option<User>, Error> {
    let Some(user) = cx.tx.get(&grant.brand, &grant.user).await? else { return Ok(None) };
    Ok(may_call(&mut cx.tx, &user, cx.now).await?.then_some(user))
}

/// Whether this is the good refresh token of a grant that has not ended.
async fn is_good(app: &App, family: &str, secret: &str) -> Result<bool, Error> {
    let grant = oauth_grants::by_family(&mut app.store().read(), family).await?;
    Ok(grant.is_some_and(|grant| grant.expires > app.now() && TokenHash::of(secret).is(&grant.secret)))
}

/// What all refresh tokens of a grant begin with, and what only the good one ends with.
fn halves(token: &str) -> Option<(&str, &str)> {
    tokens::is_access_token(token).then(|| token.split_at(token.len() / 2))
}

/// Whether whoever exchanges the code is who asked for it (RFC 7636). A proof that nothing was said of beforehand is none:
/// somebody may have taken the challenge out of the address.
fn proves(challenge: &str, verifier: Option<&str>) -> bool {
    match verifier {
        None => challenge.is_empty(),
        Some(verifier) => {
            let unreserved = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
            let fits = (43..=128).contains(&verifier.len()) && verifier.bytes().all(unreserved);
            let hash = digest::digest(&digest::SHA256, verifier.as_bytes());
            let shown = TokenHash::of(&URL_SAFE_NO_PAD.encode(hash));
            fits && shown == TokenHash::of(challenge)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_challenge_is_met_by_its_verifier_alone() {
        // The example of RFC 7636, appendix B.
        let (verifier, challenge) =
            ("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk", "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
        assert!(proves(challenge, Some(verifier)));
        assert!(proves("", None));
        assert!(!proves(challenge, None));
        assert!(!proves(challenge, Some(challenge)), "nobody is taken at the word");
        assert!(!proves("", Some(verifier)));
        assert!(!proves(challenge, Some(&verifier[..42])));
    }
}
