//! The ranking: the name itself before a name that begins so, before a word of a name, before a piece of one; names
//! before places, places before texts. All words must be found.

use super::entry::{Entry, Kind};

/// Everything that can be found, ready to be compared.
pub(crate) type Index = Vec<Indexed>;

/// An entry with its texts as they are compared.
#[derive(Debug)]
pub(crate) struct Indexed {
    entry: Entry,
    title: String,
    alias: String,
    place: String,
    text: String,
}

/// How a word may be found.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Match {
    /// As it is written.
    Written,
    /// Long words also one letter off.
    Nearly,
}

impl Indexed {
    pub(super) fn of(entry: Entry) -> Self {
        Self {
            title: plain(&entry.title),
            alias: plain(&entry.alias),
            place: plain(&entry.place),
            text: plain(&entry.text),
            entry,
        }
    }

    /// How well the question fits; `None` when a word of it is nowhere.
    fn score(&self, whole: &str, words: &[String], how: Match) -> Option<u32> {
        let part = matches!(self.entry.kind, Kind::Parameter | Kind::Field);
        let mut score = tier(&self.title, whole).max(tier(&self.alias, whole));
        if !part {
            score += tier(&self.place, whole) / 3;
        } else if score < EXACT {
            // A parameter of the same name belongs to many requests; only one asked for by its whole name goes before them.
            score /= 3;
        }
        let mut own = 0;
        for word in words {
            let fit = |(text, weight): (&String, u32)| fit(text, word, how) * weight;
            let names =
                [(&self.title, 8), (&self.alias, 6), (&self.text, 1)].map(fit).into_iter().max().unwrap_or(0);
            own += names;
            score += Some(names.max(fit((&self.place, 3)))).filter(|fit| *fit > 0)?;
        }
        // Who looks for a request by its name does not want each of its parameters.
        (own > 0 || !part).then_some(score)
    }
}

/// The entries that fit, the best first; as they stand in the reference where they fit alike.
pub(super) fn ordered<'a>(index: &'a [Indexed], whole: &str, words: &[String], how: Match) -> Vec<&'a Entry> {
    if words.is_empty() {
        return Vec::new();
    }
    let mut found: Vec<(u32, &Entry)> = index
        .iter()
        .filter_map(|indexed| Some((indexed.score(whole, words, how)?, &indexed.entry)))
        .collect();
    found.sort_by(|(one, first), (other, second)| other.cmp(one).then(first.kind.cmp(&second.kind)));
    found.into_iter().map(|(_, entry)| entry).collect()
}

/// Text as it is compared: lower case, and one blank for whatever is no letter or digit.
pub(super) fn plain(text: &str) -> String {
    let lower = text.to_lowercase();
    let words = lower.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join(" ")
}

const EXACT: u32 = 1000;

/// How the whole question lies in a text.
fn tier(text: &str, whole: &str) -> u32 {
    if text == whole {
        return EXACT;
    }
    let of_place = |(at, _): (usize, &str)| {
        let rest = &text[at + whole.len()..];
        match (at, text[..at].ends_with(' '), rest.is_empty() || rest.starts_with(' ')) {
            (0, _, _) => 600,
            (_, true, true) => 400,
            (_, true, false) => 320,
            _ => 100,
        }
    };
    text.match_indices(whole).map(of_place).max().unwrap_or_default()
}

/// How a word lies in a text; 0 when it does not.
fn fit(text: &str, word: &str, how: Match) -> u32 {
    let mut best = 0;
    for candidate in text.split(' ') {
        best = best.max(if candidate == word {
            5
        } else if candidate.starts_with(word) {
            4
        } else if candidate.contains(word) {
            2
        } else if how == Match::Nearly && nearly(candidate, word) {
            1
        } else {
            0
        });
    }
    best
}

/// Whether the candidate, or what it begins with, is one edit away from a word that is long enough to be a slip.
fn nearly(candidate: &str, word: &str) -> bool {
    let (candidate, word): (Vec<char>, Vec<char>) = (candidate.chars().collect(), word.chars().collect());
    if word.len() < 5 {
        return false;
    }
    let lengths = word.len() - 1..=word.len() + 1;
    lengths.filter_map(|length| candidate.get(..length)).any(|start| one_edit(start, &word))
}

/// Whether one letter was added, left out or replaced, or two neighbours were swapped.
fn one_edit(one: &[char], other: &[char]) -> bool {
    let same = one.iter().zip(other).take_while(|(left, right)| left == right).count();
    let (one, other) = (&one[same..], &other[same..]);
    let same = one.iter().rev().zip(other.iter().rev()).take_while(|(left, right)| left == right).count();
    match (&one[..one.len() - same], &other[..other.len() - same]) {
        ([a, b], [c, d]) => a == d && b == c,
        (one, other) => one.len() <= 1 && other.len() <= 1,
    }
}
