//! The page for administrators: what readers say of the documentation.

use contract::Verb;
use maud::{Markup, html};

use crate::reference::parameters::sentences;
use crate::try_it::form::plain_token;
use crate::{Site, shell};

/// What the page shows.
#[derive(Debug, Clone)]
pub enum AdminShown {
    /// The form alone.
    Form,
    /// The form, and why there is nothing else.
    Problem(&'static str),
    /// Answers of readers.
    Answers(Answers),
}

/// A page of the answers of readers.
#[derive(Debug, Clone)]
pub struct Answers {
    /// Page, whether it helped, comment and time of each, the newest first.
    pub list: Vec<(String, bool, String, String)>,
    /// Of each page: its address, how often it helped, how many answers there are.
    pub counts: Vec<(String, i64, i64)>,
    /// Where the next page begins.
    pub next: Option<u32>,
}

pub(crate) fn page(site: &Site, shown: &AdminShown) -> Markup {
    let offset = match shown {
        AdminShown::Answers(answers) => answers.next.unwrap_or(0),
        AdminShown::Form | AdminShown::Problem(_) => 0,
    };
    let content = html! {
        header.intro {
            nav.crumbs aria-label="Breadcrumb" { a href="/docs" { "Documentation" } }
            h1 { (shell::verb(Verb::Post)) " " span { "List Documentation Feedback" } }
            p.lead {
                "Lists what readers answered to “Was this helpful?”, the newest first, 100 at a time, and counts the "
                "answers of each page."
            }
            (shell::contents(&[("parameters", "Parameters"), ("definition", "Definition"), ("try", "Try It")]))
        }
        section { h2 #parameters { "Parameters" } (parameters()) }
        section {
            h2 #definition { "Definition" }
            (shell::code("Definition", "POST /docs/admin"))
            p.muted {
                "It belongs to the documentation of this server, not to the API. Any brand administrator of this server may "
                "ask; anyone else gets 403. With " code { "Accept: application/json" } " the answer is JSON."
            }
        }
        section {
            h2 #try { "Try It" }
            (form(offset))
            (result(shown))
        }
    };
    shell::page(site, "List Documentation Feedback", &content)
}

/// What there is to show below the form.
fn result(shown: &AdminShown) -> Markup {
    match shown {
        AdminShown::Form => html! {},
        AdminShown::Problem(problem) => html! { p.problem role="alert" { (problem) } },
        AdminShown::Answers(answers) if answers.list.is_empty() => html! {
            p role="status" { "There are no answers here." }
        },
        AdminShown::Answers(answers) => html! {
            p.muted role="status" {
                (answers.list.len()) @if answers.list.len() == 1 { " answer" } @else { " answers" }
                @if let Some(next) = answers.next { ". More follow: ask again with the offset " (next) "." }
            }
            (list(&answers.list))
            h3 { "By page" }
            (counts(&answers.counts))
        },
    }
}

fn parameters() -> Markup {
    let rows = [
        (
            "X-API-TOKEN",
            "an API token",
            true,
            "The token of a brand administrator, as this header or as the field `token`.",
        ),
        (
            "offset",
            "an integer of at least 0",
            false,
            "How many answers to skip, as a field or in the query.",
        ),
    ];
    shell::scrolling(
        "Parameters",
        &html! {
            table {
                thead {
                    tr {
                        th scope="col" { "Name" } th scope="col" { "Accepted formats" } th scope="col" { "Required" }
                        th scope="col" { "Description" }
                    }
                }
                tbody {
                    @for (name, accepts, required, description) in rows {
                        tr {
                            th scope="row" { code { (name) } }
                            td { (accepts) }
                            td { @if required { span.required { "Required" } } @else { span.muted { "Optional" } } }
                            td { (sentences(description)) }
                        }
                    }
                }
            }
        },
    )
}

fn form(offset: u32) -> Markup {
    html! {
        form.try method="post" action="/docs/admin" {
            (plain_token("admin", "The API token of a brand administrator"))
            div.field {
                label for="admin-offset" { code { "offset" } }
                input #admin-offset type="text" inputmode="numeric" name="offset" value=(offset) autocomplete="off";
            }
            div.buttons { button.primary type="submit" { "List the feedback" } }
        }
    }
}

fn list(list: &[(String, bool, String, String)]) -> Markup {
    shell::scrolling(
        "Answers",
        &html! {
            table {
                thead {
                    tr {
                        th scope="col" { "Time" } th scope="col" { "Page" } th scope="col" { "Helpful" }
                        th scope="col" { "What was missing" }
                    }
                }
                tbody {
                    @for (page, helpful, comment, time) in list {
                        tr {
                            td.nowrap { (time) }
                            td { a href=(page) { (page) } }
                            td { @if *helpful { "Yes" } @else { "No" } }
                            td { (comment) }
                        }
                    }
                }
            }
        },
    )
}

fn counts(counts: &[(String, i64, i64)]) -> Markup {
    shell::scrolling(
        "Answers by page",
        &html! {
            table {
                thead { tr { th scope="col" { "Page" } th scope="col" { "Helpful" } th scope="col" { "Answers" } } }
                tbody {
                    @for (page, helpful, answers) in counts {
                        tr { th scope="row" { a href=(page) { (page) } } td { (helpful) } td { (answers) } }
                    }
                }
            }
        },
    )
}
