//! What things are: identifiers, moments, surveys, responses, users. Pure values, no input or output.
//!
//! Nothing here knows of HTTP, SQL, clocks or chance; every other crate may import this one.

pub mod access;
pub mod account;
pub mod barred;
pub mod certificate_request;
pub mod change;
pub mod column;
pub mod contact;
pub mod embedded;
pub mod error;
pub mod errors;
pub mod example;
pub mod field;
pub mod fixed;
pub mod id;
pub mod language;
pub mod limits;
pub mod moment;
pub mod permissions;
pub mod redirect;
pub mod response;
pub mod scope;
pub mod sharing;
pub mod survey;
pub mod text;

pub use barred::Barred;
pub use certificate_request::CertificateRequest;
pub use change::{Change, Onto};
pub use error::{ErrorCode, Problem};
pub use id::*;
pub use moment::Moment;
