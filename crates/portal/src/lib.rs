//! The documentation site and the documents for programs, made from the contract and from guides of our own.
//!
//! Pages are drawn from data alone; whoever sends them keeps them. The host part of addresses is the caller's own, so
//! that what is copied from a page runs as it stands.

mod admin;
mod answer;
mod assets;
mod catalogue;
mod documents;
mod feedback;
mod guides;
mod highlight;
mod history;
mod index;
mod ledger;
mod links;
mod missing;
mod reference;
mod search;
mod shell;
mod site;
mod snippets;
mod status;
mod try_it;
mod values;

use bytes::Bytes;
use contract::{Description, Part};

use reference::{category, operation};

pub use admin::{AdminShown, Answers};
pub use answer::Answer;
pub use catalogue::Catalogue;
pub use feedback::{AN_HOUR, Acknowledged, TRAP};
pub use history::{Data, Exchange, HistoryShown};
pub use site::{Rates, Site, Theme};
pub use status::Status;
pub use try_it::call::TryCall;
pub use try_it::outcome::TryOutcome;

/// Answers a GET below `/docs` and of the documents for programs; `None` where there is no such page. The page at any
/// address is Markdown with `.md` behind it.
///
/// `path` is the path without query.
#[must_use]
pub fn respond(path: &str, query: Option<&str>, site: &Site) -> Option<Answer> {
    let site = &site.on(path);
    match path {
        "/openapi.json" => return Some(document("application/json", documents::openapi::json(site))),
        "/openapi.yaml" => return Some(document("application/yaml", documents::openapi::yaml(site))),
        "/postman.json" => return Some(document("application/json", documents::postman::json(site))),
        "/llms.txt" => return Some(document(TEXT, documents::llms::index(site))),
        "/llms-full.txt" => return Some(document(TEXT, documents::llms::full(site))),
        _ => {}
    }
    if let Some(path) = path.strip_suffix(".md") {
        return documents::markdown::page(path, site).map(|text| document(MARKDOWN, text));
    }
    let parts: Vec<&str> = path.strip_prefix("/docs")?.split('/').filter(|part| !part.is_empty()).collect();
    match parts.as_slice() {
        [] => Some(page(&index::page(site))),
        ["assets", name] => assets::named(name),
        ["guides"] => Some(page(&guides::index(site, None))),
        ["snippets"] => Some(page(&guides::index(site, Some(guides::Section::Using)))),
        ["history"] => Some(page(&history::page(site, &HistoryShown::Form))),
        ["feedback"] => Some(page(&feedback::about(site))),
        ["admin"] => Some(page(&admin::page(site, &AdminShown::Form))),
        [folder @ ("guides" | "snippets"), slug] => guides::named(slug)
            .filter(|guide| guide.section.folder().ends_with(folder))
            .map(|guide| page(&guides::page(guide, site))),
        ["search"] => Some(page(&search::page(site, &links::asked(query, "q")))),
        ["search.json"] => {
            Some(document("application/json", search::json(site.catalogue, &links::asked(query, "q"))))
        }
        ["compatibility"] => Some(page(&ledger::page(site, &links::asked(query, "show")))),
        ["changelog"] => Some(page(&documents::changelog::page(site))),
        ["reference"] => Some(page(&reference::index::page(site))),
        ["reference", category] => links::category(category).map(|found| page(&category::page(site, found))),
        ["reference", category, slug] => {
            let found = site.catalogue.named(category, slug)?;
            let parts = try_it::typed::from_query(found, query);
            Some(page(&operation::page(found, site, &parts, None)))
        }
        ["reference", category, slug, "schemas.json"] => {
            let found = site.catalogue.named(category, slug)?;
            Some(document("application/json", try_it::schemas(found)))
        }
        ["examples", id] => {
            let found = site.catalogue.operation(id)?;
            Some(document("application/json", examples(found, site, &[])))
        }
        _ => None,
    }
}

/// The page for an address below `/docs` that does not exist, to be sent with status 404.
#[must_use]
pub fn missing(site: &Site) -> Answer {
    Answer { status: 404, ..page(&missing::page(&site.on(shell::NOWHERE))) }
}

/// The status page, to be drawn anew each time.
#[must_use]
pub fn status(site: &Site, status: &Status) -> Answer {
    page(&status::page(&site.on("/docs/status"), status))
}

/// The operation that `POST /docs/try/{operationId}` means, if there is one and its Try It is offered.
#[must_use]
pub fn try_operation(operation_id: &str) -> Option<&'static Description> {
    let found = contract::catalogue::operation(operation_id)?;
    (found.operation.try_it == contract::TryIt::Offered).then_some(found)
}

/// Turns the submitted Try It form (always `multipart/form-data`) into the call it asks for.
///
/// The token becomes the header that [`credential`] gives; it is never part of the address. `Host`, `User-Agent` and
/// `Content-Length` are for the server to add.
#[must_use]
pub fn try_form(description: &Description, parts: &[Part]) -> TryCall {
    try_it::call::of(description, parts)
}

/// The header that a typed token is sent in: `X-API-TOKEN`, or `Authorization` where it is an access token of OAuth.
#[must_use]
pub fn credential(token: &str) -> (String, String) {
    try_it::call::credential(token)
}

/// The operation's page with what the call gave, for browsers without JavaScript; `parts` fill the form again, but
/// for the token. To be sent with `Cache-Control: no-store`.
#[must_use]
pub fn try_result(description: &Description, site: &Site, parts: &[Part], outcome: &TryOutcome) -> String {
    let site = &site.on(&links::of_operation(description));
    operation::page(description, site, parts, Some(outcome)).into_string()
}

/// What the call gave as the portal's own module asks for it (`Accept: application/json`): an object with `status`
/// and `html`, the same markup as [`try_result`] shows. To be sent with `Cache-Control: no-store`.
#[must_use]
pub fn try_json(description: &Description, parts: &[Part], outcome: &TryOutcome) -> String {
    let html = try_it::tabs::markup(description, parts, outcome).into_string();
    serde_json::json!({ "status": outcome.status, "html": html }).to_string()
}

/// The request whose answer offers ids for a path parameter, and the member of its answer that holds them; `None` where
/// nothing lists them.
#[must_use]
pub fn offers(parameter: &str) -> Option<(&'static Description, &'static str)> {
    try_it::offers::source(Catalogue::served(), parameter)
}

/// The ids that an answer offers, as a JSON list of `id` and `label`.
#[must_use]
pub fn offered(member: &str, answer: &[u8]) -> String {
    try_it::offers::read(member, answer)
}

/// Every example of an operation as JSON, plain and as markup, for the page's module to put into place while one types.
///
/// `parts` are those of the Try It form; none at all means the values of the example. What files hold is not looked at,
/// nor is the token.
#[must_use]
pub fn examples(description: &Description, site: &Site, parts: &[Part]) -> String {
    let values = values::Values::typed(description, &try_it::secret::exampled(description, parts));
    let examples = snippets::all(description, &values, &site.on(""));
    let examples: Vec<serde_json::Value> = examples
        .iter()
        .map(|snippet| {
            serde_json::json!({
                "language": snippet.language.slug(),
                "title": snippet.language.title(),
                "scope": snippet.scope.slug(),
                "text": snippet.text,
                "html": highlight::markup(snippet.language.code(), &snippet.text).into_string(),
            })
        })
        .collect();
    serde_json::json!({ "operation": description.operation.id, "examples": examples }).to_string()
}

/// Whether a page of the documentation has this address.
#[must_use]
pub fn is_page(path: &str) -> bool {
    let found = respond(path, None, &Site::at("http://localhost"));
    // The status page is the one that is not drawn from the contract alone.
    path == "/docs/status"
        || path.starts_with("/docs")
            && found.is_some_and(|answer| answer.content_type.starts_with("text/html"))
}

/// The page of the history with what there is to show. To be sent with `Cache-Control: no-store`, as all that follows.
#[must_use]
pub fn history_page(site: &Site, shown: &HistoryShown) -> String {
    history::page(&site.on("/docs/history"), shown).into_string()
}

/// The same for the portal's own modules: an object with `html`.
#[must_use]
pub fn history_json(shown: &HistoryShown) -> String {
    serde_json::json!({ "html": history::result(shown).into_string() }).to_string()
}

/// One exchange for programs: its facts, and the same markup as in the history as `html`.
#[must_use]
pub fn exchange_json(exchange: &Exchange) -> String {
    history::json(exchange).to_string()
}

/// The page that acknowledges feedback on the page with the address `page`.
#[must_use]
pub fn feedback_page(site: &Site, page: &str, said: &Acknowledged) -> String {
    feedback::acknowledgement_page(&site.on(shell::NOWHERE), page, said).into_string()
}

/// The same for the portal's own modules: an object with `html`.
#[must_use]
pub fn feedback_json(page: &str, said: &Acknowledged) -> String {
    serde_json::json!({ "html": feedback::acknowledgement(page, said).into_string() }).to_string()
}

/// The page for administrators with what there is to show.
#[must_use]
pub fn admin_page(site: &Site, shown: &AdminShown) -> String {
    admin::page(&site.on("/docs/admin"), shown).into_string()
}

/// The changelog with what lies between the document that was sent (the part `document` of a form) and this server's;
/// 400 with the reason where it cannot be compared.
#[must_use]
pub fn compare_documents(site: &Site, parts: &[Part]) -> Answer {
    match documents::changelog::compared(&site.on(CHANGELOG), parts) {
        Ok(html) => page(&html),
        Err(why) => comparison_refused(site, 400, &why),
    }
}

/// The changelog with why a document was not compared.
#[must_use]
pub fn comparison_refused(site: &Site, status: u16, why: &str) -> Answer {
    Answer { status, ..page(&documents::changelog::refused(&site.on(CHANGELOG), why)) }
}

const CHANGELOG: &str = "/docs/changelog";
const TEXT: &str = "text/plain; charset=utf-8";
const MARKDOWN: &str = "text/markdown; charset=utf-8";

fn page(html: &maud::Markup) -> Answer {
    document("text/html; charset=utf-8", html.0.clone())
}

fn document(content_type: &'static str, text: String) -> Answer {
    Answer { status: 200, content_type, body: Bytes::from(text), immutable: false }
}

#[cfg(test)]
mod growth;
#[cfg(test)]
mod tests;
