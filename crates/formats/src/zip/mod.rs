//! Zip files with one member, written as a stream: the deflating is done by as many threads as like to help.
//!
//! A [`Compressor`] turns one buffer into a [`Chunk`] that stands on its own (it ends with a sync flush, and the next
//! begins without a dictionary), so chunks may be made in any order on any thread. A [`ZipWriter`] takes them in order,
//! combines their checksums and writes headers and directory, in zip64 where sizes ask for it.

mod records;

use std::io::{self, Write};

use flate2::{Compress, Compression, Crc, FlushCompress, Status};
use records::{Member, Sizes};

/// A buffer of this size compresses well and keeps all threads busy.
pub const CHUNK_BYTES: usize = 256 * 1024;

/// The level that costs least; a file of responses is mostly repetition anyway.
pub const DEFAULT_LEVEL: u32 = 1;

/// A deflated piece of the member.
#[derive(Debug)]
pub struct Chunk {
    deflated: Vec<u8>,
    crc: Crc,
    length: u64,
}

impl Chunk {
    /// Bytes it takes in the file.
    #[must_use]
    pub fn deflated_length(&self) -> usize {
        self.deflated.len()
    }
}

/// Deflates buffers; one per thread.
#[derive(Debug)]
pub struct Compressor {
    deflate: Compress,
}

impl Compressor {
    /// A compressor of a level from 0 to 9.
    #[must_use]
    pub fn new(level: u32) -> Self {
        Self { deflate: Compress::new(Compression::new(level.min(9)), false) }
    }

    /// Deflates one buffer.
    ///
    /// # Errors
    /// When the deflater refuses, which it has no reason to.
    pub fn compress(&mut self, bytes: &[u8]) -> io::Result<Chunk> {
        self.deflate.reset();
        // Enough for bytes that do not compress at all: five for each stored block, and the flush.
        let mut deflated = Vec::with_capacity(bytes.len() + bytes.len() / 1000 + 64);
        loop {
            let taken = usize::try_from(self.deflate.total_in()).unwrap_or(bytes.len()).min(bytes.len());
            let status = self
                .deflate
                .compress_vec(&bytes[taken..], &mut deflated, FlushCompress::Sync)
                .map_err(io::Error::other)?;
            if status == Status::BufError && deflated.len() < deflated.capacity() {
                break;
            }
            if self.deflate.total_in() == bytes.len() as u64 && deflated.len() < deflated.capacity() {
                break;
            }
            deflated.reserve(4096);
        }
        let mut crc = Crc::new();
        crc.update(bytes);
        Ok(Chunk { deflated, crc, length: bytes.len() as u64 })
    }
}

/// Writes a zip file whose one member arrives in chunks.
pub struct ZipWriter<W: Write> {
    out: W,
    member: Member,
    crc: Crc,
    sizes: Sizes,
}

impl<W: Write> ZipWriter<W> {
    /// Begins the file with a member of this name, last changed at this wall clock.
    ///
    /// # Errors
    /// When `out` does not take the header.
    pub fn new(mut out: W, name: &str, changed: jiff::civil::DateTime) -> io::Result<Self> {
        let member = Member::new(name, changed);
        out.write_all(&member.local_header())?;
        Ok(Self { out, member, crc: Crc::new(), sizes: Sizes::default() })
    }

    /// Adds the next piece of the member.
    ///
    /// # Errors
    /// When `out` does not take it.
    pub fn add(&mut self, chunk: &Chunk) -> io::Result<()> {
        self.out.write_all(&chunk.deflated)?;
        self.crc.combine(&chunk.crc);
        self.sizes.deflated += chunk.deflated.len() as u64;
        self.sizes.plain += chunk.length;
        Ok(())
    }

    /// Bytes of the member so far, before deflating.
    #[must_use]
    pub fn plain_length(&self) -> u64 {
        self.sizes.plain
    }

    /// Ends the member and the file.
    ///
    /// # Errors
    /// When `out` does not take the rest.
    pub fn finish(mut self) -> io::Result<W> {
        // The last block of deflate: empty, with the fixed codes.
        let last = [0x03, 0x00];
        self.out.write_all(&last)?;
        self.sizes.deflated += last.len() as u64;
        self.out.write_all(&self.member.ending(self.crc.sum(), self.sizes))?;
        self.out.flush()?;
        Ok(self.out)
    }
}

#[cfg(test)]
mod tests {
    use std::io::{Cursor, Read};

    use super::*;

    fn noise(length: usize) -> Vec<u8> {
        let mut state = 88_172_645_463_325_252_u64;
        let mut next = || {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            (state >> 24) as u8
        };
        (0..length).map(|_| next()).collect()
    }

    fn zip(pieces: &[&[u8]], name: &str) -> Vec<u8> {
        let chunks: Vec<Chunk> = std::thread::scope(|scope| {
            let threads: Vec<_> = pieces
                .iter()
                .map(|piece| scope.spawn(|| Compressor::new(DEFAULT_LEVEL).compress(piece).unwrap()))
                .collect();
            threads.into_iter().map(|thread| thread.join().unwrap()).collect()
        });
        let mut writer =
            ZipWriter::new(Vec::new(), name, jiff::civil::date(2026, 7, 1).at(12, 30, 59, 0)).unwrap();
        for chunk in &chunks {
            writer.add(chunk).unwrap();
        }
        writer.finish().unwrap()
    }

    #[test]
    fn chunks_made_on_several_threads_are_one_member() {
        let (text, noise) = (b"Q1,Q2\r\n".repeat(40_000), noise(300_000));
        let file = zip(&[&text, b"", &noise, b"x", &text], "Rüstung & Co.csv");
        let mut archive = ::zip::ZipArchive::new(Cursor::new(&file)).unwrap();
        assert_eq!(archive.len(), 1);
        let mut member = archive.by_index(0).unwrap();
        assert_eq!(member.name().unwrap(), "Rüstung & Co.csv");
        assert_eq!(member.size(), (2 * text.len() + noise.len() + 1) as u64);
        let mut bytes = Vec::new();
        member.read_to_end(&mut bytes).unwrap();
        assert!(bytes == [&text[..], &noise, b"x", &text].concat());
        assert!(file.len() < text.len() + noise.len());
    }

    #[test]
    fn a_member_without_a_byte_is_a_file_too() {
        let mut archive = ::zip::ZipArchive::new(Cursor::new(zip(&[], "empty.json"))).unwrap();
        let mut text = String::new();
        archive.by_index(0).unwrap().read_to_string(&mut text).unwrap();
        assert_eq!(text, "");
    }

    #[test]
    fn python_reads_it_where_there_is_one() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("file.zip");
        std::fs::write(&path, zip(&[&b"a,b\r\n".repeat(1000)], "Beskar Armor.csv")).unwrap();
        let checked = std::process::Command::new("python3").args(["-m", "zipfile", "-t"]).arg(&path).output();
        match checked {
            Ok(output) => assert!(output.status.success(), "{output:?}"),
            Err(error) => needs::skip(
                needs::Need::System,
                &format!("there is no python3 to read the file with: {error}"),
            ),
        }
    }
}
