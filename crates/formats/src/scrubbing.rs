//! A survey file without what tells whose it is, for showing it to others: its structure stays, so that it runs as before.
//!
//! Only what is known to tell of nobody stays; all else is replaced.
//!
//! | what | becomes |
//! |---|---|
//! | kinds, settings, places in the survey, names of variables and fields | stay |
//! | texts that people wrote: questions, choices, names, messages | `x` for letters and `0` for digits; tags and piped text stay |
//! | what logic compares, values of fields, recode values, fields of loops | words that are counted, equal ones alike |
//! | ids of surveys, users, brands' things (`SV_…`, `UR_…`) | ids that are counted, one for each, everywhere the same |
//! | the brand | `brand` |
//! | e-mail addresses | `person1@example.org`, everywhere the same |
//! | addresses of the web | a counted host; the parts of the path and the values of the query are `x` |
//! | passwords, tokens, keys, headers and values that are sent elsewhere | as many `x` |
//! | scripts of questions | a comment that says that one was there |
//! | members and elements that are not known | `x` and `0` |
//!
//! A comparison with a part of a word, or with what a web service answers, may be decided otherwise than before. Names of
//! variables and fields are the author's own: what they say of people must be looked for by whoever shows the file.

mod addresses;
mod compared;
mod members;
mod names;
mod texts;

use std::collections::HashSet;

use model::survey::SurveyFile;
use serde_json::{Map, Number, Value};

use addresses::scrubbed_address;
use compared::{as_compared, compared_texts, is_number, pattern_runs};
use members::{ELEMENT_NAMES, ELEMENTS, KEPT_WHOLE, Kind, WORDS, kind};
use names::Names;
use texts::{Piece, hidden, is_date, is_locator, is_place, letters, pieces, token};

/// The file without names, addresses, ids, tokens and passwords.
#[must_use]
pub fn scrubbed(file: &SurveyFile) -> SurveyFile {
    let brand = file.entry.get("SurveyBrandID").and_then(Value::as_str).filter(|brand| !brand.is_empty());
    let mut scrub = Scrub {
        brand: brand.map(str::to_owned),
        names: Names::default(),
        compared: file.elements.iter().flat_map(compared_texts).collect(),
        languages: languages(file),
        drill_down: false,
    };
    let mut file = file.clone();
    scrub.members(&mut file.entry, Kind::Unknown);
    for element in &mut file.elements {
        scrub.element(element);
    }
    file.rest = std::mem::take(&mut file.rest)
        .into_iter()
        .map(|(name, mut value)| {
            scrub.hide(&mut value);
            (scrub.hidden_name(&name), value)
        })
        .collect();
    file
}

/// A UUID names a link.
const PREVIEW: &str = "PreviewID";
const NO_PREVIEW: &str = "00000000-0000-0000-0000-000000000000";
const NO_SCRIPT: &str = "/* a script was here */";
/// More digits may be a telephone's number or somebody's own.
const DIGITS: usize = 6;

/// Codes of languages, with which logic compares what the server itself fills in.
fn languages(file: &SurveyFile) -> HashSet<String> {
    let listed = file.payload("SO").and_then(|options| options.get("AvailableLanguages"));
    let listed = listed.and_then(Value::as_object).into_iter().flat_map(Map::keys);
    let base = file.entry.get("SurveyLanguage").and_then(Value::as_str);
    let all = listed.map(String::as_str).chain(base);
    all.filter(|code| (2..=7).contains(&code.len()) && code.is_ascii()).map(str::to_owned).collect()
}

struct Scrub {
    brand: Option<String>,
    names: Names,
    /// What logic compares with: a text that is shown and equal to one stays equal to it.
    compared: HashSet<String>,
    languages: HashSet<String>,
    /// Whether the texts of choices are compared with each other, as those of a drill down are.
    drill_down: bool,
}

impl Scrub {
    fn element(&mut self, element: &mut Map<String, Value>) {
        let code = element.get("Element").and_then(Value::as_str).unwrap_or_default().to_owned();
        let known = ELEMENTS.contains(&code.as_str());
        let question = element.get("Payload").and_then(|payload| payload.get("QuestionType"));
        self.drill_down = question.and_then(Value::as_str) == Some("DD");
        for (name, value) in element.iter_mut() {
            match (name.as_str(), &mut *value) {
                ("Element", Value::String(code)) => {
                    let plain = code.len() <= 5 && code.bytes().all(|letter| letter.is_ascii_uppercase());
                    *code = if plain { std::mem::take(code) } else { letters(code) };
                }
                // What the element repeats of its payload.
                ("PrimaryAttribute" | "SecondaryAttribute" | "TertiaryAttribute", Value::String(text)) => {
                    let number = text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
                    let stays = ELEMENT_NAMES.contains(&text.as_str()) || number && text.len() <= DIGITS;
                    *text = if stays { std::mem::take(text) } else { self.prose("", text) };
                }
                (name, value) if known => self.member(name, value, Kind::Unknown),
                (_, value) => self.hide(value),
            }
        }
    }

    fn members(&mut self, members: &mut Map<String, Value>, within: Kind) {
        // A block of the file may be keyed by its id.
        if members.keys().any(|name| self.verbatim(name) != *name) {
            let before = std::mem::take(members);
            members.extend(before.into_iter().map(|(name, value)| (self.verbatim(&name), value)));
        }
        let text = |name: &str| members.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
        let (operator, left) = (text("Operator"), text("LeftOperand"));
        for (name, value) in members.iter_mut() {
            match value {
                Value::String(text) if name == "RightOperand" && within != Kind::Secret => {
                    *text = self.right_operand(&operator, &left, text);
                }
                value => self.member(name, value, within),
            }
        }
    }

    fn member(&mut self, name: &str, value: &mut Value, within: Kind) {
        let kind = match (within, kind(name)) {
            (Kind::Secret, _) => Kind::Secret,
            (within, Kind::Unknown) => within,
            (_, own) => own,
        };
        match value {
            Value::String(text) if text.is_empty() => {}
            Value::String(script) if name == "QuestionJS" => *script = NO_SCRIPT.to_owned(),
            Value::String(id) if name == PREVIEW => *id = NO_PREVIEW.to_owned(),
            Value::String(text) => *text = self.text(name, kind, text),
            Value::Array(list) => list.iter_mut().for_each(|item| self.member(name, item, kind)),
            // What is new in an object of settings is not known.
            Value::Object(members) if kind == Kind::Kept && !KEPT_WHOLE.contains(&name) => {
                self.members(members, Kind::Unknown);
            }
            Value::Object(members) => self.members(members, kind),
            Value::Number(number) if kind != Kind::Kept && number.to_string().len() > DIGITS => {
                *number = Number::from(0);
            }
            Value::Null | Value::Bool(_) | Value::Number(_) => {}
        }
    }

    fn text(&mut self, name: &str, kind: Kind, text: &str) -> String {
        match kind {
            _ if self.brand.as_deref() == Some(text) => "brand".to_owned(),
            Kind::Secret => hidden(text),
            Kind::Kept if text.len() <= 200 && !text.contains("http") => self.verbatim(text),
            Kind::Prose => self.prose(name, text),
            Kind::Compared => self.comparable(text),
            Kind::Kept | Kind::Unknown => {
                if WORDS.contains(&text) || is_number(text, DIGITS) || is_date(text) || is_locator(text) {
                    self.verbatim(text)
                } else {
                    self.opaque(text)
                }
            }
        }
    }

    fn prose(&mut self, name: &str, text: &str) -> String {
        let equal = || self.compared.contains(&as_compared(text));
        if self.drill_down && name == "Display" || equal() {
            self.comparable(text)
        } else if is_number(text, DIGITS) {
            text.to_owned()
        } else {
            self.opaque(text)
        }
    }

    /// What a condition compares with.
    fn right_operand(&mut self, operator: &str, left: &str, text: &str) -> String {
        // A bound is a setting; the server's own fields have words of the format.
        let bound = ["Greater", "Less"].iter().any(|part| operator.contains(part)) && is_number(text, 20);
        let own = left.trim_start_matches("e://Field/").starts_with("Q_");
        let word = text.len() <= 20 && text.bytes().all(|byte| byte.is_ascii_alphanumeric());
        if bound || own && word || is_locator(text) {
            self.verbatim(text)
        } else if operator.contains("Regex") {
            let runs = pattern_runs(text);
            runs.into_iter()
                .map(|(run, words)| if words { self.names.word(run) } else { run.to_owned() })
                .collect()
        } else {
            self.comparable(text)
        }
    }

    /// A text without words of people that stays equal to what it was equal to.
    fn comparable(&mut self, text: &str) -> String {
        if is_date(text) || is_number(text, DIGITS) {
            return text.to_owned();
        }
        let many = text.bytes().filter(u8::is_ascii_digit).count() > DIGITS;
        self.without(text, |scrub, word| {
            let number = word.bytes().all(|byte| byte.is_ascii_digit());
            if WORDS.contains(&word) || scrub.languages.contains(word) || number && !many {
                word.to_owned()
            } else {
                scrub.names.word(word)
            }
        })
    }

    /// A text of which only the shape is left.
    fn opaque(&mut self, text: &str) -> String {
        self.without(text, |_, word| if is_place(word) { word.to_owned() } else { letters(word) })
    }

    fn without(&mut self, text: &str, mut word: impl FnMut(&mut Self, &str) -> String) -> String {
        let found = pieces(text);
        let mut out = String::with_capacity(text.len());
        for piece in found {
            match piece {
                Piece::Markup(parts) => {
                    for (part, says) in parts {
                        out.push_str(&if says {
                            self.opaque(part).replace('"', "'")
                        } else {
                            part.to_owned()
                        });
                    }
                }
                Piece::Reference(text) => out.push_str(text),
                Piece::Piped(text) => out.push_str(&self.verbatim(&token(text))),
                Piece::Person(address) => out.push_str(&self.names.person(address)),
                Piece::Address(address) => out.push_str(&scrubbed_address(address, &mut self.names)),
                Piece::Id(id) => out.push_str(&self.names.id(id)),
                Piece::Word(text) => out.push_str(&word(self, text)),
                Piece::Between(one) => out.push(one),
            }
        }
        out
    }

    /// The text as it is, with its ids and e-mail addresses replaced.
    fn verbatim(&mut self, text: &str) -> String {
        let text = self.names.identified(text);
        if !text.contains('@') {
            return text;
        }
        let mut out = String::with_capacity(text.len());
        let mut rest = text.as_str();
        while let Some(first) = rest.chars().next() {
            match texts::word(rest) {
                Some((end, Piece::Person(address))) => {
                    out.push_str(&self.names.person(address));
                    rest = &rest[end..];
                }
                found => {
                    let end = found.map_or(first.len_utf8(), |(end, _)| end);
                    out.push_str(&rest[..end]);
                    rest = &rest[end..];
                }
            }
        }
        out
    }

    /// Everything in a value of which nothing is known.
    fn hide(&mut self, value: &mut Value) {
        match value {
            Value::String(text) if self.brand.as_deref() == Some(text) => "brand".clone_into(text),
            Value::String(text) => *text = self.opaque(text),
            Value::Array(list) => list.iter_mut().for_each(|item| self.hide(item)),
            Value::Object(members) => {
                let before = std::mem::take(members);
                for (name, mut value) in before {
                    self.hide(&mut value);
                    members.insert(self.hidden_name(&name), value);
                }
            }
            Value::Number(number) => *number = Number::from(0),
            Value::Null | Value::Bool(_) => {}
        }
    }

    /// A member's name stays where it looks like one.
    fn hidden_name(&mut self, name: &str) -> String {
        let plain = name.len() <= 40 && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
        let many = name.bytes().filter(u8::is_ascii_digit).count() > DIGITS;
        let changed = self.names.identified(name);
        if changed != name || plain && !many { changed } else { self.names.word(name) }
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
                "Xxxx <b>Xxx</b>,&nbsp;${e://Field/name} 0!",
            ),
            ("Display", "Größe", "Xxxxx"),
            ("QuestionJS", "fetch('https://x.example/?k=1')", NO_SCRIPT),
            ("Password", "hunter2", "xxxxxxx"),
            ("PreviewID", "b3a1c2d4-0000-4000-8000-000000000000", NO_PREVIEW),
            ("RightOperand", "gold", "word1"),
            (
                "Value",
                "write to Ada.L@uni.example.org, or ada.l@uni.example.org.",
                "word2 word3 person1@example.org, word4 person1@example.org.",
            ),
            ("SkinLibrary", "acme", "brand"),
            (
                "EOSRedirectURL",
                "https://u:pw@acme.qualtrics.com/jfe/form/SV_9z8y7x6w5v4u3t2?id=${e://Field/PID}&key=abc",
                "https://site1.example/xxx/xxxx/SV_000000000000003?id=${e://Field/PID}&key=xxx",
            ),
            ("Locator", "q://QID1/SelectableChoice/2", "q://QID1/SelectableChoice/2"),
            ("FlowID", "FL_12", "FL_12"),
            ("DataExportTag", "my_variable_of_interest", "my_variable_of_interest"),
        ];
        let payload: Map<String, Value> =
            rows.iter().map(|(name, given, _)| ((*name).to_owned(), json!(given))).collect();
        let scrubbed = scrubbed(&file(json!([{ "Element": "TR", "Payload": payload }])));
        let told = scrubbed.payload("TR").unwrap();
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
            json!([{ "Element": "SO", "SecondaryAttribute": "For Ada", "Payload": payload }]),
        ));
        assert_eq!(told.elements[2]["SecondaryAttribute"], "Xxx Xxx");
        let told = told.payload("SO").unwrap();
        assert_eq!(told["Headers"], json!([{ "key": "xxxxxxxxxxx", "value": "xxx" }]));
        assert_eq!(told["Body"], json!({ "id": "${e://Field/id}", "secret": "xx" }));
        assert_eq!(told["LoopingOptions"]["Static"]["1"]["1"], "Word1");
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
            "<b",
            "<b =",
            "<b a=\"",
            "<!--",
            "<b é='>",
            "&é;",
            "a\\",
            "${",
            "&",
            "&;",
            "é@é.é",
            "💥@x.y",
        ] {
            let mut told = file(json!([{ "Element": "SO", "Payload": {} }]));
            for name in ["QuestionText", "Type", "RightOperand", "Password", "Other"] {
                told.elements[2].insert(name.to_owned(), json!(text));
            }
            told.rest.insert(text.to_owned(), json!(text));
            let _ = scrubbed(&told);
        }
    }

    #[test]
    fn what_is_not_known_is_hidden_and_what_logic_compares_stays_equal() {
        let flow = json!({ "Type": "Root", "FlowID": "FL_1", "Flow": [
            { "Type": "EmbeddedData", "FlowID": "FL_3", "EmbeddedData": [
                { "Type": "Custom", "Field": "who", "Value": "Siegfried Trelawney" },
                { "Type": "Custom", "Field": "call", "Value": "+49 170 123456" } ] },
            { "Type": "Branch", "FlowID": "FL_4", "BranchLogic": { "0": {
                "0": { "LogicType": "EmbeddedField", "LeftOperand": "who", "Operator": "EqualTo",
                    "RightOperand": "SIEGFRIED Trelawney" },
                "1": { "LogicType": "EmbeddedField", "LeftOperand": "x", "Operator": "GreaterThan",
                    "RightOperand": "1000000" },
                "2": { "LogicType": "EmbeddedField", "LeftOperand": "x", "Operator": "MatchesRegex",
                    "RightOperand": "^\\bAda[a-z]{2}\\d+$" },
                "3": { "LogicType": "EmbeddedField", "LeftOperand": "Q_Language", "Operator": "EqualTo",
                    "RightOperand": "DE" } } }, "Flow": [] } ] });
        let mut whole = file(json!([
                   { "Element": "SO", "Payload": { "RefererURL": "https://intranet.acme-corp.com/a?b=c&d",
                       "Header": "<img src='https://acme.co1.qualtrics.com/CP/Graphic.php?IM=IM_5aB1cD2eF3gH4iZ' alt='Ada'>",
                       "TriggerAction": { "FromName": "Ludwig Xaverius" }, "BackButton": "true", "Whatever": "5" } },
                   { "Element": "XX", "PrimaryAttribute": "of Ada", "Payload": { "deep": [{ "Ada L": "Wolfram", "n": 7 }] } },
                   { "Element": "SQ", "PrimaryAttribute": "QID1", "SecondaryAttribute": "Call +49 170 1234567",
                       "Payload": { "QuestionText": "x < 5 Ada > 3 <john doe> &#65;", "QuestionID": "QID1", "QuestionType": "MC", "Selector": "SAVR", "QuestionDescription": "x",
        "DataExportTag": "Q1",
                           "Choices": { "1": { "Display": "<b>Siegfried</b> Trelawney" }, "2": { "Display": "7" } } } },
               ]));
        whole.elements[1]["Payload"] = flow;
        whole.rest.insert("Extra".into(), json!({ "x": "Ferdinand" }));
        let told = scrubbed(&whole);
        let flow = &told.payload("FL").unwrap()["Flow"];
        assert_eq!(flow[0]["EmbeddedData"][0]["Value"], "Word1 Word2");
        assert_eq!(flow[0]["EmbeddedData"][1]["Value"], "+word3 word4 word5");
        let condition = |number: &str| flow[1]["BranchLogic"]["0"][number]["RightOperand"].clone();
        assert_eq!(condition("0"), "WORD1 Word2", "equal but for case, as before");
        assert_eq!(condition("1"), "1000000");
        assert_eq!(condition("2"), "^\\bWord6[a-z]{2}\\d+$");
        assert_eq!(condition("3"), "DE");
        let options = told.payload("SO").unwrap();
        assert_eq!(options["RefererURL"], "https://site1.example/x?b=x&x");
        assert_eq!(
            options["Header"],
            "<img src='https://site2.example/xx/xxxxxxxxxxx?IM=IM_000000000000003' alt='Xxx'>"
        );
        assert_eq!(options["TriggerAction"]["FromName"], "Xxxxxx Xxxxxxxx");
        assert_eq!((&options["BackButton"], &options["Whatever"]), (&json!("true"), &json!("5")));
        assert_eq!(told.payload("XX").unwrap(), &json!({ "deep": [{ "Word7": "Xxxxxxx", "n": 0 }] }));
        assert_eq!(told.elements[3]["PrimaryAttribute"], "xx Xxx");
        assert_eq!(told.elements[4]["PrimaryAttribute"], "QID1");
        assert_eq!(told.elements[4]["SecondaryAttribute"], "Xxxx +00 000 0000000");
        let question = told.payload("SQ").unwrap();
        assert_eq!(question["QuestionText"], "x < 0 Xxx > 0 <xxxx xxx> &#00;");
        assert_eq!(question["Choices"]["1"]["Display"], "<b>Word1</b> Word2", "logic compares with it");
        assert_eq!(question["Choices"]["2"]["Display"], "7");
        assert_eq!(told.rest, json!({ "Extra": { "x": "Xxxxxxxxx" } }).as_object().unwrap().clone());
    }
}
