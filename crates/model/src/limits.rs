//! Numbers that hold on every server and that the documentation tells. What an operation or the operator of a server
//! decides is elsewhere.

pub mod surveys;

/// How many elements a page of a list holds.
pub const PAGE: u32 = 100;
/// The longest path and query together, in bytes.
pub const URI: usize = 8 << 10;
/// The most of a body that is held in memory, in bytes: what is not read as a stream is never larger.
pub const BUFFERED_BODY: u64 = 64 << 20;
/// The most parts of a form.
pub const FORM_PARTS: usize = 32;
/// A body that is held must have arrived after so many seconds, or after the operation's own time if that is longer.
pub const BODY_SECONDS: u64 = 60;
/// The next piece of any body must come within so many seconds.
pub const IDLE_SECONDS: u64 = 30;
/// How many requests of one brand run at once.
pub const AT_ONCE: u32 = 512;
/// How many days the file of an export is kept.
pub const EXPORT_DAYS: i64 = 7;
/// The longest time a file may take that the server fetches, in seconds.
pub const FETCH_SECONDS: u64 = 25;
