//! A survey file without what tells whose it is, for showing it to others: its structure stays, so that it runs as before.
//!
//! | what | becomes |
//! |---|---|
//! | texts that people wrote: questions, choices, names, messages | as many letters `x`; markup, piped text and digits stay |
//! | ids of surveys, users, brands' things (`SV_…`, `UR_…`) | ids that are counted, one for each, everywhere the same |
//! | the brand | `brand` |
//! | e-mail addresses | `person1@example.org`, everywhere the same |
//! | passwords, tokens, keys, headers and values that are sent elsewhere | as many letters `x` |
//! | users, passwords and values in addresses of the web | taken out, or `x` |
//! | scripts of questions | a comment that says that one was there |
//!
//! What logic compares with, values of embedded data, recode values and names of variables stay: the survey would run otherwise
//! without them. What is in them of people besides addresses must be looked for by whoever shows the file.

mod texts;

use std::collections::HashMap;

use model::survey::SurveyFile;
use serde_json::{Map, Value};

use texts::{addresses, hidden, prose};

/// The file without names, addresses, ids, tokens and passwords.
#[must_use]
pub fn scrubbed(file: &SurveyFile) -> SurveyFile {
    let brand = file.entry.get("SurveyBrandID").and_then(Value::as_str).filter(|brand| !brand.is_empty());
    let mut scrub = Scrub { brand: brand.map(str::to_owned), ids: HashMap::new(), people: HashMap::new() };
    let mut file = file.clone();
    scrub.members(&mut file.entry);
    for element in &mut file.elements {
        // Names that the element repeats of its payload; a question's description is a text.
        if let Some(name) = element.get_mut("SecondaryAttribute")
            && let Value::String(text) = name
            && text.parse::<u64>().is_err()
            && !KEPT_NAMES.contains(&text.as_str())
        {
            *text = prose(text);
        }
        scrub.members(element);
    }
    scrub.members(&mut file.rest);
    file
}

/// Members that hold a text which people wrote for people.
const PROSE: &[&str] = &[
    "QuestionText",
    "QuestionText_Unsafe",
    "QuestionText_Safe",
    "QuestionDescription",
    "Display",
    "Description",
    "SkipToDescription",
    "SurveyName",
    "SurveyDescription",
    "SurveyTitle",
    "SurveyMetaDescription",
    "Header",
    "Footer",
    "NextButton",
    "PreviousButton",
    "Message",
    "Name",
    "GroupLabel",
    "NotApplicableText",
    "ScreenOutName",
    "QuotaName",
    "GraphicsDescription",
    "ScreenCaptureText",
    "CustomLanguages",
    "Word",
    "HighlightText",
];
/// Members that hold a secret, or what is sent to somebody else with one.
const SECRET: &[&str] = &[
    "Password",
    "BlockPassword",
    "Key",
    "Headers",
    "RequestParams",
    "Body",
    "EditBodyParams",
    "cas",
    "ldap",
    "token",
];
/// What elements are called that every file has.
const KEPT_NAMES: &[&str] = &["Default Response Set"];
/// A UUID names a link.
const PREVIEW: &str = "PreviewID";
const NO_PREVIEW: &str = "00000000-0000-0000-0000-000000000000";
const NO_SCRIPT: &str = "/* a script was here */";

struct Scrub {
    brand: Option<String>,
    /// What each id has become.
    ids: HashMap<String, String>,
    /// What each e-mail address has become.
    people: HashMap<String, String>,
}

impl Scrub {
    fn members(&mut self, members: &mut Map<String, Value>) {
        // A block of the file may be keyed by its id.
        let keyed = members.keys().any(|name| self.identified(name) != *name);
        if keyed {
            let before = std::mem::take(members);
            members.extend(before.into_iter().map(|(name, value)| (self.identified(&name), value)));
        }
        for (name, value) in members.iter_mut() {
            self.member(name, value);
        }
    }

    fn member(&mut self, name: &str, value: &mut Value) {
        match (name, &mut *value) {
            ("QuestionJS", Value::String(script)) if !script.is_empty() => *script = NO_SCRIPT.to_owned(),
            (PREVIEW, Value::String(id)) => *id = NO_PREVIEW.to_owned(),
            (name, value) if SECRET.contains(&name) => every_text(value, &mut |text| hidden(text)),
            (name, Value::String(text)) if PROSE.contains(&name) => *text = self.plain(&prose(text)),
            // The rows of a loop are texts for respondents; so are what the author entered beforehand.
            ("Static", value) => every_text(value, &mut |text| self.plain(&prose(text))),
            ("DefaultChoices" | "Labels" | "ColumnLabels", value) => {
                every_text(value, &mut |text| self.plain(&prose(text)));
            }
            (_, value) => self.value(value),
        }
    }

    fn value(&mut self, value: &mut Value) {
        match value {
            Value::String(text) => *text = self.plain(text),
            Value::Array(list) => list.iter_mut().for_each(|item| self.value(item)),
            Value::Object(members) => self.members(members),
            Value::Null | Value::Bool(_) | Value::Number(_) => {}
        }
    }

    /// A text without ids, addresses and credentials.
    fn plain(&mut self, text: &str) -> String {
        if self.brand.as_deref() == Some(text) {
            return "brand".to_owned();
        }
        let text = addresses(text, self.brand.as_deref());
        let text = self.without_people(&text);
        self.identified(&text)
    }

    /// Every id in a text replaced.
    fn identified(&mut self, text: &str) -> String {
        let mut out = String::with_capacity(text.len());
        let mut rest = text;
        while let Some(place) = rest.find('_') {
            let (before, after) = rest.split_at(place + 1);
            let letters = before[..place].bytes().rev().take_while(u8::is_ascii_uppercase).count();
            let digits = after.bytes().take_while(u8::is_ascii_alphanumeric).count();
            let begins = before[..place - letters].chars().next_back();
            let is_id = (1..=4).contains(&letters)
                && (11..=15).contains(&digits)
                && begins.is_none_or(|before| !before.is_ascii_alphanumeric() && before != '_');
            if is_id {
                let start = place - letters;
                let id = &rest[start..=place + digits];
                out.push_str(&rest[..start]);
                out.push_str(&self.another(id));
                rest = &rest[place + 1 + digits..];
            } else {
                out.push_str(before);
                rest = after;
            }
        }
        out.push_str(rest);
        out
    }

    fn another(&mut self, id: &str) -> String {
        let number = self.ids.len() + 1;
        let (prefix, digits) = id.split_once('_').unwrap_or((id, ""));
        let made = || format!("{prefix}_{number:0width$}", width = digits.len());
        self.ids.entry(id.to_owned()).or_insert_with(made).clone()
    }

    /// Every e-mail address in a text replaced.
    fn without_people(&mut self, text: &str) -> String {
        let mut out = String::with_capacity(text.len());
        let mut rest = text;
        while let Some(at) = rest.find('@') {
            let is_part = |letter: char| letter.is_alphanumeric() || "._%+-".contains(letter);
            let own = rest[..at]
                .chars()
                .rev()
                .take_while(|letter| is_part(*letter))
                .map(char::len_utf8)
                .sum::<usize>();
            let host = rest[at + 1..]
                .chars()
                .take_while(|letter| letter.is_alphanumeric() || ".-".contains(*letter));
            let host = host.map(char::len_utf8).sum::<usize>();
            let domain = rest[at + 1..at + 1 + host].trim_end_matches(['.', '-']);
            if own > 0 && domain.contains('.') {
                let end = at + 1 + domain.len();
                let number = self.people.len() + 1;
                let known = self.people.entry(rest[at - own..end].to_lowercase());
                out.push_str(&rest[..at - own]);
                out.push_str(known.or_insert_with(|| format!("person{number}@example.org")));
                rest = &rest[end..];
            } else {
                out.push_str(&rest[..=at]);
                rest = &rest[at + 1..];
            }
        }
        out.push_str(rest);
        out
    }
}

fn every_text(value: &mut Value, change: &mut dyn FnMut(&str) -> String) {
    match value {
        Value::String(text) => *text = change(text),
        Value::Array(list) => list.iter_mut().for_each(|item| every_text(item, change)),
        Value::Object(members) => members.values_mut().for_each(|item| every_text(item, change)),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn file(elements: Value) -> SurveyFile {
        let entry = json!({
            "SurveyID": "SV_1a2B3c4D5e6F7g8", "SurveyName": "Ada's study", "SurveyBrandID": "acme",
            "SurveyOwnerID": "UR_0aB1cD2eF3gH4iJ",
        });
        let blocks = json!([
            { "Element": "BL", "SurveyID": "SV_1a2B3c4D5e6F7g8", "Payload": [] },
            { "Element": "FL", "Payload": { "Flow": [] } },
        ]);
        let elements =
            blocks.as_array().unwrap().iter().chain(elements.as_array().unwrap()).cloned().collect();
        crate::qsf::from_value(json!({ "SurveyEntry": entry, "SurveyElements": Value::Array(elements) }))
            .unwrap()
    }

    #[test]
    fn each_kind_of_thing_is_taken_out_and_the_rest_stays() {
        let rows = [
            (
                "QuestionText",
                "Dear <b>Ada</b>,&nbsp;${e://Field/name} 5!",
                "Xxxx <b>Xxx</b>,&nbsp;${e://Field/name} 5!",
            ),
            ("Display", "Größe", "Xxxxx"),
            ("QuestionJS", "fetch('https://x.example/?k=1')", NO_SCRIPT),
            ("Password", "hunter2", "xxxxxxx"),
            ("PreviewID", "b3a1c2d4-0000-4000-8000-000000000000", NO_PREVIEW),
            ("RightOperand", "gold", "gold"),
            (
                "Value",
                "write to Ada.L@uni.example.org, or ada.l@uni.example.org.",
                "write to person1@example.org, or person1@example.org.",
            ),
            ("SkinLibrary", "acme", "brand"),
            (
                "EOSRedirectURL",
                "https://u:pw@acme.qualtrics.com/jfe/form/SV_9z8y7x6w5v4u3t2?id=${e://Field/PID}&key=abc",
                "https://brand.qualtrics.com/jfe/form/SV_000000000000003?id=${e://Field/PID}&key=xxx",
            ),
            ("Locator", "q://QID1/SelectableChoice/2", "q://QID1/SelectableChoice/2"),
            ("FlowID", "FL_12", "FL_12"),
            ("DataExportTag", "my_variable_of_interest", "my_variable_of_interest"),
        ];
        let payload: Map<String, Value> =
            rows.iter().map(|(name, given, _)| ((*name).to_owned(), json!(given))).collect();
        let scrubbed = scrubbed(&file(json!([{ "Element": "XX", "Payload": payload }])));
        let told = scrubbed.payload("XX").unwrap();
        for (name, given, expected) in rows {
            assert_eq!(told[name], expected, "{name}: {given}");
        }
        assert_eq!(scrubbed.entry["SurveyName"], "Xxx'x xxxxx");
        assert_eq!(scrubbed.entry["SurveyID"], "SV_000000000000001");
        assert_eq!(scrubbed.elements[0]["SurveyID"], "SV_000000000000001", "the same everywhere");
        assert_eq!(scrubbed.entry["SurveyOwnerID"], "UR_000000000000002");
    }

    #[test]
    fn what_is_sent_elsewhere_and_shown_in_loops_is_hidden_too() {
        let payload = json!({
            "Headers": [{ "key": "X-API-TOKEN", "value": "abc" }],
            "Body": { "id": "${e://Field/id}", "secret": "s3" },
            "LoopingOptions": { "Static": { "1": { "1": "Ada" } } },
            "DefaultChoices": { "TEXT": { "Text": "Ada ${m://FirstName}" } },
        });
        let told = scrubbed(&file(
            json!([{ "Element": "XX", "SecondaryAttribute": "For Ada", "Payload": payload }]),
        ));
        assert_eq!(told.elements[2]["SecondaryAttribute"], "Xxx Xxx");
        let told = told.payload("XX").unwrap();
        assert_eq!(told["Headers"], json!([{ "key": "xxxxxxxxxxx", "value": "xxx" }]));
        assert_eq!(told["Body"], json!({ "id": "${e://Field/id}", "secret": "xx" }));
        assert_eq!(told["LoopingOptions"]["Static"]["1"]["1"], "Xxx");
        assert_eq!(told["DefaultChoices"]["TEXT"]["Text"], "Xxx ${m://FirstName}");
    }

    #[test]
    fn odd_texts_end() {
        for text in [
            "@",
            "a@",
            "@b.c",
            "a@b",
            "a@b.",
            "_",
            "__",
            "SV_",
            "http://",
            "https://@",
            "<",
            "${",
            "&",
            "&;",
            "é@é.é",
            "💥@x.y",
        ] {
            let mut scrub = Scrub { brand: None, ids: HashMap::new(), people: HashMap::new() };
            let _ = scrub.plain(&prose(text));
            let _ = (scrub.plain(text), hidden(text));
        }
    }
}
