//! Delete OAuth Tokens.

use std::borrow::Cow;

use schemars::{Schema, SchemaGenerator, json_schema};
use serde::Deserializer;

use super::list_oauth_tokens::DIFFERS;
use crate::prelude::*;

/// So many ids are taken at once.
const MOST: usize = 100;

/// The tokens to delete.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct DeletedOauthTokens {
    /// The ids of 1 to 100 tokens, as List OAuth Tokens tells them. One that is no token's of your organization, or no longer, is
    /// passed over.
    pub ids: OauthTokenIds,
}

/// Ids of tokens: 1 to 100.
#[derive(Debug, Clone, Serialize)]
#[serde(transparent)]
pub struct OauthTokenIds(Vec<OauthTokenId>);

impl OauthTokenIds {
    /// Each of them.
    pub fn iter(&self) -> impl Iterator<Item = &OauthTokenId> {
        self.0.iter()
    }
}

impl<'de> Deserialize<'de> for OauthTokenIds {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let ids = Vec::<OauthTokenId>::deserialize(deserializer)?;
        if (1..=MOST).contains(&ids.len()) {
            Ok(Self(ids))
        } else {
            Err(serde::de::Error::custom(format_args!("a list of 1 to {MOST} ids is expected")))
        }
    }
}
impl JsonSchema for OauthTokenIds {
    fn inline_schema() -> bool {
        true
    }
    fn schema_name() -> Cow<'static, str> {
        "OauthTokenIds".into()
    }
    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let items = generator.subschema_for::<OauthTokenId>();
        json_schema!({ "type": "array", "items": items, "minItems": 1, "maxItems": MOST })
    }
}

/// Delete OAuth Tokens.
pub struct DeleteOauthTokens;

impl Endpoint for DeleteOauthTokens {
    const OPERATION: Operation = Operation {
        id: "deleteOauthTokens",
        name: "Delete OAuth Tokens",
        category: Category::Users,
        verb: Verb::Post,
        effect: Some(Effect::Change),
        path: "/API/v3/oauthtokens/{tokenType}/delete",
        description: "Ends tokens of your organization's OAuth clients: access tokens alone, with a refresh token all \
                      that the user let the client do.",
        permission: Permission::BrandAdministrator,
        needs: Needs::Scope(Scope::manage(Resource::All)),
        ..Operation::near(DIFFERS)
    };
    type Call = Call<OauthTokenType, Json<DeletedOauthTokens>>;
    type Result = MetaOnly;

    fn example() -> Example<Self> {
        let ids = OauthTokenIds(vec![OauthTokenId::of_chance(0x3e_0a1b_2c3d_4e5f)]);
        Example::of_body(OauthTokenType::Access, DeletedOauthTokens { ids }, Nothing {})
    }
}
