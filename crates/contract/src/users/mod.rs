//! Users, and the tokens they call with.

crate::category::operations! {
    who_am_i :: WhoAmI { CallerView },
    list_users :: ListUsers { ListedUser },
    create_user :: CreateUser { NewUser },
    get_user :: GetUser { NeverUnsubscribed, PasswordsDoNotExpire, UserView },
    update_user :: UpdateUser { UserChange },
    delete_user :: DeleteUser,
    get_user_api_token :: GetUserApiToken { ShownToken },
    create_user_api_token :: CreateUserApiToken,
    list_oauth_tokens :: ListOauthTokens { OauthTokenView },
    delete_oauth_tokens :: DeleteOauthTokens { DeletedOauthTokens, OauthTokenIds },
}
