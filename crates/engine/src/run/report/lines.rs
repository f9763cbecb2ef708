//! The lines of a report.

use std::borrow::Cow;

use indexmap::IndexMap;
use model::survey::Survey;

use super::references::References;

/// A kind of thing that a survey uses and that is not run as its author meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReportLine {
    /// What it is, as a noun: `flow element WebService`.
    pub what: String,
    /// What happens instead, as a clause: `it is left out`.
    pub instead: String,
    /// How often the survey uses it.
    pub times: usize,
    /// Where, in an author's words, for the first few: `question Q3 (QID5)`, `flow FL_7`.
    pub places: Vec<String>,
}

/// The most lines that are told of one survey, and the most places of one line.
const LINES: usize = 200;
const PLACES: usize = 5;

/// What it is and what happens instead; how often, and the first places.
type Kind = (Cow<'static, str>, &'static str);
type Uses = (usize, Vec<String>);

/// The lines on their way.
#[derive(Debug, Default)]
pub(super) struct Lines {
    known: IndexMap<Kind, Uses>,
    /// What can be named.
    pub(super) references: References,
}

impl Lines {
    pub(super) fn of(survey: &Survey) -> Self {
        Self { known: IndexMap::new(), references: References::of(survey) }
    }

    /// Adds one use.
    pub(super) fn add(
        &mut self,
        what: impl Into<Cow<'static, str>>,
        instead: &'static str,
        place: impl FnOnce() -> String,
    ) {
        let key = (what.into(), instead);
        if self.known.len() >= LINES && !self.known.contains_key(&key) {
            return;
        }
        let (times, places) = self.known.entry(key).or_default();
        *times += 1;
        if places.len() < PLACES {
            let place = place();
            if !places.contains(&place) {
                places.push(place);
            }
        }
    }

    pub(super) fn told(self) -> Vec<ReportLine> {
        let line = |((what, instead), (times, places)): (Kind, Uses)| ReportLine {
            what: what.into_owned(),
            instead: instead.to_owned(),
            times,
            places,
        };
        self.known.into_iter().map(line).collect()
    }
}
