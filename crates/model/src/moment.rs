//! A point in time, in milliseconds since 1970, UTC.

use std::borrow::Cow;
use std::fmt;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A point in time: milliseconds since 1970-01-01T00:00:00Z. On the wire ISO 8601 in UTC with whole seconds
/// (`2024-03-05T10:11:12Z`), as the original writes nearly everywhere (api/conventions.md section 11).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Moment(pub i64);

impl Moment {
    /// Milliseconds since 1970.
    #[must_use]
    pub fn milliseconds(self) -> i64 {
        self.0
    }

    /// The same moment `milliseconds` later (or earlier, when negative).
    #[must_use]
    pub fn plus(self, milliseconds: i64) -> Self {
        Self(self.0.saturating_add(milliseconds))
    }

    /// Reads ISO 8601 with `Z` or an offset, with or without a fraction; a bare `2024-03-05 10:11:12` is UTC.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        if let Ok(timestamp) = text.parse::<jiff::Timestamp>() {
            return Some(Self(timestamp.as_millisecond()));
        }
        // A zone in brackets without its offset would be passed over, and the moment be another one.
        let civil = text.parse::<jiff::civil::DateTime>().ok().filter(|_| !text.contains('['))?;
        let timestamp = jiff::tz::TimeZone::UTC.to_timestamp(civil).ok()?;
        Some(Self(timestamp.as_millisecond()))
    }

    /// `2024-03-05T10:11:12Z`.
    #[must_use]
    pub fn iso(self) -> String {
        self.civil(&jiff::tz::TimeZone::UTC).strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
    }

    /// `2024-03-05T10:11:12.123Z`, the form of recorded dates in JSON exports.
    #[must_use]
    pub fn iso_milliseconds(self) -> String {
        self.civil(&jiff::tz::TimeZone::UTC).strftime("%Y-%m-%dT%H:%M:%S%.3fZ").to_string()
    }

    /// The wall clock of `zone` at this moment.
    #[must_use]
    pub fn civil(self, zone: &jiff::tz::TimeZone) -> jiff::civil::DateTime {
        let timestamp = jiff::Timestamp::from_millisecond(self.0).unwrap_or_default();
        zone.to_datetime(timestamp)
    }
}

impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.iso())
    }
}
impl Serialize for Moment {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.iso())
    }
}
impl<'de> Deserialize<'de> for Moment {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = Cow::<'de, str>::deserialize(deserializer)?;
        Self::parse(&text).ok_or_else(|| {
            serde::de::Error::custom("a date and time in ISO 8601 is expected, such as 2024-03-05T10:11:12Z")
        })
    }
}
impl JsonSchema for Moment {
    fn inline_schema() -> bool {
        true
    }
    fn schema_name() -> Cow<'static, str> {
        "Moment".into()
    }
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        // Readers of a schema may pass over its formats, and would take an empty text for a moment.
        json_schema!({ "type": "string", "format": "date-time", "minLength": 1 })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_it_writes_and_the_survey_files_form() {
        let moment = Moment::parse("2024-03-05T10:11:12.345Z").unwrap();
        assert_eq!(moment.iso(), "2024-03-05T10:11:12Z");
        assert_eq!(moment.iso_milliseconds(), "2024-03-05T10:11:12.345Z");
        assert_eq!(Moment::parse("2024-03-05 10:11:12"), Moment::parse("2024-03-05T11:11:12+01:00"));
        assert_eq!(Moment::parse("0000-00-00 00:00:00"), None);
        assert_eq!(Moment::parse("2024-03-05T10:11:12[Europe/Berlin]"), None);
    }
}
