//! What every table needs: values of columns, a table declared once, lists put together from pieces.

pub mod column;
pub mod lists;
pub mod query;
pub mod table;
