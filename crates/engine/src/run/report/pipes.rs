//! Piped text and formulas in texts.

use model::limits::surveys::CALCULATION_LENGTH;
use serde_json::Value;

use super::lines::Lines;
use super::runs::{FUNCTIONS, PIPES, QUESTION_PIPES};
use super::words::{cut, each_text};

const NOTHING: &str = "nothing stands in its place";
const UNCOUNTED: &str = "nothing stands in the formula's place";

/// Looks for piped text in every text of a value.
pub(super) fn within(value: &Value, lines: &mut Lines, place: &dyn Fn() -> String) {
    each_text(value, &mut |text| of_text(text, lines, place));
}

fn of_text(text: &str, lines: &mut Lines, place: &dyn Fn() -> String) {
    let mut rest = text;
    while let Some((_, after)) = rest.split_once("${") {
        let Some((token, behind)) = after.split_once('}') else { break };
        of_token(token, NOTHING, lines, place);
        rest = behind;
    }
    text.split("$e{").skip(1).for_each(|behind| of_formula(behind, lines, place));
}

/// What a formula asks for, given with what stands behind it. It names values without brackets too, set apart by blanks.
fn of_formula(behind: &str, lines: &mut Lines, place: &dyn Fn() -> String) {
    let (mut depth, mut bare) = (0_usize, String::new());
    for (place_in_it, character) in behind.chars().enumerate() {
        match character {
            '{' => depth += 1,
            '}' if depth == 0 && place_in_it > CALCULATION_LENGTH => {
                return lines.add("a formula that is too long", UNCOUNTED, place);
            }
            '}' if depth == 0 => break,
            '}' => depth -= 1,
            // Those in brackets were looked at with the others of the text.
            _ if depth > 0 => {}
            '$' => bare.push(' '),
            _ => bare.push(character),
        }
    }
    let bare = bare.replace("&nbsp;", " ");
    let words = bare.split(|character: char| character.is_whitespace() || "()+*^,".contains(character));
    for word in words {
        if word.contains("://") {
            of_token(word, UNCOUNTED, lines, place);
        } else if let Some(name) =
            word.split(|character: char| !character.is_ascii_alphabetic()).find(|name| !name.is_empty())
            && !FUNCTIONS.contains(&name)
        {
            lines.add(format!("the function {} in a formula", cut(name)), UNCOUNTED, place);
        }
    }
}

fn of_token(token: &str, instead: &'static str, lines: &mut Lines, place: &dyn Fn() -> String) {
    let Some((scheme, path)) = token.split_once("://") else { return };
    if !runs(scheme, path, token) {
        lines.add(format!("piped text {}", kind(scheme, path)), instead, place);
    } else if let Some(missing) = lines.references.missing(scheme, path) {
        lines.add(format!("piped text of {missing}"), instead, place);
    }
}

fn runs(scheme: &str, path: &str, token: &str) -> bool {
    match scheme {
        "q" => is_value(path),
        "gr" | "qo" => PIPES.contains(&kind(scheme, path).as_str()),
        _ => PIPES.iter().any(|known| token.starts_with(known)),
    }
}

/// Whether a path of a question leads to a value: a text, what was picked or entered, a count of it.
pub(super) fn is_value(path: &str) -> bool {
    QUESTION_PIPES.contains(&what(path).as_str())
}

/// What of a question is piped: `ChoiceTextEntryValue`, `ChoiceGroup/SelectedChoices`.
fn what(path: &str) -> String {
    let mut parts = path.split('?').next().unwrap_or_default().split('/').skip(1);
    let first = parts.next().unwrap_or_default();
    match (first, parts.next()) {
        ("ChoiceGroup", Some(group)) => format!("{first}/{group}"),
        _ => first.to_owned(),
    }
}

/// The form of a token, without what it is about: `q://…/TotalSum`, `gr://…/Score`, `date://CurrentDate`.
fn kind(scheme: &str, path: &str) -> String {
    let what = match scheme {
        "q" => format!("…/{}", what(path)),
        "gr" | "qo" => format!("…/{}", path.split('/').nth(1).unwrap_or_default()),
        _ => path.split('/').next().unwrap_or_default().to_owned(),
    };
    format!("{}://{}", cut(scheme), cut(&what))
}
