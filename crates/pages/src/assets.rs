//! The style sheet and the script, served by their content's hash so that browsers may keep them for ever.

use std::sync::LazyLock;

/// A file that pages refer to.
#[derive(Debug)]
pub struct Asset {
    /// Its path from the root of the server; it holds the hash.
    pub path: String,
    /// Its media type.
    pub content_type: &'static str,
    /// What it holds.
    pub bytes: &'static [u8],
    /// The beginning of the BLAKE3 hash of `bytes`, in hexadecimal.
    pub hash: String,
}

/// All files that pages refer to.
#[must_use]
pub fn assets() -> &'static [Asset] {
    &*ASSETS
}

/// Path of the style sheet.
pub(crate) fn style() -> &'static str {
    &ASSETS[0].path
}

/// Path of the script.
pub(crate) fn script() -> &'static str {
    &ASSETS[1].path
}

static ASSETS: LazyLock<[Asset; 2]> = LazyLock::new(|| {
    [
        asset("css", "text/css; charset=utf-8", include_bytes!("../assets/survey.css")),
        asset("js", "text/javascript; charset=utf-8", include_bytes!("../assets/survey.js")),
    ]
});

fn asset(ending: &str, content_type: &'static str, bytes: &'static [u8]) -> Asset {
    let hash: String = blake3::hash(bytes).to_hex().chars().take(16).collect();
    Asset { path: format!("/jfe/assets/survey-{hash}.{ending}"), content_type, bytes, hash }
}
