//! The tree of a `use` declaration, flattened: `a::{self, b as c, d::*}` brings `a`, `c` and all of `d`.

use proc_macro2::TokenTree;

/// Segments of a path: `["crate", "html", "plain"]`.
pub(super) type Path = Vec<String>;

/// Path and name of everything that the tokens between `use` and `;` bring.
pub(super) fn of(tokens: &[TokenTree]) -> Vec<(Path, String)> {
    let mut found = Vec::new();
    branch(tokens, &[], &mut found);
    found
}

fn branch(tokens: &[TokenTree], prefix: &[String], found: &mut Vec<(Path, String)>) {
    let mut path = prefix.to_vec();
    let mut at = 0;
    while let Some(token) = tokens.get(at) {
        match token {
            TokenTree::Ident(word) if word == "as" => {
                let name = tokens.get(at + 1).map_or_else(String::new, ToString::to_string);
                found.push((without_self(path), name));
                return;
            }
            TokenTree::Ident(word) => path.push(word.to_string()),
            TokenTree::Punct(punct) if punct.as_char() == '*' => {
                found.push((path, "*".to_owned()));
                return;
            }
            TokenTree::Group(group) => {
                let inside: Vec<TokenTree> = group.stream().into_iter().collect();
                for part in inside.split(|token| is_punct(Some(token), ',')).filter(|part| !part.is_empty()) {
                    branch(part, &path, found);
                }
                return;
            }
            TokenTree::Punct(_) | TokenTree::Literal(_) => {}
        }
        at += 1;
    }
    let path = without_self(path);
    if let Some(name) = path.last().cloned() {
        found.push((path, name));
    }
}

/// `a::self` is `a`.
fn without_self(mut path: Path) -> Path {
    if path.len() > 1 && path.last().is_some_and(|last| last == "self") {
        path.pop();
    }
    path
}

/// Whether the token is this sign.
pub(super) fn is_punct(token: Option<&TokenTree>, wanted: char) -> bool {
    matches!(token, Some(TokenTree::Punct(punct)) if punct.as_char() == wanted)
}

#[cfg(test)]
mod tests {
    use std::str::FromStr;

    use proc_macro2::TokenStream;

    use super::*;

    #[test]
    fn a_tree_is_flattened() {
        let tokens: Vec<TokenTree> =
            TokenStream::from_str("crate::a::{self, b as c, d::*, e}").unwrap().into_iter().collect();
        let found: Vec<String> =
            of(&tokens).into_iter().map(|(path, name)| format!("{} = {name}", path.join("::"))).collect();
        assert_eq!(found, ["crate::a = a", "crate::a::b = c", "crate::a::d = *", "crate::a::e = e"]);
    }
}
