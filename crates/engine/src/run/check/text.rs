//! What a text must look like: numbers, addresses, lengths.

use std::sync::LazyLock;

use serde_json::Value;

use super::dates;
use super::places;
use crate::patterns::{Pattern, Unreadable};
use crate::run::numeral::{Numeral, typed};
use crate::run::payload::{number, text};
use crate::run::problem::Fault;

/// What is wrong with a text under the `Settings` of a question's validation; an empty text is never wrong here.
pub(crate) fn fault(settings: &Value, value: &str) -> Option<Fault> {
    if value.trim().is_empty() {
        return None;
    }
    let count = value.chars().count();
    let least = || number(settings.get("MinChars")).filter(|least| count < *least).map(Fault::TooShort);
    let most = || number(settings.get("TotalChars")).filter(|most| count > *most).map(Fault::TooLong);
    match settings.get("Type").and_then(Value::as_str)? {
        "MinChar" => least(),
        "TotalChar" => most(),
        "CharRange" => least().or_else(most),
        "ContentType" => of_kind(settings.get("ContentType")?.as_str()?, settings, value.trim()),
        _ => None,
    }
}

/// What is wrong with the text of one field of a form, or of a choice, under the choice's own members.
pub(crate) fn form_field(raw: &Value, value: &str) -> Option<Fault> {
    if value.trim().is_empty() {
        return None;
    }
    let most = number(raw.get("TextEntryLength")).filter(|most| *most > 0 && value.chars().count() > *most);
    let kind = raw.get("TextEntryValidation").and_then(Value::as_str);
    most.map(Fault::TooLong).or_else(|| of_kind(kind?, raw, value.trim()))
}

type OwnPattern = LazyLock<Result<Pattern, Unreadable>>;

static MAIL: OwnPattern = LazyLock::new(|| Pattern::read(r"^[^@\s]+@[^@\s.]+(\.[^@\s.]+)+$"));

/// What keeps a text from being of a kind (`ContentType`); `members` hold what the kind has of its own. Kinds of uploads
/// are none of a text.
fn of_kind(kind: &str, members: &Value, value: &str) -> Option<Fault> {
    let member = |name: &str| members.get(name).and_then(Value::as_str).unwrap_or_default();
    match kind {
        "ValidNumber" => a_number(members.get("ValidNumber").unwrap_or(&Value::Null), value),
        "ValidEmail" => {
            let is_mail = MAIL.as_ref().is_ok_and(|mail| mail.matches(value) == Some(true));
            (!is_mail).then_some(Fault::NotAnEmail)
        }
        "ValidDate" => (!dates::is_date(value, member("ValidDateType"), member("ValidDateFormat")))
            .then_some(Fault::NotADate),
        "ValidPhone" => (!places::is_phone(value, member("ValidPhoneType"))).then_some(Fault::NotAPhone),
        "ValidZip" => {
            (!places::is_postal_code(value, member("ValidZipType"))).then_some(Fault::NotAPostalCode)
        }
        "ValidUSState" => (!places::is_state(value)).then_some(Fault::NotAState),
        "ValidTextOnly" => value.chars().any(char::is_numeric).then_some(Fault::NotLetters),
        _ => None,
    }
}

fn a_number(limits: &Value, value: &str) -> Option<Fault> {
    let written = match typed(value) {
        Ok(written) => written,
        Err(why) => return Some(why.into()),
    };
    let found = Numeral::read(&written)?;
    let limit = |name: &str| text(limits.get(name)).filter(|limit| Numeral::read(limit).is_some());
    let least = limit("Min").filter(|least| Numeral::read(least).is_some_and(|least| found < least));
    let most = limit("Max").filter(|most| Numeral::read(most).is_some_and(|most| found > most));
    let decimals = number(limits.get("NumDecimals")).filter(|most| found.decimals() > *most);
    least.map(Fault::Below).or(most.map(Fault::Above)).or(decimals.map(Fault::Decimals))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    /// The settings of a question, what is typed, what is wrong with it.
    #[test]
    fn every_kind_of_text_is_checked() {
        let of = |kind: &str| json!({"Type": "ContentType", "ContentType": kind});
        let with = |kind: &str, member: &str, value: Value| {
            let mut settings = of(kind);
            settings[member] = value;
            settings
        };
        let number = |limits: Value| with("ValidNumber", "ValidNumber", limits);
        let age = || number(json!({"Min": "18", "Max": 120, "NumDecimals": "0"}));
        let free = || number(json!({"Min": "", "Max": "", "NumDecimals": ""}));
        let income = || number(json!({"Min": "0", "Max": "500", "NumDecimals": ""}));
        let id = || number(json!({"Max": "12345678901234567"}));
        let date = |kind: &str| with("ValidDate", "ValidDateType", json!(kind));
        let phone = |kind: &str| with("ValidPhone", "ValidPhoneType", json!(kind));
        let zip = |kind: &str| with("ValidZip", "ValidZipType", json!(kind));
        let rows = [
            (age(), "18", None),
            (age(), "17", Some(Fault::Below("18".into()))),
            (age(), "121", Some(Fault::Above("120".into()))),
            (age(), "20.5", Some(Fault::Decimals(0))),
            (age(), "20,5", Some(Fault::Decimals(0))),
            (age(), "twenty", Some(Fault::NotANumber)),
            (age(), "NaN", Some(Fault::NotANumber)),
            (age(), "2e1", Some(Fault::NotANumber)),
            (age(), " ", None),
            (free(), "-1.25", None),
            (income(), "1,5", None),
            (income(), "1,500", Some(Fault::UnclearNumber)),
            (income(), "1.500,00", Some(Fault::Above("500".into()))),
            (id(), "12345678901234567", None),
            (id(), "12345678901234568", Some(Fault::Above("12345678901234567".into()))),
            (json!({"Type": "MinChar", "MinChars": "3"}), "äö", Some(Fault::TooShort(3))),
            (json!({"Type": "MinChar", "MinChars": "3"}), "äöü", None),
            (json!({"Type": "TotalChar", "TotalChars": 3}), "abcd", Some(Fault::TooLong(3))),
            (json!({"Type": "CharRange", "MinChars": 2, "TotalChars": 3}), "a", Some(Fault::TooShort(2))),
            (json!({"Type": "CharRange", "MinChars": 2, "TotalChars": 3}), "abcd", Some(Fault::TooLong(3))),
            (json!({"Type": "CharRange", "MinChars": 2, "TotalChars": 3}), "abc", None),
            (of("ValidEmail"), "ada@example.org", None),
            (of("ValidEmail"), "ada", Some(Fault::NotAnEmail)),
            (of("ValidEmail"), "ada@example", Some(Fault::NotAnEmail)),
            (of("ValidEmail"), "a da@example.org", Some(Fault::NotAnEmail)),
            (of("ValidEmail"), "ada@@example.org", Some(Fault::NotAnEmail)),
            (of("ValidDate"), "2024-02-29", None),
            (of("ValidDate"), "soon", Some(Fault::NotADate)),
            (date("DateWithFormat"), "2023-02-29", Some(Fault::NotADate)),
            (phone("ValidUSPhone"), "(201) 555-0123", None),
            (phone("ValidUSPhone"), "555-0123", Some(Fault::NotAPhone)),
            (zip("ValidUSZip"), "90210-1234", None),
            (zip("ValidUSZip"), "SW1A 1AA", Some(Fault::NotAPostalCode)),
            (of("ValidZip"), "SW1A 1AA", None),
            (of("ValidUSState"), "ny", None),
            (of("ValidUSState"), "Bavaria", Some(Fault::NotAState)),
            (of("ValidTextOnly"), "Ångström", None),
            (of("ValidTextOnly"), "R2D2", Some(Fault::NotLetters)),
            (of("Document"), "anything", None),
            (json!({"Type": "None", "ContentType": "ValidNumber"}), "anything", None),
        ];
        for (settings, typed, expected) in rows {
            assert_eq!(fault(&settings, typed), expected, "{settings} {typed}");
        }
    }

    #[test]
    fn fields_of_a_form_and_texts_of_choices_have_checks_of_their_own() {
        for (raw, typed, expected) in [
            (json!({"TextEntryValidation": "ValidEmail"}), "ada", Some(Fault::NotAnEmail)),
            (
                json!({"TextEntryValidation": "ValidNumber", "ValidNumber": {"Min": "1"}}),
                "0",
                Some(Fault::Below("1".into())),
            ),
            (json!({"TextEntryValidation": "ValidZip", "ValidZipType": "ValidNLZip"}), "1234 AB", None),
            (json!({"TextEntryValidation": "None", "TextEntryLength": "3"}), "abcd", Some(Fault::TooLong(3))),
            (json!({"TextEntryLength": ""}), "abcd", None),
            (json!({}), "anything", None),
            (json!({"TextEntryValidation": "ValidEmail"}), " ", None),
        ] {
            assert_eq!(form_field(&raw, typed), expected, "{raw} {typed}");
        }
    }
}
