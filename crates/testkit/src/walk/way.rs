//! The way through a survey as the respondent remembers it: which pages count, what was entered on them.

use std::collections::BTreeMap;

use super::field::{Field, Takes};
use super::hand::Entered;
use super::page::Page;

/// The pages on the way, and what was entered anywhere.
#[derive(Default)]
pub(super) struct Way {
    stops: Vec<Stop>,
    /// What was entered last in each field, on pages that do not count any more too.
    remembered: BTreeMap<String, Vec<String>>,
    /// Something was changed on a page that had been left before: what came behind it may be gone with it.
    changed: bool,
    /// What the page at hand asks for.
    fields: Vec<Field>,
}

struct Stop {
    mark: String,
    keys: Vec<String>,
    entered: Option<Entered>,
}

impl Way {
    /// Whether a page was sent.
    pub(super) fn has_begun(&self) -> bool {
        self.stops.iter().any(|stop| stop.entered.is_some())
    }

    /// Comes to a page: one on the way, which takes those behind it off the way, or the next.
    ///
    /// # Errors
    /// When the page shows something else than what was entered on it.
    pub(super) fn arrive(&mut self, page: &Page) -> Result<(), String> {
        let keys = page.questions.iter().filter(|asked| !asked.is_of_page());
        let keys = keys.map(|asked| asked.key.clone()).collect();
        match self.stops.iter().position(|stop| stop.mark == page.mark()) {
            Some(place) => {
                self.stops.truncate(place + 1);
                self.stops[place].keys = keys;
            }
            None => self.stops.push(Stop { mark: page.mark().to_owned(), keys, entered: None }),
        }
        for field in page.fields().iter().filter(|field| field.is_answer()) {
            let Some(entered) = self.remembered.get(&field.name) else { continue };
            let shown = kept(field, &field.preset);
            // A choice may be offered no more because of what was answered beside it.
            let is_offered = |id: &&String| field.offers().iter().any(|offer| offer.value == **id);
            let expected: Vec<String> = match field.takes {
                Takes::Text(_) | Takes::File => entered.clone(),
                Takes::One(_) | Takes::Several(_) => entered.iter().filter(is_offered).cloned().collect(),
            };
            let is_gone = shown.is_empty() && self.changed;
            if shown != expected && !is_gone {
                return Err(format!("page {}: {} shows {shown:?} for {entered:?}", page.mark(), field.name));
            }
            self.remembered.insert(field.name.clone(), shown);
        }
        self.fields = page.fields().to_vec();
        Ok(())
    }

    /// Sends the page at hand.
    pub(super) fn send(&mut self, entered: &Entered, back: bool) {
        let kept: Entered = self
            .fields
            .iter()
            .map(|field| {
                let values = entered.get(&field.name).map_or(&[][..], Vec::as_slice);
                (field.name.clone(), kept(field, values))
            })
            .collect();
        if let Some(stop) = self.stops.last_mut() {
            self.changed |= stop.entered.as_ref().is_some_and(|before| *before != kept);
            if !back {
                stop.entered = Some(kept.clone());
            }
        }
        self.remembered.extend(kept);
    }

    /// The questions on the way, and what was entered on it. A field that comes by twice is what it was the last time.
    pub(super) fn given(self) -> (Vec<String>, Entered) {
        let mut given = Entered::new();
        let mut keys = Vec::new();
        for stop in self.stops {
            keys.extend(stop.keys);
            given.extend(stop.entered.unwrap_or_default());
        }
        given.retain(|name, values| name.contains("QID") && !values.is_empty());
        (keys, given)
    }
}

/// What the survey keeps of what was entered in a field: ids in one order, texts with plain line ends, nothing for blanks.
fn kept(field: &Field, values: &[String]) -> Vec<String> {
    match field.takes {
        Takes::Text(_) => {
            let plain = |value: &String| {
                let text = value.replace("\r\n", "\n");
                text.chars().filter(|one| !one.is_control() || matches!(one, '\n' | '\t')).collect::<String>()
            };
            values.iter().map(plain).filter(|text| !text.trim().is_empty()).collect()
        }
        _ => {
            let mut ids = values.to_vec();
            ids.sort();
            ids
        }
    }
}
