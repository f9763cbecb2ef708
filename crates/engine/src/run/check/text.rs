//! What a text must look like: numbers, addresses, dates, lengths.

use std::sync::LazyLock;

use serde_json::Value;

use crate::patterns::{Pattern, Unreadable};
use crate::run::payload::{decimal, number};
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
        "ContentType" => {
            let kind = settings.get("ContentType").and_then(Value::as_str)?;
            of_kind(kind, settings.get("ValidNumber").unwrap_or(&Value::Null), value.trim())
        }
        _ => None,
    }
}

/// What is wrong with the text of one field of a form, or of a choice, under the choice's own members.
pub(crate) fn form_field(raw: &Value, value: &str) -> Option<Fault> {
    if value.trim().is_empty() {
        return None;
    }
    let kind = raw.get("TextEntryValidation").and_then(Value::as_str)?;
    of_kind(kind, raw.get("ValidNumber").unwrap_or(&Value::Null), value.trim())
}

type OwnPattern = LazyLock<Result<Pattern, Unreadable>>;

static MAIL: OwnPattern = LazyLock::new(|| Pattern::read(r"^[^@\s]+@[^@\s.]+(\.[^@\s.]+)+$"));
static DATE: OwnPattern = LazyLock::new(|| Pattern::read(r"^\d{1,4}[-/. ]\d{1,2}[-/. ]\d{1,4}$"));
static POSTAL_CODE: OwnPattern = LazyLock::new(|| Pattern::read(r"^[A-Za-z0-9][A-Za-z0-9 -]{2,9}$"));

fn of_kind(kind: &str, limits: &Value, value: &str) -> Option<Fault> {
    let fails = |pattern: &OwnPattern, fault: Fault| {
        let pattern = pattern.as_ref().ok()?;
        (pattern.matches(value) == Some(false)).then_some(fault)
    };
    match kind {
        "ValidNumber" => a_number(limits, value),
        "ValidEmail" => fails(&MAIL, Fault::NotAnEmail),
        "ValidDate" => fails(&DATE, Fault::NotADate),
        "ValidPhone" => {
            let digits = value.chars().filter(char::is_ascii_digit).count();
            let fits =
                value.chars().all(|character| character.is_ascii_digit() || "+-(). ".contains(character));
            (!fits || !(7..=15).contains(&digits)).then_some(Fault::NotAPhone)
        }
        "ValidZip" => fails(&POSTAL_CODE, Fault::NotAPostalCode),
        "ValidTextOnly" | "ValidUSState" => {
            value.chars().any(|character| character.is_numeric()).then_some(Fault::NotLetters)
        }
        _ => None,
    }
}

fn a_number(limits: &Value, value: &str) -> Option<Fault> {
    let written = if value.matches(',').count() == 1 { value.replace(',', ".") } else { value.to_owned() };
    let Some(found) = written.parse::<f64>().ok().filter(|found| found.is_finite()) else {
        return Some(Fault::NotANumber);
    };
    let limit = |name: &str| decimal(limits.get(name));
    if let Some(least) = limit("Min").filter(|least| found < *least) {
        return Some(Fault::Below(least.to_string()));
    }
    if let Some(most) = limit("Max").filter(|most| found > *most) {
        return Some(Fault::Above(most.to_string()));
    }
    let decimals = written.split_once('.').map_or(0, |(_, decimals)| decimals.len());
    number(limits.get("NumDecimals")).filter(|most| decimals > *most).map(Fault::Decimals)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn of(settings: Value, value: &str) -> Option<Fault> {
        fault(&settings, value)
    }

    #[test]
    fn numbers_keep_their_limits_and_decimals() {
        let age = || {
            json!({"Type": "ContentType", "ContentType": "ValidNumber",
            "ValidNumber": {"Min": "18", "Max": "120", "NumDecimals": "0"}})
        };
        assert_eq!(of(age(), "18"), None);
        assert_eq!(of(age(), "17"), Some(Fault::Below("18".into())));
        assert_eq!(of(age(), "121"), Some(Fault::Above("120".into())));
        assert_eq!(of(age(), "20.5"), Some(Fault::Decimals(0)));
        assert_eq!(of(age(), "twenty"), Some(Fault::NotANumber));
        assert_eq!(of(age(), "NaN"), Some(Fault::NotANumber));
        assert_eq!(of(age(), " "), None);
    }

    #[test]
    fn lengths_count_characters_and_not_bytes() {
        assert_eq!(of(json!({"Type": "MinChar", "MinChars": "3"}), "äö"), Some(Fault::TooShort(3)));
        assert_eq!(of(json!({"Type": "MinChar", "MinChars": "3"}), "äöü"), None);
        assert_eq!(of(json!({"Type": "TotalChar", "TotalChars": 3}), "abcd"), Some(Fault::TooLong(3)));
    }

    #[test]
    fn addresses_look_like_addresses() {
        let mail = || json!({"Type": "ContentType", "ContentType": "ValidEmail"});
        assert_eq!(of(mail(), "ada@example.org"), None);
        for wrong in ["ada", "ada@", "ada@example", "a da@example.org", "ada@@example.org"] {
            assert_eq!(of(mail(), wrong), Some(Fault::NotAnEmail), "{wrong}");
        }
        let of_kind =
            |kind: &str, value: &str| of(json!({"Type": "ContentType", "ContentType": kind}), value);
        assert_eq!(of_kind("ValidDate", "2024-02-29"), None);
        assert_eq!(of_kind("ValidDate", "soon"), Some(Fault::NotADate));
        assert_eq!(of_kind("ValidZip", "SW1A 1AA"), None);
        assert_eq!(of_kind("ValidZip", "?"), Some(Fault::NotAPostalCode));
    }
}
