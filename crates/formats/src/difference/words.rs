//! The words of differences.

/// The most characters of a text that a line repeats.
const LONGEST: usize = 80;
const ORDINALS: [&str; 10] =
    ["first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"];

/// `"Yes"`, cut where it is long.
pub(super) fn quoted(text: &str) -> String {
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("\"{}…\"", &text[..end]),
        None => format!("\"{text}\""),
    }
}

/// Two texts in quotes; where they begin alike, each from where they part.
pub(super) fn quoted_pair(before: &str, after: &str) -> (String, String) {
    let long = |text: &str| text.chars().count() > LONGEST;
    if !long(before) && !long(after) {
        return (quoted(before), quoted(after));
    }
    let alike = before.char_indices().zip(after.chars()).find(|((_, one), other)| one != other);
    let alike = alike.map_or(before.len().min(after.len()), |((place, _), _)| place);
    // Some of what is alike shows where it is.
    let from = before[..alike].char_indices().rev().nth(19).map_or(0, |(place, _)| place);
    let part = |text: &str| match from {
        0 => quoted(text),
        from => quoted(&format!("…{}", text.get(from..).unwrap_or_default())),
    };
    (part(before), part(after))
}

/// `second`, `11th`, counted from 0.
pub(super) fn ordinal(place: usize) -> String {
    match ORDINALS.get(place) {
        Some(word) => (*word).to_owned(),
        None => {
            let number = place + 1;
            let ending = match (number % 10, number % 100) {
                (1, tens) if tens != 11 => "st",
                (2, tens) if tens != 12 => "nd",
                (3, tens) if tens != 13 => "rd",
                _ => "th",
            };
            format!("{number}{ending}")
        }
    }
}

/// What an element of a file is called.
pub(super) fn of_code(code: &str) -> &str {
    match code {
        "QO" => "quota",
        "QG" => "quota group",
        "QGO" => "order of the quota groups",
        "SCO" => "scoring",
        "TR" => "task",
        "NT" => "note",
        "BR" => "counts of a randomizer",
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_and_texts_are_told_in_words() {
        let told: Vec<String> = [0, 1, 9, 10, 11, 12, 20, 21, 110].into_iter().map(ordinal).collect();
        assert_eq!(told, ["first", "second", "tenth", "11th", "12th", "13th", "21st", "22nd", "111th"]);
        let (before, after) = (format!("{}end", "é".repeat(100)), format!("{}End", "é".repeat(100)));
        let (before, after) = quoted_pair(&before, &after);
        assert_eq!(before, format!("\"…{}end\"", "é".repeat(20)));
        assert_eq!(after, format!("\"…{}End\"", "é".repeat(20)));
        assert_eq!(quoted_pair("", "a"), ("\"\"".to_owned(), "\"a\"".to_owned()));
        assert_eq!(quoted(&"x".repeat(81)), format!("\"{}…\"", "x".repeat(80)));
    }
}
