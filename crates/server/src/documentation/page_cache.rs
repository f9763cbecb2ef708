//! Pages that were drawn, compressed and kept.

use std::sync::Arc;

use bytes::Bytes;
use data_encoding::HEXLOWER;
use http::header::HeaderValue;
use moka::sync::Cache;
use portal::{Answer, Site};
use ring::digest;

use crate::pipeline::compression;

/// Pages that were drawn, compressed once. Forgotten when others need the room: the address of a page begins with the
/// Host that the caller sent, so that a caller could make any number of them.
pub(crate) struct PageCache(Cache<String, Arc<Drawn>>);

/// The most bytes of pages that are kept.
const ROOM: u64 = 16 << 20;

/// A page ready to be sent.
pub(crate) struct Drawn {
    pub(crate) answer: Answer,
    pub(crate) compressed: Option<Bytes>,
    /// The `ETag`.
    pub(crate) tag: HeaderValue,
}

impl PageCache {
    /// No page yet.
    pub(crate) fn new() -> Self {
        let weight = |key: &String, drawn: &Arc<Drawn>| {
            let bytes = key.len() + drawn.answer.body.len() + drawn.compressed.as_ref().map_or(0, Bytes::len);
            u32::try_from(bytes).unwrap_or(u32::MAX)
        };
        Self(Cache::builder().max_capacity(ROOM).weigher(weight).build())
    }

    /// The page at `path`, drawn if nobody asked for it yet; `None` when there is none.
    pub(crate) fn page(&self, site: &Site, path: &str) -> Option<Arc<Drawn>> {
        let key = format!("{} {} {}", site.theme.name().unwrap_or_default(), site.origin, path);
        self.0.get(&key).or_else(|| {
            let drawn = Arc::new(Drawn::new(portal::respond(path, None, site)?));
            self.0.insert(key, drawn.clone());
            Some(drawn)
        })
    }
}

impl Drawn {
    /// An answer that will be sent often.
    fn new(answer: Answer) -> Self {
        Self::compressed(answer, compression::compress_well)
    }

    /// An answer that will be sent once.
    pub(crate) fn once(answer: Answer) -> Self {
        Self::compressed(answer, compression::compress)
    }

    fn compressed(answer: Answer, compress: fn(&[u8]) -> Option<Bytes>) -> Self {
        let compressed = (answer.body.len() > compression::WORTH).then(|| compress(&answer.body)).flatten();
        let hash = digest::digest(&digest::SHA256, &answer.body);
        let digits = HEXLOWER.encode(&hash.as_ref()[..12]);
        // Weak: the compressed form and the plain one share it.
        let tag =
            HeaderValue::try_from(format!("W/\"{digits}\"")).unwrap_or(HeaderValue::from_static("W/\"\""));
        Self { answer, compressed, tag }
    }
}
