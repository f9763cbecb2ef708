//! A respondent's way through the flow: which step leads to which page, and where it ends.

mod authenticating;
mod calling;
mod defaults;
mod end;
mod layout;
mod setting;
mod start;
mod steps;
mod walk;

pub(super) use authenticating::{Entered, entered, view as authenticator_view};
pub(super) use calling::call;
pub use end::is_web_address;
pub(super) use end::{of_quota as end_of_quota, of_survey as end_of_survey};
pub(super) use layout::Layout;
pub use start::start;
pub(super) use steps::{FlowStep, PageStep, Steps, picked, scope, steps};
pub(super) use walk::{CONFIRMED, advance, is_shown, undrawn};
