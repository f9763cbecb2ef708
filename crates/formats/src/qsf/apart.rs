//! A survey file as it is kept.

use model::survey::SurveyFile;
use model::survey::pieces::{self, Pieces, SUMS};

use super::{QsfError, check};

/// Takes a file apart into the pieces that are kept, with what they come to ([`Sums`](super::Sums)).
///
/// # Errors
/// When the file is not what [`check`](super::check) wants, or is beyond a bound.
pub fn pieces(file: SurveyFile) -> Result<Pieces, QsfError> {
    let mut sums = check::file(&file)?;
    let broken = |error: serde_json::Error| QsfError::new("file", error.to_string());
    let mut pieces = pieces::split(file).map_err(broken)?;
    sums.bytes = pieces.values().map(String::len).sum();
    sums.check().map_err(|fault| QsfError::new("SurveyElements", fault))?;
    pieces.insert(SUMS.to_owned(), serde_json::to_string(&sums).map_err(broken)?);
    Ok(pieces)
}
