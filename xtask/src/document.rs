//! Saves the OpenAPI document of a version that is released: the changelog compares the next one with it.

use serde_json::Value;

use crate::process::{Outcome, output_of};
use crate::{product, repository};

/// `cargo xtask document`: what `canvass openapi` prints, on one line, as `crates/portal/versions/VERSION.json`.
pub(crate) fn run() -> Outcome<()> {
    let binary = product::build(false)?;
    let document: Value = serde_json::from_str(&output_of(&binary.to_string_lossy(), &["openapi"])?)?;
    let version = document["info"]["version"].as_str().ok_or("the document has no version")?;
    let path = repository::root().join("crates/portal/versions").join(format!("{version}.json"));
    std::fs::write(&path, format!("{document}\n"))?;
    println!("{}: give it a line in crates/portal/src/documents/changelog/versions.rs", path.display());
    Ok(())
}
