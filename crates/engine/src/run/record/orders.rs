//! The orders in which things were shown.

use std::collections::{HashMap, HashSet};

use model::survey::{Block, BlockElement, Choice, FlowElement, Question};

use crate::run::flow;
use crate::run::logic;
use crate::run::scope::RunScope;

/// The orders in which things were shown, by field key: ids joined by `|`. Groups of an NPS question ride along, being
/// derived too.
pub(crate) fn values(scope: RunScope<'_>) -> HashMap<String, String> {
    let mut values: HashMap<String, String> = HashMap::new();
    let state = scope.state;
    let mut named: HashSet<(&str, &str)> = HashSet::new();
    let steps = flow::steps(scope.survey, state);
    for page in (0..steps.len()).filter_map(|step| steps.page(step)) {
        let here = flow::scope(scope.survey, state, scope.work, Some(&page));
        values.entry(format!("{}_DO", page.block.id)).or_default();
        for item in page.items().filter(|item| scope.was_shown(&here.key(item.id))) {
            let Some(question) = scope.survey.questions.get(item.id) else { continue };
            of_question(here, question, &mut values);
            if named.insert((&page.block.id, &question.tag)) {
                let order = values.entry(format!("{}_DO", page.block.id)).or_default();
                order.push_str(if order.is_empty() { "" } else { "|" });
                order.push_str(&question.tag);
            }
        }
    }
    let reached = scope.survey.blocks.values().filter(|block| was_shown(scope, block));
    let reached: HashSet<&str> = reached.map(|block| block.id.as_str()).collect();
    randomizers(scope, &reached, &scope.survey.flow, &mut values);
    values
}

/// Adds the orders of the choices and scale points of a question, seen from its page.
fn of_question(here: RunScope<'_>, question: &Question, values: &mut HashMap<String, String>) {
    let key = here.key(&question.id);
    if logic::is_mixed(question, "Randomization") {
        values.insert(format!("{key}_DO"), ids(&logic::choices(here, question, &key)));
    }
    if logic::is_mixed(question, "AnswerRandomization") {
        values.insert(format!("{key}_ADO"), ids(&logic::answers(here, question, &key)));
    }
    if question.selector == "NPS"
        && let Ok(score) = here.text(&key).parse::<i64>()
    {
        let group = match score {
            9.. => "3",
            7 | 8 => "2",
            _ => "1",
        };
        values.insert(format!("{key}_NPS_GROUP"), group.to_owned());
    }
}

/// Adds the orders of the randomizers in this part of the flow of which something was shown; true if any of it was.
fn randomizers(
    scope: RunScope<'_>,
    reached: &HashSet<&str>,
    flow: &[FlowElement],
    values: &mut HashMap<String, String>,
) -> bool {
    let mut any = false;
    for element in flow {
        let inner = randomizers(scope, reached, element.children(), values);
        any = any
            || inner
            || matches!(element, FlowElement::Block { block, .. } if reached.contains(block.as_str()));
        if let FlowElement::Randomizer { flow, .. } = element
            && let Some(picked) = flow::picked(scope.state, element)
            && inner
        {
            let ids: Vec<&str> = picked.into_iter().map(FlowElement::flow).collect();
            values.insert(format!("{flow}_DO"), ids.join("|"));
        }
    }
    any
}

/// Whether a question of the block was shown, in any round of its loop.
fn was_shown(scope: RunScope<'_>, block: &Block) -> bool {
    block.elements.iter().any(|element| match element {
        BlockElement::Question { id, .. } => {
            let mut rows = block.loop_rows.iter().map(|(row, _)| format!("{row}_{id}"));
            scope.was_shown(id.as_str()) || rows.any(|key| scope.was_shown(&key))
        }
        BlockElement::PageBreak => false,
    })
}

fn ids(choices: &[&Choice]) -> String {
    choices.iter().map(|choice| choice.id.as_str()).collect::<Vec<_>>().join("|")
}
