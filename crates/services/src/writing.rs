//! An export's file, written by all cores at once and joined in order.

mod ahead;

use std::collections::hash_map::Entry;
use std::collections::{BTreeMap, HashMap};
use std::io::{self, Write};
use std::ops::{ControlFlow, Range};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};

use bytes::Bytes;
use formats::export::{BoundPlan, Plan, RowWriter, StoredResponse};
use formats::zip::{CHUNK_BYTES, Chunk, Compressor, DEFAULT_LEVEL, ZipWriter};
use model::Moment;
use model::error::codes;
use model::field::FieldLists;
use store::{FileWriter, ResponseRef, Scan, Store};
use tokio::runtime::Handle;

use crate::error::Error;
use crate::jobs::Progress;
use crate::row_writers::missing;
use ahead::Ahead;

/// Rows a range holds, about: a few megabytes of file.
const ROWS_A_RANGE: u64 = 2_000;
/// How many ranges the cores may be ahead of the file, and how many bytes: of the range at hand, and of the others.
const RANGES_AHEAD: usize = 4;
const BYTES_AHEAD: usize = 64 << 20;
/// How many versions of the field list a thread keeps ready.
const MOST_BOUND: usize = 8;

/// What is to be written.
pub(crate) struct Wanted {
    pub(crate) store: Store,
    pub(crate) scan: Scan,
    pub(crate) plan: Arc<Plan>,
    pub(crate) lists: Arc<FieldLists>,
    /// How many rows there are, about: for cutting and for progress.
    pub(crate) rows: u64,
}

/// Where it is written.
pub(crate) struct Output {
    pub(crate) writer: FileWriter,
    /// How many bytes it may have at the most.
    pub(crate) room: u64,
    /// The name of the zip's one member; `None` for a bare file.
    pub(crate) entry: Option<String>,
    /// The date of the zip's member.
    pub(crate) changed: Moment,
}

/// What was written.
pub(crate) struct Written {
    /// The row id behind the last row; `None` when there was no row.
    pub(crate) next: Option<i64>,
    /// The length of the file.
    pub(crate) bytes: u64,
}

/// Writes the file. Blocks.
pub(crate) fn write(
    runtime: &Handle,
    wanted: Wanted,
    output: Output,
    progress: &Progress,
) -> Result<Written, Error> {
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let parts = usize::try_from(wanted.rows / ROWS_A_RANGE).unwrap_or(usize::MAX).clamp(1, 1 << 20);
    let ranges = wanted.store.split(&wanted.scan, parts)?;
    // A limit counts over all rows in order, so one range is read alone.
    let ranges = match (wanted.scan.limit, ranges.first(), ranges.last()) {
        (i64::MAX, _, _) => ranges,
        (_, Some(first), Some(last)) => std::iter::once(first.start..last.end).collect(),
        _ => ranges,
    };
    let (sender, receiver) = channel();
    let shared = Shared {
        wanted: &wanted,
        ranges: &ranges,
        zipped: output.entry.is_some(),
        claimed: AtomicUsize::new(0),
        stopped: AtomicBool::new(false),
        progress,
        ahead: Ahead::of(RANGES_AHEAD, BYTES_AHEAD),
        runtime,
    };
    std::thread::scope(|scope| {
        for _ in 0..cores.min(ranges.len()) {
            let sender = sender.clone();
            let shared = &shared;
            scope.spawn(move || shared.work(&sender));
        }
        drop(sender);
        let joined = join(runtime, &shared, &receiver, output, progress);
        // A file that cannot be written any more ends the others' work as well.
        shared.stop();
        joined
    })
}

struct Shared<'a> {
    wanted: &'a Wanted,
    ranges: &'a [Range<i64>],
    zipped: bool,
    claimed: AtomicUsize,
    stopped: AtomicBool,
    progress: &'a Progress,
    ahead: Ahead,
    runtime: &'a Handle,
}

/// A buffer of the file.
enum Piece {
    Plain(Vec<u8>),
    Deflated(Chunk),
}

enum Message {
    /// `bytes` is its size before it was deflated.
    Piece {
        range: usize,
        piece: Piece,
        bytes: usize,
    },
    End {
        range: usize,
        last: Option<i64>,
    },
    Failed(Error),
}

impl Shared<'_> {
    fn work(&self, sender: &Sender<Message>) {
        let _runtime = self.runtime.enter();
        let mut hand = Hand {
            shared: self,
            writer: self.wanted.plan.writer(),
            bound: HashMap::new(),
            compressor: self.zipped.then(|| Compressor::new(DEFAULT_LEVEL)),
            buffer: Vec::with_capacity(CHUNK_BYTES + 8192),
            sender,
        };
        while let Some(range) = self.claim() {
            if let Err(error) = hand.write(range) {
                // The joiner is gone when this cannot be said any more.
                let _ = sender.send(Message::Failed(error));
                return;
            }
        }
    }

    /// The next range, once the file has come near enough to it.
    fn claim(&self) -> Option<usize> {
        let range = self.claimed.fetch_add(1, Ordering::Relaxed);
        if range >= self.ranges.len() {
            return None;
        }
        self.ahead.begin(range, || self.is_stopped());
        (!self.is_stopped()).then_some(range)
    }

    /// Whether the file is done for, or nobody wants it any more.
    fn is_stopped(&self) -> bool {
        self.stopped.load(Ordering::Relaxed) || self.progress.is_called_off()
    }

    fn stop(&self) {
        self.stopped.store(true, Ordering::Relaxed);
        self.ahead.wake();
    }
}

/// One thread's hand: its writer, its deflater, its buffer.
struct Hand<'a> {
    shared: &'a Shared<'a>,
    writer: RowWriter<'a>,
    bound: HashMap<i64, BoundPlan>,
    compressor: Option<Compressor>,
    buffer: Vec<u8>,
    sender: &'a Sender<Message>,
}

impl Hand<'_> {
    fn write(&mut self, range: usize) -> Result<(), Error> {
        let wanted = self.shared.wanted;
        let mut scan = wanted.scan.clone();
        scan.rows = self.shared.ranges[range].clone();
        let mut failed = None;
        let mut last = None;
        wanted.store.scan(&scan, |row| {
            last = Some(row.id);
            if self.shared.is_stopped() {
                return ControlFlow::Break(());
            }
            match self.row(&row, range) {
                Ok(()) => ControlFlow::Continue(()),
                Err(error) => {
                    failed = Some(error);
                    ControlFlow::Break(())
                }
            }
        })?;
        if let Some(error) = failed {
            return Err(error);
        }
        if self.shared.is_stopped() {
            return Err(Error::internal("the export was called off"));
        }
        self.flush(range)?;
        self.send(Message::End { range, last })
    }

    fn row(&mut self, row: &ResponseRef<'_>, range: usize) -> Result<(), Error> {
        let wanted = self.shared.wanted;
        // Rows come in the order of recording, so the versions of their lists mostly do: few are needed at once.
        if self.bound.len() > MOST_BOUND && !self.bound.contains_key(&row.field_version) {
            self.bound.clear();
        }
        let bound = match self.bound.entry(row.field_version) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(place) => {
                let list = wanted.lists.at(row.field_version).ok_or_else(|| missing(row.field_version))?;
                place.insert(wanted.plan.bind(&list))
            }
        };
        let stored = StoredResponse {
            id: row.rid,
            recorded_ms: row.recorded_ms,
            modified_ms: row.modified_ms,
            body: row.body,
        };
        self.writer.row(bound, &stored, &mut self.buffer).map_err(Error::internal)?;
        if self.buffer.len() >= CHUNK_BYTES { self.flush(range) } else { Ok(()) }
    }

    fn flush(&mut self, range: usize) -> Result<(), Error> {
        if self.buffer.is_empty() {
            return Ok(());
        }
        let bytes = self.buffer.len();
        let piece = match &mut self.compressor {
            Some(compressor) => {
                let chunk = compressor.compress(&self.buffer).map_err(Error::internal)?;
                self.buffer.clear();
                Piece::Deflated(chunk)
            }
            None => Piece::Plain(std::mem::replace(&mut self.buffer, Vec::with_capacity(CHUNK_BYTES + 8192))),
        };
        self.shared.ahead.ready(range, bytes, || self.shared.is_stopped());
        self.send(Message::Piece { range, piece, bytes })
    }

    fn send(&self, message: Message) -> Result<(), Error> {
        self.sender.send(message).map_err(|_| Error::internal("the export was given up"))
    }
}

/// Puts the pieces into the file in the order of their ranges.
fn join(
    runtime: &Handle,
    shared: &Shared<'_>,
    receiver: &Receiver<Message>,
    output: Output,
    progress: &Progress,
) -> Result<Written, Error> {
    let plan = &shared.wanted.plan;
    let room = output.room;
    let changed = output.changed.civil(&jiff::tz::TimeZone::UTC);
    let written = Arc::new(AtomicU64::new(0));
    let file = Blocking { runtime: runtime.clone(), writer: output.writer, written: Arc::clone(&written) };
    let mut target = match output.entry {
        Some(entry) => Target::Zip(
            Box::new(ZipWriter::new(file, &entry, changed).map_err(Error::internal)?),
            Compressor::new(DEFAULT_LEVEL),
        ),
        None => Target::Bare(file),
    };
    let mut edge = Vec::new();
    plan.header(&mut edge);
    target.add(Piece::Plain(edge)).map_err(Error::internal)?;

    let mut early: BTreeMap<usize, Vec<Message>> = BTreeMap::new();
    let mut next = 0;
    let mut last_row = None;
    let mut empty = true;
    while next < shared.ranges.len() {
        let message = receiver.recv().map_err(|_| Error::internal("an export thread ended early"))?;
        let range = match &message {
            Message::Failed(_) => next,
            Message::Piece { range, .. } | Message::End { range, .. } => *range,
        };
        early.entry(range).or_default().push(message);
        while let Some(messages) = early.remove(&next) {
            let mut ended = false;
            for message in messages {
                match message {
                    Message::Failed(error) => return Err(error),
                    Message::Piece { piece, bytes, .. } => {
                        if !std::mem::replace(&mut empty, false) {
                            target.add(Piece::Plain(plan.separator().to_vec())).map_err(Error::internal)?;
                        }
                        target.add(piece).map_err(Error::internal)?;
                        shared.ahead.wrote(next, bytes);
                    }
                    Message::End { last, .. } => {
                        last_row = last.or(last_row);
                        ended = true;
                    }
                }
            }
            if !ended {
                break;
            }
            next += 1;
            if shared.is_stopped() {
                return Err(Error::internal("the export was called off"));
            }
            if written.load(Ordering::Relaxed) > room {
                return Err(Error::refused(
                    codes::TOO_LARGE,
                    "With this export the brand would keep more bytes of exports than it may. Each goes a week after it was started.",
                ));
            }
            shared.ahead.next();
            progress.set(next as u64, shared.ranges.len() as u64);
        }
    }
    let mut edge = Vec::new();
    plan.footer(&mut edge);
    target.add(Piece::Plain(edge)).map_err(Error::internal)?;
    let bytes = target.finish()?;
    Ok(Written { next: last_row.map(|row| row + 1), bytes })
}

enum Target {
    Zip(Box<ZipWriter<Blocking>>, Compressor),
    Bare(Blocking),
}

impl Target {
    fn add(&mut self, piece: Piece) -> io::Result<()> {
        match (self, piece) {
            (_, Piece::Plain(bytes)) if bytes.is_empty() => Ok(()),
            (Self::Zip(zip, _), Piece::Deflated(chunk)) => zip.add(&chunk),
            (Self::Zip(zip, compressor), Piece::Plain(bytes)) => zip.add(&compressor.compress(&bytes)?),
            (Self::Bare(file), Piece::Plain(bytes)) => file.put(bytes.into()),
            (Self::Bare(_), Piece::Deflated(_)) => Err(io::Error::other("a bare file is not deflated")),
        }
    }

    fn finish(self) -> Result<u64, Error> {
        let file = match self {
            Self::Zip(zip, _) => zip.finish().map_err(Error::internal)?,
            Self::Bare(file) => file,
        };
        Ok(file.runtime.block_on(file.writer.finish())?)
    }
}

/// The file store's writer, for threads that may block.
struct Blocking {
    runtime: Handle,
    writer: FileWriter,
    written: Arc<AtomicU64>,
}

impl Blocking {
    fn put(&mut self, bytes: Bytes) -> io::Result<()> {
        self.written.fetch_add(bytes.len() as u64, Ordering::Relaxed);
        self.runtime.block_on(self.writer.write(bytes)).map_err(io::Error::other)
    }
}

impl Write for Blocking {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.put(Bytes::copy_from_slice(bytes))?;
        Ok(bytes.len())
    }
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
