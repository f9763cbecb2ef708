//! The flow as a list of steps: pages in the order of this run, with jumps where branches are.

use std::borrow::Cow;
use std::collections::HashSet;

use model::limits::surveys::WAY_QUESTIONS;
use model::survey::{Authenticator, Block, EmbeddedField, Expression, FlowElement, WebService};
use serde_json::{Map, Value};

use super::layout::{PageItem, Pages, item};
use crate::run::chance::Chance;
use crate::run::known::{Draw, Known};
use crate::run::loops::{self, Rows};
use crate::run::prepared::PreparedSurvey;
use crate::run::scope::{LoopRow, RunScope};
use crate::run::state::RunState;
use crate::run::work::Work;

/// One step of a run.
#[derive(Clone, Copy)]
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
    /// Asks who the respondent is, and goes on at the given step for whoever is not let in.
    Authenticate(&'a str, &'a Authenticator, usize),
    /// Ends the survey.
    End(&'a Map<String, Value>),
}

/// A page of a block; a block that loops has its pages once per row.
#[derive(Clone, Copy)]
pub(crate) struct PageStep<'a> {
    pub(crate) block: &'a Block,
    /// The loop's row, for a block that is looped.
    pub(crate) row: Option<LoopRow<'a>>,
    /// The places of its questions in the block.
    places: &'a [usize],
    /// The step behind the last page of this block (and row).
    pub(crate) block_end: usize,
}

impl<'a> PageStep<'a> {
    /// The questions of the page, top to bottom.
    pub(crate) fn items(&self) -> impl Iterator<Item = PageItem<'a>> + use<'a> {
        let block = self.block;
        self.places.iter().filter_map(|place| item(block, *place))
    }
}

/// The steps of a survey for one run, by number. All pages of a block are one part of the list and are told apart when they are
/// asked for, so that a list costs what the flow costs and not what the questions do.
pub(crate) struct Steps<'a> {
    parts: Vec<Part<'a>>,
    len: usize,
    pages: usize,
}

/// Steps that follow each other, at least one.
struct Part<'a> {
    /// The number of its first step.
    first: usize,
    /// How many of the steps before it are pages.
    pages_before: usize,
    kind: PartKind<'a>,
}

enum PartKind<'a> {
    Step(FlowStep<'a>),
    /// The pages of a block, in a loop once per row.
    Block {
        block: &'a Block,
        rows: Option<Rows<'a>>,
        pages: Cow<'a, Pages>,
    },
}

/// The steps of the survey for this run. Where children were not drawn yet, one step stands for them; those before it stay what they
/// are when they are.
pub(crate) fn steps<'a>(survey: &'a PreparedSurvey, state: &RunState) -> Steps<'a> {
    let steps = Steps { parts: Vec::new(), len: 0, pages: 0 };
    let mut list = StepList { survey, seed: state.seed, known: &state.known, steps, questions: 0 };
    list.add(&survey.flow);
    list.steps
}

impl<'a> Steps<'a> {
    /// How many steps there are.
    pub(crate) fn len(&self) -> usize {
        self.len
    }

    /// The step with this number.
    pub(crate) fn at(&self, step: usize) -> Option<FlowStep<'_>> {
        let part = self.part(step)?;
        let (block, rows, pages) = match &part.kind {
            PartKind::Step(step) => return Some(*step),
            PartKind::Block { block, rows, pages } => (block, rows, pages),
        };
        let (round, page) = round_and_page(pages, step - part.first)?;
        let row = match rows {
            Some(rows) => Some(rows.at(round)?),
            None => None,
        };
        let block_end = part.first + (round + 1) * pages.len();
        Some(FlowStep::Page(PageStep { block, row, places: pages.page(page), block_end }))
    }

    /// The page at this step, where it is one.
    pub(crate) fn page(&self, step: usize) -> Option<PageStep<'_>> {
        match self.at(step)? {
            FlowStep::Page(page) => Some(page),
            _ => None,
        }
    }

    /// How far a run is at this step, in hundredths of its pages.
    pub(crate) fn progress(&self, step: usize) -> u8 {
        let before = |part: &Part<'_>| match part.kind {
            PartKind::Step(_) => part.pages_before,
            PartKind::Block { .. } => part.pages_before + (step - part.first),
        };
        let passed = self.part(step).map_or(self.pages, before);
        (passed * 100 / self.pages.max(1)) as u8
    }

    fn part(&self, step: usize) -> Option<&Part<'a>> {
        let behind = self.parts.partition_point(|part| part.first <= step);
        self.parts.get(behind.checked_sub(1)?).filter(|_| step < self.len)
    }

    /// Adds a part of so many steps.
    fn push(&mut self, steps: usize, kind: PartKind<'a>) {
        let is_block = matches!(kind, PartKind::Block { .. });
        self.parts.push(Part { first: self.len, pages_before: self.pages, kind });
        self.len += steps;
        self.pages += if is_block { steps } else { 0 };
    }
}

/// Which round and which of its pages a step is, counted from the first of its block.
fn round_and_page(pages: &Pages, step: usize) -> Option<(usize, usize)> {
    Some((step.checked_div(pages.len())?, step.checked_rem(pages.len())?))
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
    survey: &'a PreparedSurvey,
    seed: u64,
    known: &'s Known,
    steps: Steps<'a>,
    questions: usize,
}

impl<'a> StepList<'a, '_> {
    fn add(&mut self, elements: impl IntoIterator<Item = &'a FlowElement>) {
        for element in elements {
            match element {
                FlowElement::Block { block, .. } => self.add_block(block),
                FlowElement::EmbeddedData { flow, fields } => self.push(FlowStep::Set(flow, fields)),
                FlowElement::Branch { condition, children, .. } => {
                    self.add_jump(children, |end| FlowStep::Unless(condition.as_ref(), end));
                }
                FlowElement::Randomizer { flow, subset, children, .. } => {
                    match children_of(self.seed, self.known, element) {
                        Some(children) => self.add(children),
                        None => self.push(FlowStep::Draw(flow, children, *subset)),
                    }
                }
                FlowElement::Group { children, .. } | FlowElement::Other { children, .. } => {
                    self.add(children)
                }
                FlowElement::Authenticator { flow, authenticator, children } => {
                    self.add_jump(children, |end| FlowStep::Authenticate(flow, authenticator, end));
                }
                FlowElement::WebService { flow, service } => self.push(FlowStep::Call(flow, service)),
                FlowElement::EndSurvey { options, .. } => self.push(FlowStep::End(options)),
            }
        }
    }

    /// Adds a step that may lead past `children`, and these.
    fn add_jump(&mut self, children: &'a [FlowElement], jump: impl Fn(usize) -> FlowStep<'a>) {
        let place = self.steps.parts.len();
        self.push(jump(self.steps.len));
        self.add(children);
        // Where they end is known now.
        let end = self.steps.len;
        if let Some(part) = self.steps.parts.get_mut(place) {
            part.kind = PartKind::Step(jump(end));
        }
    }

    fn push(&mut self, step: FlowStep<'a>) {
        self.steps.push(1, PartKind::Step(step));
    }

    fn add_block(&mut self, id: &str) {
        // A file that shows one great block thousands of times must not use up memory and time.
        if self.questions > WAY_QUESTIONS {
            return;
        }
        let Some((block, layout)) = self.survey.block(id) else { return };
        // A round costs something even where it shows nothing.
        self.questions += block.loop_rows.len();
        let Some(room) = WAY_QUESTIONS.checked_sub(self.questions) else { return };
        let rows = Some(loops::rows(block, self.seed)).filter(|rows| rows.len() > 0);
        let rounds = rows.as_ref().map_or(1, Rows::len);
        let fitting = room.checked_div(block.elements.len()).unwrap_or(rounds).min(rounds);
        self.questions = self.questions.saturating_add(rounds.saturating_mul(block.elements.len()));
        if fitting > 0 {
            // Every round has the same pages.
            let pages = layout.pages(block, self.seed);
            let steps = fitting * pages.len();
            if steps > 0 {
                self.steps.push(steps, PartKind::Block { block, rows, pages });
            }
        }
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
