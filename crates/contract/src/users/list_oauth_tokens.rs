//! List OAuth Tokens.

use model::text::ClientId;

use crate::prelude::*;

/// What differs from the original, of both operations.
pub(super) const DIFFERS: &str = "The original's parameters and members are not public: these are ours.";

/// A token of OAuth as lists tell it: never the token itself.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct OauthTokenView {
    /// The id by which it is deleted. It is no part of the token.
    pub id: OauthTokenId,
    /// The client that has it.
    pub client_id: ClientId,
    /// What people call the client.
    pub client_name: Name,
    /// Whom the client acts for with it.
    pub user_id: UserId,
    /// What may be done with it.
    pub scopes: Vec<String>,
    /// When it was made; of a refresh token, when the user let the client act.
    pub creation_date: Moment,
    /// When it ends; a refresh token that is used before is followed by one that ends later.
    pub expiration_date: Moment,
}

/// List OAuth Tokens.
pub struct ListOauthTokens;

impl Endpoint for ListOauthTokens {
    const OPERATION: Operation = Operation {
        id: "listOauthTokens",
        name: "List OAuth Tokens",
        category: Category::Users,
        path: "/API/v3/oauthtokens/{tokenType}",
        description: "Lists the access tokens or the refresh tokens of your organization's OAuth clients that have not \
                      ended, 100 to a page.",
        permission: Permission::BrandAdministrator,
        needs: Needs::Scope(Scope::manage(Resource::All)),
        calls_per_minute: 500,
        leads: &[Lead::to("deleteOauthTokens")],
        ..Operation::near(DIFFERS)
    };
    type Call = Call<OauthTokenType, Nothing, ByOffset>;
    type Result = Page<OauthTokenView>;

    fn example() -> Example<Self> {
        let token = OauthTokenView {
            id: OauthTokenId::of_chance(0x3e_0a1b_2c3d_4e5f),
            client_id: ClientId::stored("4b1d7c0e9f2a4c6d8e1f3a5b7c9d0e2f"),
            client_name: Name::stored("Night export"),
            user_id: sample::user(),
            scopes: vec!["read:surveys".to_owned()],
            creation_date: sample::moment(),
            expiration_date: sample::moment().plus(3_600_000),
        };
        Example::of_path(OauthTokenType::Access, vec![token])
    }
}
