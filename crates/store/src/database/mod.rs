//! The two databases under one narrow interface. The only `match` on the dialect is in this folder; every statement is one
//! text for both (docs/storage-rules.md).

mod bulk;
mod commit_mark;
mod connect;
mod dialect;
mod health;
mod postgres;
mod postgres_tls;
mod renumber;
mod row_ref;
mod sqlite;
mod transaction;
mod value;

pub(crate) use dialect::Database;
pub(crate) use renumber::renumber;
pub(crate) use row_ref::Walk;
pub use row_ref::{RowRef, Visit};
pub(crate) use transaction::Isolation;
pub use transaction::Transaction;
pub use value::{Param, Row};
