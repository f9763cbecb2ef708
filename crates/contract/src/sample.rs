//! Values for the examples of operations.

use std::fmt::Debug;

use model::Moment;

/// A moment that examples show.
pub(crate) fn moment() -> Moment {
    // 2024-03-05T10:11:12Z
    Moment(1_709_633_472_000)
}

/// An id of the example brand. The ids are constants of ours, each of them tested.
#[allow(clippy::expect_used)] // A constant that is no id is a fault of this crate, found by its first test.
pub(crate) fn id<T, E: Debug>(parsed: Result<T, E>) -> T {
    parsed.expect("the ids of the example brand are valid")
}
