//! The log: one line per event on standard error, as text or as JSON.
//!
//! Requests do not wait for whoever reads it: lines are gathered in memory, and a thread of its own writes what has
//! gathered a few times in a hundredth of a second. When the reader is slower for long, requests wait rather than
//! lines being lost.

use std::io::{self, IsTerminal, Write};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

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
    let builder = tracing_subscriber::fmt().with_env_filter(filter).with_writer(|| Line(&GATHERED));
    let started = match format {
        LogFormat::Json => builder.json().flatten_event(true).try_init(),
        LogFormat::Text => builder.with_ansi(io::stderr().is_terminal()).try_init(),
    };
    started.map_err(|why| Failure::failed("the log could not be started", why))?;
    std::thread::Builder::new()
        .name("log".into())
        .spawn(|| GATHERED.carry(&mut io::stderr()))
        .map(drop)
        .map_err(|why| Failure::failed("the log could not be started", why))
}

/// Returns when every line so far is written: before the process ends.
pub fn flush() {
    GATHERED.flush();
}

/// For so long lines are gathered before they are written together.
const GATHERING: Duration = Duration::from_millis(4);
/// So many bytes may wait to be written.
const MOST: usize = 4 << 20;

static GATHERED: Gathered = Gathered::new();

/// Lines on their way from those who tell to the one who writes.
struct Gathered {
    lines: Mutex<Lines>,
    /// Something is there to be written.
    told: Condvar,
    /// Something was written.
    written: Condvar,
}

struct Lines {
    waiting: Vec<u8>,
    /// The thread is there, and has taken what it has not yet written.
    carried: bool,
    writing: bool,
}

impl Gathered {
    const fn new() -> Self {
        Self {
            lines: Mutex::new(Lines { waiting: Vec::new(), carried: false, writing: false }),
            told: Condvar::new(),
            written: Condvar::new(),
        }
    }

    fn lock(&self) -> MutexGuard<'_, Lines> {
        self.lines.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn tell(&self, line: &[u8]) {
        let full = |lines: &mut Lines| lines.carried && lines.waiting.len() > MOST;
        let mut lines = self.written.wait_while(self.lock(), full).unwrap_or_else(PoisonError::into_inner);
        if lines.waiting.is_empty() {
            self.told.notify_one();
        }
        lines.waiting.extend_from_slice(line);
    }

    /// Writes what is told, for ever.
    fn carry(&self, out: &mut impl Write) {
        self.lock().carried = true;
        let mut taken = Vec::new();
        loop {
            let empty = |lines: &mut Lines| lines.waiting.is_empty();
            drop(self.told.wait_while(self.lock(), empty).unwrap_or_else(PoisonError::into_inner));
            std::thread::sleep(GATHERING);
            let mut lines = self.lock();
            std::mem::swap(&mut lines.waiting, &mut taken);
            lines.writing = true;
            drop(lines);
            // A log that nobody takes is no reason to stop serving, and there is nowhere to say so.
            let _ = out.write_all(&taken);
            taken.clear();
            // One burst must not hold its memory for ever.
            taken.shrink_to(MOST / 16);
            self.lock().writing = false;
            self.written.notify_all();
        }
    }

    fn flush(&self) {
        let busy = |lines: &mut Lines| lines.carried && (lines.writing || !lines.waiting.is_empty());
        drop(self.written.wait_while(self.lock(), busy).unwrap_or_else(PoisonError::into_inner));
    }
}

/// Takes one line, which comes in one piece.
struct Line(&'static Gathered);

impl Write for Line {
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        self.0.tell(line);
        Ok(line.len())
    }
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

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
        let gathered: &'static Gathered = Box::leak(Box::new(Gathered::new()));
        let slow = Slow::default();
        let mut out = slow.clone();
        std::thread::spawn(move || gathered.carry(&mut out));
        while !gathered.lock().carried {
            std::thread::yield_now();
        }
        let rest = "x".repeat(200);
        std::thread::scope(|scope| {
            for teller in 0..4 {
                let rest = &rest;
                scope.spawn(move || {
                    for number in 0..20_000 {
                        Line(gathered).write_all(format!("{teller} {number} {rest}\n").as_bytes()).unwrap();
                    }
                });
            }
        });
        gathered.flush();
        let text = String::from_utf8(slow.0.lock().unwrap().clone()).unwrap();
        let mut next = [0; 4];
        for line in text.lines() {
            let words: Vec<&str> = line.split(' ').collect();
            let teller: usize = words[0].parse().unwrap();
            assert_eq!((words[1], words[2]), (next[teller].to_string().as_str(), rest.as_str()));
            next[teller] += 1;
        }
        assert_eq!(next, [20_000; 4]);
    }
}
