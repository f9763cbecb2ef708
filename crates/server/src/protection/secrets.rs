//! What must not be remembered of an exchange: tokens in headers and addresses, and whatever the operation's schemas
//! mark as secret, in bodies, forms, parameters and answers.

use std::borrow::Cow;
use std::collections::BTreeSet;

use contract::{Description, Part, schema};
use http::header::{AUTHORIZATION, COOKIE, HeaderName, PROXY_AUTHORIZATION, SET_COOKIE};
use serde_json::{Value, json};

use crate::pipeline::arrive::percent_decode;
use crate::protection::marked::{self, MASK};

/// What is secret in the exchanges of one operation.
pub(crate) struct Secrets {
    /// The schemas of a JSON body, of a form and of the whole answer.
    sent: Value,
    form: Value,
    answered: Value,
    /// The names of all its secrets, in lower case; empty where it has none.
    names: BTreeSet<String>,
}

impl Secrets {
    /// Reads them off the schemas of an operation.
    pub(crate) fn of(description: &Description) -> Self {
        let body = |media_type: &str| {
            let found = description.bodies.iter().find(|body| body.media_type == media_type);
            found.map_or(Value::Null, |body| body.schema.clone())
        };
        let parameters = description.parameters.iter();
        let parameters = parameters.map(|parameter| (parameter.name.clone(), parameter.schema.clone()));
        let parameters = json!({ "properties": parameters.collect::<serde_json::Map<_, _>>() });
        let answered = json!({ "properties": { "result": description.result.schema } });
        let mut names = BTreeSet::new();
        let bodies = description.bodies.iter().map(|body| &body.schema);
        for schema in bodies.chain([&parameters, &answered]) {
            marked::names_in(schema, &mut names);
        }
        Self { sent: body("application/json"), form: body("multipart/form-data"), answered, names }
    }

    /// Whether there is none: nothing but the token is to be masked then.
    pub(crate) fn is_empty(&self) -> bool {
        self.names.is_empty()
    }

    /// A JSON body with its secrets masked; what was hidden is added to `hidden`. `None` when it is not JSON.
    pub(crate) fn in_sent(&self, json: &[u8], hidden: &mut Vec<String>) -> Option<Vec<u8>> {
        let (value, more) = self.masked(json, &self.sent)?;
        hidden.extend(more);
        serde_json::to_vec(&value).ok()
    }

    /// An answer with its secrets masked, also in the words about a wrong request, which may repeat what was sent;
    /// `None` when it is not JSON.
    pub(crate) fn in_answer(&self, json: &[u8], sent: &[String]) -> Option<Vec<u8>> {
        let (mut value, _) = self.masked(json, &self.answered)?;
        if let Some(Value::String(told)) = value.pointer_mut("/meta/error/errorMessage") {
            for secret in sent {
                // Our words for what is wrong quote a text as Rust does.
                *told = told.replace(&format!("{secret:?}"), MASK).replace(secret, MASK);
            }
        }
        serde_json::to_vec(&value).ok()
    }

    /// The text of a form's part with its secrets masked; what was hidden is added to `hidden`.
    pub(crate) fn in_part<'p>(&self, part: &'p Part, hidden: &mut Vec<String>) -> Cow<'p, [u8]> {
        let declared = schema::property(&self.form, &part.name);
        let named = declared.map_or_else(|| self.is_name(&part.name), schema::is_secret);
        if !named && let Some((value, more)) = self.masked(&part.data, declared.unwrap_or(&Value::Null)) {
            if more.is_empty() {
                return Cow::Borrowed(&part.data);
            }
            hidden.extend(more);
            return serde_json::to_vec(&value).unwrap_or_else(|_| MASK.into()).into();
        }
        if named || declared.is_some_and(marked::is_in) {
            hidden.push(String::from_utf8_lossy(&part.data).into_owned());
            return Cow::Borrowed(MASK.as_bytes());
        }
        Cow::Borrowed(&part.data)
    }

    /// Path and query of a request without its secrets.
    pub(crate) fn in_target<'t>(&self, target: &'t str, token: &str) -> Cow<'t, str> {
        let told = without_encoded(target, token);
        let Some((path, query)) = target.split_once('?').filter(|_| !self.is_empty()) else { return told };
        let pair = |pair: &str| {
            let name = pair.split('=').next().unwrap_or_default();
            let known = percent_decode(name, true).is_some_and(|name| self.is_name(&name));
            if known && pair.len() > name.len() { format!("{name}={MASK}") } else { pair.to_owned() }
        };
        let query: Vec<String> = query.split('&').map(pair).collect();
        without_encoded(&format!("{path}?{}", query.join("&")), token).into_owned().into()
    }

    /// The value of a header without its secret.
    pub(crate) fn in_header<'v>(&self, name: &HeaderName, value: &'v str, token: &str) -> Cow<'v, str> {
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
        if self.is_name(name.as_str()) { MASK.into() } else { without(value, token) }
    }

    fn is_name(&self, name: &str) -> bool {
        self.names.contains(&name.to_lowercase())
    }

    fn masked(&self, json: &[u8], schema: &Value) -> Option<(Value, Vec<String>)> {
        let mut value: Value = serde_json::from_slice(json).ok()?;
        let mut hidden = Vec::new();
        marked::mask(&mut value, schema, &self.names, &mut hidden);
        Some((value, hidden))
    }
}

/// An address with the token masked, also where some of its letters are escaped: then nothing is left of the part it is in.
fn without_encoded<'t>(target: &'t str, token: &str) -> Cow<'t, str> {
    let told = without(target, token);
    let is_hidden = |part: &str| {
        let decoded = part.contains('%').then(|| percent_decode(part, false)).flatten();
        !token.is_empty() && decoded.is_some_and(|decoded| decoded.contains(token))
    };
    let (path, query) = told.split_once('?').unwrap_or((&told, ""));
    match (is_hidden(path), query.split('&').any(is_hidden)) {
        (false, false) => told,
        (true, _) => format!("/{MASK}").into(),
        (false, true) => format!("{path}?{MASK}").into(),
    }
}

/// The text with the token masked wherever it stands.
pub(crate) fn without<'t>(text: &'t str, token: &str) -> Cow<'t, str> {
    if token.is_empty() || !text.contains(token) {
        return text.into();
    }
    text.replace(token, &end_of(token)).into()
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
    use contract::{BodyDescription, Parameter, Place};

    use super::*;

    const TOKEN: &str = "0123456789abcdefghij0123456789abcdefWXYZ";

    /// An operation with a secret in every place where one can be.
    fn description() -> Description {
        let secret = json!({ "type": "string", "format": "password" });
        let object =
            json!({ "type": "object", "properties": { "user": { "type": "string" }, "key": secret } });
        let parameter = |place, name: &str| Parameter {
            place,
            name: name.into(),
            required: false,
            schema: secret.clone(),
            description: String::new(),
            accepts: String::new(),
            allowed: Vec::new(),
            example: None,
        };
        let body = |media_type, schema| BodyDescription { media_type, schema, example: "{}".into() };
        let mut made = Description::of::<ListUsers>();
        made.parameters.extend([parameter(Place::Query, "code"), parameter(Place::Header, "X-Seal")]);
        made.bodies = vec![
            body("application/json", json!({ "properties": { "mail": object } })),
            body("multipart/form-data", json!({ "properties": { "mail": object, "pin": secret } })),
        ];
        made.result.schema = json!({ "properties": { "elements": { "type": "array", "items": object } } });
        made
    }

    #[test]
    fn the_operations_with_secrets_are_known_by_their_schemas() {
        let has = |description| !Secrets::of(&description).is_empty();
        assert!(has(Description::of::<CreateUser>()) && has(Description::of::<UpdateUser>()));
        assert!(has(Description::of::<GetUserApiToken>()) && has(Description::of::<CreateUserApiToken>()));
        assert!(!has(Description::of::<ListUsers>()));
    }

    #[test]
    fn bodies_and_answers_show_no_secret() {
        let secrets = Secrets::of(&description());
        let mut hidden = Vec::new();
        let sent = secrets
            .in_sent(br#"{"mail":{"user":"u","\u006bey":"a \"secret"},"pin":7}"#, &mut hidden)
            .unwrap();
        assert_eq!(String::from_utf8(sent).unwrap(), r#"{"mail":{"user":"u","key":"••••"},"pin":"••••"}"#);
        assert!(secrets.in_sent(br#"{"mail":{"key":"a"#, &mut hidden).is_none());
        let answer = br#"{"result":{"elements":[{"user":"u","key":"b"}]},"meta":{"requestId":"r"}}"#;
        let masked = String::from_utf8(secrets.in_answer(answer, &hidden).unwrap()).unwrap();
        assert_eq!(masked, r#"{"result":{"elements":[{"user":"u","key":"••••"}]},"meta":{"requestId":"r"}}"#);
        let told = "invalid type: string \"a \\\"secret\", or integer `7`, expected a map";
        let answer = json!({ "meta": { "error": { "errorMessage": told } } }).to_string();
        let masked: Value =
            serde_json::from_slice(&secrets.in_answer(answer.as_bytes(), &hidden).unwrap()).unwrap();
        let told = "invalid type: string ••••, or integer `••••`, expected a map";
        assert_eq!(masked["meta"]["error"]["errorMessage"], told);
    }

    #[test]
    fn parts_of_forms_show_no_secret() {
        let secrets = Secrets::of(&description());
        let mut hidden = Vec::new();
        let mut shown = |name: &str, text: &str| {
            let part =
                Part { name: name.into(), file_name: None, media_type: None, data: text.to_owned().into() };
            String::from_utf8(secrets.in_part(&part, &mut hidden).into_owned()).unwrap()
        };
        assert_eq!(shown("pin", "1234"), MASK);
        assert_eq!(shown("Key", "abcd"), MASK, "a part that the form does not know, by its name");
        assert_eq!(shown("mail", r#"{"user":"u","key":"efgh"}"#), r#"{"user":"u","key":"••••"}"#);
        assert_eq!(shown("mail", r#"{"user":"u","key":"ijkl"#), MASK, "it cannot be read");
        assert_eq!(shown("more", r#"[{"key":"mnop"}]"#), r#"[{"key":"••••"}]"#);
        assert_eq!(
            shown("more", r#"{ "user" : 1 }"#),
            r#"{ "user" : 1 }"#,
            "what hides nothing stays as it is"
        );
        assert_eq!(hidden, ["1234", "abcd", "efgh", r#"{"user":"u","key":"ijkl"#, "mnop"]);
    }

    #[test]
    fn addresses_and_headers_show_no_secret() {
        let secrets = Secrets::of(&description());
        let target = |text: &str| secrets.in_target(text, TOKEN).into_owned();
        assert_eq!(target("/a?offset=1&c%6Fde=x&CODE=y&code"), "/a?offset=1&c%6Fde=••••&CODE=••••&code");
        assert_eq!(target(&format!("/a?t={TOKEN}&code=z")), "/a?t=••••WXYZ&code=••••");
        assert_eq!(target("/a/code=x"), "/a/code=x");
        assert_eq!(target(&format!("/a?b=1&t={}", TOKEN.replace('a', "%61"))), "/a?••••");
        assert_eq!(target(&format!("/a/{}?b=%20", TOKEN.replace('a', "%61"))), "/••••");
        assert_eq!(target("/a/%41?offset=%20"), "/a/%41?offset=%20");
        let header = |name: &'static str, value: &str| {
            secrets.in_header(&HeaderName::from_static(name), value, TOKEN).into_owned()
        };
        assert_eq!(header("x-seal", "wax"), "••••");
        assert_eq!(header("x-api-token", TOKEN), "••••WXYZ");
        assert_eq!(header("x-api-token", "short"), "••••");
        assert_eq!(header("authorization", &format!("Bearer {TOKEN}")), "Bearer ••••WXYZ");
        assert_eq!(header("authorization", TOKEN), "••••WXYZ");
        assert_eq!(header("cookie", &format!("a={TOKEN}")), "••••");
        assert_eq!(header("referer", &format!("/a?t={TOKEN}&b")), "/a?t=••••WXYZ&b");
        assert_eq!(header("accept", "*/*"), "*/*");
    }
}
