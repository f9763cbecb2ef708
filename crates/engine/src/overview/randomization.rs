//! How the overview tells an order that an author put together (recorded for questions and blocks).

use serde_json::{Value, json};

/// An advanced randomization: which stand where they are, which are shuffled, of which some are shown, which never.
pub(super) fn advanced(details: Option<&Value>) -> Value {
    let advanced = details.and_then(|details| details.get("Advanced"));
    let member = |name: &str| advanced.and_then(|advanced| advanced.get(name));
    let list = |name: &str| match member(name) {
        Some(Value::Array(list)) => json!(list),
        _ => json!([]),
    };
    let even = details.and_then(|details| details.get("EvenPresentation"));
    let even = even.is_some_and(|even| even == &Value::Bool(true) || even.as_str() == Some("true"));
    json!({
        "type": "advanced",
        "options": {
            "fixedOrder": list("FixedOrder"),
            "randomizeAll": list("RandomizeAll"),
            "randomSubset": list("RandomSubSet"),
            "undisplayed": list("Undisplayed"),
            "totalRandomSubset": number(member("TotalRandSubset")),
            "evenPresentation": even,
        },
    })
}

/// A number, which files also write as a text; 0 where there is none.
pub(super) fn number(value: Option<&Value>) -> u64 {
    match value {
        Some(Value::String(text)) => text.trim().parse().unwrap_or(0),
        Some(other) => other.as_u64().unwrap_or(0),
        None => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_member_is_told_whatever_the_file_leaves_out() {
        let details = json!({
            "Advanced": {
                "FixedOrder": ["QID1", "{~Randomized~}", "{~SubSet~}"],
                "RandomizeAll": ["QID2"],
                "RandomSubSet": ["QID3", "QID4"],
                "TotalRandSubset": "1",
            },
            "EvenPresentation": true,
        });
        let expected = json!({
            "type": "advanced",
            "options": {
                "fixedOrder": ["QID1", "{~Randomized~}", "{~SubSet~}"],
                "randomizeAll": ["QID2"],
                "randomSubset": ["QID3", "QID4"],
                "undisplayed": [],
                "totalRandomSubset": 1,
                "evenPresentation": true,
            },
        });
        assert_eq!(advanced(Some(&details)), expected);
        let nothing = advanced(None)["options"].take();
        assert_eq!((&nothing["fixedOrder"], &nothing["evenPresentation"]), (&json!([]), &json!(false)));
    }
}
