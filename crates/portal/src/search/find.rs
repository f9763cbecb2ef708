//! Looking for the words of a question.

use super::entries;
use super::entry::Entry;
use super::rank::{self, Indexed, Match};
use crate::Catalogue;

/// What was found.
pub(crate) struct Found<'a> {
    /// The best ones first.
    pub(crate) entries: Vec<&'a Entry>,
    /// The words that were looked for.
    pub(crate) words: Vec<String>,
    /// Whether nothing fits as it was written and these are for words one letter off.
    pub(crate) nearly: bool,
}

/// The longest question, in characters; what is beyond is not looked for.
pub(crate) const LONGEST: usize = 200;

/// More words than these are not looked for, so that no question costs much.
const MOST_WORDS: usize = 16;

/// Looks for all words of the question.
pub(crate) fn find<'a>(catalogue: &'a Catalogue, asked: &str) -> Found<'a> {
    let index =
        catalogue.index.get_or_init(|| entries::entries(catalogue).into_iter().map(Indexed::of).collect());
    let asked: String = asked.chars().take(LONGEST).collect();
    let whole = rank::plain(&asked);
    let words = whole.split(' ').filter(|word| !word.is_empty()).take(MOST_WORDS);
    let words: Vec<String> = words.map(str::to_owned).collect();
    let mut found = rank::ordered(index, &whole, &words, Match::Written);
    let nearly = found.is_empty();
    if nearly {
        found = rank::ordered(index, &whole, &words, Match::Nearly);
    }
    Found { nearly: nearly && !found.is_empty(), entries: found, words }
}
