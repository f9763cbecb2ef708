//! What was found, as a page and as JSON.

use maud::{Markup, html};
use serde_json::{Value, json};

use super::entry::Entry;
use super::find::{Found, LONGEST, find};
use crate::{Catalogue, Site, shell};

/// How many are shown on the page, and how many the page's module gets.
const SHOWN: usize = 50;
const LISTED: usize = 12;

/// The page for a question, which may be empty.
pub(crate) fn page(site: &Site, asked: &str) -> Markup {
    let asked = asked.trim();
    let found = find(site.catalogue, asked);
    let content = html! {
        header.intro {
            nav.crumbs aria-label="Breadcrumb" { a href="/docs" { "Documentation" } }
            h1 { "Search" }
            form.search role="search" aria-label="Search for other words" action="/docs/search" method="get" {
                label for="search-words" { "Requests, paths, parameters, error codes, guides" }
                div.search-line {
                    input id="search-words" type="search" name="q" value=(asked) maxlength=(LONGEST) autocomplete="off"
                        spellcheck="false";
                    button type="submit" { "Search" }
                }
            }
        }
        @if asked.is_empty() { (advice("Type a word to look for.")) } @else { (results(asked, &found)) }
    };
    shell::page(site, "Search", &content)
}

/// The best answers for the page's module.
pub(crate) fn json(catalogue: &Catalogue, asked: &str) -> String {
    let found = find(catalogue, asked.trim());
    let entries: Vec<Value> = found
        .entries
        .iter()
        .take(LISTED)
        .map(|entry| {
            json!({
                "kind": entry.kind.word(),
                "title": entry.title,
                "verb": entry.verb.map(contract::Verb::as_str),
                "place": entry.place,
                "href": entry.href,
                "excerpt": excerpt(entry, &found.words),
            })
        })
        .collect();
    Value::Array(entries).to_string()
}

fn results(asked: &str, found: &Found<'_>) -> Markup {
    let number = found.entries.len();
    html! {
        p.muted role="status" {
            @match number {
                0 => { "Nothing fits “" (asked) "”." }
                1 => "1 result.",
                _ if number > SHOWN => { (number) " results, the first " (SHOWN) " of them here." }
                _ => { (number) " results." }
            }
            @if found.nearly { " Nothing is spelled as you wrote it; these are one letter off." }
            @if asked.chars().count() > LONGEST { " Only the first " (LONGEST) " characters were looked for." }
        }
        @if number == 0 { (advice("All words must be found; try fewer of them, or the beginning of one.")) }
        @else {
            ol.requests.results {
                @for entry in found.entries.iter().take(SHOWN) { li { (result(entry, &found.words)) } }
            }
        }
    }
}

fn result(entry: &Entry, words: &[String]) -> Markup {
    html! {
        div.request-head {
            @if let Some(verb) = entry.verb { (shell::verb(verb)) }
            h2 { a href=(entry.href) { (marked(&entry.title, words)) } }
            span.muted.kind { (entry.kind.word()) }
        }
        @if entry.verb.is_some() { code.path { (marked(&entry.place, words)) } }
        @else if !entry.place.is_empty() { span.muted { (marked(&entry.place, words)) } }
        p { (marked(&excerpt(entry, words), words)) }
    }
}

fn advice(first: &str) -> Markup {
    html! {
        section.prose {
            p { (first) }
            ul {
                li { a href="/docs/reference" { "All requests" } ", by category" }
                li { a href="/docs/guides/responses" { "Every status and error code" } }
                li { a href="/docs/compatibility" { "What is served and what is not" } }
            }
        }
    }
}

/// About so many characters of a text are shown.
const EXCERPT: usize = 180;

/// The part of the text where the first word is found.
fn excerpt(entry: &Entry, words: &[String]) -> String {
    let text = entry.text.replace('`', "").split_whitespace().collect::<Vec<_>>().join(" ");
    if text.chars().count() <= EXCERPT {
        return text;
    }
    let at = hits(&text, words).first().map_or(0, |hit| hit.0);
    let before = text[..at].chars().count();
    let skipped = if before > EXCERPT / 2 { before - EXCERPT / 3 } else { 0 };
    let mut part: String = text.chars().skip(skipped).take(EXCERPT).collect();
    // Words stay whole at both ends.
    if skipped > 0 {
        part = format!("… {}", part.split_once(' ').map_or("", |(_, rest)| rest));
    }
    if text.chars().count() > skipped + EXCERPT {
        part = format!("{} …", part.rsplit_once(' ').map_or("", |(start, _)| start));
    }
    part
}

/// The text with the words marked in it.
fn marked(text: &str, words: &[String]) -> Markup {
    let mut pieces = Vec::new();
    let mut from = 0;
    for (begin, end) in hits(text, words) {
        // One word may lie within another.
        if begin >= from {
            pieces.push((&text[from..begin], &text[begin..end]));
            from = end;
        }
    }
    html! {
        @for (before, hit) in pieces { (before) mark { (hit) } }
        (text[from..])
    }
}

/// Where the words lie in the text, in order.
fn hits(text: &str, words: &[String]) -> Vec<(usize, usize)> {
    // Lower case of ASCII alone keeps every byte where it is.
    let lower = text.to_ascii_lowercase();
    let mut hits: Vec<(usize, usize)> = words
        .iter()
        .flat_map(|word| lower.match_indices(word.as_str()).map(|(at, found)| (at, at + found.len())))
        .collect();
    hits.sort_by_key(|(begin, end)| (*begin, usize::MAX - end));
    hits
}
