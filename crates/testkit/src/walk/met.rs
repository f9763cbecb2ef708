//! Which parts of a survey somebody met, told from the questions they saw: nothing is asked of the server, so that what
//! cannot be told counts as not met.

use std::collections::{BTreeSet, HashSet};

use model::survey::{Block, BlockElement, BlockKind, FlowElement, Survey};

use super::walker::Walk;

/// What the walks through a survey met.
pub(super) struct Met<'s> {
    survey: &'s Survey,
    /// The questions seen, without the rows of loops.
    seen: BTreeSet<String>,
    /// The elements of the flow that can only have been met, by their ids.
    elements: HashSet<&'s str>,
}

impl<'s> Met<'s> {
    pub(super) fn by(survey: &'s Survey, walks: &[Walk]) -> Self {
        let plain = |key: &String| key.rsplit('_').next().unwrap_or(key).to_owned();
        let seen = walks.iter().flat_map(|walk| &walk.seen).map(plain).collect();
        let mut met = Self { survey, seen, elements: HashSet::new() };
        let mut elements = HashSet::new();
        met.collect(&survey.flow, true, &mut elements);
        for walk in walks {
            elements.extend(walk.way.last().and_then(|last| met.early_end(&plain(last))));
        }
        met.elements = elements;
        met
    }

    pub(super) fn has_question(&self, id: &str) -> bool {
        self.seen.contains(id)
    }

    /// Whether a question of the block was seen.
    pub(super) fn has_block(&self, block: &Block) -> bool {
        questions(block).any(|id| self.seen.contains(id))
    }

    pub(super) fn has_element(&self, element: &FlowElement) -> bool {
        self.elements.contains(element.flow())
    }

    /// An element was met where something below it was, and where something behind it in its list was, unless the list runs
    /// in another order than it is written in. Gives whether anything in the list was met.
    fn collect(&self, list: &'s [FlowElement], in_order: bool, found: &mut HashSet<&'s str>) -> bool {
        let mut behind = false;
        let mut any = false;
        for element in list.iter().rev() {
            let below = match element {
                FlowElement::Block { block, .. } => {
                    self.survey.blocks.get(block).is_some_and(|block| self.has_block(block))
                }
                FlowElement::Randomizer { children, .. } => self.collect(children, false, found),
                _ => self.collect(element.children(), true, found),
            };
            // A block that nobody saw was passed by, with nothing on it to show.
            let is_passed = behind
                && in_order
                && !matches!(element, FlowElement::Block { .. } | FlowElement::EndSurvey { .. });
            if below || is_passed {
                found.insert(element.flow());
            }
            behind |= below;
            any |= below;
        }
        any
    }

    /// The end that a walk met whose last question this is: the one between its block and the next that is always shown.
    /// None where skip logic may have ended the survey, or where the order of the flow is one of chance.
    fn early_end(&self, last: &str) -> Option<&'s str> {
        let mut line = Vec::new();
        flatten(&self.survey.flow, &mut line);
        let is_here = |element: &&FlowElement| match element {
            FlowElement::Block { block, .. } => {
                self.survey.blocks.get(block).is_some_and(|block| questions(block).any(|id| id == last))
            }
            _ => false,
        };
        let here =
            line.iter().position(|(element, below)| *below != Below::Randomizer && is_here(element))?;
        let skips = |block: &Block| {
            block
                .elements
                .iter()
                .any(|element| matches!(element, BlockElement::Question { skip, .. } if !skip.is_empty()))
        };
        if let FlowElement::Block { block, .. } = line[here].0
            && self.survey.blocks.get(block).is_some_and(skips)
        {
            return None;
        }
        let mut ends = Vec::new();
        for (element, below) in &line[here + 1..] {
            match (element, below) {
                (_, Below::Randomizer) => return None,
                (FlowElement::EndSurvey { flow, .. }, _) => ends.push(flow.as_str()),
                (FlowElement::Block { block, .. }, Below::Nothing) if self.always_shows(block) => {
                    return ends.first().copied().filter(|_| ends.len() == 1);
                }
                _ => {}
            }
        }
        None
    }

    fn always_shows(&self, block: &str) -> bool {
        let Some(block) = self.survey.blocks.get(block).filter(|block| block.kind != BlockKind::Trash) else {
            return false;
        };
        let questions = questions(block)
            .filter_map(|id| self.survey.questions.iter().find(|(known, _)| known.as_str() == id));
        questions.into_iter().any(|(_, question)| question.display.is_none()) && block.loop_rows.is_empty()
    }
}

/// What an element stands below, besides groups.
#[derive(Clone, Copy, PartialEq)]
enum Below {
    Nothing,
    /// It is gone through only where a condition holds.
    Branch,
    Randomizer,
}

/// Every element in the order of the file, and what it stands below.
fn flatten<'s>(list: &'s [FlowElement], line: &mut Vec<(&'s FlowElement, Below)>) {
    let mut open: Vec<_> = list.iter().rev().map(|element| (element, Below::Nothing)).collect();
    while let Some((element, below)) = open.pop() {
        line.push((element, below));
        let of_children = match element {
            FlowElement::Randomizer { .. } => Below::Randomizer,
            FlowElement::Branch { .. } if below == Below::Nothing => Below::Branch,
            _ => below,
        };
        open.extend(element.children().iter().rev().map(|child| (child, of_children)));
    }
}

fn questions(block: &Block) -> impl Iterator<Item = &str> {
    block.elements.iter().filter_map(|element| match element {
        BlockElement::Question { id, .. } => Some(id.as_str()),
        BlockElement::PageBreak => None,
    })
}

/// The word that files have for the kind of an element.
pub(super) fn kind(element: &FlowElement) -> String {
    match element {
        FlowElement::Block { .. } => "Block",
        FlowElement::EmbeddedData { .. } => "EmbeddedData",
        FlowElement::Branch { .. } => "Branch",
        FlowElement::Randomizer { even: true, .. } => "BlockRandomizer, even",
        FlowElement::Randomizer { .. } => "BlockRandomizer",
        FlowElement::Group { .. } => "Group",
        FlowElement::EndSurvey { .. } => "EndSurvey",
        FlowElement::WebService { .. } => "WebService",
        FlowElement::Authenticator { .. } => "Authenticator",
        FlowElement::Other { kind, .. } => kind,
    }
    .to_owned()
}
