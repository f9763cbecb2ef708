//! The one transaction that records: what sessions become, and the responses that come of them or from elsewhere.

use std::collections::BTreeMap;

use model::ResponseId;
use model::survey::QuotaCount;

use crate::column::Column;
use crate::database::{Database, Isolation};
use crate::quota_counts::Tally;
use crate::responses::Flags;
use crate::sessions::SessionChange;
use crate::surveys::SurveyNo;
use crate::{Error, Param, Transaction};

const RESERVE: &str = "
    UPDATE survey_counter
    SET sequence = sequence + $1,
        auditable = auditable + $2,
        generated = generated + $3
    WHERE survey_no = (
          SELECT no
          FROM survey
          WHERE no = $4
            AND deleted_ms IS NULL
          FOR KEY SHARE)
    RETURNING sequence";
const INSERT: &str = "
    INSERT INTO response (id, survey_no, rid, recorded_ms, modified_ms, flags, field_version, body)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
    ON CONFLICT (survey_no, rid) DO NOTHING
    RETURNING id";
const CORRECT: &str = "
    UPDATE survey_counter
    SET auditable = auditable - $1,
        generated = generated - $2
    WHERE survey_no = $3";
const REMOVE_UNFINISHED: &str = "
    DELETE FROM response
    WHERE survey_no = $1
      AND rid = $2
      AND flags % 2 = 0";

pub(crate) const STATEMENTS: &[&str] = &[RESERVE, INSERT, CORRECT, REMOVE_UNFINISHED];

/// A response to be kept.
#[derive(Debug, Clone)]
pub struct NewResponse {
    /// The survey.
    pub survey: SurveyNo,
    /// Its id.
    pub id: ResponseId,
    /// When it was recorded, in milliseconds since 1970.
    pub recorded_ms: i64,
    /// When it was last changed, likewise.
    pub modified_ms: i64,
    /// Status and finished.
    pub flags: Flags,
    /// The version of the field list that reads the body.
    pub field_version: i64,
    /// The body (`model::response::body`).
    pub body: Vec<u8>,
}

/// The end of a session, and the response that comes of it.
#[derive(Debug, Clone)]
pub struct SessionEnd {
    /// What the session becomes.
    pub change: SessionChange,
    /// What is recorded, if anything.
    pub response: Option<NewResponse>,
    /// The response's id follows from the session alone, as it did before sessions had one of their own: what is there
    /// under it is of this session. A finished response then takes the place of an unfinished one, and is else kept.
    pub owns_id: bool,
    /// The cells of quotas that the response is counted in.
    pub quotas: Vec<QuotaCount>,
}

/// What became of the end of a session.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ended {
    /// It is written, with its response.
    Kept,
    /// The session was changed meanwhile or is gone: nothing is written.
    Changed,
    /// A quota is full by now that ends the survey for this respondent: nothing is written.
    QuotaFull,
}

/// What is to be written at once.
pub(crate) enum Work {
    Responses(Vec<NewResponse>),
    End(Box<SessionEnd>),
}

/// What became of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Outcome {
    Kept,
    Duplicate,
    NoSurvey,
    /// The session was changed meanwhile.
    Changed,
    /// A quota is full that ends the survey for this respondent.
    QuotaFull,
}

impl Work {
    pub(crate) fn rows(&self) -> &[NewResponse] {
        match self {
            Self::Responses(rows) => rows,
            Self::End(end) => end.response.as_slice(),
        }
    }

    fn end(&self) -> Option<&SessionEnd> {
        match self {
            Self::Responses(_) => None,
            Self::End(end) => Some(end),
        }
    }

    fn is_nothing(&self) -> bool {
        matches!(self, Self::Responses(rows) if rows.is_empty())
    }
}

/// One durable transaction for all of it; says of each work what became of its rows, of the end of a session without a
/// response one word. READ COMMITTED is enough: a session is changed by one statement that names its version, and the
/// counter row of a survey is locked from its first update to the commit, so the sequence is without gaps in time (a row
/// with a lower number is never committed after one with a higher), also between several processes. Rows are locked in
/// one order, quotas by survey and cell, sessions by id and then counters by number, so that two processes do not wait for each other.
///
/// # Errors
/// [`Error::Duplicate`] when the response of a session would have the id of another; nothing is written then.
pub(crate) async fn record(database: &Database, works: &[&Work]) -> Result<Vec<Vec<Outcome>>, Error> {
    if works.iter().all(|work| work.is_nothing()) {
        return Ok(works.iter().map(|_| Vec::new()).collect());
    }
    let mut transaction = Transaction::begin(database, Isolation::ReadCommitted).await?;
    let refused = change_sessions(&mut transaction, works).await?;
    let rows = |place: usize| if refused[place].is_some() { &[][..] } else { works[place].rows() };
    let mut tallies: BTreeMap<SurveyNo, ResponseTally> = BTreeMap::new();
    for row in (0..works.len()).flat_map(rows) {
        tallies.entry(row.survey).or_default().add(row);
    }
    reserve(&mut transaction, &mut tallies).await?;
    let mut outcomes: Vec<Vec<Outcome>> = Vec::with_capacity(works.len());
    let mut places = Vec::new();
    let mut inserted = Vec::new();
    for (place, work) in works.iter().enumerate() {
        outcomes.push(match work {
            _ if refused[place].is_some() => refused[place].into_iter().collect(),
            Work::End(end) if end.response.is_none() => vec![Outcome::Kept],
            _ => vec![Outcome::NoSurvey; work.rows().len()],
        });
        for (own, row) in rows(place).iter().enumerate() {
            let Some(next) = tallies.get_mut(&row.survey).and_then(|tally| tally.next.as_mut()) else {
                continue;
            };
            *next += 1;
            places.push((place, own));
            inserted.push(params(row, *next));
        }
    }
    let kept = transaction.insert_new(INSERT, &inserted).await?;
    let mut repeated: BTreeMap<SurveyNo, ResponseTally> = BTreeMap::new();
    for ((number, (place, own)), kept) in places.into_iter().enumerate().zip(kept) {
        let row = &works[place].rows()[own];
        outcomes[place][own] = if kept {
            Outcome::Kept
        } else {
            repeated.entry(row.survey).or_default().add(row);
            match works[place].end() {
                None => Outcome::Duplicate,
                Some(end) if end.owns_id => {
                    replace(&mut transaction, row, &inserted[number]).await?;
                    Outcome::Kept
                }
                Some(_) => return Err(Error::Duplicate),
            }
        };
    }
    for (survey, tally) in repeated {
        let params =
            [Param::Integer(tally.auditable), Param::Integer(tally.generated), Param::Integer(survey.0)];
        transaction.execute(CORRECT, &params).await?;
    }
    transaction.commit_here().await?;
    Ok(outcomes)
}

/// Counts the ends among the works in their quotas and changes their sessions; says of each work what keeps it from being done: a quota
/// that is full, or a session that somebody else changed before.
async fn change_sessions(
    transaction: &mut Transaction,
    works: &[&Work],
) -> Result<Vec<Option<Outcome>>, Error> {
    let ends = works.iter().enumerate().filter_map(|(place, work)| Some((place, work.end()?)));
    let mut ends: Vec<_> = ends.collect();
    ends.sort_by(|(_, one), (_, other)| one.change.id.cmp(&other.change.id));
    let wanted = ends.iter().map(|(_, end)| (end.change.survey, end.quotas.as_slice()));
    let mut quotas = Tally::lock(transaction, wanted).await?;
    let mut refused = vec![None; works.len()];
    for (place, end) in ends {
        let Some(counted) = quotas.count(end.change.survey, &end.quotas) else {
            refused[place] = Some(Outcome::QuotaFull);
            continue;
        };
        if !end.change.apply(transaction).await? {
            quotas.take_back(counted);
            refused[place] = Some(Outcome::Changed);
        }
    }
    quotas.write(transaction).await?;
    Ok(refused)
}

/// Takes as many numbers of each survey's sequence as rows are to come; none of a survey that is gone.
async fn reserve(
    transaction: &mut Transaction,
    tallies: &mut BTreeMap<SurveyNo, ResponseTally>,
) -> Result<(), Error> {
    for (survey, tally) in tallies {
        let params = [
            Param::Integer(tally.auditable + tally.generated),
            Param::Integer(tally.auditable),
            Param::Integer(tally.generated),
            Param::Integer(survey.0),
        ];
        if let Some(row) = transaction.optional(RESERVE, &params).await? {
            tally.next = Some(row.integer(0)? - tally.auditable - tally.generated);
        }
    }
    Ok(())
}

/// Puts a finished response in the place of an unfinished one with its id, at the end of the survey, where those who read
/// on from their last response find it.
async fn replace(
    transaction: &mut Transaction,
    row: &NewResponse,
    params: &[Param<'_>],
) -> Result<(), Error> {
    if row.flags.is_finished() {
        let unfinished = [row.survey.param(), row.id.as_str().into()];
        if transaction.execute(REMOVE_UNFINISHED, &unfinished).await? == 1 {
            transaction.insert_new(INSERT, &[params]).await?;
        }
    }
    Ok(())
}

fn params(row: &NewResponse, sequence: i64) -> [Param<'_>; 8] {
    [
        Param::Integer((row.survey.0 << 40) + sequence),
        Param::Integer(row.survey.0),
        Param::Text(row.id.as_str()),
        Param::Integer(row.recorded_ms),
        Param::Integer(row.modified_ms),
        Param::Integer(row.flags.0),
        Param::Integer(row.field_version),
        Param::Bytes(&row.body),
    ]
}

#[derive(Default)]
struct ResponseTally {
    auditable: i64,
    generated: i64,
    /// The sequence number given last, once it is known that the survey exists.
    next: Option<i64>,
}

impl ResponseTally {
    fn add(&mut self, row: &NewResponse) {
        if row.flags.is_generated() {
            self.generated += 1;
        } else {
            self.auditable += 1;
        }
    }
}
