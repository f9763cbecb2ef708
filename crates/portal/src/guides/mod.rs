//! The guides: pages of our own words, written in Markdown, with what is true of this server filled in.
//!
//! A guide is a file of `crates/portal/guides` and a line of [`list::ALL`]. Its text may hold placeholders such as
//! `{{base_url}}` ([`fill`]) and links to `operation:listSurveys` and `guide:responses#status-404` ([`target`]).

mod code;
mod draw;
mod figures;
mod fill;
mod ids;
mod list;
mod page;
mod responses;
mod tables;
mod workflows;

use contract::catalogue;

use crate::{Site, links};

pub(crate) use draw::Heading;
pub(crate) use list::{ALL, Guide, Section};
pub(crate) use page::{index, page};

/// The guide with this slug.
pub(crate) fn named(slug: &str) -> Option<&'static Guide> {
    ALL.iter().find(|guide| guide.slug == slug)
}

/// The guides of a section, in their order.
pub(crate) fn of_section(section: Section) -> impl Iterator<Item = &'static Guide> {
    ALL.iter().filter(move |guide| guide.section == section)
}

/// The guides that lead to an operation.
pub(crate) fn mentioning(operation: &str) -> impl Iterator<Item = &'static Guide> {
    let link = format!("](operation:{operation})");
    ALL.iter().filter(move |guide| guide.text.contains(&link))
}

/// The headings of a guide, in order; those of level 2 are "what's on this page".
pub(crate) fn headings(guide: &Guide) -> Vec<Heading> {
    draw::draw(&fill::fill(guide, &Site::at("")).text).headings
}

/// The guide as text without any marks, for the search.
pub(crate) fn plain_text(guide: &Guide, site: &Site) -> String {
    draw::draw(&fill::fill(guide, site).text).text
}

/// The whole page as Markdown: everything filled in, links absolute.
pub(crate) fn markdown(guide: &Guide, site: &Site) -> String {
    let mut text = format!("# {}\n\n{}\n\n", guide.title, guide.summary);
    let mut in_code = false;
    for line in fill::fill(guide, site).text.lines() {
        in_code ^= line.starts_with("```");
        if in_code {
            text.push_str(line);
        } else {
            let line = line.split(" {#").next().unwrap_or_default();
            text.push_str(&absolute(line, &site.origin));
        }
        text.push('\n');
    }
    text
}

/// The address that a link of a guide leads to: `operation:getSurvey`, `guide:responses#status-404`, or an address of
/// this server; `None` where it leads nowhere.
pub(crate) fn target(link: &str) -> Option<String> {
    if let Some(id) = link.strip_prefix("operation:") {
        let found = catalogue().iter().find(|known| known.operation.id == id)?;
        return Some(links::of_operation(found));
    }
    if let Some(rest) = link.strip_prefix("guide:") {
        let (slug, part) = rest.split_at(rest.find('#').unwrap_or(rest.len()));
        return Some(format!("{}{part}", named(slug)?.href()));
    }
    (link.starts_with('/') || link.starts_with('#')).then(|| link.to_owned())
}

/// A line with its links written out for readers elsewhere; a named place is only its text, a figure its caption.
fn absolute(line: &str, origin: &str) -> String {
    let mut written = String::with_capacity(line.len());
    let mut rest = line;
    while let Some((before, behind)) = rest.split_once("](") {
        let Some((link, after)) = behind.split_once(')') else { break };
        let opens = before.rfind('[').unwrap_or(0);
        let (text, word) = before.split_at(opens);
        let word = word.strip_prefix('[').unwrap_or(word);
        if link.starts_with("anchor:") {
            written.push_str(&format!("{text}{word}"));
        } else if link.starts_with("figure:") {
            written.push_str(&format!("{}*Figure: {word}*", text.trim_end_matches('!')));
        } else {
            let address = target(link).unwrap_or_default();
            let origin = if address.starts_with('/') { origin } else { "" };
            written.push_str(&format!("{text}[{word}]({origin}{address})"));
        }
        rest = after;
    }
    written + rest
}

#[cfg(test)]
mod tests;
