//! Whether what is kept can be read: what `canvass check` asks. Nothing is changed.

use std::ops::ControlFlow;

use formats::export::StoredResponse;
use model::field::FieldLists;
use store::maintenance::every;
use store::surveys::SurveyRow;
use store::{ResponseRef, Scan, Store};

use crate::definitions::{Definition, Definitions};
use crate::error::Error;
use crate::known_lists::KnownLists;
use crate::row_writers::RowWriters;
use crate::slow_work::SlowWork;

/// What is said while it goes on, and in the end.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Inspected {
    /// How many surveys were looked at.
    pub surveys: u64,
    /// How many there are.
    pub surveys_of: u64,
    /// How many responses were read.
    pub responses: u64,
    /// How many responses these surveys have.
    pub of: u64,
    /// What is wrong, each in a few words; no more than [`TOLD`].
    pub problems: Vec<String>,
}

/// So many problems are told: a store that has as many need not be read to its end.
pub const TOLD: usize = 100;
/// How many of the first responses of each survey are read where not all of them are.
const SAMPLE: i64 = 200;
/// How often rows are counted again because some came or went meanwhile.
const COUNTS: usize = 3;

/// Reads every survey's definition and field lists, and its responses: all of them, or the first of each. `progress` is
/// told of every survey.
///
/// # Errors
/// When the store cannot be asked at all.
pub async fn inspect(
    store: &Store,
    all: bool,
    mut progress: impl FnMut(&Inspected),
) -> Result<Inspected, Error> {
    let (mut tx, definitions) = (store.read(), Definitions::new(SlowWork::new()));
    let surveys_of = u64::try_from(every::count_surveys(&mut tx).await?).unwrap_or(0);
    let mut inspected = Inspected { surveys_of, ..Inspected::default() };
    let mut page = every::surveys(&mut tx, None).await?;
    while let Some(last) = page.last().cloned() {
        for survey in page {
            if inspected.problems.len() >= TOLD {
                return Ok(inspected);
            }
            if let Err(why) = one(store, &definitions, &survey, all, &mut inspected).await {
                // Deleted since it was listed: there is nothing of it to be read.
                let is_there = tx.get(&survey.brand, &survey.id).await?.is_some();
                if is_there {
                    inspected.problems.push(format!("survey {}: {why}", survey.id));
                }
            }
            inspected.surveys += 1;
            progress(&inspected);
        }
        page = every::surveys(&mut tx, Some(&last)).await?;
    }
    Ok(inspected)
}

async fn one(
    store: &Store,
    definitions: &Definitions,
    survey: &SurveyRow,
    all: bool,
    inspected: &mut Inspected,
) -> Result<(), Error> {
    let mut tx = store.read();
    let definition = definitions.get(&mut tx, survey).await?;
    let limit = if all { i64::MAX } else { SAMPLE };
    for attempt in 1..=COUNTS {
        let before = store::counters::of_survey(&mut tx, survey.no).await?;
        let scan = Scan { limit, ..Scan::all(survey.no) };
        let (reader, plan) = (store.clone(), definition.clone());
        // Read anew, as everything here: what is in memory proves nothing.
        let lists = KnownLists::new().get(&mut tx, survey.no, i64::MAX).await?;
        let read = tokio::task::spawn_blocking(move || read_all(&reader, &scan, &plan, &lists));
        let read = match read.await.map_err(Error::internal)? {
            // A response that came meanwhile may be written with a list that came meanwhile.
            Err(_) if attempt < COUNTS => continue,
            read => read?,
        };
        let after = store::counters::of_survey(&mut tx, survey.no).await?;
        let counted = u64::try_from(before.auditable + before.generated).unwrap_or(0);
        // Each of these only rises, so what is the same afterwards was the same in between.
        let is_still = before == after;
        if all && is_still && read != counted {
            let told = format_args!("{counted} responses are counted, and {read} are there");
            return Err(Error::internal(told));
        }
        if !all || is_still || attempt == COUNTS {
            inspected.responses += read;
            // One that is recorded in between is read and not counted.
            inspected.of += if all { read } else { counted.max(read) };
            return Ok(());
        }
    }
    Ok(())
}

/// Reads the responses of a scan and gives how many there are. Blocks.
fn read_all(store: &Store, scan: &Scan, definition: &Definition, lists: &FieldLists) -> Result<u64, Error> {
    let row_writers = RowWriters::new();
    let (mut count, mut failed) = (0, None);
    store.scan(scan, |row| {
        count += 1;
        match read_one(&row, &row_writers, definition, lists) {
            Ok(()) => ControlFlow::Continue(()),
            Err(why) => {
                failed = Some(Error::internal(format_args!("response {}: {why}", row.rid)));
                ControlFlow::Break(())
            }
        }
    })?;
    failed.map_or(Ok(count), Err)
}

fn read_one(
    row: &ResponseRef<'_>,
    row_writers: &RowWriters,
    definition: &Definition,
    lists: &FieldLists,
) -> Result<(), Error> {
    let stored = StoredResponse {
        id: row.rid,
        recorded_ms: row.recorded_ms,
        modified_ms: row.modified_ms,
        body: row.body,
    };
    row_writers.object(definition, lists, row.field_version, &stored).map(drop)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{example, testing};

    async fn example() -> Store {
        let app = testing::app().await;
        example::install_once(&app, None).await.unwrap();
        app.store().clone()
    }

    async fn change(store: &Store, sql: &'static str) {
        let mut tx = store.begin().await.unwrap();
        assert!(tx.execute(sql, &[]).await.unwrap() > 0, "{sql}");
        tx.commit().await.unwrap();
    }

    async fn problems(store: &Store, all: bool) -> Vec<String> {
        inspect(store, all, |_| {}).await.unwrap().problems
    }

    #[tokio::test]
    async fn what_can_be_read_is_counted() {
        let store = example().await;
        for all in [false, true] {
            let mut told = Vec::new();
            let inspected = inspect(&store, all, |so_far| told.push(so_far.surveys)).await.unwrap();
            let Inspected { surveys, surveys_of, responses, of, problems } = inspected;
            assert_eq!((surveys, surveys_of, responses, of), (1, 1, 30, 30));
            assert!(problems.is_empty(), "{problems:?}");
            assert_eq!(told, [1]);
        }
    }

    #[tokio::test]
    async fn what_cannot_be_read_is_named() {
        for (damage, told) in [
            ("UPDATE response SET body = x'ffff' WHERE id = (SELECT MIN(id) FROM response)", "response R_"),
            ("UPDATE response SET field_version = 99", "field list 99 is missing"),
            (
                "DELETE FROM response WHERE id = (SELECT MIN(id) FROM response)",
                "30 responses are counted, and 29",
            ),
        ] {
            let store = example().await;
            change(&store, damage).await;
            let problems = problems(&store, true).await;
            assert_eq!(problems.len(), 1, "{damage}: {problems:?}");
            let problem = &problems[0];
            assert!(problem.starts_with(&format!("survey {}: ", example::SURVEY_ID)), "{problem}");
            assert!(problem.contains(told), "{problem}");
        }
    }
}
