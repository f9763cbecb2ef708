//! A sent form, looked up by name.

use std::collections::HashMap;

use model::limits::surveys::FORM_PAIRS;

/// Names and values of the inputs, each name with its values in their order.
pub(crate) struct SentForm<'a> {
    values: HashMap<&'a str, Vec<&'a str>>,
}

impl<'a> SentForm<'a> {
    /// Sorts the pairs of a form by name. Behind [`FORM_PAIRS`] nothing is read: no page asks for as many.
    pub(crate) fn new(pairs: &'a [(String, String)]) -> Self {
        let mut values: HashMap<&str, Vec<&str>> = HashMap::new();
        for (name, value) in pairs.iter().take(FORM_PAIRS) {
            values.entry(name).or_default().push(value);
        }
        Self { values }
    }

    /// All values of an input.
    pub(crate) fn all(&self, name: &str) -> &[&'a str] {
        self.values.get(name).map_or(&[], Vec::as_slice)
    }

    /// The first value of an input.
    pub(crate) fn first(&self, name: &str) -> Option<&'a str> {
        self.all(name).first().copied()
    }
}
