//! What follows a backslash, outside a character class and inside.

/// What an escape means.
pub(super) enum Meaning {
    /// One character.
    Character(char),
    /// Any of a set, as the items of a character class.
    Set(String),
    /// Something of the engine's own, such as a place between characters.
    Text(String),
    /// What an earlier group matched.
    Back(String),
}

/// An escape, and about how many places it takes.
pub(super) struct Escaped {
    pub(super) meaning: Meaning,
    pub(super) size: usize,
}

/// The size of a set of Unicode: the engine spells it out in bytes.
const PROPERTY: usize = 2_000;
const DIGITS: &str = "0-9";
const WORD: &str = "A-Za-z0-9_";

/// One character that stands for itself wherever it is put.
pub(super) fn literal(character: char) -> String {
    if character.is_ascii_alphanumeric() || !character.is_ascii() {
        return character.to_string();
    }
    format!("\\x{{{:x}}}", u32::from(character))
}

/// Reads what follows a backslash outside a class. `groups` is how many groups there are, `opened` how many of them
/// were opened before this place.
pub(super) fn outside(
    source: &[char],
    place: &mut usize,
    groups: usize,
    opened: usize,
) -> Result<Escaped, String> {
    let text = |text: &str, size| Ok(Escaped { meaning: Meaning::Text(text.to_owned()), size });
    let back = |name: String| Ok(Escaped { meaning: Meaning::Back(name), size: 1 });
    let Some(character) = source.get(*place).copied() else {
        return Err("a backslash at the end".to_owned());
    };
    match character {
        'b' | 'B' | 'A' | 'K' | 'G' => {
            *place += 1;
            text(&format!("\\{character}"), 1)
        }
        'z' | 'Z' => {
            *place += 1;
            text("\\z", 1)
        }
        'R' => {
            *place += 1;
            text("(?:\\r\\n|\\n|\\r)", 4)
        }
        'N' => {
            *place += 1;
            text("[^\\n]", 8)
        }
        'E' => {
            *place += 1;
            text("", 0)
        }
        '1'..='9' => {
            let mut number = 0;
            while let Some(digit) = source.get(*place).and_then(|character| character.to_digit(10)) {
                let longer = number * 10 + digit as usize;
                if longer > groups {
                    break;
                }
                number = longer;
                *place += 1;
            }
            if number == 0 {
                return Err(format!("a reference to group {character}, which is not there"));
            }
            back(format!("(?:\\{number})"))
        }
        'k' | 'g' => {
            *place += 1;
            let name = braced(source, place, &[('<', '>'), ('{', '}'), ('\'', '\'')])
                .or_else(|| digits(source, place))
                .ok_or("a reference without a name")?;
            if character == 'g' {
                let number = match name.strip_prefix('-').map(str::parse::<usize>) {
                    Some(Ok(before)) => (opened + 1).checked_sub(before),
                    _ => name.parse::<usize>().ok(),
                };
                let number = number.filter(|number| (1..=groups).contains(number));
                let number =
                    number.ok_or_else(|| format!("a reference to group {name}, which is not there"))?;
                return back(format!("(?:\\{number})"));
            }
            back(format!("\\k<{name}>"))
        }
        _ => set_or_character(source, place),
    }
}

/// Reads what follows a backslash inside a class.
pub(super) fn inside(source: &[char], place: &mut usize) -> Result<Escaped, String> {
    if source.get(*place) == Some(&'b') {
        *place += 1;
        return Ok(Escaped { meaning: Meaning::Character('\u{8}'), size: 1 });
    }
    set_or_character(source, place)
}

fn set_or_character(source: &[char], place: &mut usize) -> Result<Escaped, String> {
    let set = |items: &str, size| Ok(Escaped { meaning: Meaning::Set(items.to_owned()), size });
    let Some(character) = source.get(*place).copied() else {
        return Err("a backslash at the end".to_owned());
    };
    *place += 1;
    let one = match character {
        'd' => return set(DIGITS, 1),
        'D' => return set(&format!("[^{DIGITS}]"), 8),
        'w' => return set(WORD, 1),
        'W' => return set(&format!("[^{WORD}]"), 8),
        's' | 'S' => return set(&format!("\\{character}"), 12),
        'h' => return set("\\x{20}\\t", 1),
        'H' => return set("[^\\x{20}\\t]", 8),
        'v' => return set("\\n\\x{b}\\f\\r", 1),
        'p' | 'P' => return property(source, place, character == 'P'),
        't' => '\t',
        'n' => '\n',
        'r' => '\r',
        'f' => '\u{c}',
        'a' => '\u{7}',
        'e' => '\u{1b}',
        '0'..='7' => {
            *place -= 1;
            let digits: String =
                source[*place..].iter().take(3).take_while(|c| ('0'..='7').contains(*c)).collect();
            *place += digits.len();
            u32::from_str_radix(&digits, 8)
                .ok()
                .and_then(char::from_u32)
                .ok_or("an octal number out of range")?
        }
        'x' => hexadecimal(source, place, 2)?.unwrap_or('x'),
        'u' => hexadecimal(source, place, 4)?.unwrap_or('u'),
        'c' => {
            let letter = source.get(*place).filter(|letter| letter.is_ascii_alphabetic());
            let letter = letter.ok_or("`\\c` without a letter")?.to_ascii_uppercase();
            *place += 1;
            char::from_u32(u32::from(letter) - 64).ok_or("`\\c` without a letter")?
        }
        'X' | 'C' | 'L' | 'U' | 'V' => return Err(format!("`\\{character}`")),
        other => other,
    };
    Ok(Escaped { meaning: Meaning::Character(one), size: one.len_utf8() })
}

/// `\p{L}`, `\pL`, `\p{^L}`, `\p{Script=Greek}`.
fn property(source: &[char], place: &mut usize, negated: bool) -> Result<Escaped, String> {
    let name = match braced(source, place, &[('{', '}')]) {
        Some(name) => name,
        None => {
            let letter = source.get(*place).filter(|letter| letter.is_ascii_alphabetic());
            *place += 1;
            letter.ok_or("`\\p` without a name")?.to_string()
        }
    };
    let (name, negated) = match name.strip_prefix('^') {
        Some(name) => (name, !negated),
        None => (name.as_str(), negated),
    };
    let name = if name == "L&" { "LC" } else { name };
    if name.is_empty() || !name.chars().all(|c| c.is_ascii_alphanumeric() || "=_- ".contains(c)) {
        return Err("`\\p` without a name".to_owned());
    }
    let letter = if negated { 'P' } else { 'p' };
    Ok(Escaped { meaning: Meaning::Set(format!("\\{letter}{{{name}}}")), size: PROPERTY })
}

/// So many hexadecimal digits, or any number of them in braces; `None` where there are none and the letter stands for
/// itself. Two halves of a pair, as JavaScript writes characters beyond the first 65,536, become one character.
fn hexadecimal(source: &[char], place: &mut usize, length: usize) -> Result<Option<char>, String> {
    let number = |digits: &str| u32::from_str_radix(digits, 16).ok();
    if let Some(digits) = braced(source, place, &[('{', '}')]) {
        let found = number(&digits).and_then(char::from_u32);
        return found.map(Some).ok_or_else(|| format!("`{digits}` is no character"));
    }
    let four = |from: usize| {
        let digits: String = source.get(from..from + length)?.iter().collect();
        number(&digits).filter(|_| digits.chars().all(|digit| digit.is_ascii_hexdigit()))
    };
    let Some(first) = four(*place) else { return Ok(None) };
    *place += length;
    if let Some(character) = char::from_u32(first) {
        return Ok(Some(character));
    }
    let second = (source.get(*place..*place + 2) == Some(&['\\', 'u'])).then(|| four(*place + 2)).flatten();
    let pair = second.filter(|second| first < 0xdc00 && (0xdc00..0xe000).contains(second));
    let whole =
        pair.and_then(|second| char::from_u32(0x1_0000 + ((first - 0xd800) << 10) + (second - 0xdc00)));
    *place += 6;
    whole.map(Some).ok_or_else(|| "half of a character".to_owned())
}

fn braced(source: &[char], place: &mut usize, pairs: &[(char, char)]) -> Option<String> {
    let (_, close) = pairs.iter().find(|(open, _)| source.get(*place) == Some(open))?;
    let length = source[*place + 1..].iter().take(64).position(|character| character == close)?;
    let name = source[*place + 1..*place + 1 + length].iter().collect();
    *place += length + 2;
    Some(name)
}

fn digits(source: &[char], place: &mut usize) -> Option<String> {
    let digits: String = source[*place..].iter().take(3).take_while(|digit| digit.is_ascii_digit()).collect();
    *place += digits.len();
    (!digits.is_empty()).then_some(digits)
}
