//! Loops: which rounds a block has in this run, and what a round knows (api/qsf.md section 10).

use std::collections::HashSet;

use model::survey::{Block, Choice, Question};
use serde_json::Value;

use super::chance::Chance;
use super::numeral::Numeral;
use super::payload::number;
use super::scope::{LoopRow, RunScope};
use super::texts::choice_text;
use crate::html::plain;

/// The rows of a looped block in the order of one run.
pub(super) struct Rows<'a> {
    block: &'a Block,
    /// The order in which they are mixed; none where they come as they are written.
    order: Option<Vec<usize>>,
    count: usize,
}

/// The rows of a block in the order of this run; none for a block that is shown once. What a random part leaves out is
/// missing, unless the rows depend on an answer: then [`is_gone_through`] says which are left.
pub(super) fn rows(block: &Block, seed: u64) -> Rows<'_> {
    let count = block.loop_rows.len();
    if !matches!(option(block, "Randomization"), Some("All" | "Subset")) {
        return Rows { block, order: None, count };
    }
    let mut order: Vec<usize> = (0..count).collect();
    Chance::at(seed, &format!("{} loop", block.id)).shuffle(&mut order);
    let count = if source(block).is_none() { count.min(most(block)) } else { count };
    Rows { block, order: Some(order), count }
}

impl<'a> Rows<'a> {
    /// How many rows there are.
    pub(super) fn len(&self) -> usize {
        self.count
    }

    /// The row that comes at this place.
    pub(super) fn at(&self, round: usize) -> Option<LoopRow<'a>> {
        let round = Some(round).filter(|round| *round < self.count)?;
        let place = match &self.order {
            Some(order) => *order.get(round)?,
            None => round,
        };
        let (key, _) = self.block.loop_rows.get(place)?;
        Some(LoopRow { block: self.block, key, place })
    }
}

/// Whether this run goes through a round: a loop over a question has those that its answer asks for. `offered` tells the
/// choices that a question offers.
pub(super) fn is_gone_through<'a>(
    scope: RunScope<'a>,
    row: LoopRow<'a>,
    offered: impl Fn(&'a Question, &str) -> Vec<&'a Choice>,
) -> bool {
    let wanted = Wanted::by(scope, row.block, offered);
    if most(row.block) >= row.block.loop_rows.len() {
        return wanted.holds(row);
    }
    rounds(scope, row.block, &wanted).iter().any(|round| round.place == row.place)
}

/// A value of the loop as its author wrote it: a field of its row (`Field/2`), the number of the round at hand or of all
/// rounds, both counted as they are shown. `None` outside a loop and for what is not known.
pub(super) fn value<'a>(
    scope: RunScope<'a>,
    name: &str,
    offered: impl Fn(&'a Question, &str) -> Vec<&'a Choice>,
) -> Option<String> {
    let row = scope.row?;
    if matches!(name, "CurrentLoopNumber" | "TotalLoops") {
        let wanted = Wanted::by(scope, row.block, offered);
        let rounds = rounds(scope, row.block, &wanted);
        let number = match name {
            "TotalLoops" => rounds.len(),
            _ => rounds.iter().position(|round| round.place == row.place)? + 1,
        };
        return Some(number.to_string());
    }
    let field = name.strip_prefix("Field/")?;
    match row.block.loop_rows.get(row.place)?.1.get(field) {
        Some(Value::String(text)) => Some(text.clone()),
        Some(Value::Number(number)) => Some(number.to_string()),
        // A loop over a question has the text of the choice for its first field.
        None if field == "1" => {
            let (question, _) = scope.question(source(row.block)?)?;
            scope.work.pay(question.choices.len() * 8).then_some(())?;
            let choice = question.choices.iter().find(|choice| choice.id == row.key)?;
            Some(plain(choice_text(question, "Choices", choice, &scope.state.language)))
        }
        _ => None,
    }
}

/// The rows that an answer asks for.
enum Wanted<'a> {
    All,
    First(usize),
    Only(HashSet<&'a str>),
}

impl<'a> Wanted<'a> {
    fn by(
        scope: RunScope<'a>,
        block: &'a Block,
        offered: impl Fn(&'a Question, &str) -> Vec<&'a Choice>,
    ) -> Self {
        // The question stands outside the loop.
        let scope = RunScope { row: None, ..scope };
        let Some((question, key)) = source(block).and_then(|id| scope.question(id)) else { return Self::All };
        let locators = ["ChoiceGroupLocator", "Locator"].map(|name| option(block, name).unwrap_or_default());
        let asks_for = |word: &str| locators.iter().any(|locator| locator.contains(word));
        if asks_for("NumericResponse") {
            let answer = Numeral::read(scope.text(&format!("{key}_TEXT")));
            let rounds = answer.filter(|_| scope.was_shown(&key)).map(|answer| answer.count());
            return Self::First(rounds.unwrap_or(0));
        }
        if asks_for("AllChoices") {
            return Self::All;
        }
        if !scope.was_shown(&key) || !scope.work.pay(question.choices.len() * 16) {
            return Self::Only(HashSet::new());
        }
        let shown = || offered(question, &key).into_iter().map(|choice| choice.id.as_str());
        let picked: HashSet<&str> = scope.picked(question, &key).into_iter().collect();
        if asks_for("UnselectedChoices") {
            Self::Only(shown().filter(|id| !picked.contains(id)).collect())
        } else if asks_for("DisplayedChoices") {
            Self::Only(shown().collect())
        } else if asks_for("SelectedChoices") {
            Self::Only(picked)
        } else {
            Self::All
        }
    }

    fn holds(&self, row: LoopRow<'_>) -> bool {
        match self {
            Self::All => true,
            Self::First(count) => row.place < *count,
            Self::Only(keys) => keys.contains(row.key),
        }
    }
}

/// The rounds in the order in which they are shown.
fn rounds<'a>(scope: RunScope<'a>, block: &'a Block, wanted: &Wanted<'_>) -> Vec<LoopRow<'a>> {
    if !scope.work.pay(block.loop_rows.len() * 8) {
        return Vec::new();
    }
    let rows = rows(block, scope.state.seed);
    let mut rounds: Vec<LoopRow<'a>> = (0..rows.len()).filter_map(|round| rows.at(round)).collect();
    rounds.retain(|row| wanted.holds(*row));
    rounds.truncate(most(block));
    rounds
}

/// How many rounds are shown at the most: a random part has a size.
fn most(block: &Block) -> usize {
    let size = || number(looping(block)?.get("TotalRandSubset")).filter(|size| *size > 0);
    let size = if option(block, "Randomization") == Some("Subset") { size() } else { None };
    size.unwrap_or(usize::MAX)
}

/// The question that the loop goes by, where it goes by one. A block that once did so may still name it.
fn source(block: &Block) -> Option<&str> {
    let way = block.raw.get("Options")?.get("Looping")?;
    option(block, "QID").filter(|_| way == "Question")
}

fn option<'a>(block: &'a Block, name: &str) -> Option<&'a str> {
    looping(block)?.get(name)?.as_str().filter(|text| !text.is_empty())
}

fn looping(block: &Block) -> Option<&Value> {
    block.raw.get("Options")?.get("LoopingOptions")
}
