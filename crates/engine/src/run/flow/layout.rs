//! The questions of a block, laid out on pages in the order of this run (api/qsf.md section 3).

use std::collections::{HashMap, VecDeque};

use model::QuestionId;
use model::limits::surveys::{PAGE_CELLS, PAGE_QUESTIONS};
use model::survey::{Block, BlockElement, Question, Survey};
use serde_json::{Map, Value};

use crate::run::chance::Chance;
use crate::run::payload::number;

/// A question of a page and its skip logic.
#[derive(Clone, Copy)]
pub(crate) struct PageItem<'a> {
    pub(crate) id: &'a QuestionId,
    pub(crate) skip: &'a [Map<String, Value>],
}

/// The questions of a block in the order of this run, page by page.
pub(crate) fn pages<'a>(survey: &Survey, block: &'a Block, seed: u64) -> Vec<Vec<PageItem<'a>>> {
    let slots: Vec<Option<PageItem<'a>>> = block
        .elements
        .iter()
        .map(|element| match element {
            BlockElement::Question { id, skip } => Some(PageItem { id, skip }),
            BlockElement::PageBreak => None,
        })
        .collect();
    let options = block.raw.get("Options").and_then(Value::as_object);
    let way =
        options.and_then(|options| options.get("RandomizeQuestions")).and_then(Value::as_str).unwrap_or("");
    let advanced = options.and_then(|options| options.get("Randomization")?.get("Advanced"));
    let mut chance = Chance::at(seed, &block.id);
    let split = |slots, per_page| split(survey, slots, per_page);
    let per_page = survey.option("QuestionsPerPage").and_then(|text| text.parse().ok()).unwrap_or(0);
    match (way, advanced) {
        ("RandomizeAll", _) => {
            let breaks: Vec<bool> = slots.iter().map(Option::is_none).collect();
            let mut questions: Vec<PageItem<'a>> = slots.into_iter().flatten().collect();
            chance.shuffle(&mut questions);
            let mut questions = questions.into_iter();
            let mixed =
                breaks.into_iter().map(|is_break| if is_break { None } else { questions.next() }).collect();
            split(mixed, per_page)
        }
        ("RandomWithXPerPage" | "RandomWithOnlyX", advanced) => {
            let mut questions: Vec<PageItem<'a>> = slots.into_iter().flatten().collect();
            chance.shuffle(&mut questions);
            if way == "RandomWithOnlyX" {
                let wanted = advanced.and_then(|advanced| number(advanced.get("TotalRandSubset")));
                questions.truncate(wanted.filter(|count| *count > 0).unwrap_or(questions.len()));
            }
            let own = advanced.and_then(|advanced| number(advanced.get("QuestionsPerPage")));
            split(
                questions.into_iter().map(Some).collect(),
                own.filter(|count| *count > 0).unwrap_or(per_page),
            )
        }
        ("Advanced", Some(advanced)) => {
            let own = number(advanced.get("QuestionsPerPage")).filter(|count| *count > 0);
            split(fixed(slots, advanced, &mut chance), own.unwrap_or(per_page))
        }
        _ => split(slots, per_page),
    }
}

/// Cuts a list of questions at its page breaks (`None`), after questions with skip logic, after every `per_page`
/// questions where the survey says so, and where the page has as much on it as a page may have.
fn split<'a>(survey: &Survey, slots: Vec<Option<PageItem<'a>>>, per_page: usize) -> Vec<Vec<PageItem<'a>>> {
    let mut pages = Vec::new();
    let mut page = Vec::new();
    let mut cells: usize = 0;
    for slot in slots {
        let ends = match slot {
            Some(item) => {
                let more = survey.questions.get(item.id).map_or(0, self::cells);
                cells = cells.saturating_add(more);
                if page.len() >= PAGE_QUESTIONS || (cells > PAGE_CELLS && !page.is_empty()) {
                    pages.push(std::mem::take(&mut page));
                    cells = more;
                }
                let skips = !item.skip.is_empty();
                page.push(item);
                skips || (per_page > 0 && page.len() >= per_page)
            }
            None => true,
        };
        if ends && !page.is_empty() {
            cells = 0;
            pages.push(std::mem::take(&mut page));
        }
    }
    if !page.is_empty() {
        pages.push(page);
    }
    pages
}

/// Lays the questions out as `Randomization.Advanced` says (api/qsf.md section 3).
fn fixed<'a>(
    slots: Vec<Option<PageItem<'a>>>,
    advanced: &Value,
    chance: &mut Chance,
) -> Vec<Option<PageItem<'a>>> {
    let ids = |name: &str| -> Vec<&str> {
        advanced.get(name).and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str).collect()
    };
    let (order, mut all, mut some) = (ids("FixedOrder"), ids("RandomizeAll"), ids("RandomSubSet"));
    let undisplayed = ids("Undisplayed");
    let is_displayed = |item: &PageItem<'_>| !undisplayed.contains(&item.id.as_str());
    if order.is_empty() {
        return slots.into_iter().filter(|slot| slot.as_ref().is_none_or(is_displayed)).collect();
    }
    chance.shuffle(&mut all);
    chance.shuffle(&mut some);
    // A size of nothing is none: the slots say how many there are.
    some.truncate(number(advanced.get("TotalRandSubset")).filter(|size| *size > 0).unwrap_or(some.len()));
    let (mut all, mut some) = (all.into_iter(), some.into_iter());
    let mut items: HashMap<&str, VecDeque<PageItem<'a>>> = HashMap::new();
    for item in slots.into_iter().flatten().filter(is_displayed) {
        items.entry(item.id.as_str()).or_default().push_back(item);
    }
    let mut laid = Vec::new();
    for name in order {
        let wanted = match name {
            "{~Randomized~}" => all.next(),
            "{~SubSet~}" => some.next(),
            _ => Some(name),
        };
        laid.extend(wanted.and_then(|wanted| items.get_mut(wanted)?.pop_front()).map(Some));
    }
    laid
}

/// How many cells a question puts on its page.
fn cells(question: &Question) -> usize {
    let own = question.choices.len().max(1).saturating_mul(question.answers.len().max(1));
    question.columns.iter().map(cells).fold(own, usize::saturating_add)
}
