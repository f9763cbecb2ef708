//! The log: one line per event on standard error, as text or as JSON.
//!
//! Requests never wait for whoever reads it: a thread of its own writes the lines, many at once. When the reader is so slow
//! that too many wait, lines are lost, and the log says how many once it goes on.

use std::io::{self, BufWriter, IsTerminal, Write};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::Duration;

use tracing_appender::non_blocking::{ErrorCounter, NonBlocking, NonBlockingBuilder, WorkerGuard};
use tracing_subscriber::EnvFilter;

use crate::Failure;
use crate::config::LogFormat;

/// Starts the log. `CANVASS_LOG` chooses what is written (`info` by default), in the syntax of
/// `tracing_subscriber::EnvFilter`: `warn`, `info,store=debug`.
pub fn start(format: LogFormat) -> Result<(), Failure> {
    let filter = match std::env::var("CANVASS_LOG") {
        Ok(text) => EnvFilter::try_new(text)
            .map_err(|why| Failure::Use(format!("CANVASS_LOG is not usable: {why}")))?,
        Err(_) => EnvFilter::new("info"),
    };
    let (lines, thread) = spawn(io::stderr(), |lost| {
        tracing::warn!(lost, "log lines were lost: whoever reads the log is too slow");
    });
    let builder = tracing_subscriber::fmt().with_env_filter(filter).with_writer(lines);
    let started = match format {
        LogFormat::Json => builder.json().flatten_event(true).try_init(),
        LogFormat::Text => builder.with_ansi(io::stderr().is_terminal()).try_init(),
    };
    started.map_err(|why| Failure::failed("the log could not be started", why))?;
    *THREAD.lock().unwrap_or_else(PoisonError::into_inner) = Some(thread);
    Ok(())
}

/// Ends the log, and returns when every line so far is written: before the process ends.
pub fn end() {
    let thread = THREAD.lock().unwrap_or_else(PoisonError::into_inner).take();
    if let Some(thread) = thread {
        thread.end();
    }
}

/// After each writing so long is waited, so that lines gather and are written together.
const GATHERING: Duration = Duration::from_millis(4);
/// So many lines may wait to be written: some 20 megabytes.
const LINES: usize = 65_536;
/// So many bytes are written at once.
const BYTES: usize = 64 << 10;
/// At the end, so long is waited for whoever reads the log.
const PATIENCE: Duration = Duration::from_secs(10);

static THREAD: Mutex<Option<Thread>> = Mutex::new(None);

/// The thread that writes.
struct Thread {
    guard: WorkerGuard,
    /// Cut off when the thread has written everything.
    written: Receiver<()>,
}

impl Thread {
    fn end(self) {
        drop(self.guard);
        // The guard waits for a second at most, which a slow reader may need longer than.
        let _ = self.written.recv_timeout(PATIENCE);
    }
}

/// `tell` is called on the thread with how many lines were lost since it was called last.
fn spawn(out: impl Write + Send + 'static, tell: impl Fn(usize) + Send + 'static) -> (NonBlocking, Thread) {
    let (writing, written) = channel();
    let counter = Arc::new(OnceLock::new());
    let lost = Lost { counter: Arc::clone(&counter), told: 0, tell };
    let out = Gathering { out: BufWriter::with_capacity(BYTES, out), lost, _writing: writing };
    let builder = NonBlockingBuilder::default().lossy(true).buffered_lines_limit(LINES).thread_name("log");
    let (lines, guard) = builder.finish(out);
    // Nothing was written yet, so it is not set already.
    let _ = counter.set(lines.error_counter());
    (lines, Thread { guard, written })
}

/// The lines that found no room.
struct Lost<T> {
    counter: Arc<OnceLock<ErrorCounter>>,
    told: usize,
    tell: T,
}

impl<T: Fn(usize)> Lost<T> {
    fn tell(&mut self) {
        let lost = self.counter.get().map_or(0, ErrorCounter::dropped_lines);
        if lost > self.told {
            (self.tell)(lost - self.told);
            self.told = lost;
        }
    }
}

/// Writes in large pieces: the thread flushes whenever no line waits, and then lets some gather.
struct Gathering<W: Write, T> {
    out: BufWriter<W>,
    lost: Lost<T>,
    _writing: Sender<()>,
}

impl<W: Write, T: Fn(usize)> Write for Gathering<W, T> {
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        self.out.write(line)
    }
    fn flush(&mut self) -> io::Result<()> {
        // A log that nobody takes is no reason to stop serving, and there is nowhere to say so.
        let _ = self.out.flush();
        self.lost.tell();
        std::thread::sleep(GATHERING);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Condvar;
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;

    #[derive(Clone, Default)]
    struct Slow(Arc<Mutex<Vec<u8>>>);

    impl Write for Slow {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            // In small pieces, as a pipe takes them whose reader is slow.
            let taken = bytes.len().min(64 << 10);
            std::thread::sleep(Duration::from_micros(50));
            self.0.lock().unwrap().extend_from_slice(&bytes[..taken]);
            Ok(taken)
        }
        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn no_line_is_lost_or_torn_and_each_teller_keeps_its_order() {
        let slow = Slow::default();
        let (lines, thread) = spawn(slow.clone(), |lost| panic!("{lost} lines were lost"));
        let rest = "x".repeat(200);
        std::thread::scope(|scope| {
            for teller in 0..4 {
                let (rest, mut lines) = (&rest, lines.clone());
                scope.spawn(move || {
                    for number in 0..15_000 {
                        lines.write_all(format!("{teller} {number} {rest}\n").as_bytes()).unwrap();
                    }
                });
            }
        });
        thread.end();
        let text = String::from_utf8(slow.0.lock().unwrap().clone()).unwrap();
        let mut next = [0; 4];
        for line in text.lines() {
            let words: Vec<&str> = line.split(' ').collect();
            let teller: usize = words[0].parse().unwrap();
            assert_eq!((words[1], words[2]), (next[teller].to_string().as_str(), rest.as_str()));
            next[teller] += 1;
        }
        assert_eq!(next, [15_000; 4]);
    }

    /// Takes nothing until it is let go.
    #[derive(Clone, Default)]
    struct Stuck {
        free: Arc<(Mutex<bool>, Condvar)>,
        lines: Arc<AtomicUsize>,
    }

    impl Write for Stuck {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            let (free, told) = &*self.free;
            drop(told.wait_while(free.lock().unwrap(), |free| !*free).unwrap());
            self.lines.fetch_add(bytes.iter().filter(|byte| **byte == b'\n').count(), Ordering::SeqCst);
            Ok(bytes.len())
        }
        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    /// A pipe that nobody reads must not stop the server: were it to wait, this test would never end.
    #[test]
    fn a_log_that_nobody_reads_stops_nobody_and_says_what_was_lost() {
        let (stuck, told) = (Stuck::default(), Arc::new(AtomicUsize::new(0)));
        let tells = Arc::clone(&told);
        let (mut lines, thread) = spawn(stuck.clone(), move |lost| {
            tells.fetch_add(lost, Ordering::SeqCst);
        });
        let written = LINES + 20_000;
        for number in 0..written {
            lines.write_all(format!("{number}\n").as_bytes()).unwrap();
        }
        *stuck.free.0.lock().unwrap() = true;
        stuck.free.1.notify_all();
        thread.end();
        let (taken, told) = (stuck.lines.load(Ordering::SeqCst), told.load(Ordering::SeqCst));
        assert!(told > 0 && taken >= LINES, "{taken} and {told}");
        assert_eq!(taken + told, written);
    }
}
