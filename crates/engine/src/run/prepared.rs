//! A survey made ready to be run: what is looked up for every respondent is worked out once.

use std::collections::{HashMap, HashSet};
use std::ops::Deref;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, OnceLock, PoisonError};

use model::QuestionId;
use model::language::is_same;
use model::limits::surveys::{PATTERNS_KEPT, PATTERNS_KEPT_SIZE};
use model::survey::{Block, BlockElement, FlowElement, Survey};

use super::finding::Finding;
use super::language;
use super::work::Work;
use super::written;
use crate::patterns::{Pattern, Unreadable};

/// A survey ready to be run. It is made once per version of a survey and shared by its respondents.
#[derive(Debug)]
pub struct PreparedSurvey {
    survey: Survey,
    languages: Vec<String>,
    /// The questions of each looped block.
    looped: HashMap<String, HashSet<QuestionId>>,
    /// The embedded data fields that the flow names, by their names in small letters: the first spelling counts.
    declared: HashMap<String, String>,
    /// The patterns by what the author wrote, read when they are first matched; none where they would be too much to keep.
    patterns: HashMap<String, OnceLock<Option<Reading>>>,
    kept: AtomicUsize,
    told: Mutex<Told>,
}

type Reading = Result<Pattern, Unreadable>;

/// What came up while respondents answered.
#[derive(Debug, Default)]
struct Told {
    known: HashSet<Finding>,
    new: Vec<Finding>,
}

/// Different findings that are told of one survey; a survey with more is in need of its author anyway.
const FINDINGS_TOLD: usize = 100;

impl PreparedSurvey {
    /// Makes a survey ready.
    #[must_use]
    pub fn new(survey: Survey) -> Self {
        let looped = survey.blocks.values().filter(|block| !block.loop_rows.is_empty());
        let looped = looped.map(|block| (block.id.clone(), questions(block))).collect();
        let mut patterns = HashMap::new();
        for (_, pattern) in written::patterns(&survey) {
            if patterns.len() < PATTERNS_KEPT {
                patterns.insert(pattern.to_owned(), OnceLock::new());
            }
        }
        let mut declared = HashMap::new();
        names(&survey.flow, &mut declared);
        let languages = language::of(&survey);
        let (kept, told) = (AtomicUsize::new(0), Mutex::default());
        Self { survey, languages, looped, declared, patterns, kept, told }
    }

    /// The codes of the languages that respondents may choose, the survey's own first.
    #[must_use]
    pub fn languages(&self) -> &[String] {
        &self.languages
    }

    /// The survey's language with this code, whatever its case.
    #[must_use]
    pub fn language_named(&self, code: &str) -> Option<&str> {
        self.languages.iter().map(String::as_str).find(|known| is_same(known, code))
    }

    /// What came up while respondents answered and was not asked for yet: each finding once.
    #[must_use]
    pub fn take_findings(&self) -> Vec<Finding> {
        std::mem::take(&mut self.told.lock().unwrap_or_else(PoisonError::into_inner).new)
    }

    /// The field that the flow names so, whatever its case: as the flow spells it.
    pub(super) fn declared(&self, name: &str) -> Option<&str> {
        self.declared.get(&name.to_lowercase()).map(String::as_str)
    }

    /// Whether a question belongs to this looped block.
    pub(super) fn loops(&self, block: &Block, question: &QuestionId) -> bool {
        self.looped.get(&block.id).is_some_and(|questions| questions.contains(question))
    }

    /// Whether a text matches a pattern; `None` where that cannot be told. `place` names the condition.
    pub(super) fn matches(&self, text: &str, written: &str, work: &Work, place: &str) -> Option<bool> {
        let read;
        let kept =
            self.patterns.get(written).and_then(|kept| kept.get_or_init(|| self.keep(written)).as_ref());
        let pattern = match kept {
            Some(kept) => kept,
            None => {
                // About what reading takes: most patterns are small.
                work.pay(10_000).then_some(())?;
                read = Pattern::read(written);
                &read
            }
        };
        let pattern = match pattern {
            Ok(pattern) => pattern,
            Err(unreadable) => {
                self.tell(place, unreadable.to_string());
                return None;
            }
        };
        work.pay(pattern.cost(text.len())).then_some(())?;
        let matches = pattern.matches(text);
        if matches.is_none() {
            self.tell(place, "an answer is too long for the pattern, or takes it too many steps".to_owned());
        }
        matches
    }

    /// Notes that a page cost more than it may.
    pub(super) fn settle(&self, work: &Work, place: &str) {
        if let Some(what) = work.over() {
            self.tell(place, what.to_owned());
        }
    }

    fn keep(&self, written: &str) -> Option<Reading> {
        let read = Pattern::read(written);
        let size = read.as_ref().map_or(0, Pattern::size);
        (self.kept.fetch_add(size, Ordering::Relaxed) + size <= PATTERNS_KEPT_SIZE).then_some(read)
    }

    fn tell(&self, place: &str, what: String) {
        let finding = Finding { place: place.to_owned(), what };
        let mut told = self.told.lock().unwrap_or_else(PoisonError::into_inner);
        if told.known.len() < FINDINGS_TOLD && told.known.insert(finding.clone()) {
            told.new.push(finding);
        }
    }
}

impl Deref for PreparedSurvey {
    type Target = Survey;

    fn deref(&self) -> &Survey {
        &self.survey
    }
}

fn names(flow: &[FlowElement], found: &mut HashMap<String, String>) {
    for element in flow {
        if let FlowElement::EmbeddedData { fields, .. } = element {
            for field in fields {
                found.entry(field.name.to_lowercase()).or_insert_with(|| field.name.clone());
            }
        }
        names(element.children(), found);
    }
}

fn questions(block: &Block) -> HashSet<QuestionId> {
    let ids = block.elements.iter().filter_map(|element| match element {
        BlockElement::Question { id, .. } => Some(id.clone()),
        BlockElement::PageBreak => None,
    });
    ids.collect()
}
