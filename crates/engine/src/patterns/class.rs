//! Character classes: `[a-z\d_]`.

use super::escape::{self, Escaped, Meaning, literal};

/// Reads a class whose `[` was read; gives it in the engine's words, and its size.
pub(super) fn class(source: &[char], place: &mut usize) -> Result<(String, usize), String> {
    let negated = source.get(*place) == Some(&'^');
    *place += usize::from(negated);
    if source.get(*place) == Some(&']') {
        // `[^]` is any character in JavaScript; in PCRE the bracket is the first of the class's characters.
        let behind = source.get(*place + 1);
        let is_whole = behind.is_none_or(|behind| "*+?{)|$".contains(*behind));
        if is_whole || !source[*place + 1..].contains(&']') {
            *place += 1;
            return Ok((if negated { "(?s:.)" } else { "[^\\x{0}-\\x{10ffff}]" }.to_owned(), 8));
        }
    }
    let mut out = String::from(if negated { "[^" } else { "[" });
    let mut size = if negated { 8 } else { 0 };
    let mut is_first = true;
    loop {
        let Some(character) = source.get(*place).copied() else {
            return Err("a class without end".to_owned());
        };
        if character == ']' && !is_first {
            *place += 1;
            break;
        }
        is_first = false;
        if let Some(name) = posix(source, *place) {
            *place += name.chars().count();
            out.push_str(&name);
            size += 1;
            continue;
        }
        let start = item(source, place)?;
        size += start.size;
        let Meaning::Character(low) = start.meaning else {
            out.push_str(&text_of(start.meaning));
            continue;
        };
        let is_range =
            source.get(*place) == Some(&'-') && source.get(*place + 1).is_some_and(|next| *next != ']');
        if !is_range {
            out.push_str(&literal(low));
            continue;
        }
        *place += 1;
        let end = item(source, place)?;
        size += end.size;
        match end.meaning {
            Meaning::Character(high) if high < low => {
                return Err(format!("the range `{low}-{high}` is the wrong way round"));
            }
            Meaning::Character(high) => {
                out.push_str(&format!("{}-{}", literal(low), literal(high)));
                size += if high.is_ascii() { 0 } else { 8 };
            }
            other => out.push_str(&format!("{}{}{}", literal(low), literal('-'), text_of(other))),
        }
    }
    out.push(']');
    Ok((out, size.max(1)))
}

fn item(source: &[char], place: &mut usize) -> Result<Escaped, String> {
    let Some(character) = source.get(*place).copied() else { return Err("a class without end".to_owned()) };
    *place += 1;
    if character == '\\' {
        return escape::inside(source, place);
    }
    Ok(Escaped { meaning: Meaning::Character(character), size: 1 })
}

fn text_of(meaning: Meaning) -> String {
    match meaning {
        Meaning::Character(character) => literal(character),
        Meaning::Set(text) | Meaning::Text(text) | Meaning::Back(text) => text,
    }
}

/// `[:alpha:]` at this place.
fn posix(source: &[char], place: usize) -> Option<String> {
    let rest: String = source[place..].iter().take(12).collect();
    let name = &rest[..rest.find(":]")? + 2];
    let word = name.strip_prefix("[:")?.strip_suffix(":]")?;
    word.trim_start_matches('^').bytes().all(|byte| byte.is_ascii_lowercase()).then(|| name.to_owned())
}
