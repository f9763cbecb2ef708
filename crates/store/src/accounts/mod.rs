//! Who there is: brands, divisions, groups, users and their tokens.

crate::statements::files_of_statements! { "accounts/";
    pub mod brands;
    pub mod certificates;
    pub mod divisions;
    pub mod groups;
    pub mod oauth;
    pub mod oauth_grants;
    pub mod oauth_tokens;
    pub mod permissions;
    pub mod tokens;
    pub mod types;
    pub mod users;
}
