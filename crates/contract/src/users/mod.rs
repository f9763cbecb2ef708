//! Users, and the tokens they call with.

crate::catalogue::operations! {
    who_am_i :: WhoAmI,
    list_users :: ListUsers,
    create_user :: CreateUser,
    get_user :: GetUser,
    update_user :: UpdateUser,
    delete_user :: DeleteUser,
    get_user_api_token :: GetUserApiToken,
    create_user_api_token :: CreateUserApiToken,
}
