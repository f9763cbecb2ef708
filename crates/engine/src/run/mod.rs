//! How a survey runs: a respondent's way through it, page by page.
//!
//! Everything is a value. A [`RunState`] is what is kept between two pages; [`start`] makes one, [`page()`] gives the page
//! the respondent is on, [`submit()`] takes what was sent and moves on, [`recorded`] gives what is to be stored. Time and
//! the seed of all chance come in as arguments, so a run can be had again:
//!
//! ```
//! use engine::run::{Direction, Known, SubmitOutcome, page, recorded, start, submit};
//!
//! fn answer_all(survey: &engine::run::PreparedSurvey, form: &[(String, String)]) -> engine::run::Recorded {
//!     let mut state = start(survey, 7, Vec::new(), Known::default(), 0);
//!     while let Some(page) = page(survey, &state) {
//!         println!("{} questions", page.questions.len());
//!         match submit(survey, &mut state, form, Direction::Next, 1_000) {
//!             SubmitOutcome::Page => {}
//!             SubmitOutcome::Invalid(_) | SubmitOutcome::Asks(_) | SubmitOutcome::Ended(_) => break,
//!         }
//!     }
//!     recorded(survey, &state, 2_000)
//! }
//! ```
//!
//! Where the way hangs on something outside (children of a randomizer that are shared out among all respondents), the run says so and
//! is gone on with once it is known ([`Ask`], [`Known`]).
//!
//! `flow` finds the next page, `logic` says what is shown on it, `page` makes it, `check` and `submit` take what was
//! entered, `record` makes a response of it.

mod call;
mod chance;
mod check;
mod even_lists;
mod finding;
mod findings;
mod flow;
mod known;
mod language;
mod levels;
mod logic;
mod lookup;
mod loops;
mod numeral;
mod page;
mod payload;
mod prepared;
mod problem;
mod quotas;
mod record;
mod report;
mod rules;
mod scope;
mod scores;
mod speak;
mod state;
mod submit;
#[cfg(test)]
mod tests;
mod texts;
pub mod view;
mod work;
mod written;

pub use call::Call;
pub use finding::Finding;
pub use findings::findings;
pub use flow::{is_web_address, start};
pub use known::{Ask, Draw, Known};
pub use lookup::{Lookup, Met};
pub use numeral::total;
pub use page::{answered, page};
pub use prepared::PreparedSurvey;
pub use problem::{AnswerProblem, Fault};
pub use quotas::{counted, settle_end};
pub use record::{Recorded, recorded};
pub use report::{ReportLine, report};
pub use state::{End, REPEATED, RunState, Visit, Visits};
pub use submit::{Direction, SubmitOutcome, submit};
pub use view::{AnsweredQuestion, Input, PageView, QuestionView};
