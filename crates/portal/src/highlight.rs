//! Colours for code: one small lexer that knows comments, strings, keywords and numbers of a few languages.
//!
//! A page may carry a dozen programs, so neighbours of the same kind share a span and plain text has none.

use maud::{Markup, html};

/// A language the lexer knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs)] // Their names say it.
pub(crate) enum Language {
    Shell,
    Python,
    Java,
    R,
    JavaScript,
    Json,
}

impl Language {
    /// The language that the word behind a code fence means.
    pub(crate) fn from_fence(word: &str) -> Option<Self> {
        match word.trim().to_ascii_lowercase().as_str() {
            "sh" | "bash" | "shell" | "console" => Some(Self::Shell),
            "python" | "py" => Some(Self::Python),
            "java" => Some(Self::Java),
            "r" => Some(Self::R),
            "js" | "javascript" | "mjs" => Some(Self::JavaScript),
            "json" => Some(Self::Json),
            _ => None,
        }
    }

    fn rules(self) -> Rules {
        match self {
            Self::Shell => Rules {
                comment: "#",
                quotes: "'\"",
                keywords: "case do done elif else esac exit export fi for function if in local return set then until while",
                ..Rules::NONE
            },
            Self::Python => Rules {
                comment: "#",
                quotes: "'\"",
                triple: &["\"\"\"", "'''"],
                keywords: "False None True and as assert async await break class continue def del elif else except \
                           finally for from global if import in is lambda not or pass raise return try while with yield",
                ..Rules::NONE
            },
            Self::Java => Rules {
                comment: "//",
                block: true,
                quotes: "'\"",
                triple: &["\"\"\""],
                keywords: "boolean break byte case catch char class continue default do double else enum extends false \
                           final finally float for if implements import instanceof int interface long new null package \
                           private protected public record return short static switch synchronized this throw throws \
                           true try var void while",
            },
            Self::R => Rules {
                comment: "#",
                quotes: "'\"`",
                keywords: "FALSE NA NULL TRUE break else for function if in library next repeat return stop while",
                ..Rules::NONE
            },
            Self::JavaScript => Rules {
                comment: "//",
                block: true,
                quotes: "'\"`",
                keywords: "async await break case catch class const continue default delete do else export extends false \
                           finally for from function if import in instanceof let new null of return static switch this \
                           throw true try typeof undefined var void while yield",
                ..Rules::NONE
            },
            Self::Json => Rules { quotes: "\"", keywords: "false null true", ..Rules::NONE },
        }
    }
}

/// The text with a span around each comment (`tk-c`), string (`tk-s`), keyword (`tk-k`) and number (`tk-n`).
pub(crate) fn markup(language: Language, text: &str) -> Markup {
    html! {
        @for (kind, piece) in pieces(language, text) {
            @match kind {
                Kind::Plain => { (piece) }
                Kind::Comment => { span.tk-c { (piece) } }
                Kind::String => { span.tk-s { (piece) } }
                Kind::Keyword => { span.tk-k { (piece) } }
                Kind::Number => { span.tk-n { (piece) } }
            }
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Plain,
    Comment,
    String,
    Keyword,
    Number,
}

struct Rules {
    /// What opens a comment that ends with the line; empty where there is none.
    comment: &'static str,
    /// Whether `/*` and `*/` enclose comments.
    block: bool,
    /// The letters that enclose strings.
    quotes: &'static str,
    /// Quotes of several letters, which may hold line breaks.
    triple: &'static [&'static str],
    /// The keywords, blanks between.
    keywords: &'static str,
}

impl Rules {
    const NONE: Self = Self { comment: "", block: false, quotes: "", triple: &[], keywords: "" };
}

/// The text cut into pieces of one kind each; joined, they are the text again.
fn pieces(language: Language, text: &str) -> Vec<(Kind, &str)> {
    let rules = language.rules();
    let mut cuts: Vec<(Kind, usize)> = Vec::new(); // Each piece by its kind and its end.
    let mut place = 0;
    while let Some(letter) = text[place..].chars().next() {
        let (kind, length) = token(language, &rules, text, place, letter);
        place += length;
        match cuts.as_mut_slice() {
            [.., (last, end)] if *last == kind => *end = place,
            // Keywords or comments with nothing but blanks between them become one piece.
            [.., (before, end), (Kind::Plain, blanks)]
                if *before == kind && text[*end..*blanks].trim().is_empty() =>
            {
                *end = place;
                cuts.pop();
            }
            _ => cuts.push((kind, place)),
        }
    }
    let mut begin = 0;
    cuts.into_iter().map(|(kind, end)| (kind, &text[std::mem::replace(&mut begin, end)..end])).collect()
}

/// The kind and the length of what begins at `place` with `letter`.
fn token(language: Language, rules: &Rules, text: &str, place: usize, letter: char) -> (Kind, usize) {
    let rest = &text[place..];
    let after_blank = text[..place].chars().next_back().is_none_or(char::is_whitespace);
    // In a shell `#` opens a comment only where a word could begin.
    let comments = !rules.comment.is_empty() && (language != Language::Shell || after_blank);
    if comments && rest.starts_with(rules.comment) {
        return (Kind::Comment, rest.find('\n').unwrap_or(rest.len()));
    }
    if rules.block && rest.starts_with("/*") {
        return (Kind::Comment, rest.find("*/").map_or(rest.len(), |end| end + 2));
    }
    for quotes in rules.triple {
        if let Some(inner) = rest.strip_prefix(quotes) {
            return (Kind::String, quotes.len() + end_of_string(inner, quotes, true));
        }
    }
    if rules.quotes.contains(letter) {
        let quote = &rest[..1];
        let escapes = !(language == Language::Shell && letter == '\'');
        let length = 1 + end_of_string(&rest[1..], quote, escapes);
        // The names of JSON's members stay plain: what they hold is what one looks for.
        let name = language == Language::Json && rest[length..].trim_start().starts_with(':');
        return (if name { Kind::Plain } else { Kind::String }, length);
    }
    if letter == '\\' {
        return (Kind::Plain, 1 + rest[1..].chars().next().map_or(0, char::len_utf8));
    }
    if letter.is_ascii_digit() {
        let number = |letter: char| letter.is_ascii_alphanumeric() || letter == '.' || letter == '_';
        return (Kind::Number, rest.find(|letter| !number(letter)).unwrap_or(rest.len()));
    }
    if letter.is_alphabetic() || letter == '_' {
        let inner = if matches!(language, Language::R | Language::Shell) { "_.-/" } else { "_" };
        let inner = if language == Language::R { "_." } else { inner };
        let length = rest.find(|letter: char| !letter.is_alphanumeric() && !inner.contains(letter));
        let word = &rest[..length.unwrap_or(rest.len())];
        // A member of something, as in `answer.in`, or a variable of the shell is no keyword.
        let free = !text[..place].ends_with(['.', '$', '-']);
        let known = free && rules.keywords.split_ascii_whitespace().any(|keyword| keyword == word);
        return (if known { Kind::Keyword } else { Kind::Plain }, word.len());
    }
    (Kind::Plain, letter.len_utf8())
}

/// Where a string ends whose opening quote was passed: behind its closing quote, or with the text.
fn end_of_string(inner: &str, quotes: &str, escapes: bool) -> usize {
    let mut place = 0;
    while let Some(letter) = inner[place..].chars().next() {
        if inner[place..].starts_with(quotes) {
            return place + quotes.len();
        }
        place += letter.len_utf8();
        if escapes && letter == '\\' {
            place += inner[place..].chars().next().map_or(0, char::len_utf8);
        }
    }
    place
}

#[cfg(test)]
mod tests {
    use super::*;

    fn coloured(language: Language, text: &str) -> Vec<(Kind, &str)> {
        let pieces = pieces(language, text);
        assert_eq!(pieces.iter().map(|(_, piece)| *piece).collect::<String>(), text, "nothing is lost");
        pieces.into_iter().filter(|(kind, _)| *kind != Kind::Plain).collect()
    }

    #[test]
    fn each_language_has_its_comments_and_strings() {
        use Kind::{Comment, Keyword, Number, String};
        assert_eq!(
            coloured(Language::Shell, "if a#b 'it'\\''s' # \"why\"\n"),
            [(Keyword, "if"), (String, "'it'"), (String, "'s'"), (Comment, "# \"why\"")]
        );
        assert_eq!(
            coloured(Language::Python, "x = \"\"\"a\"b\n\"\"\" # c\nreturn 1.5"),
            [(String, "\"\"\"a\"b\n\"\"\""), (Comment, "# c"), (Keyword, "return"), (Number, "1.5")]
        );
        assert_eq!(
            coloured(Language::Java, "public static void a() { /* x\n */ String s = \"\\\"\"; }"),
            [(Keyword, "public static void"), (Comment, "/* x\n */"), (String, "\"\\\"\"")]
        );
        assert_eq!(
            coloured(Language::JavaScript, "const a = `x ${1}`; // y\n// z"),
            [(Keyword, "const"), (String, "`x ${1}`"), (Comment, "// y\n// z")]
        );
        assert_eq!(coloured(Language::R, "next.page <- TRUE"), [(Keyword, "TRUE")]);
        assert_eq!(
            coloured(Language::Json, "{\"a\": [null, -2e3, \"b\"]}"),
            [(Keyword, "null"), (Number, "2e3"), (String, "\"b\"")]
        );
    }

    #[test]
    fn text_that_breaks_off_or_is_no_code_is_kept() {
        for text in ["'", "\"abc\\", "/* x", "é'ü", "\\", "'''", "a\\é", "", "日本"] {
            for language in ["sh", "python", "java", "r", "js", "json"] {
                coloured(Language::from_fence(language).unwrap(), text);
            }
        }
        assert_eq!(Language::from_fence("csv"), None);
    }

    #[test]
    fn what_it_holds_is_escaped() {
        let html = markup(Language::Shell, "echo '<b>' & # <i>").into_string();
        assert_eq!(
            html,
            "echo <span class=\"tk-s\">'&lt;b&gt;'</span> &amp; <span class=\"tk-c\"># &lt;i&gt;</span>"
        );
    }
}
