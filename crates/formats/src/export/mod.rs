//! Response files going out: CSV, TSV, JSON and NDJSON, written straight from stored bodies.
//!
//! A [`Plan`] is compiled once for an export: every code, label and header is turned into its final bytes there. It is
//! shared by as many threads as like to help; each has a [`RowWriter`] of its own, fills buffers with rows, and the
//! buffers are joined in order. Binding the plan to a field list ([`Plan::bind`]) finds the slots once per list version.
//! Facts: api/responses.md sections 2, 3, 7 and 8.
//!
//! ```
//! use formats::export::{ExportOptions, Format, Plan};
//!
//! # fn main() -> Result<(), formats::export::PlanError> {
//! let plan = Plan::new(&[], &ExportOptions::new(Format::Json))?;
//! let mut file = Vec::new();
//! plan.header(&mut file);
//! // Here come the buffers that each thread's `plan.writer()` filled, with `plan.separator()` between them.
//! plan.footer(&mut file);
//! assert_eq!(file, br#"{"responses":[]}"#);
//! # Ok(())
//! # }
//! ```

mod bound;
mod cells;
mod codes;
mod dates;
mod header;
mod json;
mod object_writer;
mod objects;
mod options;
mod plan;
mod stored;
mod table;
mod table_writer;
#[cfg(test)]
mod tests;
mod writer;

pub use bound::BoundPlan;
pub use options::{ExportOptions, Format};
pub use plan::{Plan, PlanError};
pub use stored::StoredResponse;
pub use writer::RowWriter;
