//! Where a later export goes on.

use model::Moment;

use crate::error::Error;

/// Where a later export goes on: the first row it has not had yet, and until when the token is good.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Continuation {
    pub(crate) from: i64,
    pub(crate) until: Moment,
}

impl Continuation {
    pub(crate) fn write(self) -> String {
        format!("{:016x}{:016x}", self.from, self.until.0)
    }

    pub(crate) fn read(token: &str, rows: std::ops::Range<i64>, now: Moment) -> Result<Self, Error> {
        let part = |range| token.get(range).and_then(|digits| i64::from_str_radix(digits, 16).ok());
        let read = match (token.len(), part(0..16), part(16..32)) {
            (32, Some(from), Some(until)) => Self { from, until: Moment(until) },
            _ => return Err(Error::invalid("continuationToken", "a token of a former export is expected")),
        };
        if !(rows.contains(&read.from) || read.from == rows.end) {
            return Err(Error::invalid(
                "continuationToken",
                "a token of a former export of this survey is expected",
            ));
        }
        if read.until <= now {
            return Err(Error::invalid(
                "continuationToken",
                "it has expired: tokens are good for seven days",
            ));
        }
        Ok(read)
    }
}
