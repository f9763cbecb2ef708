//! The records of a zip file around its one member, as PKWARE's note on the format lays them out.

/// The largest size that the old records can tell.
const OLD_LIMIT: u64 = 0xFFFF_FFFF;

/// Sizes are in a record behind the member, and the name is UTF-8.
const FLAGS: u16 = 1 << 3 | 1 << 11;
const DEFLATED: u16 = 8;
/// Made by (in the high byte) a Unix system, with version 4.5, the first that knows zip64.
const VERSION: u16 = 45;

/// Bytes of the member.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Sizes {
    pub(super) deflated: u64,
    pub(super) plain: u64,
}

impl Sizes {
    fn needs_zip64(self) -> bool {
        self.deflated >= OLD_LIMIT || self.plain >= OLD_LIMIT
    }
}

/// What is known of the member from the start.
#[derive(Debug)]
pub(super) struct Member {
    name: Vec<u8>,
    time: u16,
    date: u16,
}

impl Member {
    pub(super) fn new(name: &str, changed: jiff::civil::DateTime) -> Self {
        let part = |number: i8| u16::from(number.unsigned_abs());
        // The format counts years from 1980 and seconds by twos.
        let year = u16::try_from(i32::from(changed.year()) - 1980).unwrap_or(0).min(127);
        let mut end = name.len().min(usize::from(u16::MAX));
        while !name.is_char_boundary(end) {
            end -= 1;
        }
        Self {
            name: name.as_bytes()[..end].to_vec(),
            time: part(changed.hour()) << 11 | part(changed.minute()) << 5 | (part(changed.second()) / 2),
            date: year << 9 | part(changed.month()) << 5 | part(changed.day()),
        }
    }

    /// What stands before the member's bytes. Sizes and checksum follow behind it.
    pub(super) fn local_header(&self) -> Vec<u8> {
        let mut record = Record::new(0x0403_4b50);
        self.put_common(&mut record, 20);
        record.u32(0).u32(0).u32(0).u16(self.name.len() as u16).u16(0);
        record.bytes.extend_from_slice(&self.name);
        record.bytes
    }

    /// What stands behind the member's bytes: their sizes, the directory, and its end.
    pub(super) fn ending(&self, crc: u32, sizes: Sizes) -> Vec<u8> {
        let zip64 = sizes.needs_zip64();
        let mut descriptor = Record::new(0x0807_4b50);
        descriptor.u32(crc);
        if zip64 {
            descriptor.u64(sizes.deflated).u64(sizes.plain);
        } else {
            descriptor.u32(sizes.deflated as u32).u32(sizes.plain as u32);
        }
        let mut bytes = descriptor.bytes;
        let directory_at = (self.local_header().len() + bytes.len()) as u64 + sizes.deflated;
        let directory = self.directory(crc, sizes);
        bytes.extend_from_slice(&directory);
        let far = directory_at >= OLD_LIMIT;
        if zip64 || far {
            let end_at = directory_at + directory.len() as u64;
            let mut end = Record::new(0x0606_4b50);
            end.u64(44).u16(3 << 8 | VERSION).u16(VERSION).u32(0).u32(0).u64(1).u64(1);
            end.u64(directory.len() as u64).u64(directory_at);
            bytes.extend_from_slice(&end.bytes);
            let mut locator = Record::new(0x0706_4b50);
            locator.u32(0).u64(end_at).u32(1);
            bytes.extend_from_slice(&locator.bytes);
        }
        let mut end = Record::new(0x0605_4b50);
        end.u16(0).u16(0).u16(1).u16(1).u32(directory.len() as u32).u32(capped(directory_at)).u16(0);
        bytes.extend_from_slice(&end.bytes);
        bytes
    }

    fn directory(&self, crc: u32, sizes: Sizes) -> Vec<u8> {
        let zip64 = sizes.needs_zip64();
        let mut extra = Vec::new();
        if zip64 {
            extra.extend_from_slice(&1_u16.to_le_bytes());
            extra.extend_from_slice(&16_u16.to_le_bytes());
            extra.extend_from_slice(&sizes.plain.to_le_bytes());
            extra.extend_from_slice(&sizes.deflated.to_le_bytes());
        }
        let (deflated, plain) =
            if zip64 { (u32::MAX, u32::MAX) } else { (sizes.deflated as u32, sizes.plain as u32) };
        let mut record = Record::new(0x0201_4b50);
        record.u16(3 << 8 | VERSION);
        self.put_common(&mut record, if zip64 { VERSION } else { 20 });
        record.u32(crc).u32(deflated).u32(plain);
        record.u16(self.name.len() as u16).u16(extra.len() as u16);
        // No comment, first disk, no inner attributes; an ordinary file that its owner may write and all may read.
        record.u16(0).u16(0).u16(0).u32(0o100_644 << 16).u32(0);
        record.bytes.extend_from_slice(&self.name);
        record.bytes.extend_from_slice(&extra);
        record.bytes
    }

    fn put_common(&self, record: &mut Record, version: u16) {
        record.u16(version).u16(FLAGS).u16(DEFLATED).u16(self.time).u16(self.date);
    }
}

fn capped(number: u64) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

/// A record being written: little-endian numbers behind a signature.
struct Record {
    bytes: Vec<u8>,
}

impl Record {
    fn new(signature: u32) -> Self {
        Self { bytes: signature.to_le_bytes().to_vec() }
    }

    fn u16(&mut self, number: u16) -> &mut Self {
        self.bytes.extend_from_slice(&number.to_le_bytes());
        self
    }

    fn u32(&mut self, number: u32) -> &mut Self {
        self.bytes.extend_from_slice(&number.to_le_bytes());
        self
    }

    fn u64(&mut self, number: u64) -> &mut Self {
        self.bytes.extend_from_slice(&number.to_le_bytes());
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A file of five gigabytes cannot be written in a test, but what stands behind it can be looked at.
    #[test]
    fn sizes_beyond_four_gigabytes_go_into_zip64_records() {
        let member = Member::new("a.csv", jiff::civil::date(2026, 7, 1).at(0, 0, 0, 0));
        let sizes = Sizes { deflated: 700, plain: 5_000_000_000 };
        let bytes = member.ending(7, sizes);
        let at = |place: usize| u64::from_le_bytes(bytes[place..place + 8].try_into().unwrap());
        // Descriptor: signature, checksum, then two long sizes.
        assert_eq!((at(8), at(16)), (700, 5_000_000_000));
        // The end of the directory in its long form tells where the directory begins.
        let end64 = bytes.windows(4).position(|window| window == 0x0606_4b50_u32.to_le_bytes()).unwrap();
        assert_eq!(at(end64 + 48), member.local_header().len() as u64 + 24 + 700);
        let small = member.ending(7, Sizes { deflated: 700, plain: 4000 });
        assert!(small.windows(4).all(|window| window != 0x0606_4b50_u32.to_le_bytes()));
    }
}
