//! Locators: `q://QID5/SelectableChoice/2`, where conditions, piped texts and carried choices find an answer.

use percent_encoding::percent_decode_str;

/// A locator taken apart.
pub(crate) struct Locator {
    parts: Vec<String>,
}

impl Locator {
    /// Reads a locator, with or without its scheme; what follows `?` says how to show the answer and is left out.
    pub(crate) fn parse(written: &str) -> Self {
        let path = written.strip_prefix("q://").unwrap_or(written).split('?').next().unwrap_or_default();
        let decoded = |part| percent_decode_str(part).decode_utf8_lossy().into_owned();
        Self { parts: path.split('/').map(decoded).collect() }
    }

    /// The question: `QID5`, `3_QID5`, `QID5#2`.
    pub(crate) fn question(&self) -> &str {
        self.part(0)
    }

    /// What of the question: `SelectableChoice`, `QuestionText`; empty where it does not say.
    pub(crate) fn what(&self) -> &str {
        self.part(1)
    }

    /// What follows, such as the id of a choice, or of a statement and a scale point.
    pub(crate) fn rest(&self) -> Vec<&str> {
        self.parts.iter().skip(2).map(String::as_str).collect()
    }

    fn part(&self, place: usize) -> &str {
        self.parts.get(place).map_or("", String::as_str)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_locator_is_read_with_and_without_its_scheme() {
        for written in ["q://QID8%232/SelectableChoice/1/2", "QID8#2/SelectableChoice/1/2?displayLogic=0"] {
            let locator = Locator::parse(written);
            assert_eq!((locator.question(), locator.what()), ("QID8#2", "SelectableChoice"));
            assert_eq!(locator.rest(), ["1", "2"]);
        }
        let short = Locator::parse("QID5");
        assert_eq!((short.question(), short.what(), short.rest().len()), ("QID5", "", 0));
    }
}
