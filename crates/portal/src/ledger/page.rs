//! The ledger as a page.

use contract::{Category, Description};
use maud::{Markup, html};

use super::evidence::Evidence;
use super::{Counts, Line, Served, State, all_counts, counts, lines, ours};
use crate::reference::words::sentence;
use crate::{Site, links, shell};

/// Which lines are shown.
pub(super) const FILTERS: [(&str, &str); 5] = [
    ("", "All"),
    ("recorded", "Recorded"),
    ("documented", "Documented"),
    ("near", "Near"),
    ("absent", "Absent"),
];

/// The headings; the last one stands only where nothing is filtered out.
const SECTIONS: [(&str, &str); 3] =
    [("totals", "Totals"), ("operations", "Operations"), ("ours", "Only here")];

const BEYOND: &str = "Beyond the fourteen categories";
/// What the four states mean.
pub(super) const INTRODUCTION: &str = "Every operation of the original's index, and how it is answered here. Recorded: \
    a test compares the answer with one that was recorded of the original. Documented: as the original is documented \
    to answer. Near: nearly so, with what differs. Absent: not served yet; a call is answered with 404 and no error code.";

/// A heading and the lines under it.
pub(super) struct Group {
    pub(super) title: &'static str,
    id: &'static str,
    category: Option<Category>,
}

/// The categories in the order of the reference, and what lies beyond them.
pub(super) fn groups() -> impl Iterator<Item = Group> {
    let of_category =
        |category: Category| Group { title: category.title(), id: category.slug(), category: Some(category) };
    let beyond = Group { title: BEYOND, id: "beyond", category: None };
    Category::ALL.into_iter().map(of_category).chain([beyond])
}

impl Group {
    /// The lines of the group in this state, or all.
    pub(super) fn lines<'a>(&'a self, shown: &'a str) -> impl Iterator<Item = &'static Line> + 'a {
        let of_state = move |line: &&Line| shown.is_empty() || line.word() == shown;
        lines().iter().filter(|line| line.original.category == self.category).filter(of_state)
    }

    pub(super) fn counts(&self) -> Counts {
        self.category.map_or_else(|| Counts::of(self.lines("")), counts)
    }
}

/// `shown` is the state whose lines are wanted, or nothing for all.
pub(crate) fn page(site: &Site, shown: &str) -> Markup {
    let shown = FILTERS.iter().map(|(word, _)| *word).find(|word| *word == shown).unwrap_or_default();
    let all = all_counts();
    let content = html! {
        header.intro {
            nav.crumbs aria-label="Breadcrumb" { a href="/docs" { "Documentation" } }
            h1 { "Compatibility" }
            p.lead { (INTRODUCTION) }
            p.muted { "Computed from the catalogue of this server and from the calls that its tests make." }
            (shell::contents(if shown.is_empty() { &SECTIONS } else { &SECTIONS[..2] }))
        }
        section {
            h2 #totals { "Totals" }
            (totals(all))
        }
        section {
            h2 #operations { "Operations" }
            nav.filter aria-label="Which operations are shown" {
                ul {
                    @for (word, title) in FILTERS {
                        li {
                            @let address = if word.is_empty() { "/docs/compatibility#operations".to_owned() }
                                else { format!("/docs/compatibility?show={word}#operations") };
                            a href=(address) aria-current=[(word == shown).then_some("true")] { (title) }
                        }
                    }
                }
            }
            @for group in groups() {
                @if group.lines(shown).next().is_some() {
                    h3 id=(group.id) { (group.title) }
                    (shell::scrolling(group.title, &table(&group, shown)))
                }
            }
        }
        @if shown.is_empty() {
            section {
                h2 #ours { "Only here" }
                @if ours().next().is_none() { p { "Every operation that is served is one of the original's." } }
                @else { ul { @for description in ours() { li { (link(description)) } } } }
            }
        }
    };
    shell::page(site, "Compatibility", &content)
}

fn totals(all: Counts) -> Markup {
    let row = |title: Markup, counts: Counts| {
        html! {
            tr {
                th scope="row" { (title) }
                td { (counts.recorded) } td { (counts.documented) } td { (counts.near) }
                td { (counts.absent) } td { (counts.all()) }
            }
        }
    };
    shell::scrolling(
        "Totals by category",
        &html! {
            table {
                thead {
                    tr {
                        th scope="col" { "Category" } th scope="col" { "Recorded" } th scope="col" { "Documented" }
                        th scope="col" { "Near" } th scope="col" { "Absent" } th scope="col" { "All" }
                    }
                }
                tbody {
                    @for group in groups() { (row(html! { a href={ "/docs/compatibility#" (group.id) } { (group.title) } }, group.counts())) }
                }
                tfoot { (row(html! { "All" }, all)) }
            }
        },
    )
}

fn table(group: &Group, shown: &str) -> Markup {
    html! {
        table.ledger {
            thead {
                tr {
                    th scope="col" { "State" } th scope="col" { "Operation" } th scope="col" { "Path" }
                    th scope="col" { "Evidence" }
                }
            }
            tbody { @for line in group.lines(shown) { (row(line)) } }
        }
    }
}

fn row(line: &Line) -> Markup {
    let original = &line.original;
    html! {
        tr {
            td class={ "state state-" (line.word()) } { (sentence(line.word())) }
            th scope="row" {
                @match &line.state {
                    State::Served(served) => (link(served.description)),
                    State::Absent => (sentence(original.name)),
                }
            }
            td { code { (original.verb) " " (original.path) } }
            td {
                @if let State::Served(served) = &line.state {
                    @if !line.differs().is_empty() { (line.differs()) " " }
                    (evidence(served))
                }
            }
        }
    }
}

fn evidence(served: &Served) -> Markup {
    html! {
        @let tests = &served.evidence.tests;
        @if !tests.is_empty() {
            details {
                summary { (seen(&served.evidence)) }
                ul {
                    @for test in tests.iter().take(NAMED) { li { (test.sentence()) " (" (test.file) ")" } }
                    @if tests.len() > NAMED { li { "and " (tests.len() - NAMED) " more" } }
                }
            }
        }
    }
}

/// So many tests of an operation are named; the rest are counted.
const NAMED: usize = 5;

/// How many tests there are and what was answered, in words.
pub(super) fn seen(evidence: &Evidence) -> String {
    let statuses: Vec<String> = evidence.statuses.iter().map(u64::to_string).collect();
    let tests = evidence.tests.len();
    format!("{tests} test{}, answers {}", if tests == 1 { "" } else { "s" }, statuses.join(", "))
}

fn link(description: &Description) -> Markup {
    html! { a href=(links::of_operation(description)) { (description.operation.name) } }
}
