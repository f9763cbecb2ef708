//! Files that are fetched from an address the caller names.

use std::time::Duration;

use bytes::Bytes;
use outgoing::Limits;

use crate::app::App;
use crate::error::Error;

/// The longest time a file may take.
const LONGEST: Duration = Duration::from_secs(model::limits::FETCH_SECONDS);

/// Fetches a file, guarded against private addresses.
pub(crate) async fn fetch(app: &App, address: &str, limit: usize) -> Result<Bytes, Error> {
    let limits = Limits { size: limit, time: LONGEST, allow_private: app.settings().fetch_private };
    outgoing::fetch(address, &limits).await.map_err(|error| {
        // The operator learns what the caller does not: the address it resolved to, and what the system said.
        tracing::info!(?error, "a file was not fetched");
        Error::invalid("fileUrl", &error.to_string())
    })
}
