//! The flow as a list of steps: pages in the order of this run, with jumps where branches are.

use std::collections::HashSet;

use model::limits::surveys::WAY_QUESTIONS;
use model::survey::{Block, BlockKind, EmbeddedField, Expression, FlowElement, Survey, WebService};
use serde_json::{Map, Value};

use super::layout::{PageItem, pages};
use crate::run::chance::Chance;
use crate::run::known::{Draw, Known};
use crate::run::loops;
use crate::run::prepared::PreparedSurvey;
use crate::run::scope::{LoopRow, RunScope};
use crate::run::state::RunState;
use crate::run::work::Work;

/// One step of a run.
pub(crate) enum FlowStep<'a> {
    /// Shows a page, if anything on it is to be shown.
    Page(PageStep<'a>),
    /// Sets embedded data.
    Set(&'a str, &'a [EmbeddedField]),
    /// Goes on at the given step unless the condition holds.
    Unless(Option<&'a Expression>, usize),
    /// Waits for the children of an evenly presented randomizer: they are not drawn yet.
    Draw(&'a str, &'a [FlowElement], usize),
    /// Calls a web service, or sets what it answered.
    Call(&'a str, &'a WebService),
    /// Ends the survey.
    End(&'a Map<String, Value>),
}

/// A page of a block; a block that loops has its pages once per row.
pub(crate) struct PageStep<'a> {
    pub(crate) block: &'a Block,
    /// The loop's row, for a block that is looped.
    pub(crate) row: Option<LoopRow<'a>>,
    pub(crate) items: Vec<PageItem<'a>>,
    /// The step behind the last page of this block (and row).
    pub(crate) block_end: usize,
}

/// The steps of the survey for this run. Where children were not drawn yet, one step stands for them; those before it stay what they
/// are when they are.
pub(crate) fn steps<'a>(survey: &'a Survey, state: &RunState) -> Vec<FlowStep<'a>> {
    let mut list =
        StepList { survey, seed: state.seed, known: &state.known, steps: Vec::new(), questions: 0 };
    list.add(&survey.flow);
    list.steps
}

/// The children of a randomizer that run, in the order of this run; `None` where they are to be drawn and were not yet.
pub(crate) fn picked<'a>(state: &RunState, randomizer: &'a FlowElement) -> Option<Vec<&'a FlowElement>> {
    children_of(state.seed, &state.known, randomizer)
}

fn children_of<'a>(seed: u64, known: &Known, randomizer: &'a FlowElement) -> Option<Vec<&'a FlowElement>> {
    let FlowElement::Randomizer { flow, subset, even, children } = randomizer else { return None };
    if draws(*even, *subset, children) {
        let drawn = known.drawn(flow)?;
        return Some(drawn.iter().filter_map(|place| children.get(*place)).collect());
    }
    let mut order: Vec<&FlowElement> = children.iter().collect();
    Chance::at(seed, flow).shuffle(&mut order);
    if *subset > 0 {
        order.truncate(*subset);
    }
    Some(order)
}

/// Whether it hangs on the other respondents which children run: where all of them do there is nothing to share out.
fn draws(even: bool, subset: usize, children: &[FlowElement]) -> bool {
    even && (1..children.len()).contains(&subset)
}

/// What is to be drawn of a randomizer's children.
pub(crate) fn draw(seed: u64, flow: &str, children: &[FlowElement], count: usize) -> Draw {
    let mut order: Vec<usize> = (0..children.len()).collect();
    Chance::at(seed, flow).shuffle(&mut order);
    let mut names: Vec<String> = children.iter().map(|child| child.flow().to_owned()).collect();
    let mut known = HashSet::new();
    // The flow ids stay when others come in between; one that names nothing, or two, gives way to its place.
    for (place, name) in names.iter_mut().enumerate() {
        if name.is_empty() || !known.insert(name.clone()) {
            *name = format!("#{place}");
        }
    }
    Draw { list: flow.to_owned(), items: names, count, order }
}

struct StepList<'a, 's> {
    survey: &'a Survey,
    seed: u64,
    known: &'s Known,
    steps: Vec<FlowStep<'a>>,
    questions: usize,
}

impl<'a> StepList<'a, '_> {
    fn add(&mut self, elements: impl IntoIterator<Item = &'a FlowElement>) {
        for element in elements {
            match element {
                FlowElement::Block { block, .. } => {
                    let block = self.survey.blocks.get(block).filter(|block| block.kind != BlockKind::Trash);
                    if let Some(block) = block {
                        self.add_block(block);
                    }
                }
                FlowElement::EmbeddedData { flow, fields } => self.steps.push(FlowStep::Set(flow, fields)),
                FlowElement::Branch { condition, children, .. } => {
                    let place = self.steps.len();
                    self.steps.push(FlowStep::Unless(condition.as_ref(), place + 1));
                    self.add(children);
                    self.steps[place] = FlowStep::Unless(condition.as_ref(), self.steps.len());
                }
                FlowElement::Randomizer { flow, subset, children, .. } => {
                    match children_of(self.seed, self.known, element) {
                        Some(children) => self.add(children),
                        None => self.steps.push(FlowStep::Draw(flow, children, *subset)),
                    }
                }
                FlowElement::Group { children, .. } | FlowElement::Other { children, .. } => {
                    self.add(children)
                }
                FlowElement::WebService { flow, service } => self.steps.push(FlowStep::Call(flow, service)),
                FlowElement::EndSurvey { options, .. } => self.steps.push(FlowStep::End(options)),
            }
        }
    }

    fn add_block(&mut self, block: &'a Block) {
        // A file that shows one great block thousands of times must not use up memory and time.
        if self.questions > WAY_QUESTIONS {
            return;
        }
        let mut rows: Vec<Option<LoopRow<'a>>> =
            loops::rows(block, self.seed).into_iter().map(Some).collect();
        // A round costs something even where it shows nothing.
        self.questions += block.loop_rows.len();
        if rows.is_empty() {
            rows.push(None);
        }
        // Every round has the same pages.
        let pages = pages(self.survey, block, self.seed);
        for row in rows {
            self.questions += block.elements.len();
            if self.questions > WAY_QUESTIONS {
                return;
            }
            let block_end = self.steps.len() + pages.len();
            let round = pages.iter().map(|items| PageStep { block, row, items: items.clone(), block_end });
            self.steps.extend(round.map(FlowStep::Page));
        }
    }
}

/// The page at this step, where it is one.
pub(crate) fn page_at<'s, 'a>(steps: &'s [FlowStep<'a>], step: usize) -> Option<&'s PageStep<'a>> {
    match steps.get(step) {
        Some(FlowStep::Page(page)) => Some(page),
        _ => None,
    }
}

/// What logic and texts of a page look at.
pub(crate) fn scope<'a>(
    survey: &'a PreparedSurvey,
    state: &'a RunState,
    work: &'a Work,
    page: Option<&PageStep<'a>>,
) -> RunScope<'a> {
    RunScope { survey, state, work, row: page.and_then(|page| page.row), in_doubt: false, depth: 0 }
}

/// How far a run is at this step, in hundredths of its pages.
pub(crate) fn progress(steps: &[FlowStep<'_>], step: usize) -> u8 {
    let is_page = |step: &&FlowStep<'_>| matches!(step, FlowStep::Page(_));
    let all = steps.iter().filter(is_page).count().max(1);
    let passed = steps.iter().take(step).filter(is_page).count();
    (passed * 100 / all) as u8
}
