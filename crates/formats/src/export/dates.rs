//! Dates as cells: the wall clock of a zone, without asking the zone for every cell.

use jiff::Timestamp;
use jiff::tz::TimeZone;

/// The clock of a zone, with the stretch between two changes of its offset at hand: responses of one export mostly
/// fall into the same one.
#[derive(Debug)]
pub(super) struct ZoneClock<'a> {
    zone: &'a TimeZone,
    offset_ms: i64,
    /// The offset holds from here …
    from_ms: i64,
    /// … until before here.
    until_ms: i64,
}

impl<'a> ZoneClock<'a> {
    pub(super) fn new(zone: &'a TimeZone) -> Self {
        Self { zone, offset_ms: 0, from_ms: 0, until_ms: 0 }
    }

    /// Appends `2024-03-05 10:11:12`.
    #[inline]
    pub(super) fn put(&mut self, moment_ms: i64, out: &mut Vec<u8>) {
        if moment_ms < self.from_ms || moment_ms >= self.until_ms {
            self.look_up(moment_ms);
        }
        put_civil(moment_ms + self.offset_ms, b' ', out);
    }

    fn look_up(&mut self, moment_ms: i64) {
        let at = Timestamp::from_millisecond(moment_ms).unwrap_or_default();
        // `preceding` is strict: a millisecond later, a change at this very moment counts as before it.
        let just_after = Timestamp::from_millisecond(moment_ms.saturating_add(1)).unwrap_or(at);
        self.offset_ms = i64::from(self.zone.to_offset(at).seconds()) * 1000;
        let before = self.zone.preceding(just_after).next();
        let after = self.zone.following(at).next();
        self.from_ms = before.map_or(i64::MIN, |change| change.timestamp().as_millisecond());
        self.until_ms = after.map_or(i64::MAX, |change| change.timestamp().as_millisecond());
    }
}

/// Appends `2024-03-05T10:11:12Z`, or with milliseconds `2024-03-05T10:11:12.123Z`.
pub(super) fn put_iso(moment_ms: i64, milliseconds: bool, out: &mut Vec<u8>) {
    put_civil(moment_ms, b'T', out);
    if milliseconds {
        let rest = moment_ms.rem_euclid(1000) as u64;
        out.extend_from_slice(&[b'.', digit(rest / 100), digit(rest / 10), digit(rest)]);
    }
    out.push(b'Z');
}

fn digit(number: u64) -> u8 {
    b'0' + (number % 10) as u8
}

#[inline]
fn put_civil(local_ms: i64, between: u8, out: &mut Vec<u8>) {
    // Kept within the years 0 to 9999, which four digits can tell.
    let seconds = local_ms.div_euclid(1000).clamp(-62_167_219_200, 253_402_300_799);
    let (days, second) = (seconds.div_euclid(86_400), seconds.rem_euclid(86_400) as u64);
    let (year, month, day) = civil_of_days(days);
    out.extend_from_slice(&[
        digit(year / 1000),
        digit(year / 100),
        digit(year / 10),
        digit(year),
        b'-',
        digit(month / 10),
        digit(month),
        b'-',
        digit(day / 10),
        digit(day),
        between,
        digit(second / 36_000),
        digit(second / 3600 % 10),
        b':',
        digit(second / 600 % 6),
        digit(second / 60),
        b':',
        digit(second % 60 / 10),
        digit(second),
    ]);
}

/// Year, month and day of a day counted from 1970-01-01, in years that begin in March, so that the leap day is last.
fn civil_of_days(days: i64) -> (u64, u64, u64) {
    let shifted = (days + 719_468) as u64;
    let (era, day_of_era) = (shifted / 146_097, shifted % 146_097);
    let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let march_month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * march_month + 2) / 5 + 1;
    let month = if march_month < 10 { march_month + 3 } else { march_month - 9 };
    (era * 400 + year_of_era + u64::from(month <= 2), month, day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn says_what_jiff_says_across_changes_of_the_offset() {
        for name in ["America/Denver", "UTC", "Asia/Kolkata", "Africa/Monrovia", "Australia/Lord_Howe"] {
            let zone = TimeZone::get(name).unwrap();
            let mut clock = ZoneClock::new(&zone);
            let step = 1_237 * 60_000 + 501;
            let mut moments: Vec<i64> =
                (0..20_000).map(|count| -700_000_000_000 + count * step * 2).collect();
            for change in zone.following(Timestamp::UNIX_EPOCH).take(60) {
                let at = change.timestamp().as_millisecond();
                moments.extend([at - 1, at, at + 1, at - 1000]);
            }
            for moment in moments {
                let mut out = Vec::new();
                clock.put(moment, &mut out);
                let civil = model::Moment(moment).civil(&zone).strftime("%Y-%m-%d %H:%M:%S").to_string();
                assert_eq!(String::from_utf8(out).unwrap(), civil, "{name} {moment}");
            }
        }
    }

    #[test]
    fn iso_is_that_of_moment() {
        for moment in [0, -1, 1_709_633_472_345, 951_782_400_000, 4_107_542_399_999] {
            let (mut whole, mut fine) = (Vec::new(), Vec::new());
            put_iso(moment, false, &mut whole);
            put_iso(moment, true, &mut fine);
            assert_eq!(String::from_utf8(whole).unwrap(), model::Moment(moment).iso());
            assert_eq!(String::from_utf8(fine).unwrap(), model::Moment(moment).iso_milliseconds());
        }
    }

    #[test]
    fn moments_beyond_every_calendar_do_not_break_the_file() {
        let zone = TimeZone::UTC;
        for moment in [i64::MAX, i64::MIN, i64::MAX / 2] {
            let mut out = Vec::new();
            ZoneClock::new(&zone).put(moment, &mut out);
            assert_eq!(out.len(), 19);
        }
    }
}
