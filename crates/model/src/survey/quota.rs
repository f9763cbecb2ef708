//! Quotas: how many respondents of a kind a survey takes, and what happens then (api/qsf.md section 12, api/surveys.md section
//! 6.6).

use std::borrow::Cow;

use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde_json::{Map, Value};

use super::logic::Expression;
use super::web_service::WebService;
use crate::Moment;

/// A quota.
#[derive(Debug, Clone, PartialEq)]
pub struct Quota {
    /// `QO_…`
    pub id: String,
    /// Its name.
    pub name: String,
    /// What is counted: one cell, or one for each combination of a cross quota.
    pub cells: Vec<QuotaCell>,
    /// What happens where a cell is full.
    pub action: QuotaAction,
    /// `EndSurveyOptions`, as they came.
    pub end: Map<String, Value>,
}

/// One count of a quota.
#[derive(Debug, Clone, PartialEq)]
pub struct QuotaCell {
    /// What names the count: the quota's id, for a cell of a cross quota with the cell's own behind it (`QO_1/3`).
    pub key: String,
    /// How many may be counted (`Occurrences`).
    pub limit: i64,
    /// Who is counted; without a condition everybody.
    pub logic: Option<Expression>,
    /// When it begins to count anew; `None` where it counts without end.
    pub schedule: Option<QuotaSchedule>,
}

impl QuotaCell {
    /// What names the count at this time (in milliseconds since 1970): each period of a schedule has its own. `None` at a time that
    /// is within no period: nobody is counted then, and nothing is full.
    #[must_use]
    pub fn key_at(&self, now_ms: i64) -> Option<Cow<'_, str>> {
        Some(match period_mark(self.schedule.as_ref(), now_ms)?.as_str() {
            "" => Cow::Borrowed(self.key.as_str()),
            mark => Cow::Owned(format!("{}{mark}", self.key)),
        })
    }
}

/// What stands behind the key of a cell in the name of its count at this time: nothing without a schedule. Later periods come later in
/// the order of bytes.
#[must_use]
pub fn period_mark(schedule: Option<&QuotaSchedule>, now_ms: i64) -> Option<String> {
    let Some(schedule) = schedule else { return Some(String::new()) };
    schedule.period(now_ms).map(|period| format!("@{period:010}"))
}

/// Periods after each of which a quota counts from nothing (`QuotaSchedule`).
///
/// That a length is one of days, that 0 periods are without end, and that a quota counts nobody before its start and after its last
/// period is what the names suggest; of the original it is not certain.
#[derive(Debug, Clone, PartialEq)]
pub struct QuotaSchedule {
    /// The day on which the first period begins, at midnight (`QuotaStart`).
    pub start: Date,
    /// Where that is midnight (`StartTimezone`).
    pub zone: TimeZone,
    /// How many days a period has (`QuotaPeriodLength`); 0 is one that does not end.
    pub days: u32,
    /// How many periods there are (`QuotaNumPeriods`); 0 is without end.
    pub periods: u32,
}

impl QuotaSchedule {
    /// The period at this time (in milliseconds since 1970), from 0; `None` within none.
    #[must_use]
    pub fn period(&self, now_ms: i64) -> Option<u32> {
        let today = Moment(now_ms).civil(&self.zone).date();
        let passed = u32::try_from(today.since(self.start).ok()?.get_days()).ok()?;
        let period = passed.checked_div(self.days).unwrap_or(0);
        (self.periods == 0 || period < self.periods).then_some(period)
    }
}

/// What happens to whoever belongs to a cell that is full (`QuotaAction`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum QuotaAction {
    /// The survey ends for them.
    EndSurvey,
    /// Nobody begins the survey any more.
    PreventSurvey,
    /// A question is not shown; its id.
    HideQuestion(String),
    /// A block is not shown; its id.
    HideBlock(String),
    /// A web service is called, once for each respondent who belongs to it.
    CallWebService(Box<WebService>),
    /// Nothing: conditions ask for it.
    Nothing,
    /// One that is kept and not acted on, as it came.
    Other(String),
}

/// A cell of a quota that a finished response is counted in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QuotaCount {
    /// The cell's key.
    pub key: String,
    /// How many may be counted.
    pub limit: i64,
    /// Whether whoever comes behind the limit ends otherwise; else they are recorded and not counted.
    pub ends: bool,
}

/// Quotas that belong together (`QG`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QuotaGroup {
    /// Their ids, in order.
    pub quotas: Vec<String>,
    /// Into which of them somebody is counted who belongs to several.
    pub placing: Placing,
}

/// Into which quotas of a group somebody is counted who belongs to several (`MultipleMatch`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Placing {
    /// All of them.
    All,
    /// The one with the fewest counted.
    LeastFilled,
    /// The one with the most counted.
    MostFilled,
    /// The one with the smallest part of its limit counted.
    LeastFilledPercent,
    /// The one with the largest part of its limit counted.
    MostFilledPercent,
    /// The first of the list.
    First,
    /// The last of the list.
    Last,
}

impl Placing {
    /// Reads the file's word; an unknown one counts into all.
    #[must_use]
    pub fn parse(word: &str) -> Self {
        match word {
            "LeastFilled" => Self::LeastFilled,
            "MostFilled" => Self::MostFilled,
            "LeastFilledPercent" => Self::LeastFilledPercent,
            "MostFilledPercent" => Self::MostFilledPercent,
            "CurrentDefinedOrder" => Self::First,
            "ReverseOrder" => Self::Last,
            _ => Self::All,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> i64 {
        text.parse::<jiff::Timestamp>().unwrap().as_millisecond()
    }

    #[test]
    fn a_schedule_has_periods_of_whole_days_where_it_is() {
        let schedule = |days, periods| QuotaSchedule {
            start: "2024-03-09".parse().unwrap(),
            zone: TimeZone::get("America/Denver").unwrap(),
            days,
            periods,
        };
        for (days, periods, time, period) in [
            (1, 3, "2024-03-09T06:59:59Z", None),
            (1, 3, "2024-03-09T07:00:00Z", Some(0)),
            // The clocks go forward there on the tenth.
            (1, 3, "2024-03-11T05:59:59Z", Some(1)),
            (1, 3, "2024-03-11T06:00:00Z", Some(2)),
            (1, 3, "2024-03-12T06:00:00Z", None),
            (7, 2, "2024-03-16T05:59:59Z", Some(0)),
            (7, 2, "2024-03-16T06:00:00Z", Some(1)),
            (7, 0, "2026-03-09T12:00:00Z", Some(104)),
            (0, 1, "2026-03-09T12:00:00Z", Some(0)),
            (0, 0, "2023-03-09T12:00:00Z", None),
        ] {
            assert_eq!(schedule(days, periods).period(at(time)), period, "{days} {periods} {time}");
        }
        let cell = QuotaCell { key: "QO_1/4".into(), limit: 1, logic: None, schedule: Some(schedule(7, 0)) };
        assert_eq!(cell.key_at(at("2026-03-09T12:00:00Z")).as_deref(), Some("QO_1/4@0000000104"));
        assert_eq!(cell.key_at(0), None);
        assert_eq!(QuotaCell { schedule: None, ..cell }.key_at(0).as_deref(), Some("QO_1/4"));
    }
}
