//! What a run was told of the world outside, and what it asks of it.
//!
//! The engine reaches nothing. Where the way hangs on something that only the outside knows, the run stops with an [`Ask`]; whoever
//! runs it finds the answer, adds it to what is known ([`Known::learn`]) and makes the same step again from the state before it. So
//! an answer is asked for once, and the way follows from what is known as it follows from the seed.

use std::borrow::Cow;
use std::collections::{BTreeSet, HashSet};

use indexmap::IndexMap;
use model::survey::QuotaCell;
use serde::{Deserialize, Serialize};

use super::call::Call;
use super::lookup::{Lookup, Met};

/// What a run was told of the world outside. It stays what it is when the respondent goes back.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Known {
    /// What this run was given of evenly presented lists, by what names the list (the flow id of a randomizer, the place of a
    /// list of choices): places in the list, in the order of this run.
    #[serde(skip_serializing_if = "IndexMap::is_empty")]
    draws: IndexMap<String, Vec<usize>>,
    /// The lists that were drawn from on the way to the next page: they are not drawn from again before that, though lists may hang
    /// on each other. A run that is begun again with what is known comes to the same page.
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    fresh: BTreeSet<String>,
    /// How often each cell of a quota was counted when the page at hand was reached, by its key; what is not there was counted
    /// never.
    #[serde(skip_serializing_if = "IndexMap::is_empty")]
    counts: IndexMap<String, i64>,
    /// When they were counted, in milliseconds since 1970.
    counted_ms: i64,
    /// What web services answered, by the mark of the call: the value of each field that was asked for.
    #[serde(skip_serializing_if = "IndexMap::is_empty")]
    calls: IndexMap<String, Vec<Option<String>>>,
    /// What came of looking somebody up in a list of contacts, by the mark of the look-up, until it is taken from here.
    #[serde(skip_serializing_if = "IndexMap::is_empty")]
    met: IndexMap<String, Met>,
    /// How often authenticators did not let the respondent in, by their flow ids.
    #[serde(skip_serializing_if = "IndexMap::is_empty")]
    failures: IndexMap<String, usize>,
    /// What the respondent's device is, in the words of conditions (`mobile`, `iphone`).
    #[serde(skip_serializing_if = "Vec::is_empty")]
    device: Vec<String>,
}

/// What a run must know to go on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ask {
    /// What it gets of evenly presented lists: a randomizer, or all lists of choices that the next page shows. They come in an
    /// order that is the same for every respondent.
    Draw(Vec<Draw>),
    /// What a web service answers.
    Call(Call),
    /// Who in a list of contacts has what somebody entered.
    Contact(Lookup),
}

/// Something to be drawn from a list so that over all respondents each item is drawn as often as the others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draw {
    /// What names the list among those of the survey: the flow id of a randomizer, or the place of a list of choices, such as
    /// `3_QID5 choices`.
    pub list: String,
    /// What names each item among all respondents, in the order of the list.
    pub items: Vec<String>,
    /// How many are to be drawn.
    pub count: usize,
    /// The places that may be drawn, in an order of chance: between two that were drawn as often, the earlier here is taken;
    /// those that are drawn stand in this order.
    pub order: Vec<usize>,
}

impl Ask {
    /// Adds to what is known what the answer is where nobody else has answered the survey: for trying it out.
    pub fn answer_alone(&self, known: &mut Known) {
        match self {
            Self::Draw(draws) => draws.iter().for_each(|draw| known.learn(draw, draw.pick(&[]))),
            Self::Call(call) => drop(known.hear(call, None)),
            Self::Contact(lookup) => known.meet(lookup, Met::Nobody),
        }
    }
}

impl Draw {
    /// The places that are drawn where the items were drawn so often before: those drawn least.
    #[must_use]
    pub fn pick(&self, drawn: &[i64]) -> Vec<usize> {
        let mut least = self.order.clone();
        least.sort_by_key(|place| drawn.get(*place).copied().unwrap_or(0));
        least.truncate(self.count);
        let least: HashSet<usize> = least.into_iter().collect();
        self.order.iter().copied().filter(|place| least.contains(place)).collect()
    }
}

impl Known {
    /// What is known before a run begins: what the browser says of itself (`User-Agent`).
    #[must_use]
    pub fn of_browser(user_agent: &str) -> Self {
        Self { device: device(user_agent), ..Self::default() }
    }

    /// Adds what was drawn.
    pub fn learn(&mut self, draw: &Draw, picked: Vec<usize>) {
        self.draws.insert(draw.list.clone(), picked);
        self.fresh.insert(draw.list.clone());
    }

    /// A page was come to.
    pub(super) fn settle(&mut self) {
        self.fresh.clear();
    }

    /// Whether a list was drawn from since the last page.
    pub(super) fn is_fresh(&self, list: &str) -> bool {
        self.fresh.contains(list)
    }

    /// Adds what a web service answered; `None` where it was not called or answered nothing usable. Gives whether every value that
    /// was found has room.
    pub fn hear(&mut self, call: &Call, answer: Option<&[u8]>) -> bool {
        let (values, fits) = call.values(answer.unwrap_or_default());
        self.calls.insert(call.mark(), values);
        fits
    }

    /// The values that a call has brought; `None` where it was not made yet. A call is the same where all that is sent is, so
    /// whoever goes back and answers otherwise has another made.
    pub(super) fn answer(&self, call: &Call) -> Option<&[Option<String>]> {
        self.calls.get(&call.mark()).map(Vec::as_slice)
    }

    /// How many different calls were made.
    pub(super) fn calls(&self) -> usize {
        self.calls.len()
    }

    /// Adds what came of looking somebody up.
    pub fn meet(&mut self, lookup: &Lookup, met: Met) {
        self.met.insert(lookup.mark(), met);
    }

    /// What came of looking somebody up, once: what was typed again is looked up again.
    pub(super) fn take_met(&mut self, lookup: &Lookup) -> Option<Met> {
        self.met.shift_remove(&lookup.mark())
    }

    /// How often the authenticator with this flow id did not let the respondent in.
    pub(super) fn failures(&self, flow: &str) -> usize {
        self.failures.get(flow).copied().unwrap_or(0)
    }

    /// It did not once more.
    pub(super) fn fail(&mut self, flow: &str) {
        *self.failures.entry(flow.to_owned()).or_default() += 1;
    }

    /// Says how often each cell of the survey's quotas was counted up to `now_ms`, by its key ([`QuotaCell::key_at`]); those that are
    /// missing were counted never.
    pub fn count(&mut self, counts: impl IntoIterator<Item = (String, i64)>, now_ms: i64) {
        self.counts = counts.into_iter().collect();
        self.counted_ms = now_ms;
    }

    /// The key under which a cell is counted now; `None` where its schedule has no period now.
    pub(super) fn key_of<'c>(&self, cell: &'c QuotaCell) -> Option<Cow<'c, str>> {
        cell.key_at(self.counted_ms)
    }

    /// How often this cell was counted in the period at hand.
    pub(super) fn counted(&self, cell: &QuotaCell) -> i64 {
        self.key_of(cell).map_or(0, |key| self.count_of(&key))
    }

    /// Whether a cell is full: never where its schedule has no period now.
    pub(super) fn is_full(&self, cell: &QuotaCell) -> bool {
        self.key_of(cell).is_some_and(|key| self.count_of(&key) >= cell.limit)
    }

    fn count_of(&self, key: &str) -> i64 {
        self.counts.get(key).copied().unwrap_or(0)
    }

    /// Whether a web service was called for this element of the flow, or quota.
    pub(super) fn was_called(&self, id: &str) -> bool {
        self.calls.keys().any(|mark| mark.strip_prefix(id).is_some_and(|rest| rest.starts_with(':')))
    }

    /// What was drawn from a list; `None` where nothing was yet.
    pub(super) fn drawn(&self, list: &str) -> Option<&[usize]> {
        self.draws.get(list).map(Vec::as_slice)
    }

    pub(super) fn is_device(&self, word: &str) -> bool {
        self.device.iter().any(|known| known.eq_ignore_ascii_case(word))
    }
}

/// The devices that conditions ask for, by what the browser's own words hold.
const DEVICES: [(&str, &str); 8] = [
    ("mobile", "Mobi"),
    ("mobile", "Android"),
    ("android", "Android"),
    ("iphone", "iPhone"),
    ("ipad", "iPad"),
    ("ipod", "iPod"),
    ("blackberry", "BlackBerry"),
    ("windowsphone", "Windows Phone"),
];

/// Whether conditions may ask for a device by this word.
pub(super) fn is_a_device(word: &str) -> bool {
    DEVICES.iter().any(|(known, _)| known.eq_ignore_ascii_case(word))
}

fn device(user_agent: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    for (word, part) in DEVICES {
        if user_agent.contains(part) && !words.iter().any(|known| known == word) {
            words.push(word.to_owned());
        }
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    fn draw(count: usize) -> Draw {
        let items = ["a", "b", "c"].map(str::to_owned).to_vec();
        Draw { list: "FL_1".into(), items, count, order: vec![2, 0, 1] }
    }

    #[test]
    fn those_drawn_least_are_drawn_next_in_the_order_of_chance() {
        assert_eq!(draw(1).pick(&[0, 0, 0]), [2]);
        assert_eq!(draw(1).pick(&[1, 0, 1]), [1]);
        assert_eq!(
            draw(2).pick(&[1, 0, 1]),
            [2, 1],
            "one that was drawn as often as another is taken by chance"
        );
        assert_eq!(draw(2).pick(&[]), [2, 0]);
        assert_eq!(draw(9).pick(&[5, 0, 0]), [2, 0, 1]);
    }

    #[test]
    fn a_browser_says_what_device_it_is_on() {
        let phone =
            "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148";
        let known = Known::of_browser(phone);
        assert!(known.is_device("mobile") && known.is_device("iPhone") && !known.is_device("android"));
        assert_eq!(Known::of_browser("Mozilla/5.0 (X11; Linux x86_64)"), Known::default());
    }
}
