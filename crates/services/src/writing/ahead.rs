//! How far the threads that write ranges of a file may be ahead of the one that puts them together.

use std::collections::HashMap;
use std::sync::{Condvar, Mutex, PoisonError};

/// Keeps the threads within a number of ranges and of bytes that are ready and not in the file yet. Rows may be of any size,
/// so the number of ranges alone would bound nothing.
pub(super) struct Ahead {
    ranges: usize,
    bytes: usize,
    state: Mutex<State>,
    moved: Condvar,
}

#[derive(Default)]
struct State {
    /// How many ranges are in the file: the place of the one that is being put in.
    joined: usize,
    /// Bytes that are ready, by range.
    ready: HashMap<usize, usize>,
    all: usize,
}

impl Ahead {
    /// So many ranges, and so many bytes.
    pub(super) fn of(ranges: usize, bytes: usize) -> Self {
        Self { ranges, bytes, state: Mutex::default(), moved: Condvar::new() }
    }

    /// Waits until the file has come near enough to a range, or there is nothing to wait for any more.
    pub(super) fn begin(&self, range: usize, stopped: impl Fn() -> bool) {
        drop(self.wait(|state| range < state.joined + self.ranges || stopped()));
    }

    /// Waits until so many bytes of a range may be ready, or there is nothing to wait for any more. The range that is being put
    /// in waits for nothing but itself, so that it always goes on.
    pub(super) fn ready(&self, range: usize, bytes: usize, stopped: impl Fn() -> bool) {
        let mut state = self.wait(|state| {
            let before =
                if range == state.joined { state.ready.get(&range).copied().unwrap_or(0) } else { state.all };
            // What is larger than all there is room for goes alone.
            before == 0 || before + bytes <= self.bytes || stopped()
        });
        *state.ready.entry(range).or_default() += bytes;
        state.all += bytes;
    }

    /// So many bytes of a range are in the file.
    pub(super) fn wrote(&self, range: usize, bytes: usize) {
        let mut state = self.state();
        if let Some(ready) = state.ready.get_mut(&range) {
            *ready = ready.saturating_sub(bytes);
        }
        state.all = state.all.saturating_sub(bytes);
        self.moved.notify_all();
    }

    /// The range that was being put in is in the file.
    pub(super) fn next(&self) {
        let mut state = self.state();
        let joined = state.joined;
        state.ready.remove(&joined);
        state.joined += 1;
        self.moved.notify_all();
    }

    /// Lets everybody look again.
    pub(super) fn wake(&self) {
        let _state = self.state();
        self.moved.notify_all();
    }

    fn state(&self) -> std::sync::MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn wait(&self, enough: impl Fn(&State) -> bool) -> std::sync::MutexGuard<'_, State> {
        let waited = self.moved.wait_while(self.state(), |state| !enough(state));
        waited.unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::sync::mpsc::channel;

    use super::*;

    /// Three threads, ranges of pieces of any size, and a file that is slower than all of them: what is ready stays within twice
    /// the bound, of the range at hand and of all others, and all of it arrives in order.
    #[test]
    fn what_is_ready_is_bounded_whatever_the_rows_are() {
        const MOST: usize = 100;
        let (ahead, claimed, ready) = (Ahead::of(4, MOST), AtomicUsize::new(0), AtomicUsize::new(0));
        let most = AtomicUsize::new(0);
        let (sender, receiver) = channel();
        std::thread::scope(|scope| {
            for _ in 0..3 {
                let sender = sender.clone();
                let (ahead, claimed, ready, most) = (&ahead, &claimed, &ready, &most);
                scope.spawn(move || {
                    loop {
                        let range = claimed.fetch_add(1, Ordering::SeqCst);
                        if range >= 12 {
                            return;
                        }
                        ahead.begin(range, || false);
                        for piece in 0..20 {
                            let bytes = 10 + (range * 7 + piece * 13) % 60;
                            ahead.ready(range, bytes, || false);
                            most.fetch_max(
                                ready.fetch_add(bytes, Ordering::SeqCst) + bytes,
                                Ordering::SeqCst,
                            );
                            sender.send((range, Some(bytes))).unwrap();
                        }
                        sender.send((range, None)).unwrap();
                    }
                });
            }
            drop(sender);
            let (mut early, mut next) = (HashMap::<usize, Vec<_>>::new(), 0);
            for (range, piece) in &receiver {
                early.entry(range).or_default().push(piece);
                while let Some(pieces) = early.remove(&next) {
                    let mut ended = false;
                    for piece in pieces {
                        match piece {
                            Some(bytes) => {
                                std::thread::yield_now();
                                ready.fetch_sub(bytes, Ordering::SeqCst);
                                ahead.wrote(next, bytes);
                            }
                            None => ended = true,
                        }
                    }
                    if !ended {
                        break;
                    }
                    next += 1;
                    ahead.next();
                }
            }
            assert_eq!(next, 12);
        });
        assert!(most.load(Ordering::SeqCst) <= 2 * MOST + 70, "{most:?}");
        assert_eq!(ready.load(Ordering::SeqCst), 0);
    }

    #[test]
    fn who_waits_goes_when_there_is_nothing_to_wait_for_any_more() {
        let ahead = Ahead::of(1, 10);
        ahead.ready(0, 500, || false);
        ahead.begin(5, || true);
        ahead.ready(5, 500, || true);
    }
}
