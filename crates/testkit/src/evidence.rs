//! What the tests saw: each call of an operation, how it was answered, and in which test.
//!
//! `cargo xtask evidence` names a folder in `CANVASS_EVIDENCE`, runs the tests of the API and reads what they left
//! there; the compatibility ledger shows it.

use std::collections::HashSet;
use std::fs::{File, OpenOptions};
use std::io::Write;
use std::path::Path;
use std::sync::{LazyLock, Mutex};

use contract::Operation;
use contract::catalogue::operation;

/// Names the folder that the calls are written to; without it nothing is kept.
const FOLDER: &str = "CANVASS_EVIDENCE";

/// The file of the calls, and the lines it has from this process.
struct Kept {
    file: File,
    lines: HashSet<String>,
}

static KEPT: LazyLock<Option<Mutex<Kept>>> = LazyLock::new(|| {
    let path = Path::new(&std::env::var_os(FOLDER)?).join("calls.tsv");
    let file = OpenOptions::new().create(true).append(true).open(&path);
    let file = file.unwrap_or_else(|why| panic!("{}: {why}", path.display()));
    Some(Mutex::new(Kept { file, lines: HashSet::new() }))
});

/// Keeps a call of an operation of the catalogue: its id, the status and the running test, once each.
pub(crate) fn keep(called: &Operation, status: u16) {
    let Some(kept) = KEPT.as_ref() else { return };
    // The test harness names the thread of a test after it. Threads of a test's own are called otherwise.
    let thread = std::thread::current();
    let Some(test) = thread.name().filter(|name| name.contains("::")) else { return };
    if operation(called.id).is_none() {
        return;
    }
    let line = format!("{}\t{status}\t{test}\n", called.id);
    let mut kept = kept.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    if kept.lines.insert(line.clone()) {
        let written = kept.file.write_all(line.as_bytes());
        written.unwrap_or_else(|why| panic!("the evidence cannot be kept: {why}"));
    }
}
