//! Heads of surveys kept for a moment, for the two hottest paths: recording and reading single responses.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use model::SurveyId;
use moka::sync::Cache;
use store::surveys::SurveyRow;

/// How long the head of a survey is taken to be what it was, when single responses are recorded and read. A survey that
/// is deleted or given away through another process is for so long still what it was here.
const HEADS_KEPT: Duration = Duration::from_secs(1);

/// The heads, by the id of the survey.
pub(crate) struct Heads {
    known: Cache<SurveyId, Arc<SurveyRow>>,
    /// How often a head was forgotten.
    forgotten: AtomicU64,
}

/// Says that a head is about to be read: what is forgotten from now on is not brought back by what is read.
pub(crate) struct Reading(u64);

impl Heads {
    pub(crate) fn new() -> Self {
        let known = Cache::builder().max_capacity(10_000).time_to_live(HEADS_KEPT).build();
        Self { known, forgotten: AtomicU64::new(0) }
    }

    /// The head as it was within the last second; this process's own changes show at once.
    pub(crate) fn get(&self, id: &SurveyId) -> Option<Arc<SurveyRow>> {
        self.known.get(id)
    }

    /// To be asked for before a head is read that is then kept.
    pub(crate) fn reading(&self) -> Reading {
        Reading(self.forgotten.load(Ordering::SeqCst))
    }

    /// Keeps a head that was read since `reading`, unless one was forgotten meanwhile: it may be this one, as it was.
    pub(crate) fn keep(&self, head: &Arc<SurveyRow>, reading: &Reading) {
        self.known.insert(head.id.clone(), head.clone());
        if self.forgotten.load(Ordering::SeqCst) != reading.0 {
            self.known.invalidate(&head.id);
        }
    }

    /// Forgets all heads.
    pub(crate) fn forget_all(&self) {
        self.forgotten.fetch_add(1, Ordering::SeqCst);
        self.known.invalidate_all();
    }

    /// Forgets the head of a survey whose change is committed.
    pub(crate) fn forget(&self, id: &SurveyId) {
        self.forgotten.fetch_add(1, Ordering::SeqCst);
        self.known.invalidate(id);
    }
}

#[cfg(test)]
mod tests {
    use model::text::Name;
    use model::{Moment, example};
    use store::surveys::SurveyNo;

    use super::*;

    fn head(name: &str) -> Arc<SurveyRow> {
        let creator: model::UserId = example::ADMINISTRATOR.parse().unwrap();
        Arc::new(SurveyRow {
            no: SurveyNo::NONE,
            id: example::SURVEY.parse().unwrap(),
            brand: example::BRAND.parse().unwrap(),
            owner: creator.clone().into(),
            creator,
            name: Name::stored(name),
            active: true,
            created: Moment(0),
            modified: Moment(0),
            activated: None,
            starts: None,
            ends: None,
            version: 1,
            live: Some(1),
        })
    }

    #[test]
    fn a_head_that_was_read_before_a_change_is_not_brought_back_after_it() {
        let heads = Heads::new();
        let before = head("Former");
        let reading = heads.reading();
        heads.keep(&before, &reading);
        assert!(heads.get(&before.id).is_some());
        // One request has read the former head; another changes it and commits before the first keeps what it read.
        let reading = heads.reading();
        heads.forget(&before.id);
        heads.keep(&before, &reading);
        assert!(heads.get(&before.id).is_none());
        heads.keep(&head("New"), &heads.reading());
        assert_eq!(heads.get(&before.id).unwrap().name, Name::stored("New"));
    }
}
