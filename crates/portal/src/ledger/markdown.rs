//! The ledger as Markdown.

use super::page::{INTRODUCTION, groups, sentence, stories, word};
use super::{Counts, State, all_counts, ours};

/// Writes the ledger.
pub(crate) fn markdown() -> String {
    let mut text = format!("# Compatibility\n\n{INTRODUCTION}\n\n");
    text.push_str("| Category | Exact | Approximate | Absent | All |\n|---|---|---|---|---|\n");
    let total = |title: &str, counts: Counts| {
        format!(
            "| {title} | {} | {} | {} | {} |\n",
            counts.exact,
            counts.approximate,
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
                State::Exact(served) => {
                    (served.description.operation.name.to_owned(), stories(served.stories.len()))
                }
                State::Approximate(served, differs) => (
                    served.description.operation.name.to_owned(),
                    format!("{differs} {}", stories(served.stories.len())),
                ),
                State::Absent => (sentence(line.original.name), String::new()),
            };
            let (verb, path) = (line.original.verb, line.original.path);
            text.push_str(&format!("| {} | {name} | `{verb} {path}` | {evidence} |\n", word(&line.state)));
        }
    }
    let ours: Vec<String> = ours().map(|description| format!("- {}\n", description.operation.name)).collect();
    if !ours.is_empty() {
        text.push_str(&format!("\n## Only here\n\n{}", ours.concat()));
    }
    text
}
