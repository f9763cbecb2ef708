//! From what authors write to what the matching engine reads.

use super::class::class;
use super::escape::{self, Escaped, Meaning};

/// A pattern in the matching engine's own words.
pub(super) struct Translated {
    pub(super) text: String,
    /// The letters behind the closing delimiter.
    pub(super) flags: String,
    /// About how many places it has, repetitions written out.
    pub(super) size: usize,
    /// It looks around or back, so that matching may have to try many ways.
    pub(super) backtracks: bool,
}

/// Translates a pattern, bare or between slashes.
///
/// # Errors
/// When it says something that has no meaning here.
pub(super) fn translate(written: &str) -> Result<Translated, String> {
    let (pattern, flags) = without_delimiters(written);
    let pattern =
        pattern.strip_prefix("(*UTF8)").or_else(|| pattern.strip_prefix("(*UTF)")).unwrap_or(pattern);
    let source: Vec<char> = pattern.chars().collect();
    let mut reader = Reader {
        groups: groups(&source),
        source,
        place: 0,
        out: String::new(),
        open: vec![Sequence::default()],
        opened: 0,
        backtracks: false,
    };
    reader.read()?;
    let size = reader.open.iter().fold(1_usize, |sum, sequence| sum.saturating_add(sequence.size));
    Ok(Translated { text: reader.out, flags: flags.to_owned(), size, backtracks: reader.backtracks })
}

/// `/pattern/flags` taken apart; anything else is a pattern as it stands, such as `/notes/ada`.
fn without_delimiters(written: &str) -> (&str, &str) {
    let parts = written.strip_prefix('/').and_then(|rest| rest.rsplit_once('/'));
    let known = |flags: &str| flags.chars().all(|flag| "dgimsuvyxADSUXJ".contains(flag));
    parts.filter(|(_, flags)| known(flags)).unwrap_or((written, ""))
}

/// How many groups can be referred to.
fn groups(source: &[char]) -> usize {
    let (mut count, mut place, mut in_class) = (0, 0, false);
    while let Some(character) = source.get(place) {
        match character {
            '\\' => place += 1,
            '[' => in_class = true,
            ']' => in_class = false,
            '(' if !in_class => {
                let behind = |offset: usize| source.get(place + offset).copied().unwrap_or(' ');
                let named = behind(1) == '?'
                    && (behind(2) == 'P' || (behind(2) == '<' && !matches!(behind(3), '=' | '!')));
                count += usize::from(named || !matches!(behind(1), '?' | '*'));
            }
            _ => {}
        }
        place += 1;
    }
    count
}

/// What stands side by side within one pair of brackets.
#[derive(Default)]
struct Sequence {
    /// The size so far, and that of the last item in it, which a repetition repeats.
    size: usize,
    last: usize,
}

struct Reader {
    source: Vec<char>,
    place: usize,
    out: String,
    open: Vec<Sequence>,
    /// How many groups were opened so far, and how many there are.
    opened: usize,
    groups: usize,
    backtracks: bool,
}

impl Reader {
    fn read(&mut self) -> Result<(), String> {
        while let Some(character) = self.source.get(self.place).copied() {
            self.place += 1;
            match character {
                '\\' => self.escape()?,
                '[' => {
                    let (text, size) = class(&self.source, &mut self.place)?;
                    self.item(&text, size);
                }
                '(' => self.open_group()?,
                ')' => self.close_group()?,
                '{' => self.braces(),
                '*' | '+' | '?' => {
                    // A second plus makes a repetition that gives nothing back.
                    self.backtracks |= character == '+' && self.out.ends_with(['*', '+', '?', '}']);
                    self.out.push(character);
                    self.repeat(2);
                }
                '.' => self.item(".", 8),
                ']' | '}' => self.item(&escape::literal(character), 1),
                '^' | '$' | '|' => self.item(character.encode_utf8(&mut [0; 4]), 0),
                _ => self.item(character.encode_utf8(&mut [0; 4]), character.len_utf8()),
            }
        }
        Ok(())
    }

    fn item(&mut self, text: &str, size: usize) {
        self.out.push_str(text);
        if let Some(sequence) = self.open.last_mut() {
            sequence.size = sequence.size.saturating_add(size);
            sequence.last = size;
        }
    }

    /// The last item is there so many times.
    fn repeat(&mut self, times: usize) {
        if let Some(sequence) = self.open.last_mut() {
            let all = sequence.last.saturating_mul(times.max(1));
            sequence.size = (sequence.size - sequence.last).saturating_add(all);
            sequence.last = all;
        }
    }

    fn escape(&mut self) -> Result<(), String> {
        if self.source.get(self.place) == Some(&'Q') {
            self.place += 1;
            while let Some(character) = self.source.get(self.place).copied() {
                if character == '\\' && self.source.get(self.place + 1) == Some(&'E') {
                    self.place += 2;
                    return Ok(());
                }
                self.place += 1;
                self.item(&escape::literal(character), character.len_utf8());
            }
            return Ok(());
        }
        let Escaped { meaning, size } =
            escape::outside(&self.source, &mut self.place, self.groups, self.opened)?;
        match meaning {
            Meaning::Character(character) => self.item(&escape::literal(character), size),
            Meaning::Set(set) => self.item(&format!("[{set}]"), size),
            Meaning::Text(text) => self.item(&text, size),
            Meaning::Back(text) => {
                self.backtracks = true;
                self.item(&text, size);
            }
        }
        Ok(())
    }

    fn open_group(&mut self) -> Result<(), String> {
        let rest: String = self.source[self.place..].iter().take(80).collect();
        self.out.push('(');
        self.open.push(Sequence::default());
        let Some(kind) = rest.strip_prefix('?') else {
            self.opened += 1;
            return if rest.starts_with('*') { Err("a verb `(*…)`".to_owned()) } else { Ok(()) };
        };
        if kind
            .starts_with(|first: char| first == 'R' || first == '&' || first == '+' || first.is_ascii_digit())
            || kind.starts_with("P>")
        {
            return Err("a pattern that calls itself".to_owned());
        }
        if kind.starts_with('#') {
            self.out.pop();
            self.open.pop();
            let end = self.source[self.place..].iter().position(|character| *character == ')');
            self.place += end.ok_or("a comment without end")? + 1;
            return Ok(());
        }
        if let Some(name) = kind.strip_prefix("P=") {
            let end = name.find(')').ok_or("a reference without end")?;
            self.out.pop();
            self.open.pop();
            self.backtracks = true;
            self.place += 3 + name[..end].chars().count() + 1;
            self.item(&format!("\\k<{}>", &name[..end]), 1);
            return Ok(());
        }
        let look = ["=", "!", "<=", "<!", ">"].into_iter().find(|look| kind.starts_with(look));
        self.backtracks |= look.is_some() || kind.starts_with('(');
        let named = look.is_none() && (kind.starts_with('<') || kind.starts_with("P<"));
        self.opened += usize::from(named);
        let ends: &[char] = if kind.starts_with('(') { &[')'] } else { &[':', ')', '>'] };
        let length = match look {
            Some(look) => look.len(),
            None => kind.find(ends).ok_or("a group of an unknown kind")? + 1,
        };
        let head: String = kind[..length].to_owned();
        self.place += 1 + head.chars().count();
        self.out.push('?');
        self.out.push_str(&head);
        // `(?i)` is whole already.
        if head.ends_with(')') && !head.starts_with('(') {
            self.open.pop();
        }
        Ok(())
    }

    fn close_group(&mut self) -> Result<(), String> {
        let inner = if self.open.len() > 1 { self.open.pop() } else { None };
        let inner = inner.ok_or("a closing bracket without an opening one")?;
        self.item(")", inner.size);
        Ok(())
    }

    /// A repetition, or braces that stand for themselves.
    fn braces(&mut self) {
        let rest: String =
            self.source[self.place..].iter().take_while(|character| **character != '}').take(16).collect();
        let whole = self.source.get(self.place + rest.chars().count()) == Some(&'}');
        let (least, most) = rest.split_once(',').unwrap_or((&rest, &rest));
        let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        if !whole || least.is_empty() || !digits(least) || !digits(most) {
            self.item(&escape::literal('{'), 1);
            return;
        }
        self.place += rest.len() + 1;
        self.out.push('{');
        self.out.push_str(&rest);
        self.out.push('}');
        let number = |text: &str| text.parse::<usize>().unwrap_or(usize::MAX);
        self.repeat(if most.is_empty() { number(least).saturating_add(1) } else { number(most) });
    }
}
