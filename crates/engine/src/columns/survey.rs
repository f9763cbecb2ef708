//! Columns of the survey as a whole: metadata, fraud scores, scores, embedded data; and which blocks are exported.

use std::collections::HashSet;

use model::column::{Column, ImportKey, Meta, Source};
use model::embedded;
use model::survey::{Block, BlockKind, FlowElement, Survey};

use super::options::{ColumnOptions, wants};
use crate::html::plain;

/// The blocks that the flow shows, each once, in the order in which it first comes to them. Trash and blocks that no
/// element shows are left out. A flow that shows no block at all (very old files) stands for all blocks in order.
#[must_use]
pub fn shown_blocks(survey: &Survey) -> Vec<&Block> {
    let mut seen = HashSet::new();
    let mut blocks = Vec::new();
    collect_blocks(survey, &survey.flow, &mut seen, &mut blocks);
    if blocks.is_empty() {
        blocks = survey.blocks.values().filter(|block| block.kind != BlockKind::Trash).collect();
    }
    blocks
}

fn collect_blocks<'a>(
    survey: &'a Survey,
    flow: &'a [FlowElement],
    seen: &mut HashSet<&'a str>,
    blocks: &mut Vec<&'a Block>,
) {
    for element in flow {
        if let FlowElement::Block { block, .. } = element
            && let Some(block) = survey.blocks.get(block)
            && block.kind != BlockKind::Trash
            && seen.insert(&block.id)
        {
            blocks.push(block);
        }
        collect_blocks(survey, element.children(), seen, blocks);
    }
}

/// Metadata columns. A survey that keeps its respondents anonymous has none that tell who or where they are.
pub(super) fn metadata(survey: &Survey, options: &ColumnOptions) -> Vec<Column> {
    let anonymous = survey.is_on("AnonymizeResponse");
    Meta::ALL
        .into_iter()
        .chain(options.last_modified.then_some(Meta::LastModifiedDate))
        .filter(|meta| !(anonymous && identifies(*meta)))
        .map(|meta| {
            let (name, label, id) = meta.names();
            Column {
                name: name.into(),
                label: label.into(),
                import: ImportKey { id: id.into(), choice: None },
                question: None,
                source: Source::Meta(meta),
            }
        })
        .filter(|column| wants(options.metadata.as_ref(), &column.import.id))
        .collect()
}

fn identifies(meta: Meta) -> bool {
    matches!(
        meta,
        Meta::IpAddress
            | Meta::RecipientLastName
            | Meta::RecipientFirstName
            | Meta::RecipientEmail
            | Meta::ExternalReference
            | Meta::LocationLatitude
            | Meta::LocationLongitude
    )
}

/// Fields that the survey's fraud detection fills when it is switched on: option, field, whether it is a number.
const FRAUD: [(&str, &str, bool); 5] = [
    ("RecaptchaV3", "Q_RecaptchaScore", true),
    ("RelevantID", "Q_RelevantIDDuplicate", false),
    ("RelevantID", "Q_RelevantIDDuplicateScore", true),
    ("RelevantID", "Q_RelevantIDFraudScore", true),
    ("RelevantID", "Q_RelevantIDLastStartDate", false),
];

/// Columns of the fraud detection, which recorded exports have behind the metadata.
pub(super) fn fraud(survey: &Survey, options: &ColumnOptions, columns: &mut Vec<Column>) {
    let on = FRAUD
        .iter()
        .filter(|(option, name, _)| survey.is_on(option) && wants(options.embedded_data.as_ref(), name));
    columns.extend(on.map(|(_, name, number)| named(name, *number)));
}

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

/// Embedded data in the order of the flow, then what responses hold besides, each name once.
pub(super) fn embedded_data(survey: &Survey, options: &ColumnOptions, columns: &mut Vec<Column>) {
    let mut names = Vec::new();
    declared(&survey.flow, &mut names);
    names.extend(options.extra_embedded.iter().map(String::as_str));
    let mut seen: HashSet<&str> =
        FRAUD.iter().filter(|(option, ..)| survey.is_on(option)).map(|f| f.1).collect();
    for name in names {
        if !name.is_empty() && seen.insert(name) && wants(options.embedded_data.as_ref(), name) {
            columns.push(named(name, false));
        }
    }
}

fn declared<'a>(flow: &'a [FlowElement], names: &mut Vec<&'a str>) {
    for element in flow {
        if let FlowElement::EmbeddedData { fields, .. } = element {
            names.extend(fields.iter().map(|field| field.name.as_str()));
        }
        declared(element.children(), names);
    }
}

/// A column of embedded data: its name and label are the field's, and its import id is the field's key in `values`.
fn named(name: &str, number: bool) -> Column {
    let field = name.to_owned();
    Column {
        name: name.into(),
        label: name.into(),
        import: ImportKey { id: embedded::key_of(name).into_owned(), choice: None },
        question: None,
        source: if number { Source::Number { field } } else { Source::Text { field } },
    }
}
