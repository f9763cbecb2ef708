//! Definitions that were kept before there were sums of them.

use formats::qsf::{self, Sums};
use model::survey::pieces::{self, Pieces, SUMS};

use crate::error::Error;

/// The pieces of a version that was kept in one piece, or without its sums; and the sums.
///
/// # Errors
/// When what is kept is damaged, or beyond a bound that came after it.
pub(super) fn take_apart(stored: Pieces) -> Result<(Pieces, Sums), Error> {
    let file = pieces::join(stored).map_err(Error::internal)?;
    let refused = |error: qsf::QsfError| Error::invalid("survey", &error.to_string());
    let mut pieces = qsf::pieces(file).map_err(refused)?;
    let sums = pieces.remove(SUMS).unwrap_or_default();
    Ok((pieces, serde_json::from_str(&sums).map_err(Error::internal)?))
}
