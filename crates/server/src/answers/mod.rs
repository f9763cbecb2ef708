//! The answers: from the wire's words to a service and back, one short function per operation.

mod exporting;
mod importing;
mod organizations;
mod responses;
mod surveys;
mod users;

use contract::{NextPage, Page};

/// A page of a list with offsets: where the next one begins when more follow.
fn page<T, V>(offset: u32, rows: Vec<T>, more: bool, view: impl FnMut(T) -> V) -> Page<V> {
    let next = more.then(|| NextPage::Offset(u64::from(offset) + rows.len() as u64));
    Page { elements: rows.into_iter().map(view).collect(), next }
}
