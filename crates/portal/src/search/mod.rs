//! Search over everything the documentation has: one ranking, for the page and for its module.

mod entries;
mod page;
mod rank;

use contract::Verb;

use crate::Catalogue;

pub(crate) use page::{json, page};

/// Something that can be found.
#[derive(Debug, Clone)]
pub(crate) struct Entry {
    /// What it is.
    pub(crate) kind: Kind,
    /// Its name, by which it is looked for first.
    pub(crate) title: String,
    /// Another name it goes by, such as its words apart; may be empty.
    pub(crate) alias: String,
    /// The verb of a request.
    pub(crate) verb: Option<Verb>,
    /// Where it belongs: a path, the request of a parameter, the status of an error.
    pub(crate) place: String,
    /// Its address.
    pub(crate) href: String,
    /// What it is about.
    pub(crate) text: String,
}

/// The kinds, in the order in which they stand when nothing else tells them apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[allow(missing_docs)] // The words say it.
pub(crate) enum Kind {
    Request,
    Category,
    Guide,
    Page,
    Error,
    Status,
    Parameter,
    Field,
}

impl Kind {
    /// The kind in a word for people.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Request => "Request",
            Self::Category => "Category",
            Self::Guide => "Guide",
            Self::Page => "Page",
            Self::Error => "Error code",
            Self::Status => "Status code",
            Self::Parameter => "Parameter",
            Self::Field => "Body field",
        }
    }
}

/// What was found.
pub(crate) struct Found<'a> {
    /// The best ones first.
    pub(crate) entries: Vec<&'a Entry>,
    /// The words that were looked for.
    pub(crate) words: Vec<String>,
    /// Whether nothing fits as it was written and these are for words one letter off.
    pub(crate) nearly: bool,
}

/// Everything that can be found, ready to be compared.
pub(crate) type Index = Vec<rank::Indexed>;

/// The longest question, in characters; what is beyond is not looked for.
pub(crate) const LONGEST: usize = 200;

/// More words than these are not looked for, so that no question costs much.
const MOST_WORDS: usize = 16;

/// Looks for all words of the question.
pub(crate) fn find<'a>(catalogue: &'a Catalogue, asked: &str) -> Found<'a> {
    let index = catalogue
        .index
        .get_or_init(|| entries::entries(catalogue).into_iter().map(rank::Indexed::of).collect());
    let asked: String = asked.chars().take(LONGEST).collect();
    let whole = rank::plain(&asked);
    let words = whole.split(' ').filter(|word| !word.is_empty()).take(MOST_WORDS);
    let words: Vec<String> = words.map(str::to_owned).collect();
    let mut found = rank::ordered(index, &whole, &words, rank::Match::Written);
    let nearly = found.is_empty();
    if nearly {
        found = rank::ordered(index, &whole, &words, rank::Match::Nearly);
    }
    Found { nearly: nearly && !found.is_empty(), entries: found, words }
}

#[cfg(test)]
mod tests;
