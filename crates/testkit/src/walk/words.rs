//! Texts that somebody types.

use std::collections::BTreeSet;

use serde_json::Value;

use super::chance::Chance;
use super::field::Hints;

/// What somebody knows who was told what a survey is about: the words that its logic looks for, its password.
#[derive(Debug, Clone, Default)]
pub struct Knowledge {
    /// Words that its conditions compare answers with.
    pub words: Vec<String>,
    /// Embedded data fields that its conditions look at, each with a word that they look for.
    pub fields: Vec<(String, String)>,
    /// The survey's password.
    pub password: Option<String>,
}

/// The most words that are taken from a survey.
const WORDS: usize = 40;

impl Knowledge {
    /// What a survey file tells.
    #[must_use]
    pub fn of(file: &Value) -> Self {
        let (mut words, mut fields, mut password) = (BTreeSet::new(), BTreeSet::new(), None);
        let mut open = vec![file];
        while let Some(value) = open.pop() {
            match value {
                Value::Object(map) => {
                    let word = |name: &str| map.get(name).and_then(Value::as_str).map(str::to_owned);
                    if let Some(right) = word("RightOperand") {
                        words.insert(right.clone());
                        let is_field = word("LogicType").is_some_and(|kind| kind == "EmbeddedField");
                        fields.extend(word("LeftOperand").filter(|_| is_field).map(|left| (left, right)));
                    }
                    password = word("Password").or(password);
                    open.extend(map.values());
                }
                Value::Array(list) => open.extend(list),
                _ => {}
            }
        }
        let words = words.into_iter().filter(|word| !word.is_empty() && word.chars().count() < 100);
        Self {
            words: words.take(WORDS).collect(),
            fields: fields.into_iter().take(WORDS).collect(),
            password,
        }
    }

    /// What a link brings along, for every second respondent: some of the fields that conditions look at.
    #[must_use]
    pub fn brought(&self, seed: u64) -> Vec<(String, String)> {
        let mut chance = Chance::of(!seed);
        let mut brought: Vec<(String, String)> = Vec::new();
        for (name, value) in &self.fields {
            let is_new = brought.iter().all(|(known, _)| known != name);
            if seed % 2 == 1 && is_new && chance.percent(40) {
                brought.push((name.clone(), value.clone()));
            }
        }
        brought
    }
}

/// The numbers that a text names.
pub(super) fn numbers(text: &str) -> Vec<f64> {
    let parts = text.split(|character: char| !(character.is_ascii_digit() || matches!(character, '.' | '-')));
    parts.filter_map(|part| part.trim_end_matches('.').parse::<f64>().ok()).collect()
}

const TEXTS: &[&str] = &[
    "An answer of more than twenty-four characters, with \"quotes\" & <b>marks</b>",
    "Zażółć gęślą jaźń – 日本語 – עברית – 😀 and that is all I have to say about it",
    "a plain answer that goes on for some time and then ends without a full stop",
    "=1+1; ${e://Field/x} %41 and, for once, a;semicolon and\ta tab in the middle",
];
/// What somebody types that looks like a piped text, which it must stay.
pub(super) const TYPED_PIPE: &str = "${e://Field/x}";
const LINES: &str = "Two lines,\nof which the second is \"this one\";\n\nand a third, after an empty one.";

/// A text as the hints of its field ask.
pub(super) fn text(hints: &Hints, chance: &mut Chance, known: &Knowledge) -> String {
    let is_number = hints.keys == "decimal" || hints.keys == "numeric";
    let written = match hints.kind.as_str() {
        "number" | "range" => number(hints, chance),
        _ if is_number || hints.least.is_some() || hints.most.is_some() => number(hints, chance),
        "email" => "ada.lovelace@example.org".to_owned(),
        "tel" => "+1 555 010 0000".to_owned(),
        "date" => "2025-03-14".to_owned(),
        "time" => "10:30".to_owned(),
        "url" => "https://example.org/a?b=c".to_owned(),
        _ if chance.percent(25) && !known.words.is_empty() => {
            chance.pick(&known.words).cloned().unwrap_or_default()
        }
        "textarea" if chance.percent(50) => LINES.to_owned(),
        _ => chance.pick(TEXTS).copied().unwrap_or_default().to_owned(),
    };
    fitting(written, hints)
}

/// What somebody tries, one after another, whose text was refused with these words.
pub(super) fn tries(
    hints: &Hints,
    problems: &[String],
    chance: &mut Chance,
    known: &Knowledge,
) -> Vec<String> {
    let mut tries = vec![text(hints, chance, known)];
    for number in problems.iter().flat_map(|problem| numbers(problem)) {
        tries.extend([number, number + 1.0, number - 1.0].map(|number| number.to_string()));
        if (1.0..=10_000.0).contains(&number) {
            tries.push("letters ".repeat(1 + number as usize / 8).chars().take(number as usize).collect());
        }
    }
    let usual =
        ["42", "ada@example.org", "2025-03-14", "03/14/2025", "+1 555 010 0000", "90210", "Ohio", "a", "1"];
    tries.extend(usual.map(str::to_owned));
    tries.extend(TEXTS.iter().copied().map(str::to_owned));
    tries.extend(known.words.iter().cloned());
    tries.into_iter().map(|written| fitting(written, hints)).collect()
}

fn number(hints: &Hints, chance: &mut Chance) -> String {
    let least = hints.least.unwrap_or(if hints.most.is_some_and(|most| most < 18.0) { 0.0 } else { 18.0 });
    let most = hints.most.filter(|most| *most < 1e9).unwrap_or(least + 60.0);
    let step = hints.step.filter(|step| *step > 0.0).unwrap_or(1.0);
    let steps = ((most - least) / step).floor().clamp(0.0, 1e6) as usize;
    let number = least + step * chance.below(steps + 1) as f64;
    // Without the tail that binary fractions leave.
    let decimals = if step < 1.0 { (-step.log10()).ceil().clamp(0.0, 6.0) as usize } else { 0 };
    format!("{number:.decimals$}")
}

/// Not longer than the field takes, and not shorter.
fn fitting(written: String, hints: &Hints) -> String {
    let cut: String = written.chars().take(hints.longest.unwrap_or(usize::MAX)).collect();
    let missing = hints.shortest.unwrap_or(0).saturating_sub(cut.chars().count());
    cut + &"x".repeat(missing)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn numbers_keep_to_their_range_and_step() {
        let mut chance = Chance::of(1);
        let hints = Hints { least: Some(-1.0), most: Some(1.0), step: Some(0.1), ..Hints::default() };
        for _ in 0..100 {
            let number = text(&hints, &mut chance, &Knowledge::default());
            assert!((-1.0..=1.0).contains(&number.parse::<f64>().unwrap()) && number.len() <= 4, "{number}");
        }
    }

    #[test]
    fn what_conditions_look_for_is_known() {
        let known = Knowledge::of(&json!({ "a": [{ "RightOperand": "gold" }, { "Password": "open" }] }));
        assert_eq!((known.words, known.password), (vec!["gold".to_owned()], Some("open".to_owned())));
        assert_eq!(known.fields, []);
        assert_eq!(numbers("at least 3, at most 4.5."), [3.0, 4.5]);
    }
}
