//! The survey engine: what a survey asks, in which order, and what an answer to it is called.
//!
//! Pure: no clock, no chance, no files. [`run`] takes a respondent through a survey, [`columns`] and [`fields`] name what
//! a response can hold, [`patterns`] reads authors' patterns, [`overview`] describes the survey for the API, [`html`] turns authors' HTML into plain text.
//!
//! ```
//! assert_eq!(engine::html::plain("How <b>old</b> are&nbsp;you?"), "How old are you?");
//! assert!(engine::fields::is_answer("QID5_TEXT") && !engine::fields::is_answer("segment"));
//! ```

pub mod columns;
pub mod fields;
pub mod html;
mod keys;
pub mod overview;
pub mod patterns;
pub mod run;
