//! The tokens of OAuth of a brand, for those who administer it.

use contract::MetaOnly;
use contract::users::{DeleteOauthTokens, ListOauthTokens, OauthTokenView};
use model::error::codes;
use model::{OauthTokenId, OauthTokenType};
use store::access::Scope;
use store::oauth_grants;
use store::oauth_tokens::{self, Listed};

use crate::context::{Answer, Call, Context, Forget};
use crate::paging::Part;

/// List OAuth Tokens.
pub async fn list(cx: &mut Context, call: Call<ListOauthTokens>) -> Answer<ListOauthTokens> {
    let part = Part::by_offset::<OauthTokenId>(&call.query)?;
    let scope = Scope::of(&cx.caller).ok_or(codes::FORBIDDEN)?;
    let tokens = match call.path {
        OauthTokenType::Access => oauth_tokens::page(&mut cx.tx, &scope, cx.now, part.window()).await?,
        OauthTokenType::Refresh => oauth_grants::page(&mut cx.tx, &scope, cx.now, part.window()).await?,
    };
    Ok(part.page(tokens, |token| token.id.as_str(), listed))
}

fn listed(token: Listed) -> OauthTokenView {
    OauthTokenView {
        id: token.id,
        client_id: token.client,
        client_name: token.name,
        user_id: token.user,
        scopes: token.scopes.split(' ').map(str::to_owned).collect(),
        creation_date: token.created,
        expiration_date: token.expires,
    }
}

/// Delete OAuth Tokens.
pub async fn delete(cx: &mut Context, call: Call<DeleteOauthTokens>) -> Answer<DeleteOauthTokens> {
    let scope = Scope::of(&cx.caller).ok_or(codes::FORBIDDEN)?;
    for id in call.body.0.ids.iter() {
        let user = match call.path {
            OauthTokenType::Access => oauth_tokens::remove_listed(&mut cx.tx, &scope, id).await?,
            OauthTokenType::Refresh => oauth_grants::remove_listed(&mut cx.tx, &scope, id).await?,
        };
        if let Some(user) = user {
            cx.forget(Forget::User(user));
        }
    }
    Ok(MetaOnly)
}
