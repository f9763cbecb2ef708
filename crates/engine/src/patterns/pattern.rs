//! A pattern, ready to be matched.

use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};

use fancy_regex::{Regex, RegexBuilder};
use model::limits::surveys::{PATTERN_LENGTH, PATTERN_SIZE, PATTERN_STEPS, PATTERN_TEXT};

use super::dialect::{self, Translated};

/// A pattern that can be matched.
#[derive(Debug)]
pub struct Pattern {
    regex: Regex,
    size: usize,
    backtracks: bool,
    /// The longest text it is tried on, in bytes.
    longest: usize,
}

/// Why a pattern is not matched.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unreadable {
    /// It has more characters than [`PATTERN_LENGTH`]: this many.
    TooLong(usize),
    /// With its repetitions written out it is larger than [`PATTERN_SIZE`]: this large.
    TooLarge(usize),
    /// It means nothing, for the reason given.
    Syntax(String),
}

impl fmt::Display for Unreadable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooLong(length) => {
                write!(f, "the pattern has {length} characters; {PATTERN_LENGTH} at most are read")
            }
            Self::TooLarge(size) => {
                write!(
                    f,
                    "the pattern is of size {size} with its repetitions written out; {PATTERN_SIZE} at most"
                )
            }
            Self::Syntax(reason) => write!(f, "the pattern cannot be read: {reason}"),
        }
    }
}

impl std::error::Error for Unreadable {}

impl Pattern {
    /// Reads a pattern, bare or between delimiters with flags.
    ///
    /// # Errors
    /// When it is longer or larger than a pattern may be, or says something that is not understood.
    pub fn read(written: &str) -> Result<Self, Unreadable> {
        let length = written.chars().count();
        if length > PATTERN_LENGTH {
            return Err(Unreadable::TooLong(length));
        }
        let translated = dialect::translate(written).map_err(Unreadable::Syntax)?;
        if translated.size > PATTERN_SIZE {
            return Err(Unreadable::TooLarge(translated.size));
        }
        // A foreign engine is given what strangers wrote: should it fail, the pattern is one that cannot be read.
        let built = catch_unwind(AssertUnwindSafe(|| build(&translated)));
        let built = built.map_err(|_| Unreadable::Syntax("it confuses the reader".to_owned()))?;
        let regex = built.map_err(|error| Unreadable::Syntax(error.to_string()))?;
        let longest = if translated.backtracks { PATTERN_TEXT / 16 } else { PATTERN_STEPS / translated.size };
        Ok(Self {
            regex,
            size: translated.size,
            backtracks: translated.backtracks,
            longest: longest.min(PATTERN_TEXT),
        })
    }

    /// Whether the pattern is found in the text; `None` where the text is too long for it, or matching took more steps
    /// than it may.
    #[must_use]
    pub fn matches(&self, text: &str) -> Option<bool> {
        if text.len() > self.longest {
            return None;
        }
        catch_unwind(AssertUnwindSafe(|| self.regex.is_match(text))).ok()?.ok()
    }

    /// What trying it on a text of so many bytes is counted as, in steps of [`crate::run`]'s work.
    #[must_use]
    pub fn cost(&self, bytes: usize) -> usize {
        let going_back = if self.backtracks { BACKTRACKS * 25 } else { 0 };
        self.size.saturating_mul(bytes) / 16 + going_back
    }

    /// About how many places the pattern has once its repetitions are written out: what building and keeping it costs.
    #[must_use]
    pub fn size(&self) -> usize {
        self.size
    }
}

/// How often a pattern that needs it may go back and try another way.
const BACKTRACKS: usize = 20_000;
/// The most memory of the built pattern, and of the tables that matching makes, in bytes.
const BUILT_BYTES: usize = 8 << 20;
const TABLE_BYTES: usize = 256 << 10;

fn build(translated: &Translated) -> Result<Regex, Box<fancy_regex::Error>> {
    RegexBuilder::new(&translated.text)
        .case_insensitive(translated.flags.contains('i'))
        .multi_line(translated.flags.contains('m'))
        .dot_matches_new_line(translated.flags.contains('s'))
        .verbose_mode(translated.flags.contains('x'))
        .backtrack_limit(BACKTRACKS)
        .delegate_size_limit(BUILT_BYTES)
        .delegate_dfa_size_limit(TABLE_BYTES)
        .max_prog_size(PATTERN_SIZE)
        .build()
        .map_err(Box::new)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn matches(pattern: &str, text: &str) -> bool {
        Pattern::read(pattern).unwrap_or_else(|error| panic!("{pattern}: {error}")).matches(text).unwrap()
    }

    #[test]
    fn what_authors_write_is_understood() {
        for (pattern, yes, no) in [
            ("^(?!.*[@#]).+$", "plain", "a@b"),
            (r"/^(?=.*[A-Z])(?=.*\d).{8,}$/", "Correct1horse", "correcthorse"),
            (r"^\p{L}+$", "Žofia", "a1"),
            (r"^(\w)\1$", "aa", "ab"),
            ("/^[a-z]+$/i", "ABC", "a1"),
            (r"^\d{5}$", "12345", "١٢٣٤٥"),
            (r"^\/api\/v1$", "/api/v1", "api"),
            (r"^\u00e9\x41\u{1F600}$", "éA😀", "e"),
            (r"^\ud83d\ude00$", "😀", "x"),
            ("^[^]*z$", "a\nz", "za"),
            (r"^[\w-.]+$", "a-b.c", "a b"),
            (r"^[\w.+-]+@[a-z\d.-]+\.[a-z]{2,}$", "ada.l+x@example.org", "ada@"),
            (r"^[^\s@]+$", "a", "a b"),
            (r"^[[:alpha:]]+$", "ab", "a1"),
            ("^a{,3}$", "a{,3}", "aa"),
            ("^{x}$", "{x}", "x"),
            (r"^[a&&b~~c\--d\[]+$", "&~-[", "e"),
            (r"^(?<year>\d{4})-\k<year>$", "2024-2024", "2024-2025"),
            (r"^(?P<a>x)(?P=a)$", "xx", "x"),
            (r"(?<=\$)\d+", "$5", "5"),
            (r"(?<!\$)\b\d$", "5", "$5"),
            (r"^\Qa.b\E$", "a.b", "axb"),
            (r"^(?i)abc$", "ABC", "abd"),
            (r"^(?:a|b)++c$", "abc", "ab"),
            (r"^\(\d{3}\) \d{3}\-\d{4}$", "(555) 010-0000", "555"),
            (r"^[\u4e00-\u9fff]+$", "漢字", "kanji"),
            (r#"^[^<>"'\-\_\!]+$"#, "fine", "a_b"),
            (r"^\$?\d{1,3}(,\d{3})*(\.\d\d)?$", "$1,234.50", "1,23"),
        ] {
            assert!(matches(pattern, yes), "{pattern} takes {yes:?}");
            assert!(!matches(pattern, no), "{pattern} refuses {no:?}");
        }
    }

    #[test]
    fn what_is_between_slashes_is_a_pattern_only_with_flags_behind_it() {
        assert!(matches("/b", "a/b") && !matches("/b", "b"));
        assert!(matches("/notes/ada", "/notes/ada") && !matches("/notes/ada", "notes"));
    }

    #[test]
    fn what_cannot_be_read_says_why() {
        for wrong in
            ["(a", "a)", "[z-a]", "*a", r"\2(a)", "(?R)", r"\ud83d", "[a", "(?<n>a)(?1)", r"\p{Nothing}"]
        {
            assert!(matches!(Pattern::read(wrong), Err(Unreadable::Syntax(_))), "{wrong}");
        }
        assert_eq!(Pattern::read(&"a".repeat(5_000)).unwrap_err(), Unreadable::TooLong(5_000));
        for large in ["a{1000}{1000}", "(((a{90}){90}){90}){90}", r"\p{L}{1000}", "((a{50}|b{50}){50}){50}"] {
            assert!(matches!(Pattern::read(large), Err(Unreadable::TooLarge(_))), "{large}");
        }
    }

    #[test]
    fn a_pattern_that_never_ends_is_given_up() {
        let text = format!("{}!", "a".repeat(4_000));
        for endless in
            [r"^(a+)+\1$", r"^(?=(a+)+$)b", "^(?:(?=a)(?:a|aa))+$", r"(a*)*\1b", "(?:(?:(?!b)a*)*)*c"]
        {
            let pattern = Pattern::read(endless).unwrap();
            assert_ne!(pattern.matches(&text), Some(true), "{endless}");
        }
        let pattern = Pattern::read(r"(.*)(.*)(.*)(.*)\4x\1").unwrap();
        assert_eq!(pattern.matches(&"ab".repeat(1_000)), None);
        // Without look-around every pattern takes time in proportion to the text.
        assert_eq!(Pattern::read("^(a+)+$").unwrap().matches(&text), Some(false));
        assert_eq!(Pattern::read("(x+x+)+y").unwrap().matches(&"x".repeat(10_000)), Some(false));
    }

    #[test]
    fn a_text_too_long_for_a_pattern_is_not_tried() {
        let plain = Pattern::read("^.{1,500}$").unwrap();
        assert_eq!(plain.matches(&"a".repeat(500)), Some(true));
        assert_eq!(plain.matches(&"a".repeat(501)), Some(false));
        assert_eq!(plain.matches(&"a".repeat(PATTERN_TEXT + 1)), None);
    }

    #[test]
    fn nothing_that_is_written_ends_the_reading() {
        let pieces = [
            "(",
            ")",
            "[",
            "]",
            "[^",
            "{",
            "}",
            "{2}",
            "{1,3}",
            "*",
            "+",
            "?",
            "|",
            "^",
            "$",
            ".",
            "\\",
            "\\1",
            "\\d",
            "\\p{L}",
            "\\u00e9",
            "\\x",
            "\\k<a>",
            "(?=",
            "(?<=",
            "(?!",
            "(?<a>",
            "(?:",
            "(?>",
            "(?(1)",
            "-",
            "a",
            "é",
            "/",
            "i",
            "\\Q",
            "\\E",
            "\\b",
            "[[:alpha:]]",
            "&&",
            "😀",
            "\\c",
            "\\g{1}",
            "#",
            " ",
            "(?i)",
            "(?x)",
        ];
        let mut seed = 1_u64;
        let mut read = 0;
        for _ in 0..4_000 {
            let mut written = String::new();
            for _ in 0..8 {
                seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                written.push_str(pieces[(seed >> 33) as usize % pieces.len()]);
            }
            if let Ok(pattern) = Pattern::read(&written) {
                read += 1;
                let _ = pattern.matches("aé1-a/😀 {2}");
            }
        }
        assert!(read > 100, "only {read} could be read");
    }
}
