//! How responses come in: those that wait at the same time share one durable transaction, and each is answered only
//! after its commit. One writer, on a thread of its own, so that waiting for the disk holds up nobody else.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

use model::ResponseId;
use tokio::sync::{mpsc, oneshot};

use crate::database::{Database, Isolation};
use crate::responses::Flags;
use crate::surveys::SurveyNo;
use crate::{Error, Param, Transaction};

/// Rows of one transaction; a larger submission goes in whole.
const MOST_ROWS: usize = 512;
/// Submissions that may wait before the submitters themselves have to.
const QUEUE: usize = 4096;
/// How long, and how often at most, a batch waits for as many as the last one had.
const PAUSE: Duration = Duration::from_micros(40);
const PAUSES: u32 = 4;

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

pub(crate) const STATEMENTS: &[&str] = &[RESERVE, INSERT, CORRECT];

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

/// The writer and the way to it.
pub(crate) struct GroupCommit {
    queue: Mutex<Option<mpsc::Sender<Submission>>>,
    thread: Mutex<Option<JoinHandle<()>>>,
}

struct Submission {
    rows: Vec<NewResponse>,
    reply: oneshot::Sender<Result<Vec<Outcome>, Error>>,
}

/// What became of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Outcome {
    Kept,
    Duplicate,
    NoSurvey,
}

impl GroupCommit {
    pub(crate) fn start(database: Arc<Database>) -> Result<Self, Error> {
        let (queue, waiting) = mpsc::channel(QUEUE);
        let runtime = tokio::runtime::Handle::current();
        let thread = std::thread::Builder::new()
            .name("group-commit".into())
            .spawn(move || runtime.block_on(write(&database, waiting)))
            .map_err(Error::other)?;
        Ok(Self { queue: Mutex::new(Some(queue)), thread: Mutex::new(Some(thread)) })
    }

    /// Keeps the rows in one transaction, and says what became of each.
    pub(crate) async fn submit(&self, rows: Vec<NewResponse>) -> Result<Vec<Outcome>, Error> {
        let queue = self.queue.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let queue = queue.ok_or_else(closed)?;
        let (reply, answer) = oneshot::channel();
        queue.send(Submission { rows, reply }).await.map_err(|_| closed())?;
        drop(queue);
        answer.await.map_err(|_| closed())?
    }

    /// Takes no more, and returns when everything that was taken is answered.
    pub(crate) async fn close(&self) {
        drop(self.queue.lock().unwrap_or_else(PoisonError::into_inner).take());
        let thread = self.thread.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(thread) = thread {
            // The thread answers its submitters whatever happens; there is nothing left to report.
            let _ = tokio::task::spawn_blocking(move || thread.join()).await;
        }
    }
}

async fn write(database: &Database, mut waiting: mpsc::Receiver<Submission>) {
    let mut batch: Vec<Submission> = Vec::new();
    let mut before = 0;
    while let Some(first) = waiting.recv().await {
        batch.push(first);
        gather(&mut waiting, &mut batch);
        // Those who were answered by the last commit come back within moments: starting without them would halve
        // the batches for ever. When they do not come, the next batch expects fewer.
        for _ in 0..PAUSES {
            if batch.len() >= before {
                break;
            }
            std::thread::sleep(PAUSE);
            gather(&mut waiting, &mut batch);
        }
        before = batch.len();
        let all = batch.iter().flat_map(|submission| &submission.rows);
        match keep(database, &all.collect::<Vec<_>>()).await {
            Ok(outcomes) => {
                let mut outcomes = outcomes.into_iter();
                for submission in batch.drain(..) {
                    let own = outcomes.by_ref().take(submission.rows.len()).collect();
                    // A submitter that went away needs no answer; its rows are kept.
                    let _ = submission.reply.send(Ok(own));
                }
            }
            Err(error) => {
                for submission in batch.drain(..) {
                    let _ = submission.reply.send(Err(error.clone()));
                }
            }
        }
    }
}

/// Adds what waits, up to the size of a batch.
fn gather(waiting: &mut mpsc::Receiver<Submission>, batch: &mut Vec<Submission>) {
    let mut rows: usize = batch.iter().map(|submission| submission.rows.len()).sum();
    while rows < MOST_ROWS {
        let Ok(next) = waiting.try_recv() else { return };
        rows += next.rows.len();
        batch.push(next);
    }
}

/// One durable transaction. READ COMMITTED is enough and never conflicts: the counter row of a survey is locked from
/// its first update to the commit, so the sequence is without gaps in time (a row with a lower number is never
/// committed after one with a higher), also between several processes.
async fn keep(database: &Database, rows: &[&NewResponse]) -> Result<Vec<Outcome>, Error> {
    // In order of number, so that two processes lock the counters in the same order.
    let mut surveys: BTreeMap<SurveyNo, Tally> = BTreeMap::new();
    for row in rows {
        surveys.entry(row.survey).or_default().add(row);
    }
    let mut transaction = Transaction::begin(database, Isolation::ReadCommitted).await?;
    for (survey, tally) in &mut surveys {
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
    let mut outcomes = vec![Outcome::NoSurvey; rows.len()];
    let mut places = Vec::with_capacity(rows.len());
    let mut inserted = Vec::with_capacity(rows.len());
    for (place, row) in rows.iter().enumerate() {
        let Some(next) = surveys.get_mut(&row.survey).and_then(|tally| tally.next.as_mut()) else { continue };
        *next += 1;
        places.push(place);
        inserted.push([
            Param::Integer((row.survey.0 << 40) + *next),
            Param::Integer(row.survey.0),
            Param::Text(row.id.as_str()),
            Param::Integer(row.recorded_ms),
            Param::Integer(row.modified_ms),
            Param::Integer(row.flags.0),
            Param::Integer(row.field_version),
            Param::Bytes(&row.body),
        ]);
    }
    let kept = transaction.insert_new(INSERT, &inserted).await?;
    let mut repeated: BTreeMap<SurveyNo, Tally> = BTreeMap::new();
    for (place, kept) in places.into_iter().zip(kept) {
        outcomes[place] = if kept { Outcome::Kept } else { Outcome::Duplicate };
        if !kept {
            repeated.entry(rows[place].survey).or_default().add(rows[place]);
        }
    }
    for (survey, tally) in repeated {
        let params =
            [Param::Integer(tally.auditable), Param::Integer(tally.generated), Param::Integer(survey.0)];
        transaction.execute(CORRECT, &params).await?;
    }
    transaction.commit_here().await?;
    Ok(outcomes)
}

#[derive(Default)]
struct Tally {
    auditable: i64,
    generated: i64,
    /// The sequence number given last, once it is known that the survey exists.
    next: Option<i64>,
}

impl Tally {
    fn add(&mut self, row: &NewResponse) {
        if row.flags.is_generated() {
            self.generated += 1;
        } else {
            self.auditable += 1;
        }
    }
}

fn closed() -> Error {
    Error::Unavailable("the store is closed".into())
}
