//! How far long work is: a bar on a terminal, and nothing elsewhere.

use std::io::Read;

use indicatif::{ProgressBar, ProgressStyle};

/// A bar on standard error. It goes with the value.
pub(crate) struct Progress {
    bar: ProgressBar,
}

impl Progress {
    /// Begins a piece of work, `words` saying which.
    pub(crate) fn begin(words: &'static str) -> Self {
        let bar = ProgressBar::new(0).with_message(words);
        if let Ok(style) = ProgressStyle::with_template("{msg} {wide_bar} {percent}% {eta}") {
            bar.set_style(style);
        }
        Self { bar }
    }

    /// What is read through this is done, of so much in all.
    pub(crate) fn of_reading<R: Read>(&self, reader: R, all: u64) -> impl Read + use<R> {
        self.bar.set_length(all);
        self.bar.wrap_read(reader)
    }

    /// So much of so much is done.
    pub(crate) fn at(&self, done: u64, all: u64) {
        self.bar.set_length(all);
        self.bar.set_position(done);
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}
