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
#[cfg(test)]
mod tests;
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
