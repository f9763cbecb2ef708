//! Rows that are looked at where the database's driver has them, one after the other: memory stays flat however many
//! there are, and nothing is copied or allocated for a row.

use std::ops::ControlFlow;

use super::value::{Param, wrong};
use crate::Error;

/// What a visitor of rows answers: go on, or stop here.
pub type Visit = ControlFlow<()>;

/// Who is shown the rows.
pub(crate) type Visitor<'a> = &'a mut (dyn FnMut(RowRef<'_>) -> Result<Visit, Error> + Send);

/// A statement whose rows are visited one by one.
#[derive(Clone, Copy)]
pub(crate) struct Walk<'a> {
    pub(crate) sql: &'static str,
    pub(crate) params: &'a [Param<'a>],
    /// The statement is `… WHERE key > $1 … ORDER BY key LIMIT $n`, with the key as its first column and no two rows of
    /// the same key. PostgreSQL then plans and reads it in pieces, each from where the last ended: with a small limit
    /// it goes by the index and never sorts all rows first.
    pub(crate) by_key: bool,
}

/// A row as it lies in the driver's own buffer; its values are read by position, counted from 0.
#[derive(Clone, Copy)]
pub struct RowRef<'a>(Source<'a>);

#[derive(Clone, Copy)]
enum Source<'a> {
    Sqlite(&'a rusqlite::Row<'a>),
    Postgres(&'a tokio_postgres::Row),
}

impl<'a> RowRef<'a> {
    pub(crate) fn sqlite(row: &'a rusqlite::Row<'a>) -> Self {
        Self(Source::Sqlite(row))
    }

    pub(crate) fn postgres(row: &'a tokio_postgres::Row) -> Self {
        Self(Source::Postgres(row))
    }

    /// The integer at this place.
    ///
    /// # Errors
    /// When there is none.
    pub fn integer(&self, place: usize) -> Result<i64, Error> {
        self.optional_integer(place)?.ok_or_else(|| wrong(place, "an integer"))
    }

    /// The integer at this place, or none where it is null.
    ///
    /// # Errors
    /// When something else is there.
    pub fn optional_integer(&self, place: usize) -> Result<Option<i64>, Error> {
        let found = match self.0 {
            Source::Sqlite(row) => row.get_ref(place).ok().and_then(|found| found.as_i64_or_null().ok()),
            Source::Postgres(row) => row.try_get(place).ok(),
        };
        found.ok_or_else(|| wrong(place, "an integer"))
    }

    /// The text at this place.
    ///
    /// # Errors
    /// When there is none.
    pub fn text(&self, place: usize) -> Result<&'a str, Error> {
        self.optional_text(place)?.ok_or_else(|| wrong(place, "a text"))
    }

    /// The text at this place, or none where it is null.
    ///
    /// # Errors
    /// When something else is there.
    pub fn optional_text(&self, place: usize) -> Result<Option<&'a str>, Error> {
        let found = match self.0 {
            Source::Sqlite(row) => row.get_ref(place).ok().and_then(|found| found.as_str_or_null().ok()),
            Source::Postgres(row) => row.try_get(place).ok(),
        };
        found.ok_or_else(|| wrong(place, "a text"))
    }

    /// The bytes at this place.
    ///
    /// # Errors
    /// When there are none.
    pub fn bytes(&self, place: usize) -> Result<&'a [u8], Error> {
        let found = match self.0 {
            Source::Sqlite(row) => row.get_ref(place).ok().and_then(|found| found.as_blob().ok()),
            Source::Postgres(row) => row.try_get(place).ok(),
        };
        found.ok_or_else(|| wrong(place, "bytes"))
    }
}
