//! The form of a backup: a tar archive, compressed by gzip. First stands what it is, last the checksum of each file in
//! the form that `sha256sum --check` reads, so one that was cut off is known by what is missing.

use std::collections::BTreeMap;
use std::fs::{self, File, OpenOptions};
use std::io::{self, BufReader, BufWriter, Read, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Component, Path, PathBuf};

use flate2::Compression;
use flate2::read::GzDecoder;
use flate2::write::GzEncoder;
use model::Moment;
use ring::digest::{Context, SHA256};
use serde::{Deserialize, Serialize};
use tar::{EntryType, Header};

use crate::progress::Progress;

/// What an archive says of itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct About {
    /// The form of the archive.
    format: u32,
    /// The version of the program that wrote it.
    pub(super) program: String,
    /// The moment it is of.
    pub(super) made: String,
}

/// An archive to be written or read.
pub(super) struct Archive;

const ABOUT: &str = "canvass-backup.json";
const SUMS: &str = "SHA256SUMS";
/// The form written here, and the latest that is read.
const FORMAT: u32 = 1;
/// How much is read at once.
const PIECE: usize = 256 << 10;

impl Archive {
    /// Writes an archive of these files, each under its name, and waits for the disk.
    pub(super) fn write(
        file: File,
        entries: &[(String, PathBuf)],
        made: Moment,
        progress: &Progress,
    ) -> io::Result<()> {
        let about = About { format: FORMAT, program: env!("CARGO_PKG_VERSION").to_owned(), made: made.iso() };
        let time = u64::try_from(made.0 / 1000).unwrap_or(0);
        let mut tar = tar::Builder::new(GzEncoder::new(BufWriter::new(file), Compression::fast()));
        add(&mut tar, ABOUT, time, &serde_json::to_vec(&about)?)?;
        let sizes = entries.iter().map(|(_, path)| path.metadata().map(|file| file.len()));
        let all = sizes.sum::<io::Result<u64>>()?;
        let mut sums = String::new();
        for (name, path) in entries {
            let file = File::open(path)?;
            let mut header = header(file.metadata()?.len(), time);
            let mut summed = Summed { inner: progress.of_reading(file, all), sum: Context::new(&SHA256) };
            tar.append_data(&mut header, name, &mut summed)?;
            sums.push_str(&format!("{}  {name}\n", hex(summed.sum)));
        }
        add(&mut tar, SUMS, time, sums.as_bytes())?;
        let file = tar.into_inner()?.finish()?.into_inner().map_err(io::IntoInnerError::into_error)?;
        file.sync_all()
    }

    /// Unpacks an archive into an empty folder and holds every file against its checksum. `is_ours` says which names a
    /// backup has.
    pub(super) fn read(
        file: File,
        into: &Path,
        is_ours: impl Fn(&str) -> bool,
        progress: &Progress,
    ) -> io::Result<About> {
        let all = file.metadata()?.len();
        let file = progress.of_reading(file, all);
        let mut tar = tar::Archive::new(GzDecoder::new(BufReader::with_capacity(PIECE, file)));
        let (mut about, mut sums, mut found) = (None, None, BTreeMap::new());
        for entry in tar.entries().map_err(|_| no_backup())? {
            let mut entry = entry.map_err(|why| if about.is_none() { no_backup() } else { why })?;
            let name = entry.path()?.to_str().map(str::to_owned).ok_or_else(no_backup)?;
            if entry.header().entry_type() != EntryType::Regular || sums.is_some() {
                return Err(no_backup());
            }
            match (&about, name.as_str()) {
                (None, ABOUT) => about = Some(read_about(&mut entry)?),
                (None, _) => return Err(no_backup()),
                (Some(_), SUMS) => sums = Some(read_sums(&mut entry)?),
                (Some(_), _) if is_ours(&name) && is_plain(&name) => {
                    let mut summed = Summed { inner: entry, sum: Context::new(&SHA256) };
                    io::copy(&mut summed, &mut create(&into.join(&name))?)?;
                    found.insert(name, hex(summed.sum));
                }
                (Some(_), _) => return Err(broken(&format!("{name} is no file of a backup"))),
            }
        }
        // To the end, where the checksum of the compressed stream stands.
        io::copy(&mut tar.into_inner(), &mut io::sink())?;
        let (Some(about), Some(sums)) = (about, sums) else { return Err(broken("it was cut off")) };
        match sums.iter().find(|(name, sum)| found.get(*name) != Some(sum)) {
            Some((name, _)) => Err(broken(&format!("{name} is damaged or missing"))),
            None if found.len() > sums.len() => Err(broken("it holds files that it does not list")),
            None => Ok(about),
        }
    }
}

fn add(tar: &mut tar::Builder<impl Write>, name: &str, time: u64, bytes: &[u8]) -> io::Result<()> {
    tar.append_data(&mut header(bytes.len() as u64, time), name, bytes)
}

fn header(length: u64, time: u64) -> Header {
    let mut header = Header::new_gnu();
    header.set_size(length);
    header.set_mode(0o600);
    header.set_mtime(time);
    header
}

fn read_about(entry: &mut impl Read) -> io::Result<About> {
    let about: About = serde_json::from_reader(entry).map_err(|_| no_backup())?;
    if about.format > FORMAT {
        let told = format!("it was written by a later version, {}: use that one", about.program);
        return Err(io::Error::other(told));
    }
    Ok(about)
}

fn read_sums(entry: &mut impl Read) -> io::Result<BTreeMap<String, String>> {
    let mut text = String::new();
    entry.read_to_string(&mut text)?;
    let line = |line: &str| line.split_once("  ").map(|(sum, name)| (name.to_owned(), sum.to_owned()));
    text.lines()
        .map(line)
        .collect::<Option<_>>()
        .ok_or_else(|| broken("its list of checksums cannot be read"))
}

/// Whether a name stays within the folder it is unpacked into.
fn is_plain(name: &str) -> bool {
    Path::new(name).components().all(|part| matches!(part, Component::Normal(_)))
}

/// A new file, open to its owner alone, as is every folder above it that is missing.
fn create(path: &Path) -> io::Result<File> {
    if let Some(folder) = path.parent() {
        fs::DirBuilder::new().recursive(true).mode(0o700).create(folder)?;
    }
    OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)
}

fn no_backup() -> io::Error {
    io::Error::other("it is no backup of canvass")
}

fn broken(what: &str) -> io::Error {
    io::Error::other(format!("the archive is not whole: {what}; nothing was restored"))
}

fn hex(sum: Context) -> String {
    sum.finish().as_ref().iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Reads on, and sums up what is read.
struct Summed<R> {
    inner: R,
    sum: Context,
}

impl<R: Read> Read for Summed<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        self.sum.update(&buffer[..read]);
        Ok(read)
    }
}
