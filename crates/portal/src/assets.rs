//! The style sheet, the script module and the icon, under addresses that change with their content.

use std::sync::LazyLock;

use bytes::Bytes;

use crate::Answer;

const STYLE: &str = include_str!("../assets/portal.css");
const SCRIPT: &str = include_str!("../assets/portal.js");
const ICON: &str = include_str!("../assets/portal.svg");

static STYLE_NAME: LazyLock<String> = LazyLock::new(|| format!("portal-{:016x}.css", hash(STYLE.as_bytes())));
static SCRIPT_NAME: LazyLock<String> =
    LazyLock::new(|| format!("portal-{:016x}.js", hash(SCRIPT.as_bytes())));
static ICON_NAME: LazyLock<String> = LazyLock::new(|| format!("portal-{:016x}.svg", hash(ICON.as_bytes())));

/// The address of the style sheet.
pub(crate) fn style() -> String {
    format!("/docs/assets/{}", *STYLE_NAME)
}

/// The address of the script module.
pub(crate) fn script() -> String {
    format!("/docs/assets/{}", *SCRIPT_NAME)
}

/// The address of the icon.
pub(crate) fn icon() -> String {
    format!("/docs/assets/{}", *ICON_NAME)
}

/// The asset with this name.
pub(crate) fn named(name: &str) -> Option<Answer> {
    let (content_type, text) = if name == *STYLE_NAME {
        ("text/css; charset=utf-8", STYLE)
    } else if name == *SCRIPT_NAME {
        ("text/javascript; charset=utf-8", SCRIPT)
    } else if name == *ICON_NAME {
        ("image/svg+xml", ICON)
    } else {
        return None;
    };
    Some(Answer { status: 200, content_type, body: Bytes::from_static(text.as_bytes()), immutable: true })
}

/// FNV-1a of 64 bits: it only has to change when the content does.
pub(crate) fn hash(bytes: &[u8]) -> u64 {
    let step = |hash: u64, byte: &u8| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, step)
}
