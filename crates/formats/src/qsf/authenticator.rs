//! Elements of the flow that let in who stands in a list of contacts (api/surveys.md section 6.5).
//!
//! The facts do not say how an entry of `FieldData` looks; its members are those of a file that others have published
//! (`PanelField`, `fieldLabel`, `AutoFill`, `embeddedDataField`). Which one hides what is typed is not known: `password` and
//! `Password` are read so.

use model::limits::surveys::AUTHENTICATOR_FIELDS;
use model::survey::{Authenticator, AuthenticatorField};
use serde_json::{Map, Value};

use super::tolerant::{is_on, objects, text, text_of};

pub(super) fn read(map: &Map<String, Value>) -> Authenticator {
    let member = |object: &str, name: &str| map.get(object).and_then(|object| object.get(name));
    let groups = objects(map.get("FieldData"));
    let fields = groups.flat_map(|group| group.values().filter_map(Value::as_object)).filter_map(field);
    let attempts = text(member("Options", "maxAttempts")).and_then(|text| text.trim().parse().ok());
    Authenticator {
        list: text(member("PanelData", "PanelID")).unwrap_or_default(),
        fields: fields.take(AUTHENTICATOR_FIELDS).collect(),
        attempts: attempts.filter(|attempts| *attempts > 0),
        is_automatic: is_on(map.get("AutoAuthenticator")),
        asks_elsewhere: is_on(member("SSOOptions", "UseSSO")),
    }
}

fn field(map: &Map<String, Value>) -> Option<AuthenticatorField> {
    let names = ["PanelField", "LeftOperand"].map(|name| text_of(map, name));
    let name = names.into_iter().find(|name| !name.is_empty())?;
    let filled_from = text_of(map, "embeddedDataField");
    Some(AuthenticatorField {
        name,
        label: text_of(map, "fieldLabel"),
        is_hidden: ["password", "Password"].iter().any(|name| is_on(map.get(*name))),
        filled_from: Some(filled_from).filter(|name| is_on(map.get("AutoFill")) && !name.is_empty()),
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn an_authenticator_is_read_as_files_write_it() {
        let file = json!({
            "PanelData": { "LibraryID": "UR_1", "PanelID": "CG_1", "Type": "Expression", "LogicType": "Panel" },
            "FieldData": { "0": {
                "0": { "PanelField": "RecipientExternalDataReference", "fieldLabel": "", "AutoFill": 1, "embeddedDataField": "code",
                    "LogicType": "EmbeddedField" },
                "1": { "PanelField": "Pin", "fieldLabel": "Your PIN", "AutoFill": 0, "embeddedDataField": "pin", "password": true },
                "Type": "If" }, "Type": "BooleanExpression" },
            "AutoAuthenticator": true, "SSOOptions": { "Type": "Token", "UsePanel": "Yes", "UseSSO": "" },
            "Options": { "maxAttempts": "100", "allowRetake": true },
        });
        let read = read(file.as_object().unwrap());
        let field = |name: &str, label: &str, is_hidden, filled_from: Option<&str>| AuthenticatorField {
            name: name.into(),
            label: label.into(),
            is_hidden,
            filled_from: filled_from.map(str::to_owned),
        };
        let fields = vec![
            field("RecipientExternalDataReference", "", false, Some("code")),
            field("Pin", "Your PIN", true, None),
        ];
        let expected = Authenticator {
            list: "CG_1".into(),
            fields,
            attempts: Some(100),
            is_automatic: true,
            asks_elsewhere: false,
        };
        assert_eq!(read, expected);
    }

    #[test]
    fn one_that_names_nothing_lets_nobody_in() {
        let file =
            json!({ "FieldData": [], "SSOOptions": { "UseSSO": "Yes" }, "Options": { "maxAttempts": 0 } });
        let read = read(file.as_object().unwrap());
        assert_eq!((read.list.as_str(), read.fields.len(), read.attempts), ("", 0, None));
        assert!(read.asks_elsewhere && !read.is_automatic);
    }
}
