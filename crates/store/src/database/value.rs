//! What goes into a statement and what comes out, the same for both databases.

use crate::Error;

/// A parameter of a statement.
#[derive(Debug, Clone, Copy)]
pub enum Param<'a> {
    /// A BIGINT.
    Integer(i64),
    /// A DOUBLE PRECISION.
    Real(f64),
    /// A TEXT.
    Text(&'a str),
    /// Bytes.
    Bytes(&'a [u8]),
    /// No value, of whatever type is wanted there.
    Null,
}

impl<'a> From<&'a str> for Param<'a> {
    fn from(text: &'a str) -> Self {
        Self::Text(text)
    }
}
impl From<i64> for Param<'_> {
    fn from(number: i64) -> Self {
        Self::Integer(number)
    }
}
impl<'a> From<&'a [u8]> for Param<'a> {
    fn from(bytes: &'a [u8]) -> Self {
        Self::Bytes(bytes)
    }
}
impl<'a, T: Into<Param<'a>>> From<Option<T>> for Param<'a> {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}

/// A value of a row.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Value {
    Null,
    Integer(i64),
    Real(f64),
    Text(String),
    Bytes(Vec<u8>),
}

impl Value {
    /// The value as a parameter of another statement.
    pub(crate) fn as_param(&self) -> Param<'_> {
        match self {
            Self::Null => Param::Null,
            Self::Integer(number) => Param::Integer(*number),
            Self::Real(number) => Param::Real(*number),
            Self::Text(text) => Param::Text(text),
            Self::Bytes(bytes) => Param::Bytes(bytes),
        }
    }
}

/// A row of an answer; its values are taken by position, counted from 0.
#[derive(Debug, Clone)]
pub struct Row {
    pub(crate) values: Vec<Value>,
}

impl Row {
    /// Whether nothing is at this place.
    pub(crate) fn is_null(&self, place: usize) -> bool {
        matches!(self.values.get(place), None | Some(Value::Null))
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
        match self.values.get(place) {
            Some(Value::Integer(number)) => Ok(Some(*number)),
            Some(Value::Null) => Ok(None),
            _ => Err(wrong(place, "an integer")),
        }
    }

    /// The number at this place.
    ///
    /// # Errors
    /// When there is none.
    pub fn real(&self, place: usize) -> Result<f64, Error> {
        match self.values.get(place) {
            Some(Value::Real(number)) => Ok(*number),
            _ => Err(wrong(place, "a number")),
        }
    }

    /// The text at this place, moved out.
    ///
    /// # Errors
    /// When there is none.
    pub fn text(&mut self, place: usize) -> Result<String, Error> {
        self.optional_text(place)?.ok_or_else(|| wrong(place, "a text"))
    }

    /// The text at this place, moved out, or none where it is null.
    ///
    /// # Errors
    /// When something else is there.
    pub fn optional_text(&mut self, place: usize) -> Result<Option<String>, Error> {
        match self.values.get_mut(place) {
            Some(Value::Text(text)) => Ok(Some(std::mem::take(text))),
            Some(Value::Null) => Ok(None),
            _ => Err(wrong(place, "a text")),
        }
    }

    /// The bytes at this place, moved out.
    ///
    /// # Errors
    /// When there are none.
    pub fn bytes(&mut self, place: usize) -> Result<Vec<u8>, Error> {
        match self.values.get_mut(place) {
            Some(Value::Bytes(bytes)) => Ok(std::mem::take(bytes)),
            _ => Err(wrong(place, "bytes")),
        }
    }
}

pub(super) fn wrong(place: usize, wanted: &str) -> Error {
    Error::Other(format!("column {place} of a row does not hold {wanted}"))
}
