//! The flow as a list of steps: pages in the order of this run, with jumps where branches are.

use model::QuestionId;
use model::survey::{Block, BlockElement, BlockKind, EmbeddedField, Expression, FlowElement, Survey};
use serde_json::{Map, Value};

use super::chance::Chance;

/// One step of a run.
pub(super) enum Step<'a> {
    /// Shows a page, if anything on it is to be shown.
    Page(PageStep<'a>),
    /// Sets embedded data.
    Set(&'a str, &'a [EmbeddedField]),
    /// Goes on at the given step unless the condition holds.
    Unless(Option<&'a Expression>, usize),
    /// Ends the survey.
    End(&'a Map<String, Value>),
}

/// A page of a block.
pub(super) struct PageStep<'a> {
    pub(super) block: &'a Block,
    /// The key of the loop's row, for a block that is looped.
    pub(super) row: Option<&'a str>,
    pub(super) items: Vec<Item<'a>>,
    /// The step behind the last page of this block (and row).
    pub(super) block_end: usize,
}

/// A question of a page and its skip logic.
pub(super) struct Item<'a> {
    pub(super) id: &'a QuestionId,
    pub(super) skip: &'a [Map<String, Value>],
}

/// Most questions on the way through a survey, each round of a loop and each showing of a block counted; the way ends
/// there. It keeps a file that shows one great block thousands of times from using up the memory.
const MOST_QUESTIONS: usize = 200_000;

/// The steps of the survey for the run with this seed.
pub(super) fn steps(survey: &Survey, seed: u64) -> Vec<Step<'_>> {
    let mut walk = Walk { survey, seed, steps: Vec::new(), questions: 0 };
    walk.add(&survey.flow);
    walk.steps
}

/// The children of a randomizer that run, in the order of this run.
pub(super) fn picked<'a>(
    seed: u64,
    flow: &str,
    subset: usize,
    children: &'a [FlowElement],
) -> Vec<&'a FlowElement> {
    let mut order: Vec<&FlowElement> = children.iter().collect();
    Chance::at(seed, flow).shuffle(&mut order);
    if subset > 0 {
        order.truncate(subset);
    }
    order
}

/// The questions of a block in the order of this run, page by page.
fn pages<'a>(survey: &Survey, block: &'a Block, seed: u64) -> Vec<Vec<Item<'a>>> {
    let slots: Vec<Option<Item<'a>>> = block
        .elements
        .iter()
        .map(|element| match element {
            BlockElement::Question { id, skip } => Some(Item { id, skip }),
            BlockElement::PageBreak => None,
        })
        .collect();
    let options = block.raw.get("Options").and_then(Value::as_object);
    let way =
        options.and_then(|options| options.get("RandomizeQuestions")).and_then(Value::as_str).unwrap_or("");
    let advanced = options.and_then(|options| options.get("Randomization")?.get("Advanced"));
    let mut chance = Chance::at(seed, &block.id);
    let per_page = survey.option("QuestionsPerPage").and_then(|text| text.parse().ok()).unwrap_or(0);
    match (way, advanced) {
        ("RandomizeAll", _) => {
            let breaks: Vec<bool> = slots.iter().map(Option::is_none).collect();
            let mut questions: Vec<Item<'a>> = slots.into_iter().flatten().collect();
            chance.shuffle(&mut questions);
            let mut questions = questions.into_iter();
            let mixed =
                breaks.into_iter().map(|is_break| if is_break { None } else { questions.next() }).collect();
            split(mixed, per_page)
        }
        ("RandomWithXPerPage" | "RandomWithOnlyX", advanced) => {
            let mut questions: Vec<Item<'a>> = slots.into_iter().flatten().collect();
            chance.shuffle(&mut questions);
            if way == "RandomWithOnlyX" {
                let wanted = advanced.and_then(|advanced| number(advanced.get("TotalRandSubset")));
                questions.truncate(wanted.filter(|count| *count > 0).unwrap_or(questions.len()));
            }
            let chunk =
                advanced.and_then(|advanced| number(advanced.get("QuestionsPerPage"))).unwrap_or(per_page);
            split(questions.into_iter().map(Some).collect(), chunk)
        }
        ("Advanced", Some(advanced)) => split(fixed(slots, advanced, &mut chance), per_page),
        _ => split(slots, per_page),
    }
}

struct Walk<'a> {
    survey: &'a Survey,
    seed: u64,
    steps: Vec<Step<'a>>,
    questions: usize,
}

impl<'a> Walk<'a> {
    fn add(&mut self, elements: impl IntoIterator<Item = &'a FlowElement>) {
        for element in elements {
            match element {
                FlowElement::Block { block, .. } => {
                    let block = self.survey.blocks.get(block).filter(|block| block.kind != BlockKind::Trash);
                    if let Some(block) = block {
                        self.add_block(block);
                    }
                }
                FlowElement::EmbeddedData { flow, fields } => self.steps.push(Step::Set(flow, fields)),
                FlowElement::Branch { condition, children, .. } => {
                    let place = self.steps.len();
                    self.steps.push(Step::Unless(condition.as_ref(), place + 1));
                    self.add(children);
                    self.steps[place] = Step::Unless(condition.as_ref(), self.steps.len());
                }
                FlowElement::Randomizer { flow, subset, children, .. } => {
                    self.add(picked(self.seed, flow, *subset, children));
                }
                FlowElement::Group { children, .. } | FlowElement::Other { children, .. } => {
                    self.add(children)
                }
                FlowElement::EndSurvey { options, .. } => self.steps.push(Step::End(options)),
            }
        }
    }

    fn add_block(&mut self, block: &'a Block) {
        let mut rows: Vec<Option<&str>> = block.loop_rows.iter().map(|(key, _)| Some(key.as_str())).collect();
        let looping = block.raw.get("Options").and_then(|options| options.get("LoopingOptions"));
        let random = looping.and_then(|looping| looping.get("Randomization")?.as_str());
        if matches!(random, Some("All" | "Subset")) {
            Chance::at(self.seed, &format!("{} loop", block.id)).shuffle(&mut rows);
        }
        if rows.is_empty() {
            rows.push(None);
        }
        for row in rows {
            self.questions += block.elements.len();
            if self.questions > MOST_QUESTIONS {
                return;
            }
            let pages = pages(self.survey, block, self.seed);
            let block_end = self.steps.len() + pages.len();
            self.steps
                .extend(pages.into_iter().map(|items| Step::Page(PageStep { block, row, items, block_end })));
        }
    }
}

/// Cuts a list of questions at its page breaks (`None`), after questions with skip logic, and after every `per_page`
/// questions where the survey says so.
fn split(slots: Vec<Option<Item<'_>>>, per_page: usize) -> Vec<Vec<Item<'_>>> {
    let mut pages = Vec::new();
    let mut page = Vec::new();
    for slot in slots {
        let ends = match slot {
            Some(item) => {
                let skips = !item.skip.is_empty();
                page.push(item);
                skips || (per_page > 0 && page.len() >= per_page)
            }
            None => true,
        };
        if ends && !page.is_empty() {
            pages.push(std::mem::take(&mut page));
        }
    }
    if !page.is_empty() {
        pages.push(page);
    }
    pages
}

/// Lays the questions out as `Randomization.Advanced` says (api/qsf.md section 3).
fn fixed<'a>(slots: Vec<Option<Item<'a>>>, advanced: &Value, chance: &mut Chance) -> Vec<Option<Item<'a>>> {
    let ids = |name: &str| -> Vec<&str> {
        advanced.get(name).and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str).collect()
    };
    let (order, mut all, mut some) = (ids("FixedOrder"), ids("RandomizeAll"), ids("RandomSubSet"));
    if order.is_empty() {
        return slots;
    }
    chance.shuffle(&mut all);
    chance.shuffle(&mut some);
    some.truncate(number(advanced.get("TotalRandSubset")).unwrap_or(some.len()));
    let (mut all, mut some) = (all.into_iter(), some.into_iter());
    let mut items: Vec<Item<'a>> = slots.into_iter().flatten().collect();
    let mut laid = Vec::new();
    for name in order {
        let wanted = match name {
            "{~Randomized~}" => all.next(),
            "{~SubSet~}" => some.next(),
            _ => Some(name),
        };
        let place = wanted.and_then(|wanted| items.iter().position(|item| item.id.as_str() == wanted));
        laid.extend(place.map(|place| Some(items.remove(place))));
    }
    laid
}

pub(super) fn number(value: Option<&Value>) -> Option<usize> {
    match value? {
        Value::Number(number) => number.as_u64().map(|number| number as usize),
        Value::String(text) => text.trim().parse().ok(),
        _ => None,
    }
}
