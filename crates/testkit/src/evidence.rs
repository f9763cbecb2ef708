//! What the tests saw: each call of an operation, how it was answered, and in which test.
//!
//! `cargo xtask evidence` names a folder in `CANVASS_EVIDENCE`, runs the tests of the API and reads what they left
//! there; the compatibility ledger shows it.

use std::collections::HashSet;
use std::fs::{File, OpenOptions};
use std::io::Write;
use std::path::Path;
use std::sync::{LazyLock, Mutex};

use contract::{Operation, catalogue};
use http::Method;

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

/// Keeps a call of an operation: its id, the status and the running test, once each.
pub(crate) fn keep(method: &Method, path: &str, status: u16) {
    let Some(kept) = KEPT.as_ref() else { return };
    // The test harness names the thread of a test after it. Threads of a test's own are called otherwise.
    let thread = std::thread::current();
    let test = thread.name().filter(|name| name.contains("::"));
    let (Some(operation), Some(test)) = (operation(method, path), test) else { return };
    let line = format!("{}\t{status}\t{test}\n", operation.id);
    let mut kept = kept.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    if kept.lines.insert(line.clone()) {
        let written = kept.file.write_all(line.as_bytes());
        written.unwrap_or_else(|why| panic!("the evidence cannot be kept: {why}"));
    }
}

/// The operation that a verb and an address call. As in the router, a literal segment wins over one in braces.
fn operation(method: &Method, path: &str) -> Option<&'static Operation> {
    let path = path.split('?').next().unwrap_or_default();
    let known = catalogue().iter().map(|description| &description.operation);
    let called = known.filter(|known| known.verb.as_str() == method.as_str() && fits(known.path, path));
    called.max_by_key(|known| known.path.split('/').map(|segment| !is_id(segment)).collect::<Vec<bool>>())
}

/// Whether an address is one of the path's: the same words, anything for an id.
fn fits(path: &str, asked: &str) -> bool {
    let mut asked = asked.split('/');
    path.split('/').all(|segment| asked.next().is_some_and(|given| is_id(segment) || segment == given))
        && asked.next().is_none()
}

fn is_id(segment: &str) -> bool {
    segment.starts_with('{')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_call_is_one_of_its_own_operation() {
        for described in catalogue() {
            let told = &described.operation;
            let method = told.verb.as_str().parse().unwrap();
            assert_eq!(operation(&method, &described.example_path()).unwrap().id, told.id);
            assert!(operation(&Method::TRACE, told.path).is_none());
        }
    }

    #[test]
    fn an_address_fits_its_path_alone() {
        assert!(fits("/surveys/{surveyId}", "/surveys/SV_012345678901234"));
        assert!(!fits("/surveys/{surveyId}", "/surveys"));
        assert!(!fits("/surveys", "/surveys/SV_012345678901234"));
        assert!(!fits("/users/{userId}", "/surveys/SV_012345678901234"));
    }
}
