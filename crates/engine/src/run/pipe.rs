//! Piped text: `${scheme://path}` in texts, choices and values (api/qsf.md section 11).

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use super::chance::Chance;
use super::logic;
use super::order;
use super::scope::{self, Scope};
use crate::html::plain;

/// What a text with piped values is used as.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Into {
    /// HTML: values are escaped, so that nobody's answer becomes markup.
    Html,
    /// Plain text.
    Text,
    /// A web address: values are percent-encoded.
    Address,
}

/// All but letters, digits and the marks that RFC 3986 calls unreserved.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~');

/// The text with its tokens replaced; unknown ones by nothing. `place` tells the random numbers of one place from those
/// of another.
pub(super) fn text(scope: Scope<'_>, source: &str, into: Into, place: &str) -> String {
    let mut out = String::with_capacity(source.len());
    let mut rest = source;
    while let Some(start) = rest.find("${") {
        let Some(length) = rest[start..].find('}') else { break };
        let name = &rest[start + 2..start + length];
        out.push_str(&rest[..start]);
        if name.contains("://") {
            let value = token(scope, name, place).unwrap_or_default();
            match into {
                Into::Html => escape(&value, &mut out),
                Into::Text => out.push_str(&value),
                Into::Address => out.extend(utf8_percent_encode(&value, RESERVED)),
            }
        } else {
            out.push_str(&rest[start..=start + length]);
        }
        rest = &rest[start + length + 1..];
    }
    out.push_str(rest);
    out
}

/// The value of one token, without `${` and `}`; `None` if it is not understood.
pub(super) fn token(scope: Scope<'_>, name: &str, place: &str) -> Option<String> {
    let (scheme, path) = name.split_once("://")?;
    match scheme {
        "e" | "ed" => Some(scope.embedded(path.strip_prefix("Field/").unwrap_or(path)).to_owned()),
        "lm" => scope.loop_field(path),
        "m" => Some(recipient(scope, path).to_owned()),
        "q" => question(scope, path),
        "rand" => random(scope, path, name, place),
        _ => None,
    }
}

fn question(scope: Scope<'_>, path: &str) -> Option<String> {
    let path = path.replace("%23", "#");
    let path = path.split('?').next()?;
    let mut parts = path.split('/');
    let (question, key) = scope.question(parts.next()?)?;
    let what = parts.next()?;
    let rest: Vec<&str> = parts.collect();
    let language = &scope.state.language;
    let texts = |ids: &[&str]| {
        let list = if question.answers.is_empty() || !ids.iter().all(|id| question.choice(id).is_none()) {
            (&question.choices, "Choices")
        } else {
            (&question.answers, "Answers")
        };
        let text = |id: &&str| {
            let choice = list.0.iter().find(|choice| choice.id == **id)?;
            Some(plain(scope::choice_text(question, list.1, choice, language)))
        };
        ids.iter().filter_map(text).collect::<Vec<_>>().join(", ")
    };
    Some(match what {
        "ChoiceTextEntryValue" | "ChoiceNumericEntryValue" => {
            logic::entry(scope, question, &key, &rest).to_owned()
        }
        "QuestionText" | "QuestionDescription" => plain(scope::question_text(question, language)),
        "ChoiceDescription" => texts(&rest),
        "SelectedChoicesRecode" => {
            let picked = scope.picked(question, &key);
            let recode = |id: &&str| question.choice(id).map(|choice| choice.recode.clone());
            picked.iter().filter_map(recode).collect::<Vec<_>>().join(", ")
        }
        "TotalSum" => {
            let sum: f64 = question
                .choices
                .iter()
                .filter_map(|choice| scope.text(&format!("{key}_{}", choice.id)).parse::<f64>().ok())
                .sum();
            sum.to_string()
        }
        "ChoiceGroup" => {
            let offered = order::choices(scope, question, &key);
            let picked = scope.picked(question, &key);
            match rest.first().copied()? {
                "SelectedChoices" => texts(&picked),
                "SelectedChoicesTextEntry" => {
                    let text = |id: &&str| match scope.text(&format!("{key}_{id}_TEXT")) {
                        "" => texts(&[id]),
                        written => written.to_owned(),
                    };
                    picked.iter().map(text).collect::<Vec<_>>().join(", ")
                }
                "UnselectedChoices" => {
                    let ids: Vec<&str> = offered.iter().map(|choice| choice.id.as_str()).collect();
                    texts(&ids.into_iter().filter(|id| !picked.contains(id)).collect::<Vec<_>>())
                }
                "DisplayedChoices" => {
                    texts(&offered.iter().map(|choice| choice.id.as_str()).collect::<Vec<_>>())
                }
                "AllChoices" | "EntireChoiceGroup" => {
                    texts(&question.choices.iter().map(|choice| choice.id.as_str()).collect::<Vec<_>>())
                }
                "SelectedAnswers" => {
                    let row = rest.get(1).copied().unwrap_or_default();
                    let ids: Vec<&str> =
                        scope.entered(&format!("{key}_{row}")).iter().map(String::as_str).collect();
                    texts(&ids)
                }
                _ => return None,
            }
        }
        _ => return None,
    })
}

/// What is known of an invited person; kept among the embedded data under the names exports give it.
fn recipient<'a>(scope: Scope<'a>, name: &str) -> &'a str {
    match name {
        "FirstName" => scope.embedded("RecipientFirstName"),
        "LastName" => scope.embedded("RecipientLastName"),
        "Email" | "Email1" => scope.embedded("RecipientEmail"),
        "ExternalDataReference" | "ExternalReference" => scope.embedded("ExternalDataReference"),
        _ => scope.embedded(name),
    }
}

/// `rand://int/1:100`: both ends included.
fn random(scope: Scope<'_>, path: &str, name: &str, place: &str) -> Option<String> {
    let (low, high) = path.strip_prefix("int/")?.split_once(':')?;
    let (low, high): (i64, i64) = (low.trim().parse().ok()?, high.trim().parse().ok()?);
    let (low, high) = (low.min(high), low.max(high));
    let width = high.checked_sub(low)?.checked_add(1)?;
    let row = scope.row.map_or("", |(_, row)| row);
    let mut chance = Chance::at(scope.state.seed, &format!("{row} {place} {name}"));
    Some((low + chance.below(width as u64) as i64).to_string())
}

fn escape(value: &str, out: &mut String) {
    for character in value.chars() {
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            _ => out.push(character),
        }
    }
}
