//! A text in pieces, and what is left of each.

use crate::markup::{self, MISSED, piped_end};

/// A piece of a text that somebody wrote.
#[derive(Debug, PartialEq)]
pub(super) enum Piece<'a> {
    /// A tag or comment in parts, each with whether it may say something.
    Markup(Vec<(&'a str, bool)>),
    /// A reference to a character.
    Reference(&'a str),
    /// Piped text or a formula, with its marks.
    Piped(&'a str),
    /// An e-mail address.
    Person(&'a str),
    /// An address of the web.
    Address(&'a str),
    /// An id as `SV_…`.
    Id(&'a str),
    /// Letters and digits that stand together.
    Word(&'a str),
    /// A character between words.
    Between(char),
}

/// The text in pieces.
pub(super) fn pieces(text: &str) -> Vec<Piece<'_>> {
    let mut out = Vec::new();
    let (mut rest, mut missed) = (text, 0);
    while let Some(first) = rest.chars().next() {
        let found = match first {
            '<' if missed < MISSED => markup::tag(rest).map(|(end, parts)| (end, Piece::Markup(parts))),
            '&' => markup::reference(rest).map(|end| (end, Piece::Reference(&rest[..end]))),
            '$' if missed < MISSED => piped_end(rest).map(|end| (end, Piece::Piped(&rest[..end]))),
            _ => word(rest),
        };
        missed += usize::from(found.is_none() && ['<', '$'].contains(&first));
        let (end, piece) = found.unwrap_or((first.len_utf8(), Piece::Between(first)));
        out.push(piece);
        rest = &rest[end..];
    }
    out
}

fn is_part(letter: char) -> bool {
    letter.is_alphanumeric() || "._%+-".contains(letter)
}

/// The word, id or address with which the text begins, and where it ends.
pub(super) fn word(text: &str) -> Option<(usize, Piece<'_>)> {
    let run = text.find(|letter: char| !is_part(letter)).unwrap_or(text.len());
    let behind = &text[run..];
    if run > 0
        && let Some(host) = behind.strip_prefix('@')
    {
        let end = host.find(|letter: char| !(letter.is_alphanumeric() || ".-".contains(letter)));
        let domain = host[..end.unwrap_or(host.len())].trim_end_matches(['.', '-']);
        if domain.contains('.') {
            let end = run + 1 + domain.len();
            return Some((end, Piece::Person(&text[..end])));
        }
    }
    if behind.starts_with("://") && ["http", "https", "ftp"].contains(&&text[..run]) {
        let end = run + 3 + address_end(&behind[3..]);
        return Some((end, Piece::Address(&text[..end])));
    }
    let end = text.find(|letter: char| !(letter.is_alphanumeric() || letter == '_')).unwrap_or(text.len());
    match &text[..end] {
        "" => None,
        word if is_id(word) => Some((end, Piece::Id(word))),
        word => Some((end, Piece::Word(word))),
    }
}

/// Where an address ends that the text goes on with after its scheme. What is piped into it belongs to it whole.
fn address_end(text: &str) -> usize {
    let mut place = 0;
    while let Some(first) = text[place..].chars().next() {
        if let Some(end) = piped_end(&text[place..]) {
            place += end;
        } else if first.is_whitespace() || "\"'<>\\".contains(first) {
            break;
        } else {
            place += first.len_utf8();
        }
    }
    place
}

/// Whether a word is an id that is drawn: `SV_` and eleven to fifteen letters and digits.
pub(super) fn is_id(word: &str) -> bool {
    let Some((prefix, drawn)) = word.split_once('_') else { return false };
    (1..=4).contains(&prefix.len())
        && prefix.bytes().all(|letter| letter.is_ascii_uppercase())
        && (11..=15).contains(&drawn.len())
        && drawn.bytes().all(|letter| letter.is_ascii_alphanumeric())
}

/// Whether a word names a place in the survey: `QID12`, `FL_3`.
pub(super) fn is_place(word: &str) -> bool {
    let digits = |text: &str, most: usize| {
        (1..=most).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit())
    };
    let prefix =
        |text: &str| (2..=4).contains(&text.len()) && text.bytes().all(|letter| letter.is_ascii_uppercase());
    word.strip_prefix("QID").is_some_and(|number| digits(number, 12))
        || word.split_once('_').is_some_and(|(before, after)| prefix(before) && digits(after, 6))
}

/// Whether a text is a date, or a date and a time, as the format writes them.
pub(super) fn is_date(text: &str) -> bool {
    let shape = |byte: u8| if byte.is_ascii_digit() { b'0' } else { byte };
    let shape: Vec<u8> = text.bytes().map(shape).collect();
    shape == b"0000-00-00" || shape == b"0000-00-00 00:00:00"
}

/// A word of which nothing is left but the size of its letters.
pub(super) fn letters(word: &str) -> String {
    let letter = |letter: char| match letter {
        letter if letter.is_uppercase() => 'X',
        letter if letter.is_alphabetic() => 'x',
        letter if letter.is_numeric() => '0',
        other => other,
    };
    word.chars().map(letter).collect()
}

/// A text of which nothing is left but its length and what is piped into it.
pub(super) fn hidden(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let end = if let Some(end) = piped_end(rest) {
            out.push_str(&token(&rest[..end]));
            end
        } else {
            out.push('x');
            first.len_utf8()
        };
        rest = &rest[end..];
    }
    out
}

/// What a token may begin with.
const SCHEMES: &[&str] = &[
    "q", "e", "m", "l", "lm", "loc", "date", "rand", "gr", "qo", "ed", "s", "rp", "cj", "rrt", "top", "refl",
];

/// Whether a text is a locator or a token: `q://QID1/SelectableChoice/2`.
pub(super) fn is_locator(text: &str) -> bool {
    let known = text.split_once("://").is_some_and(|(scheme, _)| SCHEMES.contains(&scheme));
    known && text.len() <= 200 && !text.contains(char::is_whitespace)
}

/// Piped text as it stays: a formula and a known token, without the words of a link.
pub(super) fn token(text: &str) -> String {
    let Some(token) = text.strip_prefix("${").and_then(|token| token.strip_suffix('}')) else {
        return text.to_owned();
    };
    let token = match token.split_once("://") {
        Some((scheme, _)) if SCHEMES.contains(&scheme.trim()) => match token.split_once("?d=") {
            Some((link, words)) => format!("{link}?d={}", letters(words)),
            None => token.to_owned(),
        },
        _ => letters(token),
    };
    format!("${{{token}}}")
}
