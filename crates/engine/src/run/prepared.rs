//! A survey made ready to be run: what is looked up for every respondent is worked out once.

use std::collections::{HashMap, HashSet};
use std::ops::Deref;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, OnceLock, PoisonError};

use model::QuestionId;
use model::field::Field;
use model::language::is_same;
use model::limits::surveys::{EVEN_PARTS, EVEN_RANDOMIZERS, PATTERNS_KEPT, PATTERNS_KEPT_SIZE};
use model::survey::{Block, BlockElement, BlockKind, FlowElement, Quota, QuotaAction, Survey};

use super::even_lists;
use super::finding::Finding;
use super::flow::Layout;
use super::language;
use super::work::Work;
use super::written;
use crate::fields;
use crate::patterns::{Pattern, Unreadable};

/// A survey ready to be run. It is made once per version of a survey and shared by its respondents.
#[derive(Debug)]
pub struct PreparedSurvey {
    survey: Survey,
    languages: Vec<String>,
    /// How the questions of each block are laid out, in the order of the survey's blocks.
    layouts: Vec<Layout>,
    /// The questions of each looped block.
    looped: HashMap<String, HashSet<QuestionId>>,
    /// The looped block that a question belongs to, as its place among the blocks: the first where there are several.
    loop_of: HashMap<QuestionId, usize>,
    /// The embedded data fields that the flow names, by their names in small letters: the first spelling counts.
    declared: HashMap<String, String>,
    /// The quotas that hide a question or a block where they are full, by the id of that: places in the survey's list.
    hidden_by: HashMap<String, Vec<usize>>,
    /// The patterns by what the author wrote, read when they are first matched; none where they would be too much to keep.
    patterns: HashMap<String, OnceLock<Option<Reading>>>,
    kept: AtomicUsize,
    /// The answer slots, read off the columns when they are first asked for.
    slots: OnceLock<Slots>,
    told: Mutex<Told>,
}

/// The answer slots of a survey, in export order.
#[derive(Debug)]
struct Slots {
    fields: Vec<Field>,
    /// Which of them belong to a question.
    of_question: Vec<bool>,
}

type Reading = Result<Pattern, Unreadable>;

/// What came up while respondents answered.
#[derive(Debug, Default)]
struct Told {
    known: HashSet<Finding>,
    new: Vec<Finding>,
}

impl Told {
    fn add(&mut self, finding: Finding) {
        if self.known.len() < FINDINGS_TOLD && self.known.insert(finding.clone()) {
            self.new.push(finding);
        }
    }
}

/// Different findings that are told of one survey; a survey with more is in need of its author anyway.
const FINDINGS_TOLD: usize = 100;

impl PreparedSurvey {
    /// Makes a survey ready.
    #[must_use]
    pub fn new(mut survey: Survey) -> Self {
        let mut told = Told::default();
        let mut left = EVEN_RANDOMIZERS;
        bound_even(&mut survey.flow, &mut left, &mut told);
        even_lists::bound(&mut survey, |finding| told.add(finding));
        let (mut looped, mut loop_of) = (HashMap::new(), HashMap::new());
        for (place, block) in
            survey.blocks.values().enumerate().filter(|(_, block)| !block.loop_rows.is_empty())
        {
            let questions = questions(block);
            for question in &questions {
                loop_of.entry(question.clone()).or_insert(place);
            }
            looped.insert(block.id.clone(), questions);
        }
        let layouts = survey.blocks.values().map(|block| Layout::new(&survey, block)).collect();
        let mut patterns = HashMap::new();
        for (_, pattern) in written::patterns(&survey) {
            if patterns.len() < PATTERNS_KEPT {
                patterns.insert(pattern.to_owned(), OnceLock::new());
            }
        }
        let mut declared = HashMap::new();
        names(&survey.flow, &mut declared);
        let languages = language::of(&survey);
        let mut hidden_by: HashMap<String, Vec<usize>> = HashMap::new();
        for (place, quota) in survey.quotas.iter().enumerate() {
            if let QuotaAction::HideQuestion(id) | QuotaAction::HideBlock(id) = &quota.action {
                hidden_by.entry(id.clone()).or_default().push(place);
            }
        }
        let (kept, slots, told) = (AtomicUsize::new(0), OnceLock::new(), Mutex::new(told));
        Self { survey, languages, layouts, looped, loop_of, declared, hidden_by, patterns, kept, slots, told }
    }

    /// The block with this id, if it is shown to respondents, and how its questions are laid out.
    pub(super) fn block(&self, id: &str) -> Option<(&Block, &Layout)> {
        let (place, _, block) = self.survey.blocks.get_full(id)?;
        let layout = self.layouts.get(place)?;
        Some((block, layout)).filter(|_| block.kind != BlockKind::Trash)
    }

    /// The quotas that hide the question or the block with this id where they are full.
    pub(super) fn hiding(&self, id: &str) -> impl Iterator<Item = &Quota> {
        let places = self.hidden_by.get(id).into_iter().flatten();
        places.filter_map(|place| self.survey.quotas.get(*place))
    }

    /// Every answer slot of the survey, in export order ([`crate::fields::of`]).
    #[must_use]
    pub fn fields(&self) -> &[Field] {
        &self.slots().fields
    }

    /// The answer slots, each with whether it is of a question.
    pub(super) fn fields_with_owners(&self) -> impl Iterator<Item = (&Field, bool)> {
        let Slots { fields, of_question } = self.slots();
        fields.iter().zip(of_question.iter().copied())
    }

    fn slots(&self) -> &Slots {
        self.slots.get_or_init(|| {
            let (fields, of_question) = fields::with_owners(&self.survey).unzip();
            Slots { fields, of_question }
        })
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
    #[must_use]
    pub fn declared(&self, name: &str) -> Option<&str> {
        self.declared.get(&name.to_lowercase()).map(String::as_str)
    }

    /// Whether a question belongs to this looped block.
    pub(super) fn loops(&self, block: &Block, question: &QuestionId) -> bool {
        self.looped.get(&block.id).is_some_and(|questions| questions.contains(question))
    }

    /// The looped block that a question belongs to.
    pub(super) fn loop_of(&self, question: &QuestionId) -> Option<&Block> {
        self.survey.blocks.get_index(*self.loop_of.get(question)?).map(|(_, block)| block)
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
        self.told.lock().unwrap_or_else(PoisonError::into_inner).add(finding);
    }
}

impl Deref for PreparedSurvey {
    type Target = Survey;

    fn deref(&self) -> &Survey {
        &self.survey
    }
}

/// Lets the parts of no more randomizers be shared out evenly than a page can pay for; those of the others are drawn by chance.
fn bound_even(flow: &mut [FlowElement], left: &mut usize, told: &mut Told) {
    for element in flow {
        if let FlowElement::Randomizer { flow, even, children, .. } = element
            && *even
        {
            match left.checked_sub(1).filter(|_| children.len() <= EVEN_PARTS) {
                Some(rest) => *left = rest,
                None => {
                    *even = false;
                    let what = format!(
                        "its parts are drawn by chance: {EVEN_RANDOMIZERS} randomizers of up to {EVEN_PARTS} parts \
                         are presented evenly"
                    );
                    told.add(Finding { place: flow.clone(), what });
                }
            }
        }
        bound_even(element.children_mut(), left, told);
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
