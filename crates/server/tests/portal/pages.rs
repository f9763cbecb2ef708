//! Reading pages as a test needs them: plain text and links, without a browser.

use http::Method;
use testkit::TestServer;

/// The page at a path; fails unless there is one.
pub(crate) async fn page(server: &TestServer, path: &str) -> String {
    let answer = server.ask(Method::GET, path).send().await;
    assert_eq!(answer.status, 200, "{path}");
    answer.text()
}

/// Every page that can be reached from the first one by links, each with its path.
pub(crate) async fn every_page(server: &TestServer) -> Vec<(String, String)> {
    let mut found = vec![("/docs".to_owned(), page(server, "/docs").await)];
    let mut next = 0;
    while next < found.len() {
        for link in links(&found[next].1) {
            let path = link.split(['#', '?']).next().unwrap_or_default().to_owned();
            let is_file = path.rsplit('/').next().is_some_and(|last| last.contains('.'));
            if path.starts_with("/docs") && !is_file && !found.iter().any(|(known, _)| *known == path) {
                let html = page(server, &path).await;
                found.push((path, html));
            }
        }
        next += 1;
    }
    found
}

/// The addresses of all links, in order.
pub(crate) fn links(html: &str) -> Vec<String> {
    let anchors = html.split("<a ").skip(1).filter_map(|rest| rest.split('>').next());
    anchors
        .filter_map(|attributes| Some(plain(attributes.split("href=\"").nth(1)?.split('"').next()?)))
        .collect()
}

/// The ids of the headings.
pub(crate) fn heading_ids(html: &str) -> Vec<String> {
    let headings = html.split("<h2").chain(html.split("<h3")).filter_map(|rest| rest.split('>').next());
    headings
        .filter_map(|attributes| Some(attributes.split("id=\"").nth(1)?.split('"').next()?.to_owned()))
        .collect()
}

/// What stands between two marks, the first of them included.
#[track_caller]
pub(crate) fn within<'a>(html: &'a str, begin: &str, end: &str) -> &'a str {
    let at = html.find(begin).unwrap_or_else(|| panic!("{begin} is not there"));
    let rest = &html[at..];
    &rest[..rest.find(end).unwrap_or(rest.len())]
}

/// The text without tags, entities read, white space folded.
pub(crate) fn text(html: &str) -> String {
    const INLINE: &[&str] = &["code", "a", "span", "strong", "em", "mark", "wbr", "var", "kbd"];
    let mut words = String::new();
    // A part of a page may begin within a tag.
    let starts_within = html.find('>').is_some_and(|close| html.find('<').is_none_or(|open| close < open));
    let html = if starts_within { html.split_once('>').map_or("", |(_, rest)| rest) } else { html };
    for (place, piece) in html.split('<').enumerate() {
        let Some((tag, after)) = (place > 0).then(|| piece.split_once('>').unwrap_or((piece, ""))) else {
            words.push_str(piece);
            continue;
        };
        let name = tag.trim_start_matches('/').split([' ', '/']).next().unwrap_or_default();
        if !INLINE.contains(&name) {
            words.push(' ');
        }
        words.push_str(after);
    }
    plain(&words.split_whitespace().collect::<Vec<_>>().join(" "))
}

fn plain(text: &str) -> String {
    text.replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&#39;", "'")
        .replace("&amp;", "&")
}
