//! The list of a zip's entries, read off its central directory: the last part of the file is enough.

/// One entry.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Entry {
    /// Its name.
    pub(crate) name: String,
    /// Its size in bytes.
    pub(crate) size: u64,
    /// Its size within the zip.
    pub(crate) packed: u64,
}

/// The most entries that are listed.
const MOST: usize = 200;
const END: &[u8] = b"PK\x05\x06";
const END_64: &[u8] = b"PK\x06\x06";
const HEADER: &[u8] = b"PK\x01\x02";

/// The entries of a zip of `length` bytes that ends with `tail`; `None` when it is no zip, or when its directory begins
/// before the tail does.
pub(crate) fn entries(tail: &[u8], length: u64) -> Option<Vec<Entry>> {
    let end = tail.windows(4).rposition(|four| four == END)?;
    let mut directory = u64::from(u32_at(tail, end + 16)?);
    let mut count = u64::from(u16_at(tail, end + 10)?);
    // Larger zips tell both in a record of 64 bits before the end.
    if (directory == u64::from(u32::MAX) || count == u64::from(u16::MAX))
        && let Some(large) = tail.get(..end)?.windows(4).rposition(|four| four == END_64)
    {
        count = u64_at(tail, large + 32)?;
        directory = u64_at(tail, large + 48)?;
    }
    let missing = length.checked_sub(tail.len() as u64)?;
    let mut at = usize::try_from(directory.checked_sub(missing)?).ok()?;
    let mut found = Vec::new();
    for _ in 0..count.min(MOST as u64) {
        if tail.get(at..at + 4)? != HEADER {
            return None;
        }
        let (name, extra, comment) = (u16_at(tail, at + 28)?, u16_at(tail, at + 30)?, u16_at(tail, at + 32)?);
        let extra_at = at + 46 + usize::from(name);
        let text = tail.get(at + 46..extra_at)?;
        let mut large = large_sizes(tail.get(extra_at..extra_at + usize::from(extra))?);
        let mut size = |place: usize| {
            let entry = u32_at(tail, place)?;
            if entry == u32::MAX { large.next() } else { Some(u64::from(entry)) }
        };
        let (size, packed) = (size(at + 24)?, size(at + 20)?);
        found.push(Entry { name: String::from_utf8_lossy(text).into_owned(), size, packed });
        at = extra_at + usize::from(extra) + usize::from(comment);
    }
    Some(found)
}

/// The numbers of 64 bits in the extra field of kind 1, in which they stand for those that do not fit 32.
fn large_sizes(mut extra: &[u8]) -> impl Iterator<Item = u64> {
    let mut numbers = Vec::new();
    while let (Some(kind), Some(length)) = (u16_at(extra, 0), u16_at(extra, 2)) {
        let Some(content) = extra.get(4..4 + usize::from(length)) else { break };
        if kind == 1 {
            numbers.extend(content.chunks_exact(8).filter_map(|eight| u64_at(eight, 0)));
        }
        extra = &extra[4 + usize::from(length)..];
    }
    numbers.into_iter()
}

fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(bytes.get(at..at + 2)?.try_into().ok()?))
}

fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(bytes.get(at..at + 4)?.try_into().ok()?))
}

fn u64_at(bytes: &[u8], at: usize) -> Option<u64> {
    Some(u64::from_le_bytes(bytes.get(at..at + 8)?.try_into().ok()?))
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    fn zip(names: &[(&str, &[u8])]) -> Vec<u8> {
        let mut writer = ::zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
        for (name, content) in names {
            writer.start_file(*name, ::zip::write::SimpleFileOptions::default().large_file(true)).unwrap();
            writer.write_all(content).unwrap();
        }
        writer.finish().unwrap().into_inner()
    }

    #[test]
    fn entries_are_listed_from_the_whole_and_from_the_end_alone() {
        let file = zip(&[("Besuch Ü.csv", &[b'a'; 5000]), ("b.txt", b"bb")]);
        let all = entries(&file, file.len() as u64).unwrap();
        assert_eq!(
            all.iter().map(|entry| (entry.name.as_str(), entry.size)).collect::<Vec<_>>(),
            [("Besuch Ü.csv", 5000), ("b.txt", 2)]
        );
        assert!(all[0].packed < 100);
        let tail = &file[40..];
        assert_eq!(entries(tail, file.len() as u64), Some(all));
    }

    #[test]
    fn what_is_no_zip_or_is_cut_has_none() {
        let file = zip(&[("a", b"aa")]);
        assert_eq!(entries(b"Q1,Q2\n", 6), None);
        assert_eq!(entries(&file[file.len() - 22..], file.len() as u64), None);
        for end in 0..file.len() {
            let _ = entries(&file[..end], file.len() as u64);
        }
    }
}
