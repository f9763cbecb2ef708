//! Columns of the orders in which blocks and questions were shown.

use model::column::{Code, Column, ImportKey, Source};
use model::survey::{Block, BlockElement, FlowElement, Survey};

use super::options::ColumnOptions;
use super::survey::shown_blocks;

/// The orders of the flow's randomizers: one column per child, or one with the list of children.
pub(super) fn randomizers(survey: &Survey, options: &ColumnOptions, columns: &mut Vec<Column>) {
    walk(survey, &survey.flow, options, columns);
}

fn walk(survey: &Survey, flow: &[FlowElement], options: &ColumnOptions, columns: &mut Vec<Column>) {
    for element in flow {
        if let FlowElement::Randomizer { flow, children, .. } = element {
            let items = children.iter().map(|child| child_of(survey, child)).collect();
            let label = format!("{flow} - Block Randomizer - Display Order");
            push(columns, options, &ShownOrder { id: flow, name: flow, label }, items);
        }
        walk(survey, element.children(), options, columns);
    }
}

/// How a randomizer's child is told: by its flow id, and in names by its block where it is one.
fn child_of(survey: &Survey, child: &FlowElement) -> ShownItem {
    match child {
        FlowElement::Block { flow, block } => {
            let name = survey.blocks.get(block).map_or(flow, |block| &block.description);
            ShownItem { id: flow.clone(), name: name.clone() }
        }
        other => ShownItem { id: other.flow().to_owned(), name: other.flow().to_owned() },
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
        let items = tags.map(|tag| ShownItem { id: tag.clone(), name: tag }).collect();
        let label = format!("{} - Display Order", block.description);
        push(columns, options, &ShownOrder { id: &block.id, name: &block.description, label }, items);
    }
}

fn shuffles(block: &Block) -> bool {
    let how = block.raw.get("Options").and_then(|options| options.get("RandomizeQuestions"));
    how.and_then(serde_json::Value::as_str).is_some_and(|how| !matches!(how, "" | "false" | "None"))
}

/// Something whose parts are shown in an order.
struct ShownOrder<'a> {
    id: &'a str,
    name: &'a str,
    label: String,
}

/// One of those parts: the id by which responses remember it, and its name in headers.
struct ShownItem {
    id: String,
    name: String,
}

fn push(columns: &mut Vec<Column>, options: &ColumnOptions, order: &ShownOrder<'_>, items: Vec<ShownItem>) {
    if items.is_empty() {
        return;
    }
    let field = format!("{}_DO", order.id);
    let name = format!("{}_DO", without_blanks(order.name));
    if !options.breakout_sets {
        let code = |item: ShownItem| Code { recode: item.id.clone(), label: item.name, id: item.id };
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
