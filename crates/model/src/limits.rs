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
/// How many bytes of finished exports a brand keeps at the most: 64 GiB.
pub const EXPORTS_KEPT: u64 = 64 << 30;
/// How many bytes of uploads of a brand may wait to be imported: 16 GiB.
pub const UPLOADS_WAITING: u64 = 16 << 30;
/// How many client certificates an organization has at the most, those that have ended among them.
pub const CLIENT_CERTIFICATES: i64 = 10;
/// For how many days a client certificate is good.
pub const CLIENT_CERTIFICATE_DAYS: i64 = 365;
/// So many days before a client certificate ends, each answer begins to tell of it.
pub const CLIENT_CERTIFICATE_NOTICE_DAYS: i64 = 60;
/// The longest time a file may take that the server fetches, in seconds.
pub const FETCH_SECONDS: u64 = 25;
/// Whoever sends or takes fewer bytes a second than this over a while is cut off.
pub const SLOWEST: u64 = 1 << 10;
/// Bytes of bodies in memory at once, of callers who showed a token.
pub const BODIES: usize = 256 << 20;
/// Bytes of bodies in memory at once, of anybody: survey pages and forms of the documentation.
pub const OPEN_BODIES: usize = 64 << 20;
/// A body waits so many seconds for room in memory before its sender is told to come back.
pub const ROOM_SECONDS: u64 = 5;
/// Requests of respondents at once, over all surveys: a part of the connections, so that the API keeps the rest.
pub const PAGES_AT_ONCE: u32 = 1024;
/// Requests of respondents at once from one address.
pub const PAGES_OF_AN_ADDRESS: u32 = 128;
/// Requests of respondents at once to one survey.
pub const PAGES_OF_A_SURVEY: u32 = 512;
/// Requests of respondents a minute from one address.
pub const PAGES_A_MINUTE: u32 = 3000;
/// Connections at a time.
pub const CONNECTIONS: usize = 4096;
/// Connections of one address at a time, unless it is a trusted proxy.
pub const CONNECTIONS_OF_AN_ADDRESS: usize = 512;
/// A TLS handshake may take so many seconds.
pub const HANDSHAKE_SECONDS: u64 = 10;
/// The head of a request must come within so many seconds; a connection without a request is kept as long.
pub const HEAD_SECONDS: u64 = 60;
/// Requests at once on one HTTP/2 connection.
pub const STREAMS: u32 = 100;
/// How many embedded data fields the responses of a survey may hold that its flow does not declare.
pub const UNDECLARED_FIELDS: usize = 2_000;
/// The longest name of such a field, in characters.
pub const FIELD_NAME: usize = 200;
