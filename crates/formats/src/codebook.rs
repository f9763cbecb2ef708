//! From codes and labels, as files and requests write them, back to choice ids.

use std::collections::HashMap;

use model::column::Code;

/// The choices of one field, by code and by label.
#[derive(Debug, Default)]
pub(crate) struct Codebook {
    by_code: HashMap<String, String>,
    /// By label, also without HTML and with single blanks. Two choices of one label cannot be told apart in a file
    /// of labels: the first is taken.
    by_label: HashMap<String, String>,
    /// The most bytes a code or label takes: so far a list is searched for the end of its next part.
    longest: usize,
}

impl Codebook {
    pub(crate) fn new(codes: &[Code]) -> Self {
        let mut book = Self::default();
        for code in codes {
            book.by_code.entry(code.recode.clone()).or_insert_with(|| code.id.clone());
        }
        for code in codes.iter().filter(|code| !code.label.is_empty()) {
            book.by_label.entry(code.label.clone()).or_insert_with(|| code.id.clone());
        }
        for code in codes {
            let label = normal(&code.label);
            if !label.is_empty() {
                book.by_label.entry(label).or_insert_with(|| code.id.clone());
            }
        }
        book.longest = book.by_code.keys().chain(book.by_label.keys()).map(String::len).max().unwrap_or(0);
        book
    }

    /// The id of the choice with this code.
    pub(crate) fn by_code(&self, code: &str) -> Option<&str> {
        self.by_code.get(code).map(String::as_str)
    }

    /// The id of the choice with this code or label; where the text is both, `labels` says what it is.
    pub(crate) fn find(&self, text: &str, labels: bool) -> Option<&str> {
        self.exact(text, labels).or_else(|| self.by_label.get(&normal(text)).map(String::as_str))
    }

    /// The ids of several choices in one text. Labels may themselves hold the separator: the longest that fits is
    /// taken. `None` where a part is no code or label.
    pub(crate) fn find_list(&self, text: &str, separator: char, labels: bool) -> Option<Vec<String>> {
        let mut ids = Vec::new();
        let mut rest = text;
        loop {
            let ends = rest.match_indices(separator).map(|(end, _)| end).chain([rest.len()]);
            let fits = |end: usize| self.exact(&rest[..end], labels).map(|id| (end, id));
            let (end, id) = ends.take_while(|end| *end <= self.longest).filter_map(fits).last()?;
            ids.push(id.to_owned());
            if end == rest.len() {
                return Some(ids);
            }
            rest = &rest[end + separator.len_utf8()..];
        }
    }

    fn exact(&self, text: &str, labels: bool) -> Option<&str> {
        let (first, second) =
            if labels { (&self.by_label, &self.by_code) } else { (&self.by_code, &self.by_label) };
        first.get(text).or_else(|| second.get(text)).map(String::as_str)
    }
}

/// A label without HTML and with single blanks.
fn normal(text: &str) -> String {
    engine::html::plain(text).split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(id: &str, recode: &str, label: &str) -> Code {
        Code { id: id.into(), recode: recode.into(), label: label.into() }
    }

    #[test]
    fn a_text_that_is_code_and_label_is_what_the_file_is_written_in() {
        let book = Codebook::new(&[code("4", "1", "0"), code("5", "2", "1")]);
        assert_eq!(book.find("1", false), Some("4"));
        assert_eq!(book.find("1", true), Some("5"));
        assert_eq!(book.by_code("2"), Some("5"));
    }

    #[test]
    fn labels_match_but_for_markup_and_blanks_and_the_first_of_equals_counts() {
        let book = Codebook::new(&[
            code("1", "1", "Yes, by me \n\n"),
            code("2", "2", "Same"),
            code("3", "3", "Same"),
        ]);
        assert_eq!(book.find("Yes, <b>by</b>  me", true), Some("1"));
        assert_eq!(book.find("Same", true), Some("2"));
        assert_eq!(book.find("Neither", true), None);
    }

    #[test]
    fn lists_of_labels_with_commas_in_them_are_taken_apart() {
        let book =
            Codebook::new(&[code("1", "1", "Red"), code("2", "2", "Red, dark"), code("3", "3", "Blue")]);
        let list = |text: &str| book.find_list(text, ',', true);
        assert_eq!(list("Red,Red, dark,Blue"), Some(vec!["1".into(), "2".into(), "3".into()]));
        assert_eq!(list("3,1"), Some(vec!["3".into(), "1".into()]));
        assert_eq!(list("Red,Green"), None);
    }
}
