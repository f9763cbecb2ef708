//! What is kept of a respondent between two pages.

use std::collections::HashMap;
use std::ops::Deref;

use indexmap::IndexMap;
use model::survey::Survey;
use serde::{Deserialize, Serialize, Serializer};

use super::known::{Ask, Known};
use super::problem::AnswerProblem;

/// Where a respondent is and what was entered so far; kept between two pages.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RunState {
    /// What all chance of this run follows from.
    pub seed: u64,
    /// When the run began, in milliseconds since 1970.
    pub started_ms: i64,
    /// When the page at hand was shown.
    pub page_ms: i64,
    /// Language code of the texts.
    pub language: String,
    /// Embedded data by name. What is known of an invited person lies here too, as `RecipientFirstName`,
    /// `RecipientLastName`, `RecipientEmail` and `ExternalDataReference`.
    pub embedded: IndexMap<String, String>,
    /// What was entered, by field key: the ids picked, or one text.
    pub answers: IndexMap<String, Vec<String>>,
    /// The pages on the way here; the last is the page at hand.
    pub visits: Visits,
    /// What is wrong with what was sent for the page at hand.
    pub problems: Vec<AnswerProblem>,
    /// How it ended, once it has.
    pub end: Option<End>,
    /// What it was told of the world outside.
    #[serde(default)]
    pub known: Known,
    /// What it must know to go on; nothing of the step that asked is to be kept then.
    #[serde(skip)]
    pub ask: Option<Ask>,
}

impl RunState {
    /// Which page the respondent is on, as the input `~page` sends it back; empty where there is none.
    pub(super) fn page_mark(&self) -> String {
        self.visits.last().map(|visit| visit.mark(self.visits.len() - 1)).unwrap_or_default()
    }

    /// Goes back to the visit of this page, the browser's own way back; false where the mark belongs to a page that is
    /// not on the way here.
    pub(super) fn go_back_to(&mut self, mark: &str) -> bool {
        let place = mark.split('.').next().and_then(|place| place.parse::<usize>().ok());
        let found =
            place.filter(|place| self.visits.get(*place).is_some_and(|visit| visit.mark(*place) == mark));
        if let Some(place) = found {
            self.cut_to(place + 1);
        }
        found.is_some()
    }

    /// Back to so many pages. What was set on the way behind them is taken back with them.
    pub(super) fn cut_to(&mut self, pages: usize) {
        for visit in self.visits.iter().skip(pages).rev() {
            for (name, former) in &visit.undo {
                match former {
                    Some(value) => self.embedded.insert(name.clone(), value.clone()),
                    None => self.embedded.shift_remove(name),
                };
            }
        }
        self.visits.cut_to(pages);
    }

    /// Whether the survey lets the respondent go back from here. Who is asked to confirm the answers can change them.
    pub(super) fn may_go_back(&self, survey: &Survey) -> bool {
        let confirms = self.visits.last().is_some_and(|visit| visit.confirms);
        (survey.is_on("BackButton") || confirms) && self.visits.len() > 1
    }
}

/// The pages a respondent came by, read as a list. What they showed is known without looking through them.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(from = "Vec<Visit>")]
pub struct Visits {
    pages: Vec<Visit>,
    /// How many of the pages show a question, by its key.
    shown: HashMap<String, u32>,
}

impl Visits {
    /// Whether a page among them showed the question with this key.
    #[must_use]
    pub fn have_shown(&self, key: &str) -> bool {
        self.shown.contains_key(key)
    }

    /// One page further.
    pub(super) fn push(&mut self, visit: Visit) {
        for key in &visit.shown {
            *self.shown.entry(key.clone()).or_default() += 1;
        }
        self.pages.push(visit);
    }

    /// Back to so many pages.
    pub(super) fn cut_to(&mut self, pages: usize) {
        for visit in self.pages.drain(pages.min(self.pages.len())..) {
            for key in &visit.shown {
                if let Some(count) = self.shown.get_mut(key) {
                    *count -= 1;
                    if *count == 0 {
                        self.shown.remove(key);
                    }
                }
            }
        }
    }

    /// The page at hand shows these questions now.
    pub(super) fn show(&mut self, keys: Vec<String>) {
        let Some(last) = self.pages.last() else { return };
        let last = Visit { shown: keys, ..last.clone() };
        self.cut_to(self.pages.len() - 1);
        self.push(last);
    }

    /// The respondent was asked for what the page at hand only requests.
    pub(super) fn ask(&mut self) {
        if let Some(last) = self.pages.last_mut() {
            last.asked = true;
        }
    }
}

impl Deref for Visits {
    type Target = [Visit];

    fn deref(&self) -> &[Visit] {
        &self.pages
    }
}

impl From<Vec<Visit>> for Visits {
    fn from(pages: Vec<Visit>) -> Self {
        let mut visits = Self::default();
        pages.into_iter().for_each(|visit| visits.push(visit));
        visits
    }
}

impl Serialize for Visits {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.pages.serialize(serializer)
    }
}

/// A page the respondent came by.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Visit {
    /// The step of the flow.
    pub step: usize,
    /// The place of the first question on the page; more than 0 where skip logic led into its middle.
    pub from: usize,
    /// Keys of the questions shown.
    pub shown: Vec<String>,
    /// The respondent was asked once for the answers that are only requested.
    pub asked: bool,
    /// The page before an end that shows the answers and asks to confirm them.
    #[serde(default, skip_serializing_if = "is_false")]
    pub confirms: bool,
    /// The embedded data that were set on the way to the page, each with what it was before.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub undo: IndexMap<String, Option<String>>,
}

fn is_false(value: &bool) -> bool {
    !value
}

impl Visit {
    /// The visit of a step that shows no question of the survey's, or none yet.
    pub(super) fn of(step: usize, undo: IndexMap<String, Option<String>>) -> Self {
        Self { step, from: 0, shown: Vec::new(), asked: false, confirms: false, undo }
    }

    fn mark(&self, place: usize) -> String {
        format!("{place}.{}.{}", self.step, self.from)
    }
}

/// The name of the embedded data field that tells how a response ended, where its end has a mark; it is recorded whether the flow
/// declares it or not.
pub(super) const FLAG: &str = "Q_TerminateFlag";

/// The name of the embedded data field that marks the response of a browser that had answered before; it is recorded whether the
/// flow declares it or not.
pub const REPEATED: &str = "Q_BallotBoxStuffing";

/// The end of a run.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct End {
    /// Where the respondent is sent; an `http` or `https` address. `None` shows the end page.
    pub redirect: Option<String>,
    /// `Screened`, `QuotaMet`, `Complete`; empty where the author set none.
    pub flag: String,
    /// Whether the response is to be recorded.
    pub recorded: bool,
    /// Whether address and place of the respondent are to be left out.
    pub anonymous: bool,
    /// Whether quotas count the response.
    #[serde(default)]
    pub counts: bool,
    /// What its page says in place of the usual words, html; empty for those.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub message: String,
    /// Points that its page shows: the name of a scoring category, and what was earned in it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub scores: Vec<(String, String)>,
    /// Whether its page shows the respondent's own answers ([`answered`](super::answered())).
    #[serde(default)]
    pub shows_answers: bool,
}
