//! From Markdown to the page. Nothing of the text reaches the page unescaped, HTML least of all.

use maud::html;
use pulldown_cmark::{BlockQuoteKind, CodeBlockKind, CowStr, Event, Options, Parser, Tag, TagEnd};

use super::code::{self, Fenced};
use super::figures;
use super::target::target;
use crate::links;

/// A drawn text.
#[derive(Default)]
pub(crate) struct Drawn {
    /// The markup.
    pub(crate) html: String,
    /// Its headings.
    pub(crate) headings: Vec<Heading>,
    /// Its words alone.
    pub(crate) text: String,
    /// Links that lead nowhere, and figures that are not there.
    pub(crate) unknown: Vec<String>,
    labels: Vec<String>,
    heading: Option<Open>,
    code: Option<Fenced>,
    blocks: Vec<Fenced>,
    links: Vec<&'static str>,
    in_head: bool,
    cell: usize,
}

/// A heading of a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Heading {
    /// 2 for a part of the page, 3 for a part of that.
    pub(crate) level: u8,
    /// The part of the address that leads to it.
    pub(crate) id: String,
    /// Its words.
    pub(crate) title: String,
}

/// A heading that is being read: its level, its id if it has one of its own, where it begins.
struct Open {
    level: u8,
    id: Option<String>,
    html: usize,
    text: usize,
}

/// From Markdown to markup; a link or a figure that leads nowhere is listed in `unknown`.
pub(crate) fn draw(markdown: &str) -> Drawn {
    // Callouts of Markdown have no "attention"; "important" is the one that means it.
    let markdown = markdown.replace("> [!Attention]", "> [!IMPORTANT]");
    let options = Options::ENABLE_TABLES | Options::ENABLE_HEADING_ATTRIBUTES | Options::ENABLE_GFM;
    let mut drawn = Drawn::default();
    for event in Parser::new_ext(&markdown, options) {
        drawn.event(event);
    }
    drawn.flush();
    drawn
}

impl Drawn {
    fn event(&mut self, event: Event<'_>) {
        if let Some(code) = &mut self.code {
            match event {
                Event::End(TagEnd::CodeBlock) => self.blocks.extend(self.code.take()),
                Event::Text(text) => code.text.push_str(&text),
                _ => {}
            }
            return;
        }
        if let Event::Start(Tag::CodeBlock(kind)) = &event {
            let info = if let CodeBlockKind::Fenced(info) = kind { info } else { "" };
            self.code = Some(Fenced::opened(info));
            return;
        }
        self.flush();
        match event {
            Event::Start(tag) => self.start(tag),
            Event::End(tag) => self.end(tag),
            Event::Text(text) | Event::Html(text) | Event::InlineHtml(text) => self.words(&text),
            Event::Code(text) => {
                self.html.push_str("<code>");
                self.words(&text);
                self.html.push_str("</code>");
            }
            Event::SoftBreak => self.words("\n"),
            Event::HardBreak => self.html.push_str("<br>"),
            _ => {}
        }
    }

    fn words(&mut self, text: &str) {
        self.html.push_str(&html! { (text) }.into_string());
        self.text.push_str(text);
    }

    /// Writes the code that was read: blocks that are files and stand together are one job in several languages.
    fn flush(&mut self) {
        if self.blocks.is_empty() {
            return;
        }
        let blocks = std::mem::take(&mut self.blocks);
        for block in &blocks {
            self.text.push_str(&block.text);
        }
        if blocks.len() > 1 && blocks.iter().all(|block| block.file.is_some()) {
            self.html.push_str(&code::tabs(&blocks).into_string());
            return;
        }
        for block in &blocks {
            let label = self.label("example");
            self.html.push_str(&code::block(&label, block).into_string());
        }
    }

    /// A name for a region that no other of the page has.
    fn label(&mut self, what: &str) -> String {
        let heading = self.headings.last().map_or("This page", |heading| heading.title.as_str());
        let label = format!("{heading}: {what}");
        let number = self.labels.iter().filter(|known| **known == label).count() + 1;
        self.labels.push(label.clone());
        if number == 1 { label } else { format!("{label} {number}") }
    }

    fn start(&mut self, tag: Tag<'_>) {
        let opening = match tag {
            Tag::Paragraph => "<p>",
            Tag::Heading { level, id, .. } => {
                let id = id.map(CowStr::into_string);
                let open = Open { level: level as u8, id, html: self.html.len(), text: self.text.len() };
                self.heading = Some(open);
                ""
            }
            Tag::BlockQuote(kind) => callout(kind),
            Tag::List(None) => "<ul>",
            Tag::List(Some(_)) => "<ol>",
            Tag::Item => "<li>",
            Tag::Table(_) => {
                let label = html! { (self.label("table")) }.into_string();
                self.html.push_str("<div class=\"scroll\" role=\"region\" tabindex=\"0\" aria-label=\"");
                self.html.push_str(&label);
                "\"><table>"
            }
            Tag::TableHead => {
                self.in_head = true;
                self.cell = 0;
                "<thead><tr>"
            }
            Tag::TableRow => {
                self.cell = 0;
                "<tr>"
            }
            Tag::TableCell => {
                self.cell += 1;
                match (self.in_head, self.cell) {
                    (true, _) => "<th scope=\"col\">",
                    (false, 1) => "<th scope=\"row\">",
                    (false, _) => "<td>",
                }
            }
            Tag::Emphasis => "<em>",
            Tag::Strong => "<strong>",
            Tag::Link { dest_url, .. } => return self.link(&dest_url),
            Tag::Image { dest_url, .. } => return self.figure(&dest_url),
            _ => "",
        };
        self.html.push_str(opening);
    }

    fn end(&mut self, tag: TagEnd) {
        let closing = match tag {
            // A figure takes the paragraph's place.
            TagEnd::Paragraph if self.html.ends_with("</figure>") => "",
            TagEnd::Paragraph => "</p>",
            TagEnd::Heading(_) => return self.end_heading(),
            TagEnd::BlockQuote(Some(_)) => "</aside>",
            TagEnd::BlockQuote(None) => "</blockquote>",
            TagEnd::List(false) => "</ul>",
            TagEnd::List(true) => "</ol>",
            TagEnd::Item => "</li>",
            TagEnd::Table => "</tbody></table></div>",
            TagEnd::TableHead => {
                self.in_head = false;
                "</tr></thead><tbody>"
            }
            TagEnd::TableRow => "</tr>",
            TagEnd::TableCell if self.in_head || self.cell == 1 => "</th>",
            TagEnd::TableCell => "</td>",
            TagEnd::Emphasis => "</em>",
            TagEnd::Strong => "</strong>",
            TagEnd::Link => self.links.pop().unwrap_or_default(),
            TagEnd::Image => "</figcaption></figure>",
            _ => "",
        };
        self.html.push_str(closing);
        let apart = matches!(tag, TagEnd::Paragraph | TagEnd::Item | TagEnd::TableCell | TagEnd::Heading(_));
        self.text.push_str(if apart { "\n" } else { "" });
    }

    /// A heading's id is known at its end only, so its beginning is put in then.
    fn end_heading(&mut self) {
        let Some(Open { level, id, html, text }) = self.heading.take() else { return };
        let title = self.text[text..].to_owned();
        let id = id.unwrap_or_else(|| links::slug(&title));
        self.html.insert_str(html, &format!("<h{level} id=\"{id}\">"));
        self.html.push_str(&format!("</h{level}>"));
        self.text.push('\n');
        self.headings.push(Heading { level, id, title });
    }

    fn link(&mut self, to: &str) {
        let (opening, closing) = match (to.strip_prefix("anchor:"), target(to)) {
            (Some(id), _) => (html! { span id=(id) {} }.into_string().replace("</span>", ""), "</span>"),
            (None, Some(address)) => {
                (html! { a href=(address) {} }.into_string().replace("</a>", ""), "</a>")
            }
            (None, None) => {
                self.unknown.push(to.to_owned());
                (String::new(), "")
            }
        };
        self.html.push_str(&opening);
        self.links.push(closing);
    }

    /// The text of the image is the figure's caption.
    fn figure(&mut self, to: &str) {
        if self.html.ends_with("<p>") {
            self.html.truncate(self.html.len() - "<p>".len());
        }
        let drawn = to.strip_prefix("figure:").and_then(figures::named);
        if drawn.is_none() {
            self.unknown.push(to.to_owned());
        }
        let drawn = drawn.unwrap_or_default().into_string();
        self.html.push_str(&format!("<figure class=\"figure\">{drawn}<figcaption>"));
    }
}

/// The beginning of a callout, its word included. A note is no landmark, so several may stand on a page.
fn callout(kind: Option<BlockQuoteKind>) -> &'static str {
    match kind {
        Some(BlockQuoteKind::Tip | BlockQuoteKind::Note) => {
            "<aside class=\"callout tip\" role=\"note\"><p class=\"word\"><strong>Tip</strong></p>"
        }
        Some(BlockQuoteKind::Important) => {
            "<aside class=\"callout attention\" role=\"note\"><p class=\"word\"><strong>Attention</strong></p>"
        }
        Some(BlockQuoteKind::Warning | BlockQuoteKind::Caution) => {
            "<aside class=\"callout warning\" role=\"note\"><p class=\"word\"><strong>Warning</strong></p>"
        }
        None => "<blockquote>",
    }
}
