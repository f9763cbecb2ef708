//! The ledger as Markdown.

use super::page::{INTRODUCTION, groups, seen};
use super::{Counts, State, all_counts, ours};
use crate::reference::words::sentence;

/// Writes the ledger.
pub(crate) fn markdown() -> String {
    let mut text = format!("# Compatibility\n\n{INTRODUCTION}\n\n");
    text.push_str("| Category | Recorded | Documented | Near | Absent | All |\n|---|---|---|---|---|---|\n");
    let total = |title: &str, counts: Counts| {
        format!(
            "| {title} | {} | {} | {} | {} | {} |\n",
            counts.recorded,
            counts.documented,
            counts.near,
            counts.absent,
            counts.all()
        )
    };
    groups().for_each(|group| text.push_str(&total(group.title, group.counts())));
    text.push_str(&total("All", all_counts()));
    for group in groups() {
        text.push_str(&format!(
            "\n## {}\n\n| State | Operation | Path | Evidence |\n|---|---|---|---|\n",
            group.title
        ));
        for line in group.lines("") {
            let (name, evidence) = match &line.state {
                State::Served(served) => (
                    served.description.operation.name.to_owned(),
                    format!("{} {}", line.differs(), seen(&served.evidence)).trim_start().to_owned(),
                ),
                State::Absent => (sentence(line.original.name), String::new()),
            };
            let (verb, path) = (line.original.verb, line.original.path);
            let state = sentence(line.word());
            text.push_str(&format!("| {state} | {name} | `{verb} {path}` | {evidence} |\n"));
        }
    }
    let ours: Vec<String> = ours().map(|description| format!("- {}\n", description.operation.name)).collect();
    if !ours.is_empty() {
        text.push_str(&format!("\n## Only here\n\n{}", ours.concat()));
    }
    text
}
