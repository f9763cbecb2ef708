//! Every list that is put together from pieces, by name: a test prepares the pieces of each on both databases, and
//! compares this list with the sources.

use crate::query::List;
use crate::{counters, surveys};

/// Every [`List`] of the store.
pub const LISTS: &[(&str, &List)] = &[
    ("counts of responses", &counters::COUNTS),
    ("counts of surveys", &surveys::COUNTS),
    ("surveys", &surveys::SURVEYS),
];
