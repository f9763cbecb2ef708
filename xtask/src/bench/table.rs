//! The table that is printed, and the arithmetic of its cells.

use std::fmt;
use std::time::Duration;

/// Rows of a Markdown table.
pub(super) struct Table {
    rows: Vec<[String; 5]>,
}

impl Table {
    pub(super) fn new() -> Self {
        Self { rows: Vec::new() }
    }

    /// Adds a row, and prints it at once for who waits.
    pub(super) fn add(&mut self, figure: &str, ours: &str, limit: &str, ratio: &str, ask: &str) {
        println!("    {figure}: {ours} | {limit} | {ratio} | asked: {ask}");
        self.rows.push([figure, ours, limit, ratio, ask].map(str::to_owned));
    }
}

impl fmt::Display for Table {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            formatter,
            "| figure | Canvass | limit in the same run | ratio | ask |\n|---|---|---|---|---|"
        )?;
        for row in &self.rows {
            writeln!(formatter, "| {} |", row.join(" | "))?;
        }
        Ok(())
    }
}

/// The middle of several measurements.
pub(super) fn median(mut times: Vec<Duration>) -> Duration {
    times.sort_unstable();
    times.get(times.len() / 2).copied().unwrap_or_default()
}

/// The middle of several rates.
pub(super) fn median_rate(mut rates: Vec<f64>) -> f64 {
    rates.sort_unstable_by(f64::total_cmp);
    rates.get(rates.len() / 2).copied().unwrap_or_default()
}

/// One time by another, to two places.
pub(super) fn ratio(one: Duration, other: Duration) -> String {
    format!("{:.2}", one.as_secs_f64() / other.as_secs_f64())
}

/// `1.234 s`.
pub(super) fn seconds(time: Duration) -> String {
    format!("{:.3} s", time.as_secs_f64())
}

/// The value that so many of a hundred stay below.
pub(super) fn percentile(sorted: &[Duration], percent: usize) -> Duration {
    sorted.get(sorted.len() * percent / 100).copied().unwrap_or_default()
}

/// `1.234 ms`.
pub(super) fn milliseconds(time: Duration) -> String {
    format!("{:.3} ms", time.as_secs_f64() * 1e3)
}

/// `12.3 MiB`.
pub(super) fn mebibytes(bytes: u64) -> String {
    format!("{:.1} MiB", as_float(bytes) / f64::from(1 << 20))
}

/// How many in a second.
pub(super) fn per_second(count: usize, time: Duration) -> f64 {
    as_float(u64::try_from(count).unwrap_or(u64::MAX)) / time.as_secs_f64()
}

#[expect(clippy::cast_precision_loss, reason = "sizes and counts far below 2^52")]
fn as_float(number: u64) -> f64 {
    number as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_median_is_the_middle_one() {
        assert_eq!(median([3, 1, 2].map(Duration::from_secs).to_vec()), Duration::from_secs(2));
        assert!((median_rate(vec![5.0, 1.0, 3.0]) - 3.0).abs() < f64::EPSILON);
    }

    #[test]
    fn the_table_is_markdown() {
        let mut table = Table::new();
        table.add("a", "1", "2", "0.50", "0.4");
        assert!(table.to_string().ends_with("|---|---|---|---|---|\n| a | 1 | 2 | 0.50 | 0.4 |\n"));
    }
}
