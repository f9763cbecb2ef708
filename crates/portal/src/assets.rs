//! The style sheet, the script modules and the icon, under addresses that change with their content.

use std::sync::LazyLock;

use bytes::Bytes;

use crate::answer::Answer;

/// A file that pages load.
pub(crate) struct Asset {
    address: String,
    content_type: &'static str,
    text: String,
}

/// A style sheet, by the name of its file without its ending.
pub(crate) fn style(name: &str) -> &'static str {
    address(&format!("{name}.css"))
}

/// The icon, in the page itself: smaller than the headers of a request for it.
pub(crate) fn icon() -> &'static str {
    static ICON: LazyLock<String> = LazyLock::new(|| {
        let drawn = include_str!("../assets/portal.svg").trim().replace('"', "'");
        format!("data:image/svg+xml,{}", drawn.replace('#', "%23").replace('<', "%3C").replace('>', "%3E"))
    });
    &ICON
}

/// A script module, by the name of its file without its ending.
pub(crate) fn script(name: &str) -> &'static str {
    address(&format!("{name}.js"))
}

/// The asset whose address ends with this name.
pub(crate) fn named(name: &str) -> Option<Answer> {
    let asset = ASSETS.iter().find(|(_, asset)| asset.address.ends_with(&format!("/{name}")))?;
    let body = Bytes::from_static(asset.1.text.as_bytes());
    Some(Answer { status: 200, content_type: asset.1.content_type, body, immutable: true })
}

/// FNV-1a of 64 bits: it only has to change when the content does.
pub(crate) fn hash(bytes: &[u8]) -> u64 {
    let step = |hash: u64, byte: &u8| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, step)
}

/// File name and content; a module that imports another one stands behind it.
const FILES: &[(&str, &str)] = &[
    ("portal.css", include_str!("../assets/portal.css")),
    ("pages.css", include_str!("../assets/pages.css")),
    ("portal.js", include_str!("../assets/portal.js")),
    ("tryit.js", include_str!("../assets/tryit.js")),
    ("search.js", include_str!("../assets/search.js")),
    ("more.js", include_str!("../assets/more.js")),
    ("body.js", include_str!("../assets/body.js")),
    ("answer.js", include_str!("../assets/answer.js")),
];

static ASSETS: LazyLock<Vec<(&str, Asset)>> = LazyLock::new(|| {
    let mut assets: Vec<(&str, Asset)> = Vec::new();
    for (file, text) in FILES {
        let mut text = if file.ends_with(".css") { tight(&shrunk(text)) } else { shrunk(text) };
        for (other, asset) in &assets {
            text = text.replace(&format!("\"./{other}\""), &format!("\"{}\"", asset.address));
        }
        let (name, ending) = file.split_once('.').unwrap_or((file, ""));
        let content_type =
            if ending == "css" { "text/css; charset=utf-8" } else { "text/javascript; charset=utf-8" };
        let address = format!("/docs/assets/{name}-{:08x}.{ending}", hash(text.as_bytes()) >> 32);
        assets.push((file, Asset { address, content_type, text }));
    }
    assets
});

fn address(file: &str) -> &'static str {
    ASSETS.iter().find(|(known, _)| *known == file).map_or("", |(_, asset)| &asset.address)
}

/// The text without indentation, empty lines and lines that hold nothing but a comment.
fn shrunk(text: &str) -> String {
    let is_comment = |line: &str| line.starts_with("//") || (line.starts_with("/*") && line.ends_with("*/"));
    let mut shrunk = String::with_capacity(text.len());
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty() && !is_comment(line)) {
        shrunk.push_str(line);
        shrunk.push('\n');
    }
    shrunk
}

/// A style sheet without the blanks that only people need; those within quotes stay.
fn tight(text: &str) -> String {
    let mut tight = String::with_capacity(text.len());
    let mut quoted = false;
    for letter in text.chars() {
        let after = tight.chars().next_back().unwrap_or('{');
        let blank = letter.is_whitespace();
        if !quoted && blank && (after.is_whitespace() || "{};:,>~".contains(after)) {
            continue;
        }
        if !quoted && "{};,>~".contains(letter) && after.is_whitespace() {
            tight.pop();
        }
        if !quoted && letter == '}' && tight.ends_with(';') {
            tight.pop();
        }
        quoted ^= letter == '"';
        tight.push(if blank && !quoted { ' ' } else { letter });
    }
    tight
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn modules_import_each_other_under_their_addresses() {
        let module = named(script("tryit").rsplit('/').next().unwrap()).unwrap();
        let text = String::from_utf8(module.body.to_vec()).unwrap();
        assert!(text.contains(script("portal")) && !text.contains("./portal.js"));
        assert!(!text.contains("\n  ") && !text.contains("\n//"));
        assert!(named("portal.js").is_none());
    }

    #[test]
    fn a_style_sheet_loses_only_blanks_that_mean_nothing() {
        let text = "a b > c {\n  margin: 0 calc(1px + 2px);\n  content: \"a: b; \";\n}\n@media (width > 1px) and (x) {\n a:hover, i { x: y }\n}\n";
        let expected =
            "a b>c{margin:0 calc(1px + 2px);content:\"a: b; \"}@media (width>1px) and (x){a:hover,i{x:y}}";
        assert_eq!(tight(text).trim_end(), expected);
    }
}
