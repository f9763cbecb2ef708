//! What the portal sends.

use bytes::Bytes;

/// A page, a document or an asset on its way out.
#[derive(Debug, Clone)]
pub struct Answer {
    /// The HTTP status.
    pub status: u16,
    /// The value of `Content-Type`.
    pub content_type: &'static str,
    /// What is sent.
    pub body: Bytes,
    /// Whether it may be kept for ever (its address holds a hash of it); everything else is asked for anew.
    pub immutable: bool,
}
