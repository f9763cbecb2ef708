//! What must not be remembered of an exchange: tokens in headers and addresses, passwords and tokens in bodies.

use std::borrow::Cow;

use contract::Description;
use http::header::{AUTHORIZATION, COOKIE, HeaderName, PROXY_AUTHORIZATION, SET_COOKIE};
use serde_json::Value;

/// What stands in place of a secret, before the last characters of a long one.
pub(crate) const MASK: &str = "••••";

/// Whether a body or an answer of the operation has a member that is a secret.
pub(crate) fn are_in(description: &Description) -> bool {
    let mut schemas = description.bodies.iter().map(|body| &body.schema);
    schemas.any(has_member) || has_member(&description.result.schema)
}

/// JSON with its secret members masked; `None` when it is not JSON.
pub(crate) fn masked(json: &[u8]) -> Option<Vec<u8>> {
    let mut value: Value = serde_json::from_slice(json).ok()?;
    mask(&mut value);
    serde_json::to_vec(&value).ok()
}

/// The value of a header without its secret.
pub(crate) fn in_header<'v>(name: &HeaderName, value: &'v str, token: &str) -> Cow<'v, str> {
    if *name == COOKIE || *name == SET_COOKIE {
        return MASK.into();
    }
    if name == "x-api-token" {
        return end_of(value).into();
    }
    if *name == AUTHORIZATION || *name == PROXY_AUTHORIZATION {
        let (scheme, credential) = value.split_once(' ').unwrap_or(("", value));
        return format!("{scheme} {}", end_of(credential)).trim_start().to_owned().into();
    }
    without(value, token)
}

/// The text with the token masked wherever it stands.
pub(crate) fn without<'t>(text: &'t str, token: &str) -> Cow<'t, str> {
    if token.is_empty() || !text.contains(token) {
        return text.into();
    }
    text.replace(token, &end_of(token)).into()
}

const MEMBERS: [&str; 2] = ["password", "apitoken"];

fn is_secret(name: &str) -> bool {
    MEMBERS.iter().any(|member| name.eq_ignore_ascii_case(member))
}

fn has_member(schema: &Value) -> bool {
    match schema {
        Value::Object(members) => members.iter().any(|(name, value)| is_secret(name) || has_member(value)),
        Value::Array(values) => values.iter().any(has_member),
        _ => false,
    }
}

fn mask(value: &mut Value) {
    match value {
        Value::Object(members) => {
            for (name, value) in members {
                if is_secret(name) {
                    *value = MASK.into();
                } else {
                    mask(value);
                }
            }
        }
        Value::Array(values) => values.iter_mut().for_each(mask),
        _ => {}
    }
}

/// The mask and the last four characters, where the rest is still long enough to be a secret.
fn end_of(secret: &str) -> String {
    let count = secret.chars().count();
    let shown = if count > 12 { 4 } else { 0 };
    MASK.chars().chain(secret.chars().skip(count - shown)).collect()
}

#[cfg(test)]
mod tests {
    use contract::users::{CreateUser, CreateUserApiToken, GetUserApiToken, ListUsers, UpdateUser};

    use super::*;

    const TOKEN: &str = "0123456789abcdefghij0123456789abcdefWXYZ";

    #[test]
    fn the_operations_with_secrets_are_known_by_their_schemas() {
        assert!(are_in(&Description::of::<CreateUser>()) && are_in(&Description::of::<UpdateUser>()));
        assert!(are_in(&Description::of::<GetUserApiToken>()));
        assert!(are_in(&Description::of::<CreateUserApiToken>()));
        assert!(!are_in(&Description::of::<ListUsers>()));
    }

    #[test]
    fn secret_members_are_masked_however_they_are_written() {
        let json =
            br#"{"a":[{"pass\u0077ord":"one","Password":"two","b":{"apiToken":"three"}}],"password":4}"#;
        let masked: Value = serde_json::from_slice(&masked(json).unwrap()).unwrap();
        let expected = serde_json::json!({
            "a": [{ "password": MASK, "Password": MASK, "b": { "apiToken": MASK } }], "password": MASK,
        });
        assert_eq!(masked, expected);
        assert!(super::masked(br#"{"password":"one""#).is_none());
    }

    #[test]
    fn headers_show_the_end_of_a_token_only() {
        let header = |name: &'static str, value: &str| {
            in_header(&HeaderName::from_static(name), value, TOKEN).into_owned()
        };
        assert_eq!(header("x-api-token", TOKEN), "••••WXYZ");
        assert_eq!(header("x-api-token", "short"), "••••");
        assert_eq!(header("authorization", &format!("Bearer {TOKEN}")), "Bearer ••••WXYZ");
        assert_eq!(header("authorization", TOKEN), "••••WXYZ");
        assert_eq!(header("cookie", &format!("a={TOKEN}")), "••••");
        assert_eq!(header("referer", &format!("/a?t={TOKEN}&b")), "/a?t=••••WXYZ&b");
        assert_eq!(header("accept", "*/*"), "*/*");
    }
}
