//! Patterns as authors write them (`MatchesRegex`): the dialects of JavaScript and of PCRE, matched within bounds.
//!
//! Authors write look-ahead, back-references, `\p{L}` and delimiters with flags (`/^[a-z]+$/i`). [`Pattern::read`]
//! translates what they write for the engine that matches; its size is known before anything is built from it, and
//! matching ends after a bounded number of steps. Nobody's answer is refused for want of understanding: what cannot be
//! read, or takes too long, is told by [`Unreadable`] and by `None`, and the caller lets the answer pass.
//!
//! ```
//! use engine::patterns::Pattern;
//!
//! let strong = Pattern::read(r"/^(?=.*[A-Z])(?=.*\d).{8,}$/").unwrap();
//! assert_eq!(strong.matches("Correct1horse"), Some(true));
//! assert_eq!(strong.matches("battery"), Some(false));
//! assert!(Pattern::read("(unclosed").is_err());
//! ```

mod class;
mod dialect;
mod escape;
mod pattern;

pub use pattern::{Pattern, Unreadable};
