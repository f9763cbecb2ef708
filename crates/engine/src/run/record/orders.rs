//! The orders in which things were shown.

use std::collections::HashMap;

use model::survey::{BlockElement, Choice, FlowElement};

use crate::run::flow::{self, FlowStep};
use crate::run::logic;
use crate::run::scope::RunScope;

/// The orders in which things were shown, by field key: ids joined by `|`. Groups of an NPS question ride along, being
/// derived too.
pub(crate) fn values(scope: RunScope<'_>) -> HashMap<String, String> {
    let mut values = HashMap::new();
    let state = scope.state;
    for key in state.visits.iter().flat_map(|visit| &visit.shown) {
        let Some((question, _)) = scope.question(key) else { continue };
        if logic::is_mixed(question, "Randomization") {
            let ids = ids(&logic::choices(scope, question, key));
            values.insert(format!("{key}_DO"), ids);
        }
        if logic::is_mixed(question, "AnswerRandomization") {
            let ids = ids(&logic::answers(scope, question, key));
            values.insert(format!("{key}_ADO"), ids);
        }
        if question.selector == "NPS"
            && let Ok(score) = scope.text(key).parse::<i64>()
        {
            let group = match score {
                9.. => "3",
                7 | 8 => "2",
                _ => "1",
            };
            values.insert(format!("{key}_NPS_GROUP"), group.to_owned());
        }
    }
    for step in flow::steps(scope.survey, state.seed) {
        let FlowStep::Page(page) = step else { continue };
        let here = flow::scope(scope.survey, state, Some(&page));
        let shown = page.items.iter().filter(|item| scope.was_shown(&here.key(item.id)));
        let tags: Vec<&str> = shown
            .filter_map(|item| scope.survey.questions.get(item.id))
            .map(|question| question.tag.as_str())
            .collect();
        let order: &mut String = values.entry(format!("{}_DO", page.block.id)).or_default();
        for tag in tags {
            if !order.split('|').any(|known| known == tag) {
                order.push_str(if order.is_empty() { "" } else { "|" });
                order.push_str(tag);
            }
        }
    }
    randomizers(scope, &scope.survey.flow, &mut values);
    values
}

fn randomizers(scope: RunScope<'_>, flow: &[FlowElement], values: &mut HashMap<String, String>) {
    for element in flow {
        if let FlowElement::Randomizer { flow, subset, children, .. } = element {
            let picked = flow::picked(scope.state.seed, flow, *subset, children);
            let ids: Vec<&str> = picked.into_iter().map(flow_id).collect();
            if element.children().iter().any(|child| was_reached(scope, child)) {
                values.insert(format!("{flow}_DO"), ids.join("|"));
            }
        }
        randomizers(scope, element.children(), values);
    }
}

/// Whether a page of this part of the flow was shown.
fn was_reached(scope: RunScope<'_>, element: &FlowElement) -> bool {
    match element {
        FlowElement::Block { block, .. } => scope.survey.blocks.get(block).is_some_and(|block| {
            block.elements.iter().any(|element| match element {
                BlockElement::Question { id, .. } => {
                    let rows = block.loop_rows.iter().map(|(row, _)| format!("{row}_{id}"));
                    scope.was_shown(id.as_str()) || rows.into_iter().any(|key| scope.was_shown(&key))
                }
                BlockElement::PageBreak => false,
            })
        }),
        _ => element.children().iter().any(|child| was_reached(scope, child)),
    }
}

fn flow_id(element: &FlowElement) -> &str {
    match element {
        FlowElement::Block { flow, .. }
        | FlowElement::EmbeddedData { flow, .. }
        | FlowElement::Branch { flow, .. }
        | FlowElement::Randomizer { flow, .. }
        | FlowElement::Group { flow, .. }
        | FlowElement::EndSurvey { flow, .. }
        | FlowElement::Other { flow, .. } => flow,
    }
}

fn ids(choices: &[&Choice]) -> String {
    choices.iter().map(|choice| choice.id.as_str()).collect::<Vec<_>>().join("|")
}
