//! The pages as Markdown, at their address with `.md` behind it.

use contract::description::{ResultKind, status_text};
use contract::{Category, Description, Place, schema};
use serde_json::Value;

use super::changelog;
use crate::guides::{self, Section};
use crate::reference::fields;
use crate::reference::words;
use crate::snippets::{self, Language, Scope};
use crate::values::Values;
use crate::{Catalogue, Site, ledger, links};

/// The Markdown of the page at an address (without `.md`), with what is true of this server filled in.
pub(crate) fn page(path: &str, site: &Site) -> Option<String> {
    let parts: Vec<&str> = path.strip_prefix("/docs")?.split('/').filter(|part| !part.is_empty()).collect();
    match parts.as_slice() {
        [] => Some(front(&site.origin)),
        ["guides" | "snippets"] => Some(guides()),
        [folder @ ("guides" | "snippets"), slug] => guides::named(slug)
            .filter(|guide| guide.section.folder().ends_with(folder))
            .map(|guide| guides::markdown(guide, site)),
        ["compatibility"] => Some(ledger::markdown()),
        ["changelog"] => Some(changelog::markdown()),
        ["reference"] => Some(reference(site.catalogue)),
        ["reference", category] => {
            links::category(category).map(|found| self::category(site.catalogue, found))
        }
        ["reference", category, slug] => {
            site.catalogue.named(category, slug).map(|description| operation(description, site))
        }
        _ => None,
    }
}

fn front(origin: &str) -> String {
    format!(
        "# The Canvass API\n\nSurveys, responses and users over plain HTTP and JSON. Canvass speaks the wire of the \
         Qualtrics REST API v3: a client written for that API needs nothing but the base URL.\n\n## Base URL\n\n\
         `{origin}/API/v3`\n\n## Authentication\n\nSend your API token with every request, in the header \
         `X-API-TOKEN` or as `Authorization: Bearer`. Read it from an environment variable and never put it into an \
         address.\n\n```sh\ncurl \"{origin}/API/v3/whoami\" \\\n  -H \"X-API-TOKEN: $QUALTRICS_API_KEY\"\n```\n\n\
         ## Reading on\n\n- [Guides](/docs/guides.md)\n- [Reference](/docs/reference.md): every request\n- [Compatibility](/docs/compatibility.md): \
         what of the original is served\n- [Changelog](/docs/changelog.md): what changed between versions\n- [OpenAPI \
         3.1 document](/openapi.json), also as [YAML](/openapi.yaml)\n- [Postman collection](/postman.json)\n- \
         [Index for language models](/llms.txt), [all pages as one text](/llms-full.txt)\n"
    )
}

/// All guides, by section.
fn guides() -> String {
    let mut text = String::from("# Guides\n");
    for section in Section::ALL {
        text.push_str(&format!("\n## {}\n\n", section.title()));
        for guide in guides::of_section(section) {
            text.push_str(&format!("- [{}]({}.md): {}\n", guide.title, guide.href(), guide.summary));
        }
    }
    text
}

/// All categories and their requests.
fn reference(catalogue: &Catalogue) -> String {
    let mut text = format!("# Reference\n\n{} requests are served.\n", catalogue.all().len());
    for category in Category::ALL {
        text.push_str(&format!(
            "\n## [{}]({}.md)\n\n{}\n",
            category.title(),
            links::of_category(category),
            category.description()
        ));
        text.push_str(&requests(catalogue, category));
    }
    text
}

fn category(catalogue: &Catalogue, category: Category) -> String {
    let head = format!("# {}\n\n{}\n", category.title(), category.description());
    head + &requests(catalogue, category)
}

/// The requests of a category as a list, and how many are to come.
fn requests(catalogue: &Catalogue, category: Category) -> String {
    let mut text = String::from("\n");
    for description in catalogue.of_category(category) {
        let operation = &description.operation;
        text.push_str(&format!(
            "- [{}]({}.md) `{} {}`: {}\n",
            operation.name,
            links::of_operation(description),
            operation.verb.as_str(),
            operation.path,
            operation.description
        ));
    }
    match ledger::counts(category).absent {
        0 => {}
        1 => text.push_str("- 1 operation is to come.\n"),
        several => text.push_str(&format!("- {several} operations are to come.\n")),
    }
    text
}

fn operation(description: &Description, site: &Site) -> String {
    let origin = &site.origin;
    let operation = &description.operation;
    let mut text = format!(
        "# {}\n\n`{} {origin}{}`\n\n{}\n\n- Category: [{}]({}.md)\n- Permission: {}\n- Scope of an access token: {}\n- Rate limit: {}\n- Parity: {}\n",
        operation.name,
        operation.verb.as_str(),
        operation.path,
        operation.description,
        operation.category.title(),
        links::of_category(operation.category),
        words::permission(operation),
        words::scope(operation),
        words::rate(operation),
        words::parity(operation),
    );
    text.push_str("\n## Parameters\n\n");
    text.push_str(&parameters(description));
    text.push_str(&examples(description, site));
    text.push_str(&format!("\n## Result\n\n{}", result(description)));
    text.push_str("\n## Errors\n\n| Status | Code | Reason |\n|---|---|---|\n");
    let mut errors: Vec<_> = description.errors().collect();
    errors.sort_by_key(|error| error.status);
    for error in errors {
        text.push_str(&format!(
            "| {} | `{}` | {} |\n",
            status_text(error.status),
            error.code,
            cell(error.reason)
        ));
    }
    text.push_str(&leads(description, site.catalogue));
    text
}

/// The example in every language, then the whole job that the request belongs to.
fn examples(description: &Description, site: &Site) -> String {
    let mut text = String::from("\n## Example\n");
    for snippet in snippets::all(description, &Values::example(description), site) {
        let fence = match snippet.language {
            Language::Curl => "sh",
            Language::QualtRics => "r",
            language => language.slug(),
        };
        let scope = if snippet.scope == Scope::Job { ", whole job" } else { "" };
        let title = snippet.language.title();
        text.push_str(&format!("\n### {title}{scope}\n\n```{fence}\n{}\n```\n", snippet.text.trim_end()));
    }
    text
}

fn parameters(description: &Description) -> String {
    if description.parameters.is_empty() && description.bodies.is_empty() {
        return "This request takes no parameters.\n".to_owned();
    }
    let mut text = String::from("All names and values are case sensitive.\n");
    for (place, title) in [(Place::Path, "Path"), (Place::Query, "Query"), (Place::Header, "Header")] {
        let rows = description.placed(place).map(|parameter| {
            row(&parameter.name, &parameter.accepts, parameter.required, &parameter.description)
        });
        text.push_str(&table(title, &rows.collect::<String>()));
    }
    for body in &description.bodies {
        let fields = fields::of(&body.schema);
        let mut rows: String = fields
            .iter()
            .map(|field| {
                row(
                    &format!("{}{}", field.parent, field.name),
                    &field.accepts,
                    field.required,
                    &field.description,
                )
            })
            .collect();
        if rows.is_empty() {
            let about = body.schema.get("description").and_then(Value::as_str).unwrap_or_default();
            rows = row("body", &schema::accepts(&body.schema), true, about);
        }
        text.push_str(&table(&format!("Body, {}", body.media_type), &rows));
    }
    text
}

fn table(title: &str, rows: &str) -> String {
    if rows.is_empty() {
        return String::new();
    }
    format!(
        "\n### {title}\n\n| Name | Accepted formats | Required | Description |\n|---|---|---|---|\n{rows}"
    )
}

fn row(name: &str, accepts: &str, required: bool, description: &str) -> String {
    let required = if required { "yes" } else { "no" };
    format!("| `{name}` | {} | {required} | {} |\n", cell(accepts), cell(description))
}

/// Text that may stand in a table: on one line, its bars marked.
fn cell(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").replace('|', "\\|")
}

fn result(description: &Description) -> String {
    let status = status_text(description.operation.success);
    match description.result.kind {
        ResultKind::File { media_type } => {
            format!("`{status}`: the file itself as `{media_type}`, without an envelope.\n")
        }
        ResultKind::Json | ResultKind::Meta => {
            let example = serde_json::to_string_pretty(&description.example_envelope()).unwrap_or_default();
            format!("`{status}`\n\n```json\n{example}\n```\n{}", remarks(&description.result.schema))
        }
    }
}

/// The members of a result that are always the same here, and why.
fn remarks(result: &Value) -> String {
    let fields = fields::of(result);
    let remarks = fields.iter().filter_map(|field| Some((field.path(), schema::remark(field.schema)?)));
    let lines: String = remarks.map(|(path, remark)| format!("- `{path}`: {remark}\n")).collect();
    if lines.is_empty() { lines } else { format!("\n{lines}") }
}

/// The requests that go on with the answer.
fn leads(description: &Description, catalogue: &Catalogue) -> String {
    let mut text = String::new();
    for lead in description.operation.leads {
        let Some(next) = catalogue.operation(lead.to) else { continue };
        let takes =
            lead.takes.map(|(parameter, member)| format!(": `{parameter}` is the `{member}` of this result"));
        text.push_str(&format!(
            "- [{}]({}.md){}\n",
            next.operation.name,
            links::of_operation(next),
            takes.unwrap_or_default()
        ));
    }
    if text.is_empty() { text } else { format!("\n## What goes on with it\n\n{text}") }
}
