//! The guides: pages of our own words, written in Markdown, with what is true of this server filled in.
//!
//! A guide is a file of `crates/portal/guides` and a line of [`list::ALL`]. Its text may hold placeholders such as
//! `{{base_url}}` ([`fill`]) and links to `operation:listSurveys` and `guide:responses#status-404` ([`target::target`]).

mod code;
mod draw;
mod figures;
mod fill;
mod ids;
mod list;
mod page;
mod responses;
mod tables;
mod target;
mod workflows;

use crate::Site;
use target::target;

pub(crate) use draw::Heading;
pub(crate) use list::{ALL, Guide, Section, mentioning, named, of_section};
pub(crate) use page::{index, page};

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
