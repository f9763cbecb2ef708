//! What respondents see, what people see who are asked to let a program act for them, and the report of an import: data in,
//! HTML out.
//!
//! Pages work without a script and hold neither inline scripts nor inline styles, so that
//! [`CONTENT_SECURITY_POLICY`] can forbid both. Names of inputs are those [`engine::run`] reads back; besides them a
//! form sends `~page`, `~token`, `~language` where there are several, and `direction` (`next`, `back`, or `language` to go on in
//! another language on the same page).
//!
//! ```
//! use pages::{PageChrome, survey_page};
//!
//! fn draw(survey: &engine::run::PreparedSurvey, state: &engine::run::RunState) -> Option<String> {
//!     let chrome = PageChrome { action: "/jfe/form/SV_1a2B3c4D5e6F7g8".into(), ..PageChrome::default() };
//!     Some(survey_page(&engine::run::page(survey, state)?, &chrome))
//! }
//! ```

mod answered;
mod assets;
mod choices;
mod consent;
mod contact;
mod entry;
mod frame;
mod grid;
mod heading;
mod html;
mod labels;
mod languages;
mod notice;
mod notices;
mod numbers;
mod password;
mod problems;
mod question;
mod report;
mod side;
mod spoken;
mod survey;
mod words;

pub use assets::{Asset, assets};
pub use consent::{Consent, ConsentRefused, consent_page, consent_policy, consent_refused_page};
pub use notice::{Busy, Reason, busy_page, end_page, error_page, not_available_page};
pub use password::{PasswordPage, password_page};
pub use report::report_page;
pub use survey::{PageChrome, survey_page};

/// What a browser may load for these pages: our own style and script, and what authors put into their texts. Who may put them
/// into a page of theirs (`frame-ancestors`) follows from the address, and is added by whoever answers there.
pub const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; \
    img-src 'self' data: https: http:; media-src https: http:; form-action 'self'; base-uri 'none'";
