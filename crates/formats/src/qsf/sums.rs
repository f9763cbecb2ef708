//! What a definition comes to, kept beside its pieces: so an edit of one piece holds the bounds over all of them without
//! reading them.

use std::collections::HashMap;

use model::limits::surveys::{BLOCKS, DEFINITION_BYTES, FLOW_ELEMENTS, LABEL_BYTES, QUESTIONS, SURVEY_CELLS};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::size::{self, Size};
use super::tolerant::{objects, text};

/// The sums over the pieces of a definition.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sums {
    /// The bytes of its pieces, these sums not counted.
    pub bytes: usize,
    /// How many questions it has.
    pub questions: usize,
    /// How many blocks it has.
    pub blocks: usize,
    /// The highest number that an id of a question had so far: the next one is above it, and none comes back.
    pub highest: u64,
    /// The block into which a question goes that names none: the first of type Default, else the first that is no Trash.
    pub default_block: Option<String>,
    /// The first block of type Trash.
    pub trash: Option<String>,
    /// All questions, each once.
    size: Size,
    /// The elements of the flow.
    elements: usize,
    /// The embedded data fields that the flow names.
    fields: usize,
    /// The blocks that are shown more than once.
    loops: Vec<Loop>,
}

/// A block that is shown once for each row of its loop.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Loop {
    block: String,
    /// The question over whose choices it loops; none where the block lists its rows.
    over: Option<String>,
    repeats: usize,
    /// The questions in it, once.
    size: Size,
}

impl Sums {
    /// The blocks that are shown more than once.
    pub fn looped_blocks(&self) -> impl Iterator<Item = &str> {
        self.loops.iter().map(|looped| looped.block.as_str())
    }

    /// Puts the flow's payload in place of the one before.
    pub fn set_flow(&mut self, payload: &Value) {
        (self.elements, self.fields) = size::flow(payload);
    }

    /// Counts a question that was changed, added (no size before it) or taken out (none after it). `in_blocks` says how
    /// often a looped block shows it.
    pub fn change_question(
        &mut self,
        id: &str,
        before: Option<Size>,
        after: Option<Size>,
        in_blocks: &HashMap<String, usize>,
    ) {
        let (was, is) = (before.unwrap_or_default(), after.unwrap_or_default());
        self.questions = self.questions + usize::from(after.is_some()) - usize::from(before.is_some());
        self.size = self.size.without(was).and(is);
        self.highest = self.highest.max(number_of(id));
        for looped in &mut self.loops {
            let times = in_blocks.get(&looped.block).copied().unwrap_or(0);
            looped.size = looped.size.without(was.times(times)).and(is.times(times));
            if looped.over.as_deref() == Some(id) {
                looped.repeats = is.cells.max(1);
            }
        }
    }

    /// Counts a block that was changed, added or taken out. `sizes` knows the questions of a block that loops, and the one
    /// it loops over ([`questions_of_loop`]).
    pub fn change_block(
        &mut self,
        id: &str,
        before: Option<&Map<String, Value>>,
        after: Option<&Map<String, Value>>,
        sizes: &HashMap<String, Size>,
    ) {
        self.blocks = self.blocks + usize::from(after.is_some()) - usize::from(before.is_some());
        self.loops.retain(|looped| looped.block != id);
        let Some(after) = after else { return };
        let repeats = size::repeats(after, |id| sizes.get(id).copied().unwrap_or_default().cells);
        let over = source_of_loop(after);
        if repeats > 1 || over.is_some() {
            let known = |id: String| sizes.get(&id).copied().unwrap_or_default();
            let size = questions_of(after).map(known).fold(Size::default(), Size::and);
            self.loops.push(Loop { block: id.to_owned(), over, repeats, size });
        }
    }

    /// Notes what type a block is of, in the order of the blocks: which one takes new questions, and which is the trash.
    pub fn note_block(&mut self, id: &str, kind: &str) {
        match kind {
            "Trash" => self.trash = self.trash.take().or_else(|| Some(id.to_owned())),
            _ => self.default_block = self.default_block.take().or_else(|| Some(id.to_owned())),
        }
    }

    /// The number of the next question. Where the former ones had no numbers it is the first.
    #[must_use]
    pub fn next(&self) -> u64 {
        self.highest + 1
    }

    /// Raises the number that the next question is above.
    pub fn raise(&mut self, number: u64) {
        self.highest = self.highest.max(number);
    }

    /// Holds the bounds over the whole definition.
    ///
    /// # Errors
    /// Which one it is beyond, in words.
    pub fn check(&self) -> Result<(), String> {
        let embedded = Size { cells: self.fields, labels: 0 };
        let again = self.loops.iter().map(|looped| looped.size.times(looped.repeats.saturating_sub(1)));
        let total = again.fold(self.size.and(embedded), Size::and);
        let bounds = [
            (self.elements, FLOW_ELEMENTS, "elements in its flow"),
            (self.questions, QUESTIONS, "questions"),
            (self.blocks, BLOCKS, "blocks"),
            (total.cells, SURVEY_CELLS, "answer cells and fields"),
            (self.bytes, DEFINITION_BYTES, "bytes"),
        ];
        for (is, most, what) in bounds {
            if is > most {
                return Err(format!("the survey would have {is} {what}; {most} at most"));
            }
        }
        if total.labels > LABEL_BYTES {
            return Err(format!(
                "the labels of the survey's columns would have {} bytes, as long texts stand beside many answer cells; \
                 {LABEL_BYTES} at most",
                total.labels
            ));
        }
        Ok(())
    }
}

/// The questions whose sizes [`Sums::change_block`] must know: none where the block is shown once.
#[must_use]
pub fn questions_of_loop(block: &Map<String, Value>) -> Vec<String> {
    let source = source_of_loop(block);
    if source.is_none() && size::repeats(block, |_| 1) < 2 {
        return Vec::new();
    }
    questions_of(block).chain(source).collect()
}

/// How often a block shows a question.
#[must_use]
pub fn times_shown(block: &Map<String, Value>, question: &str) -> usize {
    questions_of(block).filter(|id| id == question).count()
}

/// The number in an id such as `QID7`; 0 where there is none that could have been counted up to.
pub(super) fn number_of(question: &str) -> u64 {
    let number = question.strip_prefix("QID").filter(|digits| digits.len() <= 9);
    number.and_then(|digits| digits.parse().ok()).unwrap_or(0)
}

fn questions_of(block: &Map<String, Value>) -> impl Iterator<Item = String> {
    objects(block.get("BlockElements")).filter_map(|element| text(element.get("QuestionID")))
}

fn source_of_loop(block: &Map<String, Value>) -> Option<String> {
    let details = block.get("Options")?.get("LoopingOptions")?;
    let lists_rows = size::repeats(block, |_| usize::MAX) != usize::MAX;
    if lists_rows { None } else { text(details.get("QID")) }
}
