//! Columns that belong to no single question: scores, and the orders in which blocks and questions were shown.

use model::column::{Code, Column, ImportKey, Source};
use model::survey::{Block, BlockElement, FlowElement, Survey};

use super::{ColumnOptions, shown_blocks};
use crate::html::plain;

/// One column per scoring category: `SC0`, `SC1`, … with the category's id as import id.
pub(super) fn scores(survey: &Survey, columns: &mut Vec<Column>) {
    for (place, (id, name)) in survey.scoring.iter().enumerate() {
        columns.push(Column {
            name: format!("SC{place}"),
            label: if name.is_empty() { format!("SC{place}") } else { plain(name) },
            import: ImportKey { id: id.clone(), choice: None },
            question: None,
            source: Source::Number { field: id.clone() },
        });
    }
}

/// The orders of the flow's randomizers: one column per child, or one with the list of children.
pub(super) fn randomizers(survey: &Survey, options: &ColumnOptions, columns: &mut Vec<Column>) {
    walk(survey, &survey.flow, options, columns);
}

fn walk(survey: &Survey, flow: &[FlowElement], options: &ColumnOptions, columns: &mut Vec<Column>) {
    for element in flow {
        if let FlowElement::Randomizer { flow, children, .. } = element {
            let items = children.iter().map(|child| child_of(survey, child)).collect();
            let label = format!("{flow} - Block Randomizer - Display Order");
            push(columns, options, &Order { id: flow, name: flow, label }, items);
        }
        walk(survey, element.children(), options, columns);
    }
}

/// How a randomizer's child is told: by its flow id, and in names by its block where it is one.
fn child_of(survey: &Survey, child: &FlowElement) -> Item {
    match child {
        FlowElement::Block { flow, block } => {
            let name = survey.blocks.get(block).map_or(flow, |block| &block.description);
            Item { id: flow.clone(), name: name.clone() }
        }
        FlowElement::EmbeddedData { flow, .. }
        | FlowElement::Branch { flow, .. }
        | FlowElement::Randomizer { flow, .. }
        | FlowElement::Group { flow, .. }
        | FlowElement::EndSurvey { flow, .. }
        | FlowElement::Other { flow, .. } => Item { id: flow.clone(), name: flow.clone() },
    }
}

/// The orders of the questions within blocks that shuffle them.
pub(super) fn blocks(survey: &Survey, options: &ColumnOptions, columns: &mut Vec<Column>) {
    for block in shown_blocks(survey).into_iter().filter(|block| shuffles(block)) {
        let tags = block.elements.iter().filter_map(|element| match element {
            BlockElement::Question { id, .. } => {
                survey.questions.get(id).map(|question| question.tag.clone())
            }
            BlockElement::PageBreak => None,
        });
        let items = tags.map(|tag| Item { id: tag.clone(), name: tag }).collect();
        let label = format!("{} - Display Order", block.description);
        push(columns, options, &Order { id: &block.id, name: &block.description, label }, items);
    }
}

fn shuffles(block: &Block) -> bool {
    let how = block.raw.get("Options").and_then(|options| options.get("RandomizeQuestions"));
    how.and_then(serde_json::Value::as_str).is_some_and(|how| !matches!(how, "" | "false" | "None"))
}

/// Something whose parts are shown in an order.
struct Order<'a> {
    id: &'a str,
    name: &'a str,
    label: String,
}

/// One of those parts: the id by which responses remember it, and its name in headers.
struct Item {
    id: String,
    name: String,
}

fn push(columns: &mut Vec<Column>, options: &ColumnOptions, order: &Order<'_>, items: Vec<Item>) {
    if items.is_empty() {
        return;
    }
    let field = format!("{}_DO", order.id);
    let name = format!("{}_DO", without_blanks(order.name));
    if !options.breakout_sets {
        let code = |item: Item| Code { recode: item.id.clone(), label: item.name, id: item.id };
        columns.push(Column {
            name,
            label: order.label.clone(),
            import: ImportKey { id: field.clone(), choice: None },
            question: None,
            source: Source::Order { field, codes: items.into_iter().map(code).collect() },
        });
        return;
    }
    for item in items {
        columns.push(Column {
            name: format!("{name}_{}", without_blanks(&item.name)),
            label: format!("{} - {}", order.label, item.name),
            import: ImportKey { id: field.clone(), choice: Some(item.id.clone()) },
            question: None,
            source: Source::Position { field: field.clone(), id: item.id },
        });
    }
}

fn without_blanks(name: &str) -> String {
    name.split_whitespace().collect()
}
