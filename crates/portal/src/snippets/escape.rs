//! Text as a string of each language: the one place where values become code.

use std::fmt::Write;

/// For a shell: between single quotes, in which it changes nothing.
pub(super) fn shell(text: &str) -> String {
    format!("'{}'", text.replace('\'', r"'\''"))
}

/// For Python.
pub(super) fn python(text: &str) -> String {
    quoted(text, '"', |letter| match u32::from(letter) {
        code if is_hidden(letter) && code > 0xffff => Some(format!("\\U{code:08x}")),
        code if is_hidden(letter) => Some(format!("\\u{code:04x}")),
        _ => None,
    })
}

/// For JavaScript, between single quotes.
pub(super) fn javascript(text: &str) -> String {
    quoted(text, '\'', |letter| is_hidden(letter).then(|| utf16(letter)))
}

/// For Java. Compilers read a source in the encoding of the machine, so whatever is not ASCII is written by its number.
pub(super) fn java(text: &str) -> String {
    quoted(text, '"', java_letter)
}

/// For R, which reads a source in the encoding of the machine too.
pub(super) fn r(text: &str) -> String {
    quoted(text, '"', |letter| match u32::from(letter) {
        code if code > 0xffff => Some(format!("\\U{code:08x}")),
        code if !is_plain_ascii(letter) => Some(format!("\\u{code:04x}")),
        _ => None,
    })
}

/// A text of several lines as a text block of Java, its lines at `indent`; exactly the text, blanks at the ends of lines
/// among it.
pub(super) fn java_block(text: &str, indent: usize) -> String {
    let pad = " ".repeat(indent);
    let mut block = String::from("\"\"\"\n");
    let lines: Vec<&str> = text.split('\n').collect();
    for (number, line) in lines.iter().enumerate() {
        let last = number + 1 == lines.len();
        let mut escaped = String::new();
        for letter in line.chars() {
            match letter {
                '\\' => escaped.push_str("\\\\"),
                '\t' => escaped.push_str("\\t"),
                '\r' => escaped.push_str("\\r"),
                letter => match java_letter(letter) {
                    Some(code) => escaped.push_str(&code),
                    None => escaped.push(letter),
                },
            }
        }
        let mut escaped = escaped.replace("\"\"\"", "\\\"\"\"");
        // The compiler strips blanks at both ends of lines; one that is written as an escape stays, and those before it.
        if escaped.ends_with(' ') {
            escaped.truncate(escaped.len() - 1);
            escaped.push_str("\\s");
        }
        if number == 0 && escaped.starts_with(' ') {
            escaped.replace_range(..1, "\\s");
        }
        if last && escaped.ends_with('"') {
            escaped.truncate(escaped.len() - 1);
            escaped.push_str("\\\"");
        }
        if !escaped.is_empty() || last {
            block.push_str(&pad);
        }
        block.push_str(&escaped);
        if !last {
            block.push('\n');
        }
    }
    block.push_str("\"\"\"");
    block
}

fn quoted(text: &str, quote: char, unusual: impl Fn(char) -> Option<String>) -> String {
    let mut string = String::with_capacity(text.len() + 2);
    string.push(quote);
    for letter in text.chars() {
        match letter {
            '\n' => string.push_str("\\n"),
            '\r' => string.push_str("\\r"),
            '\t' => string.push_str("\\t"),
            '\\' => string.push_str("\\\\"),
            letter if letter == quote => string.extend(['\\', letter]),
            letter => match unusual(letter) {
                Some(code) => string.push_str(&code),
                None => string.push(letter),
            },
        }
    }
    string.push(quote);
    string
}

fn java_letter(letter: char) -> Option<String> {
    match u32::from(letter) {
        // Unicode escapes are read before anything else: one of a control letter would end the line or the string.
        code if code < 0x80 => (!is_plain_ascii(letter)).then(|| format!("\\{code:03o}")),
        _ => Some(utf16(letter)),
    }
}

fn utf16(letter: char) -> String {
    let mut units = [0; 2];
    letter.encode_utf16(&mut units).iter().fold(String::new(), |mut text, unit| {
        let _ = write!(text, "\\u{unit:04x}");
        text
    })
}

fn is_plain_ascii(letter: char) -> bool {
    letter.is_ascii_graphic() || letter == ' '
}

/// Whether a letter cannot be seen, breaks lines or turns the direction of what follows: it is written by its number.
fn is_hidden(letter: char) -> bool {
    letter.is_control()
        || matches!(letter, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_language_escapes_what_it_must() {
        let table: [(&str, [&str; 5]); 6] = [
            // text, then shell, Python, JavaScript, Java, R
            ("plain", ["'plain'", "\"plain\"", "'plain'", "\"plain\"", "\"plain\""]),
            ("it's", [r"'it'\''s'", "\"it's\"", r"'it\'s'", "\"it's\"", "\"it's\""]),
            ("a\"b", ["'a\"b'", r#""a\"b""#, "'a\"b'", r#""a\"b""#, r#""a\"b""#]),
            (
                "$HOME `x` ${y} \\u",
                [
                    "'$HOME `x` ${y} \\u'",
                    r#""$HOME `x` ${y} \\u""#,
                    r"'$HOME `x` ${y} \\u'",
                    r#""$HOME `x` ${y} \\u""#,
                    r#""$HOME `x` ${y} \\u""#,
                ],
            ),
            (
                "a\r\n\tb\u{1b}",
                [
                    "'a\r\n\tb\u{1b}'",
                    r#""a\r\n\tb\u001b""#,
                    r"'a\r\n\tb\u001b'",
                    r#""a\r\n\tb\033""#,
                    r#""a\r\n\tb\u001b""#,
                ],
            ),
            (
                "é😀\u{202e}",
                [
                    "'é😀\u{202e}'",
                    r#""é😀\u202e""#,
                    r"'é😀\u202e'",
                    r#""\u00e9\ud83d\ude00\u202e""#,
                    r#""\u00e9\U0001f600\u202e""#,
                ],
            ),
        ];
        for (text, expected) in table {
            assert_eq!([shell(text), python(text), javascript(text), java(text), r(text)], expected);
        }
    }

    #[test]
    fn a_text_block_holds_exactly_the_text() {
        assert_eq!(java_block("a\n\nb\n", 4), "\"\"\"\n    a\n\n    b\n    \"\"\"");
        assert_eq!(java_block("a \"", 2), "\"\"\"\n  a \\\"\"\"\"");
        assert_eq!(java_block("\"\"\"\tx \n", 0), "\"\"\"\n\\\"\"\"\\tx\\s\n\"\"\"");
        assert_eq!(java_block("  a", 1), "\"\"\"\n \\s a\"\"\"");
        assert_eq!(java_block("é\\", 0), "\"\"\"\n\\u00e9\\\\\"\"\"");
    }
}
