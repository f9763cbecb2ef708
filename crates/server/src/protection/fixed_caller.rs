//! Only in a build for measuring (`--features fixed-caller`), and there only where [`VARIABLE`] is set besides: the first caller
//! who is found is taken for the caller of every request, so that it can be told what finding the caller costs. `cargo xtask
//! tidy` holds that nothing but `cargo xtask bench accounts` builds so.

use std::sync::{LazyLock, OnceLock};

use model::account::Caller;

/// The variable of the environment without which nothing is fixed.
const VARIABLE: &str = "CANVASS_BENCH_FIXED_CALLER";

static IS_ON: LazyLock<bool> = LazyLock::new(|| std::env::var_os(VARIABLE).is_some());
static FIXED: OnceLock<Caller> = OnceLock::new();

/// The caller of every request, once there is one.
pub(crate) fn known() -> Option<Caller> {
    FIXED.get().cloned()
}

/// Keeps the first one.
pub(crate) fn keep(caller: &Caller) {
    if *IS_ON && FIXED.set(caller.clone()).is_ok() {
        tracing::warn!(user = %caller.user, "NOBODY IS ASKED FOR A TOKEN ANY MORE: this is a build for measuring");
    }
}
