//! What uses a part of a definition that an edit takes away.

use serde_json::Value;

use super::Draft;
use crate::error::Error;

/// The first use of something in the whole definition, in words; `name` stands in each piece that uses it, and `uses` says
/// whether a piece does.
///
/// # Errors
/// When a piece is damaged.
pub(super) async fn find(
    draft: &mut Draft,
    name: &str,
    uses: impl Fn(&str, &Value, &str) -> Option<String> + Send + 'static,
) -> Result<Option<String>, Error> {
    let pieces = draft.everything().await?;
    let size = pieces.values().map(String::len).sum();
    let name = name.to_owned();
    let look = move || -> Result<Option<String>, Error> {
        for (place, body) in pieces.iter().filter(|(_, body)| body.contains(&name)) {
            let piece = serde_json::from_str(body).map_err(Error::internal)?;
            if let Some(by) = uses(place, &piece, &name) {
                return Ok(Some(by));
            }
        }
        Ok(None)
    };
    draft.app().slow_work().run_if_large(size, look).await?
}
