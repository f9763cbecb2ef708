//! What a column can hold, as values of the model.

use std::ops::RangeFrom;

use model::id::IdKind;
use model::text::{Rule, Text};
use model::{BrandId, Id, Moment, OauthTokenId, OwnerId, VersionId};

use crate::{Error, Param, Row};

/// A value that a column holds.
pub trait Column: Sized + Send {
    /// Reads it from this place of a row.
    ///
    /// # Errors
    /// When something else is there.
    fn read(row: &mut Row, place: usize) -> Result<Self, Error>;

    /// The value as a parameter.
    fn param(&self) -> Param<'_>;
}

/// The value at the next place of a row.
pub(crate) fn next<T: Column>(row: &mut Row, places: &mut RangeFrom<usize>) -> Result<T, Error> {
    T::read(row, places.next().unwrap_or_default())
}

impl Column for String {
    fn read(row: &mut Row, place: usize) -> Result<Self, Error> {
        row.text(place)
    }
    fn param(&self) -> Param<'_> {
        self.as_str().into()
    }
}

impl Column for i64 {
    fn read(row: &mut Row, place: usize) -> Result<Self, Error> {
        row.integer(place)
    }
    fn param(&self) -> Param<'_> {
        Param::Integer(*self)
    }
}

impl Column for bool {
    fn read(row: &mut Row, place: usize) -> Result<Self, Error> {
        Ok(row.integer(place)? != 0)
    }
    fn param(&self) -> Param<'_> {
        Param::Integer((*self).into())
    }
}

impl Column for Moment {
    fn read(row: &mut Row, place: usize) -> Result<Self, Error> {
        row.integer(place).map(Self)
    }
    fn param(&self) -> Param<'_> {
        Param::Integer(self.0)
    }
}

impl<R: Rule> Column for Text<R> {
    fn read(row: &mut Row, place: usize) -> Result<Self, Error> {
        row.text(place).map(Self::stored)
    }
    fn param(&self) -> Param<'_> {
        self.as_str().into()
    }
}

/// Ids are checked when they are read: nothing else can make one.
macro_rules! ids {
    ($([$($kind:ident: $bound:path)?] $id:ty),+) => {$(
        impl<$($kind: $bound)?> Column for $id {
            fn read(row: &mut Row, place: usize) -> Result<Self, Error> {
                Self::parse(&row.text(place)?).map_err(Error::other)
            }
            fn param(&self) -> Param<'_> {
                self.as_str().into()
            }
        }
    )+};
}
ids!([K: IdKind] Id<K>, [] BrandId, [] OauthTokenId, [] OwnerId);

impl Column for VersionId {
    fn param(&self) -> Param<'_> {
        Param::Integer(self.number())
    }
    fn read(row: &mut Row, place: usize) -> Result<Self, Error> {
        Ok(Self::stored(row.integer(place)?))
    }
}

impl<T: Column> Column for Option<T> {
    fn read(row: &mut Row, place: usize) -> Result<Self, Error> {
        if row.is_null(place) { Ok(None) } else { T::read(row, place).map(Some) }
    }
    fn param(&self) -> Param<'_> {
        self.as_ref().map_or(Param::Null, Column::param)
    }
}

/// Keeps the words of an enum as numbers. A number of a later version is read as the last word: the safe one.
macro_rules! numbered {
    ($name:ident { $($word:ident = $number:literal),+ } else $unknown:ident) => {
        impl $crate::column::Column for $name {
            fn read(row: &mut $crate::Row, place: usize) -> Result<Self, $crate::Error> {
                Ok(match row.integer(place)? {
                    $($number => Self::$word,)+
                    _ => Self::$unknown,
                })
            }
            fn param(&self) -> $crate::Param<'_> {
                $crate::Param::Integer(match self {
                    $(Self::$word => $number,)+
                })
            }
        }
    };
}
pub(crate) use numbered;
