//! The page of one operation.

use contract::{Description, Parity, Part, TryIt};
use maud::{Markup, html};

use super::{definition, parameters, related, result, words};
use crate::snippets;
use crate::try_it::form;
use crate::try_it::outcome::TryOutcome;
use crate::try_it::secret;
use crate::try_it::tabs;
use crate::values::Values;
use crate::{Site, assets, links, shell};

/// `parts` are the values of the Try It form, `tried` is what the call with them gave.
pub(crate) fn page(
    description: &Description,
    site: &Site,
    parts: &[Part],
    tried: Option<&TryOutcome>,
) -> Markup {
    let operation = &description.operation;
    let values = Values::typed(description, &secret::exampled(description, parts));
    // What was sent is not drawn into the page again where it is a secret.
    let shown = if tried.is_some() { &secret::withheld(description, parts) } else { parts };
    let sections = [
        ("parameters", "Parameters"),
        ("definition", "Definition"),
        ("example", "Example"),
        ("try", "Try It"),
        ("result", "Result"),
        ("related", "Related"),
    ];
    let content = html! {
        article.operation {
            header.intro {
                nav.crumbs aria-label="Breadcrumb" {
                    a href="/docs/reference" { "Reference" } " / "
                    a href=(links::of_category(operation.category)) { (operation.category.title()) }
                }
                h1 { (shell::verb(operation.verb)) " " span { (operation.name) } " " (badge(operation.parity)) }
                p.lead { (parameters::sentences(operation.description)) }
                (facts(description, site))
                (shell::contents(&sections))
                a.jump.button href="#try-it" { "Try It" }
            }
            div.ask {
                section {
                    h2 #parameters { "Parameters" }
                    (parameters::table(description))
                }
                section { h2 #definition { "Definition" } (definition::section(description, site)) }
            }
            div.tools {
                section.card {
                    h2 #example { "Example" }
                    (snippets::card(description, &values, site))
                    (tip(description, site))
                }
                section.card #try-it {
                    h2 #try { "Try It" }
                    (form::section(description, site, shown, tried))
                    p.hidden #try-said role="status" {}
                    div #try-result { @if let Some(tried) = tried { (tabs::markup(description, parts, tried)) } }
                }
            }
            @if operation.try_it == TryIt::Offered { script type="module" src=(assets::script("tryit")) {} }
            div.rest {
                section { h2 #result { "Result" } (result::section(description)) }
                section { h2 #related { "Related" } (related::section(description, site.catalogue)) }
            }
        }
    };
    shell::page(site, operation.name, &content)
}

/// How near the operation is to the original, in a word; the line below the description says more.
fn badge(parity: Parity) -> Markup {
    let word = words::level(parity);
    html! { a class={ "badge badge-" (word) } href="/docs/compatibility" title="Parity with Qualtrics" { (word) } }
}

/// Who may call it, how often, and what differs from the original.
fn facts(description: &Description, site: &Site) -> Markup {
    let operation = &description.operation;
    html! {
        p.facts-line {
            (words::permission(operation))
            " "
            "Scope: " code { (words::scope(operation)) } ". "
            a href="/docs/guides/request-limits" { (site.calls(operation)) " calls a minute" }
            @if site.rates.is_none() { " where limits are switched on" }
            ". Answered within " (words::seconds(operation.seconds))
            @if !description.bodies.is_empty() { "; bodies of up to " (words::size(operation.body_limit)) } "."
        }
        @match operation.parity {
            Parity::Recorded(_) | Parity::Documented => {}
            Parity::Near(differs) => p.facts-line { strong { "Nearly the original. " } (differs) },
            Parity::Ours(why) => p.facts-line { strong { "The original has nothing like it. " } (why) },
        }
    }
}

/// Whose ids the examples name.
fn tip(description: &Description, site: &Site) -> Markup {
    html! {
        p.tip {
            strong { "Tip" } " "
            @if site.example {
                "The ids are those of the example brand, which this server keeps: with a token of it in "
                code { "QUALTRICS_API_KEY" } ", the example runs as printed. For data of your own, put in your own ids."
            } @else {
                "The ids are made up, so the example fails as printed: put in "
                a href="/docs/guides/finding-ids" { "your own ids" } ", and your token in " code { "QUALTRICS_API_KEY" } "."
            }
            @if description.bodies.first().is_some_and(|body| body.example.contains("\"@")) {
                " The file that it sends is one of yours."
            }
        }
    }
}
