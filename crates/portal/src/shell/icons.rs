//! The icons: drawn in the page, so that they follow its colours and cost no request.

use maud::{Markup, PreEscaped};

/// A person, for the API token.
pub(crate) fn person() -> Markup {
    icon("<circle cx=\"8\" cy=\"5\" r=\"3\"/><path d=\"M2 15c0-3.5 2.7-5.5 6-5.5s6 2 6 5.5\"/>")
}

/// A magnifying glass, for search.
pub(crate) fn search() -> Markup {
    icon("<circle cx=\"7\" cy=\"7\" r=\"4.5\"/><path d=\"M10.5 10.5 14 14\"/>")
}

/// Half a disc, for the colours.
pub(crate) fn theme() -> Markup {
    icon("<circle cx=\"8\" cy=\"8\" r=\"6\"/><path d=\"M8 2a6 6 0 0 1 0 12z\" fill=\"currentColor\"/>")
}

fn icon(shapes: &str) -> Markup {
    PreEscaped(format!(
        "<svg class=\"icon\" viewBox=\"0 0 16 16\" width=\"16\" height=\"16\" aria-hidden=\"true\">{shapes}</svg>"
    ))
}
