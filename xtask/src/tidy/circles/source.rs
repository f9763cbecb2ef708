//! What one Rust file defines, imports and names: read off its tokens, so that comments and strings cannot mislead, and
//! what stands inside a macro call is seen as well. Tests are left out.

use std::collections::BTreeSet;
use std::str::FromStr;

use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};

use super::imports::{self, Path, is_punct};

/// A `use` declaration, one for each name that it brings.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Import {
    /// Where the name comes from.
    pub(super) path: Path,
    /// What it is called here; `*` for all names.
    pub(super) name: String,
    /// Whether it is handed on (`pub use`, `pub(crate) use`).
    pub(super) is_public: bool,
}

/// A file without its tests.
#[derive(Debug, Default)]
pub(super) struct Source {
    /// Names of the items that are defined at the top of the file, or in modules inside it.
    pub(super) items: BTreeSet<String>,
    pub(super) imports: Vec<Import>,
    /// Every path in the code outside `use`.
    pub(super) paths: BTreeSet<Path>,
    /// Child modules that exist for tests only.
    pub(super) test_modules: BTreeSet<String>,
}

/// Macros that declare the files of a folder and hand on what these define: `operations! { who_am_i :: WhoAmI }`.
const DECLARING: &[&str] = &["operations"];

const ITEMS: &[&str] =
    &["fn", "struct", "enum", "union", "trait", "type", "const", "static", "mod", "macro_rules"];

/// Words that begin no path.
const KEYWORDS: &[&str] = &[
    "as", "async", "await", "break", "const", "continue", "dyn", "else", "enum", "extern", "fn", "for", "if",
    "impl", "in", "let", "loop", "match", "mod", "move", "mut", "pub", "ref", "return", "static", "struct",
    "trait", "type", "unsafe", "use", "where", "while", "Self",
];

impl Source {
    /// Reads a file; what is not Rust is said.
    pub(super) fn read(text: &str) -> Result<Self, String> {
        let mut source = Self::default();
        let tokens = TokenStream::from_str(text).map_err(|why| why.to_string())?;
        source.walk(tokens, &Scope { depth: 0, is_module: true });
        Ok(source)
    }

    fn walk(&mut self, tokens: TokenStream, scope: &Scope) {
        let tokens: Vec<TokenTree> = tokens.into_iter().collect();
        let mut at = 0;
        while let Some(token) = tokens.get(at) {
            at = match token {
                TokenTree::Punct(punct) if punct.as_char() == '#' => self.attribute(&tokens, at),
                TokenTree::Ident(word) if word == "use" && !is_punct(tokens.get(at + 1), '<') => {
                    let end = end_of(&tokens, at, is_semicolon);
                    let is_public = is_public(&tokens[..at]);
                    for (path, name) in imports::of(tokens.get(at + 1..end).unwrap_or_default()) {
                        if let Some(path) = scope.seen_from_the_file(path) {
                            self.imports.push(Import { path, name, is_public });
                        }
                    }
                    end + 1
                }
                TokenTree::Ident(word) => self.word(&word.to_string(), &tokens, at, scope),
                TokenTree::Group(group) => {
                    self.walk(group.stream(), &Scope { is_module: false, ..*scope });
                    at + 1
                }
                TokenTree::Punct(_) | TokenTree::Literal(_) => at + 1,
            };
        }
    }

    /// Steps over an attribute, and over the whole item if it is compiled for tests only.
    fn attribute(&mut self, tokens: &[TokenTree], at: usize) -> usize {
        let at = if is_punct(tokens.get(at + 1), '!') { at + 1 } else { at };
        let Some(TokenTree::Group(group)) = tokens.get(at + 1) else { return at + 1 };
        if group.stream().to_string().replace(' ', "") != "cfg(test)" {
            return at + 2;
        }
        let is_word = |index: usize, wanted: &str| matches!(tokens.get(index), Some(TokenTree::Ident(word)) if word == wanted);
        let mut at = at + 2;
        while is_punct(tokens.get(at), '#') {
            at += 2;
        }
        let is_import = is_word(at, "use");
        if let (true, Some(TokenTree::Ident(name))) = (is_word(at, "mod"), tokens.get(at + 1)) {
            self.test_modules.insert(name.to_string());
        }
        let is_end = |token: &TokenTree| is_semicolon(token) || !is_import && braces(token).is_some();
        end_of(tokens, at, is_end) + 1
    }

    /// An item's name, a macro call, or a path; gives the index behind it.
    fn word(&mut self, word: &str, tokens: &[TokenTree], at: usize, scope: &Scope) -> usize {
        let next = tokens.get(at + 1);
        if scope.is_module && ITEMS.contains(&word) {
            let name = if is_punct(next, '!') { tokens.get(at + 2) } else { next };
            let Some(TokenTree::Ident(name)) = name else { return at + 1 };
            if ["fn", "mut", "unsafe"].contains(&name.to_string().as_str()) {
                return at + 1;
            }
            if let ("mod", Some(group)) = (word, tokens.get(at + 2).and_then(braces)) {
                self.items.insert(name.to_string());
                self.walk(group.stream(), &Scope { depth: scope.depth + 1, is_module: true });
                return at + 3;
            }
            if word != "mod" {
                self.items.insert(name.to_string());
            }
            return if word == "macro_rules" { at + 4 } else { at + 2 };
        }
        if word == "fn" && matches!(next, Some(TokenTree::Ident(_))) {
            return at + 2;
        }
        let (path, end) = path(tokens, at);
        let is_declaring = path.last().is_some_and(|last| DECLARING.contains(&last.as_str()));
        if let (true, Some(group)) =
            (is_declaring && is_punct(tokens.get(end), '!'), tokens.get(end + 1).and_then(braces))
        {
            self.declared(group);
            self.paths.extend(scope.seen_from_the_file(path));
            return end + 2;
        }
        let behind = at.checked_sub(1).and_then(|before| tokens.get(before));
        let is_range = at >= 2 && is_punct(tokens.get(at - 2), '.');
        let is_part = is_punct(behind, ':') && at >= 2 && is_punct(tokens.get(at - 2), ':')
            || is_punct(behind, '.') && !is_range
            || is_punct(behind, '\'');
        let is_called = matches!(tokens.get(end), Some(TokenTree::Group(group)) if group.delimiter() == Delimiter::Parenthesis)
            || is_punct(tokens.get(end), '!');
        // A single small word is a variable or a member unless it is called.
        let is_name = path.len() > 1 || is_called || word.starts_with(char::is_uppercase);
        if is_name && !is_part && !KEYWORDS.contains(&word) {
            self.paths.extend(scope.seen_from_the_file(path));
        }
        end
    }

    /// The files that such a macro declares: the first segment of each path.
    fn declared(&mut self, group: &Group) {
        let tokens: Vec<TokenTree> = group.stream().into_iter().collect();
        for line in tokens.split(|token| is_punct(Some(token), ',')) {
            if let Some(file) = path(line, 0).0.into_iter().next() {
                self.imports.push(Import {
                    path: vec![file, "*".to_owned()],
                    name: "*".to_owned(),
                    is_public: true,
                });
            }
        }
    }
}

/// Where we are inside the file.
struct Scope {
    /// How many modules inside the file are open.
    depth: usize,
    /// Whether items here belong to a module, and not to a function's body.
    is_module: bool,
}

impl Scope {
    /// A path of an inner module as the file's own module would write it; `None` where it stays inside the file.
    fn seen_from_the_file(&self, path: Path) -> Option<Path> {
        let ups = path.iter().take_while(|segment| *segment == "super").count();
        let is_relative = path.first().is_some_and(|first| first == "super" || first == "self");
        if self.depth == 0 || !is_relative {
            return Some(path);
        }
        let path = path.get(self.depth..).filter(|_| ups >= self.depth)?;
        path.first().is_some_and(|first| first != "*").then(|| path.to_vec())
    }
}

/// The path that begins here, and the index behind it.
fn path(tokens: &[TokenTree], at: usize) -> (Path, usize) {
    let mut path = Vec::new();
    let mut end = at;
    while let Some(TokenTree::Ident(word)) = tokens.get(end) {
        path.push(word.to_string());
        end += 1;
        let continues = is_punct(tokens.get(end), ':')
            && is_punct(tokens.get(end + 1), ':')
            && matches!(tokens.get(end + 2), Some(TokenTree::Ident(_)));
        if !continues {
            break;
        }
        end += 2;
    }
    (path, end)
}

/// Whether `pub`, or `pub(…)`, stands in front.
fn is_public(before: &[TokenTree]) -> bool {
    let before = match before.split_last() {
        Some((TokenTree::Group(_), rest)) => rest,
        _ => before,
    };
    matches!(before.last(), Some(TokenTree::Ident(word)) if word == "pub")
}

fn end_of(tokens: &[TokenTree], from: usize, is_end: impl Fn(&TokenTree) -> bool) -> usize {
    tokens.iter().skip(from).position(is_end).map_or(tokens.len(), |offset| from + offset)
}

fn is_semicolon(token: &TokenTree) -> bool {
    is_punct(Some(token), ';')
}

fn braces(token: &TokenTree) -> Option<&Group> {
    match token {
        TokenTree::Group(group) if group.delimiter() == Delimiter::Brace => Some(group),
        _ => None,
    }
}
