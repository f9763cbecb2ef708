//! The bytes of a file as UTF-8, whatever it was written in, with a limit on how much one record may take.

use std::io::{self, Read};

/// How a file's text is encoded, where the file does not say so itself by a mark.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Charset {
    /// UTF-8.
    Utf8,
    /// UTF-16; little-endian unless the first bytes tell otherwise.
    Utf16,
}

/// A reader of UTF-8 that refuses to go on when one record takes too much.
pub(super) struct Utf8Reader<R> {
    inner: R,
    encoding: Encoding,
    /// Bytes read and not yet returned (the mark's neighbours) or not yet decoded.
    pending: Vec<u8>,
    /// Decoded and not yet returned.
    decoded: Vec<u8>,
    returned: usize,
    /// A first half of a surrogate pair, waiting for the second.
    high: Option<u16>,
    left: u64,
}

#[derive(Clone, Copy)]
enum Encoding {
    Utf8,
    Utf16 { big_endian: bool },
}

impl<R: Read> Utf8Reader<R> {
    /// Looks at the first bytes of `inner`; `charset` decides where they do not.
    pub(super) fn open(mut inner: R, charset: Option<Charset>, limit: u64) -> io::Result<Self> {
        let mut first = Vec::with_capacity(4);
        inner.by_ref().take(4).read_to_end(&mut first)?;
        let (encoding, mark) = match first.as_slice() {
            [0xEF, 0xBB, 0xBF, ..] => (Encoding::Utf8, 3),
            [0xFF, 0xFE, ..] => (Encoding::Utf16 { big_endian: false }, 2),
            [0xFE, 0xFF, ..] => (Encoding::Utf16 { big_endian: true }, 2),
            // A header begins with a letter, so a zero beside it is half of one in UTF-16.
            [0, second, ..] if *second != 0 => (Encoding::Utf16 { big_endian: true }, 0),
            [_, 0, ..] => (Encoding::Utf16 { big_endian: false }, 0),
            _ if charset == Some(Charset::Utf16) => (Encoding::Utf16 { big_endian: false }, 0),
            _ => (Encoding::Utf8, 0),
        };
        first.drain(..mark);
        let (pending, decoded) = match encoding {
            Encoding::Utf8 => (Vec::new(), first),
            Encoding::Utf16 { .. } => (first, Vec::new()),
        };
        Ok(Self { inner, encoding, pending, decoded, returned: 0, high: None, left: limit })
    }

    /// A record ended: the next may take `limit` bytes again.
    pub(super) fn allow(&mut self, limit: u64) {
        self.left = limit;
    }

    fn fill(&mut self, big_endian: bool) -> io::Result<()> {
        self.decoded.clear();
        self.returned = 0;
        let kept = self.pending.len();
        self.pending.resize(kept + 32 * 1024, 0);
        let read = self.inner.read(&mut self.pending[kept..]);
        self.pending.truncate(kept + *read.as_ref().unwrap_or(&0));
        let ended = read? == 0;
        let whole = self.pending.len() / 2 * 2;
        let (mut text, mut buffer) = (std::mem::take(&mut self.decoded), [0; 4]);
        for pair in self.pending[..whole].chunks_exact(2) {
            let unit = if big_endian { [pair[1], pair[0]] } else { [pair[0], pair[1]] };
            self.high = push_unit(u16::from_le_bytes(unit), self.high, &mut buffer, &mut text);
        }
        self.pending.drain(..whole);
        if ended && (self.high.take().is_some() || !self.pending.is_empty()) {
            self.pending.clear();
            text.extend_from_slice("\u{FFFD}".as_bytes());
        }
        self.decoded = text;
        Ok(())
    }
}

/// Decodes one unit; returns the half of a pair that waits for its other half.
fn push_unit(unit: u16, high: Option<u16>, buffer: &mut [u8; 4], text: &mut Vec<u8>) -> Option<u16> {
    let waits = high.is_none() && (0xD800..0xDC00).contains(&unit);
    if waits {
        return Some(unit);
    }
    for decoded in char::decode_utf16(high.into_iter().chain([unit])) {
        let character = decoded.unwrap_or(char::REPLACEMENT_CHARACTER);
        text.extend_from_slice(character.encode_utf8(buffer).as_bytes());
    }
    None
}

impl<R: Read> Read for Utf8Reader<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        if self.left == 0 {
            return Err(io::Error::new(io::ErrorKind::FileTooLarge, "the record is longer than allowed"));
        }
        let space = into.len().min(usize::try_from(self.left).unwrap_or(usize::MAX));
        let into = &mut into[..space];
        if let (Encoding::Utf16 { big_endian }, true) = (self.encoding, self.returned == self.decoded.len()) {
            self.fill(big_endian)?;
        }
        let ready = &self.decoded[self.returned..];
        let read = if ready.is_empty() && matches!(self.encoding, Encoding::Utf8) {
            self.inner.read(into)?
        } else {
            let count = ready.len().min(into.len());
            into[..count].copy_from_slice(&ready[..count]);
            self.returned += count;
            count
        };
        self.left = self.left.saturating_sub(read as u64);
        Ok(read)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(bytes: &[u8], charset: Option<Charset>) -> String {
        let mut text = String::new();
        Utf8Reader::open(bytes, charset, u64::MAX).unwrap().read_to_string(&mut text).unwrap();
        text
    }

    #[test]
    fn reads_every_encoding_a_spreadsheet_writes() {
        let text = format!("Q1\tö\u{1F937}\r\n{}", "long ".repeat(20_000));
        let little: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let big: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
        assert_eq!(read(text.as_bytes(), None), text);
        assert_eq!(read(&[b"\xEF\xBB\xBF", text.as_bytes()].concat(), None), text);
        assert_eq!(read(&[b"\xFF\xFE", little.as_slice()].concat(), None), text);
        assert_eq!(read(&[b"\xFE\xFF", big.as_slice()].concat(), None), text);
        assert_eq!(read(&little, Some(Charset::Utf16)), text);
        assert_eq!(read(&big, None), text);
        assert_eq!(read(b"", None), "");
        assert_eq!(read(b"a", Some(Charset::Utf16)), "\u{FFFD}");
    }

    #[test]
    fn stops_when_a_record_takes_too_much() {
        let mut source = Utf8Reader::open([b'x'; 100].as_slice(), None, 10).unwrap();
        let mut text = Vec::new();
        assert_eq!(source.read_to_end(&mut text).unwrap_err().kind(), io::ErrorKind::FileTooLarge);
        source.allow(1000);
        source.read_to_end(&mut text).unwrap();
        assert_eq!(text.len(), 100);
    }
}
