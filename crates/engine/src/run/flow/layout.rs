//! The questions of a block, laid out on pages (api/qsf.md section 3).

use std::borrow::Cow;
use std::collections::{HashMap, VecDeque};

use model::QuestionId;
use model::limits::surveys::{PAGE_CELLS, PAGE_QUESTIONS};
use model::survey::{Block, BlockElement, Question, Survey};
use serde_json::{Map, Value};

use crate::run::chance::Chance;
use crate::run::payload::number;

/// How the questions of a block are laid out: once for all respondents, or for each run anew.
#[derive(Debug)]
pub(crate) enum Layout {
    /// Every run has these pages.
    Fixed(Pages),
    /// The pages follow from the seed of the run.
    ByChance(Sizes),
}

/// The pages of a block. What stands on each is told by places among the block's elements.
#[derive(Debug, Clone, Default)]
pub(crate) struct Pages {
    /// The places, page after page.
    places: Vec<usize>,
    /// For each page the end of its places.
    ends: Vec<usize>,
}

/// What decides where pages end.
#[derive(Debug)]
pub(crate) struct Sizes {
    /// At most so many questions, if the survey says so; 0 where it does not.
    per_page: usize,
    /// How many cells each element of the block puts on its page.
    cells: Vec<usize>,
}

/// A question of a page and its skip logic.
#[derive(Clone, Copy)]
pub(crate) struct PageItem<'a> {
    pub(crate) id: &'a QuestionId,
    pub(crate) skip: &'a [Map<String, Value>],
}

impl Layout {
    /// Works out what hangs on the definition alone.
    pub(crate) fn new(survey: &Survey, block: &Block) -> Self {
        let per_page = survey.option("QuestionsPerPage").and_then(|text| text.parse().ok()).unwrap_or(0);
        let cells_of = |element: &BlockElement| match element {
            BlockElement::Question { id, .. } => survey.questions.get(id).map_or(0, cells),
            BlockElement::PageBreak => 0,
        };
        let sizes = Sizes { per_page, cells: block.elements.iter().map(cells_of).collect() };
        match Way::of(block) {
            Way::AsWritten | Way::Without(_) => Self::Fixed(laid_out(block, &sizes, 0)),
            Way::Mixed | Way::Drawn(..) | Way::Slots(_) => Self::ByChance(sizes),
        }
    }

    /// The pages of the block in this run.
    pub(crate) fn pages(&self, block: &Block, seed: u64) -> Cow<'_, Pages> {
        match self {
            Self::Fixed(pages) => Cow::Borrowed(pages),
            Self::ByChance(sizes) => Cow::Owned(laid_out(block, sizes, seed)),
        }
    }
}

impl Pages {
    /// How many pages there are.
    pub(crate) fn len(&self) -> usize {
        self.ends.len()
    }

    /// The places of the questions on a page.
    pub(crate) fn page(&self, page: usize) -> &[usize] {
        let start = page.checked_sub(1).and_then(|before| self.ends.get(before)).copied().unwrap_or(0);
        self.ends.get(page).and_then(|end| self.places.get(start..*end)).unwrap_or_default()
    }

    /// The page ends here, if there is anything on it.
    fn end(&mut self) {
        if self.is_begun() {
            self.ends.push(self.places.len());
        }
    }

    fn is_begun(&self) -> bool {
        self.on_page() > 0
    }

    fn on_page(&self) -> usize {
        self.places.len() - self.ends.last().copied().unwrap_or(0)
    }
}

/// The question at a place of a block; none where a page break stands.
pub(crate) fn item(block: &Block, place: usize) -> Option<PageItem<'_>> {
    match block.elements.get(place)? {
        BlockElement::Question { id, skip } => Some(PageItem { id, skip }),
        BlockElement::PageBreak => None,
    }
}

/// How the author has the questions of a block laid out.
enum Way<'a> {
    /// As they are written.
    AsWritten,
    /// The same, without those that `Randomization.Advanced` leaves out.
    Without(&'a Value),
    /// All in a random order, between the page breaks.
    Mixed,
    /// In a random order, so many of them and so many on a page, where the author says how many.
    Drawn(Option<usize>, Option<usize>),
    /// In the slots of `Randomization.Advanced`.
    Slots(&'a Value),
}

impl<'a> Way<'a> {
    fn of(block: &'a Block) -> Self {
        let options = block.raw.get("Options").and_then(Value::as_object);
        let way = options.and_then(|options| options.get("RandomizeQuestions")).and_then(Value::as_str);
        let advanced = options.and_then(|options| options.get("Randomization")?.get("Advanced"));
        let said = |name: &str| advanced.and_then(|advanced| said(advanced, name));
        match (way, advanced) {
            (Some("RandomizeAll"), _) => Self::Mixed,
            (Some("RandomWithXPerPage"), _) => Self::Drawn(None, said("QuestionsPerPage")),
            (Some("RandomWithOnlyX"), _) => Self::Drawn(said("TotalRandSubset"), said("QuestionsPerPage")),
            (Some("Advanced"), Some(advanced)) if ids(advanced, "FixedOrder").is_empty() => {
                Self::Without(advanced)
            }
            (Some("Advanced"), Some(advanced)) => Self::Slots(advanced),
            _ => Self::AsWritten,
        }
    }
}

/// The questions of a block in the order of the run with this seed, page by page.
fn laid_out(block: &Block, sizes: &Sizes, seed: u64) -> Pages {
    let slot = |(place, element): (usize, &BlockElement)| match element {
        BlockElement::Question { .. } => Some(place),
        BlockElement::PageBreak => None,
    };
    let slots: Vec<Option<usize>> = block.elements.iter().enumerate().map(slot).collect();
    let mut chance = Chance::at(seed, &block.id);
    match Way::of(block) {
        Way::AsWritten => split(block, sizes, slots, None),
        Way::Without(advanced) => {
            let undisplayed = ids(advanced, "Undisplayed");
            let slots = slots.into_iter().filter(|slot| is_displayed(block, *slot, &undisplayed)).collect();
            split(block, sizes, slots, said(advanced, "QuestionsPerPage"))
        }
        Way::Mixed => {
            let breaks: Vec<bool> = slots.iter().map(Option::is_none).collect();
            let mut questions: Vec<usize> = slots.into_iter().flatten().collect();
            chance.shuffle(&mut questions);
            let mut questions = questions.into_iter();
            let mixed =
                breaks.into_iter().map(|is_break| if is_break { None } else { questions.next() }).collect();
            split(block, sizes, mixed, None)
        }
        Way::Drawn(wanted, per_page) => {
            let mut questions: Vec<usize> = slots.into_iter().flatten().collect();
            chance.shuffle(&mut questions);
            questions.truncate(wanted.unwrap_or(questions.len()));
            split(block, sizes, questions.into_iter().map(Some).collect(), per_page)
        }
        Way::Slots(advanced) => {
            let filled = filled(block, slots, advanced, &mut chance);
            split(block, sizes, filled, said(advanced, "QuestionsPerPage"))
        }
    }
}

/// Cuts a list of questions at its page breaks (`None`), after questions with skip logic, after every `own` questions, or as many
/// as the survey says, and where the page has as much on it as a page may have.
fn split(block: &Block, sizes: &Sizes, slots: Vec<Option<usize>>, own: Option<usize>) -> Pages {
    let per_page = own.unwrap_or(sizes.per_page);
    let mut pages = Pages::default();
    let mut cells: usize = 0;
    for slot in slots {
        let Some(place) = slot else {
            pages.end();
            cells = 0;
            continue;
        };
        let more = sizes.cells.get(place).copied().unwrap_or(0);
        cells = cells.saturating_add(more);
        if pages.on_page() >= PAGE_QUESTIONS || (cells > PAGE_CELLS && pages.is_begun()) {
            pages.end();
            cells = more;
        }
        pages.places.push(place);
        let skips = item(block, place).is_some_and(|item| !item.skip.is_empty());
        if skips || (per_page > 0 && pages.on_page() >= per_page) {
            pages.end();
            cells = 0;
        }
    }
    pages.end();
    pages
}

/// The questions in the slots that `Randomization.Advanced` has for them (api/qsf.md section 3).
fn filled(
    block: &Block,
    slots: Vec<Option<usize>>,
    advanced: &Value,
    chance: &mut Chance,
) -> Vec<Option<usize>> {
    let (order, mut all, mut some) =
        (ids(advanced, "FixedOrder"), ids(advanced, "RandomizeAll"), ids(advanced, "RandomSubSet"));
    let undisplayed = ids(advanced, "Undisplayed");
    chance.shuffle(&mut all);
    chance.shuffle(&mut some);
    some.truncate(said(advanced, "TotalRandSubset").unwrap_or(some.len()));
    let (mut all, mut some) = (all.into_iter(), some.into_iter());
    let mut places: HashMap<&str, VecDeque<usize>> = HashMap::new();
    for place in slots.into_iter().flatten().filter(|place| is_displayed(block, Some(*place), &undisplayed)) {
        let id = item(block, place).map_or("", |item| item.id.as_str());
        places.entry(id).or_default().push_back(place);
    }
    let mut filled = Vec::new();
    for name in order {
        let wanted = match name {
            "{~Randomized~}" => all.next(),
            "{~SubSet~}" => some.next(),
            _ => Some(name),
        };
        filled.extend(wanted.and_then(|wanted| places.get_mut(wanted)?.pop_front()).map(Some));
    }
    filled
}

/// A size of `Randomization.Advanced`; one of nothing is none.
fn said(advanced: &Value, name: &str) -> Option<usize> {
    number(advanced.get(name)).filter(|size| *size > 0)
}

fn ids<'a>(advanced: &'a Value, name: &str) -> Vec<&'a str> {
    advanced.get(name).and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str).collect()
}

fn is_displayed(block: &Block, slot: Option<usize>, undisplayed: &[&str]) -> bool {
    let item = slot.and_then(|place| item(block, place));
    item.is_none_or(|item| !undisplayed.contains(&item.id.as_str()))
}

/// How many cells a question puts on its page.
fn cells(question: &Question) -> usize {
    let own = question.choices.len().max(1).saturating_mul(question.answers.len().max(1));
    question.columns.iter().map(cells).fold(own, usize::saturating_add)
}
