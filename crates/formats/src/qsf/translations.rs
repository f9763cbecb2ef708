//! The texts of a question by name, in its base language and in others (api/surveys.md section 2.9, api/qsf.md section 15).

use serde_json::{Map, Value, json};

use super::tolerant::{entries, text_of};

/// The name of a text: `QID1_QuestionText`, `QID1_Choice2`, `QID1_Answer3`, `QID1#2_QuestionText` of a column of a side-by-side
/// question. The original's names are not certain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TextName {
    /// The question.
    pub question: String,
    /// The column of a side-by-side question.
    pub column: Option<String>,
    /// Which of its texts.
    pub part: TextPart,
}

/// A text of a question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TextPart {
    /// The question itself.
    Question,
    /// A choice, of a grid a row.
    Choice(String),
    /// An answer, of a grid a column.
    Answer(String),
}

impl TextName {
    /// Reads a name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        let (whose, part) = name.rsplit_once('_')?;
        let (question, column) = match whose.split_once('#') {
            Some((question, column)) => (question, Some(column.to_owned())),
            None => (whose, None),
        };
        let numbered = |word: &str| part.strip_prefix(word).filter(|id| !id.is_empty()).map(str::to_owned);
        let part = match part {
            "QuestionText" => TextPart::Question,
            _ => match numbered("Choice") {
                Some(id) => TextPart::Choice(id),
                None => TextPart::Answer(numbered("Answer")?),
            },
        };
        (!question.is_empty()).then(|| Self { question: question.to_owned(), column, part })
    }
}

/// The texts of a question by name: those of its base language, or what is translated into another one.
#[must_use]
pub fn texts(question: &Map<String, Value>, language: Option<&str>) -> Vec<(String, Value)> {
    let id = text_of(question, "QuestionID");
    let mut found = of_part(question, &id, language);
    for (number, column) in entries(question.get("AdditionalQuestions")) {
        if let Some(column) = column.as_object() {
            found.extend(of_part(column, &format!("{id}#{number}"), language));
        }
    }
    found
}

fn of_part(part: &Map<String, Value>, whose: &str, language: Option<&str>) -> Vec<(String, Value)> {
    let texts = match language {
        None => Some(part),
        Some(language) => part.get("Language").and_then(|known| known.get(language)?.as_object()),
    };
    let Some(texts) = texts else { return Vec::new() };
    let mut found = Vec::new();
    if let Some(text) = texts.get("QuestionText").filter(|text| is_text(text)) {
        found.push((format!("{whose}_QuestionText"), text.clone()));
    }
    for (list, word) in [("Choices", "Choice"), ("Answers", "Answer")] {
        for (id, choice) in entries(texts.get(list)) {
            if let Some(text) = choice.get("Display").filter(|text| is_text(text)) {
                found.push((format!("{whose}_{word}{id}"), text.clone()));
            }
        }
    }
    found
}

fn is_text(value: &Value) -> bool {
    value.as_str().is_some_and(|text| !text.is_empty())
}

/// Sets a text of a question: in another language, where an empty one takes the translation away, or in its base language, which
/// is none that is named. False where the question has no such text.
pub fn translate(
    question: &mut Map<String, Value>,
    name: &TextName,
    language: Option<&str>,
    text: &str,
) -> bool {
    let part = match &name.column {
        None => Some(question),
        Some(column) => column_of(question, column),
    };
    let Some(part) = part else { return false };
    let (list, id) = match &name.part {
        TextPart::Question => {
            match language {
                Some(language) => set(part, language, &["QuestionText"], text),
                None => own_text(part, text),
            }
            return true;
        }
        TextPart::Choice(id) => ("Choices", id),
        TextPart::Answer(id) => ("Answers", id),
    };
    if !entries(part.get(list)).into_iter().any(|(known, _)| known == *id) {
        return false;
    }
    match language {
        Some(language) => set(part, language, &[list, id, "Display"], text),
        None => own_choice(part, list, id, text),
    }
    true
}

/// Sets the text of a choice itself.
fn own_choice(part: &mut Map<String, Value>, list: &str, id: &str, text: &str) {
    let choice = match part.get_mut(list) {
        Some(Value::Object(choices)) => choices.get_mut(id),
        Some(Value::Array(choices)) => id.parse().ok().and_then(|id: usize| choices.get_mut(id)),
        _ => None,
    };
    if let Some(Value::Object(choice)) = choice {
        choice.insert("Display".into(), json!(text));
    }
}

/// Sets the text of a question itself, and the copies that a file has of it.
fn own_text(part: &mut Map<String, Value>, text: &str) {
    if part.get("QuestionText").and_then(Value::as_str) == Some(text) {
        return;
    }
    if part.contains_key("QuestionText_Unsafe") {
        part.insert("QuestionText_Unsafe".into(), json!(text));
    }
    part.insert("QuestionText".into(), json!(text));
}

fn column_of<'a>(question: &'a mut Map<String, Value>, column: &str) -> Option<&'a mut Map<String, Value>> {
    match question.get_mut("AdditionalQuestions")? {
        Value::Object(columns) => columns.get_mut(column)?.as_object_mut(),
        Value::Array(columns) => columns.get_mut(column.parse::<usize>().ok()?)?.as_object_mut(),
        _ => None,
    }
}

/// Puts a text below a language, making what is missing on the way, or takes it away with what is empty then.
fn set(part: &mut Map<String, Value>, language: &str, path: &[&str], text: &str) {
    let languages = object(part.entry("Language").or_insert_with(|| json!({})));
    if text.is_empty() {
        if let Some(own) = languages.get_mut(language).and_then(Value::as_object_mut) {
            remove(own, path);
            if own.is_empty() {
                languages.shift_remove(language);
            }
        }
        return;
    }
    let mut place = object(languages.entry(language).or_insert_with(|| json!({})));
    for name in &path[..path.len() - 1] {
        place = object(place.entry(*name).or_insert_with(|| json!({})));
    }
    place.insert(path[path.len() - 1].to_owned(), json!(text));
}

fn remove(place: &mut Map<String, Value>, path: &[&str]) {
    match path {
        [last] => drop(place.shift_remove(*last)),
        [first, rest @ ..] => {
            if let Some(inner) = place.get_mut(*first).and_then(Value::as_object_mut) {
                remove(inner, rest);
                if inner.is_empty() {
                    place.shift_remove(*first);
                }
            }
        }
        [] => {}
    }
}

/// The object in a place; what files write for an empty one becomes one.
fn object(value: &mut Value) -> &mut Map<String, Value> {
    if !value.is_object() {
        *value = json!({});
    }
    match value {
        Value::Object(map) => map,
        _ => unreachable!("it was made an object"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn question() -> Map<String, Value> {
        let question = json!({
            "QuestionID": "QID7", "QuestionText": "How?", "Choices": { "1": { "Display": "Well" }, "4": { "Display": "So" } },
            "Language": [],
            "AdditionalQuestions": { "2": { "QuestionText": "Price", "Answers": { "1": { "Display": "Low" } } } },
        });
        question.as_object().cloned().unwrap()
    }

    #[test]
    fn texts_are_named_read_and_set() {
        let mut question = question();
        let names: Vec<String> = texts(&question, None).into_iter().map(|(name, _)| name).collect();
        assert_eq!(
            names,
            ["QID7_QuestionText", "QID7_Choice1", "QID7_Choice4", "QID7#2_QuestionText", "QID7#2_Answer1"]
        );
        let before = question.clone();
        for name in &names {
            let name = TextName::parse(name).unwrap();
            assert_eq!(name.question, "QID7");
            assert!(translate(&mut question, &name, Some("DE"), "anders"));
        }
        let told = texts(&question, Some("DE"));
        assert_eq!(told.iter().map(|(name, _)| name.clone()).collect::<Vec<_>>(), names);
        assert!(told.iter().all(|(_, text)| text == "anders"));
        assert!(texts(&question, Some("FR")).is_empty());
        for name in &names {
            assert!(translate(&mut question, &TextName::parse(name).unwrap(), Some("DE"), ""));
        }
        assert!(texts(&question, Some("DE")).is_empty());
        assert_eq!(texts(&question, None), texts(&before, None));
    }

    #[test]
    fn a_text_that_the_question_has_not_is_not_set() {
        let mut question = question();
        let before = question.clone();
        for name in ["QID7_Choice9", "QID7_Answer1", "QID7#9_QuestionText"] {
            assert!(!translate(&mut question, &TextName::parse(name).unwrap(), Some("DE"), "x"), "{name}");
        }
        assert_eq!(question, before);
        for wrong in ["", "QID7", "_QuestionText", "QID7_Choice", "QID7_Other", "SurveyName"] {
            assert_eq!(TextName::parse(wrong), None, "{wrong}");
        }
    }
}
