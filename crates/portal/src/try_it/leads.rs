//! The requests that go on with an answer, with its ids filled in.

use contract::{Description, Part};
use maud::{Markup, html};
use serde_json::Value;

use super::call;
use super::outcome::TryOutcome;
use crate::links;

/// The list of them; empty where the call failed or leads nowhere.
pub(super) fn goes_on(description: &Description, parts: &[Part], outcome: &TryOutcome) -> Markup {
    let leads = description.operation.leads;
    if leads.is_empty() || outcome.status >= 400 {
        return html! {};
    }
    let answer: Value = serde_json::from_slice(&outcome.output).unwrap_or(Value::Null);
    html! {
        ul.goes-on {
            @for lead in leads {
                @let next = contract::catalogue::operation(lead.to);
                @let taken = lead.takes.map(|(name, member)| (name, answer["result"][member].as_str()));
                @if let Some(next) = next {
                    @match taken {
                        Some((name, None)) => li.muted {
                            (next.operation.name) " needs " code { (name) } ", which is not there yet: send this request again."
                        },
                        Some((name, Some(value))) => li {
                            "Go on with " a href=(address(next, parts, Some((name, value)))) { (next.operation.name) }
                        },
                        None => li {
                            "Go on with " a href=(address(next, parts, None)) { (next.operation.name) }
                        },
                    }
                }
            }
        }
    }
}

/// The page of a request with the ids that are known filled in.
pub(crate) fn address(next: &Description, parts: &[Part], taken: Option<(&str, &str)>) -> String {
    let value = |name: &str| match taken {
        Some((known, value)) if known == name => Some(value.to_owned()),
        _ => call::text(parts, &format!("path.{name}")).map(str::to_owned),
    };
    let pairs: Vec<String> = next
        .operation
        .path_parameters()
        .filter_map(|name| Some(format!("path.{name}={}", links::encode(&value(name)?))))
        .collect();
    let page = links::of_operation(next);
    if pairs.is_empty() { format!("{page}#try-it") } else { format!("{page}?{}#try-it", pairs.join("&")) }
}
