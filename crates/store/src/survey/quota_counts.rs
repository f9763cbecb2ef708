//! How many responses each cell of a survey's quotas counts. A response is counted in the transaction that records it, and no cell
//! is counted beyond its limit.

use std::collections::{BTreeMap, BTreeSet};

use model::survey::QuotaCount;

use crate::column::Column;
use crate::surveys::SurveyNo;
use crate::{Error, Param, Transaction};

const COUNTS: &str = "
    SELECT cell,
           counted
    FROM quota_count
    WHERE survey_no = $1
    ORDER BY cell";
const MAKE: &str = "
    INSERT INTO quota_count (survey_no, cell, counted)
    VALUES ($1, $2, 0)
    ON CONFLICT (survey_no, cell) DO NOTHING";
const FORGET: &str = "
    DELETE FROM quota_count
    WHERE survey_no = $1
      AND cell > $2
      AND cell < $3";
const LOCK: &str = "
    SELECT cell,
           counted
    FROM quota_count
    WHERE survey_no = $1
    ORDER BY cell
    FOR UPDATE";
const SET: &str = "
    UPDATE quota_count
    SET counted = $1
    WHERE survey_no = $2
      AND cell = $3";
pub(crate) const STATEMENTS: &[&str] = &[COUNTS, MAKE, FORGET, LOCK, SET];

/// How many responses each cell of the survey counts, by its key; cells that count none may be missing.
pub async fn of_survey(tx: &mut Transaction, no: SurveyNo) -> Result<Vec<(String, i64)>, Error> {
    let rows = tx.rows(COUNTS, &[no.param()]).await?;
    rows.into_iter().map(|mut row| Ok((row.text(0)?, row.integer(1)?))).collect()
}

/// A cell of a survey's quotas.
pub(crate) type Cell = (SurveyNo, String);

/// The counts of the surveys that a transaction counts responses of. Nobody else changes them before it is committed.
#[derive(Default)]
pub(crate) struct Tally {
    /// Of each cell how many it counts, and whether that changes.
    cells: BTreeMap<Cell, (i64, bool)>,
}

impl Tally {
    /// Reads and locks what is to be counted, surveys and cells in their order.
    pub(crate) async fn lock<'a>(
        tx: &mut Transaction,
        wanted: impl Iterator<Item = (SurveyNo, &'a [QuotaCount])>,
    ) -> Result<Self, Error> {
        let mut surveys: BTreeMap<SurveyNo, BTreeSet<&str>> = BTreeMap::new();
        for (no, counts) in wanted {
            for count in counts {
                surveys.entry(no).or_default().insert(&count.key);
            }
        }
        let mut tally = Self::default();
        for (no, cells) in surveys {
            tally.read(tx, no).await?;
            let missing: Vec<&str> = cells.into_iter().filter(|cell| !tally.knows(no, cell)).collect();
            if missing.is_empty() {
                continue;
            }
            for cell in missing {
                tx.execute(MAKE, &[no.param(), cell.into()]).await?;
                // A cell with a schedule has a count for each period (`cell@0000000003`); what came before the one that begins is
                // of no more use.
                if let Some(end) = cell.rfind('@') {
                    tx.execute(FORGET, &[no.param(), cell[..=end].into(), cell.into()]).await?;
                }
            }
            tally.read(tx, no).await?;
        }
        Ok(tally)
    }

    async fn read(&mut self, tx: &mut Transaction, no: SurveyNo) -> Result<(), Error> {
        for mut row in tx.rows(LOCK, &[no.param()]).await? {
            self.cells.insert((no, row.text(0)?), (row.integer(1)?, false));
        }
        Ok(())
    }

    fn knows(&self, no: SurveyNo, cell: &str) -> bool {
        self.cells.contains_key(&(no, cell.to_owned()))
    }

    /// Counts a response, and gives the cells that count it: those that are not full. `None`, and nothing is counted, where one is
    /// full whose quota ends the survey.
    pub(crate) fn count(&mut self, no: SurveyNo, counts: &[QuotaCount]) -> Option<Vec<Cell>> {
        let cells = counts.iter().map(|count| (count, (no, count.key.clone())));
        let (open, full): (Vec<_>, Vec<_>) = cells.partition(|(count, cell)| {
            self.cells.get(cell).is_some_and(|(counted, _)| *counted < count.limit)
        });
        if full.iter().any(|(count, _)| count.ends) {
            return None;
        }
        let counted: Vec<Cell> = open.into_iter().map(|(_, cell)| cell).collect();
        counted.iter().for_each(|cell| self.add(cell, 1));
        Some(counted)
    }

    /// Takes back what [`count`](Self::count) counted.
    pub(crate) fn take_back(&mut self, counted: Vec<Cell>) {
        counted.iter().for_each(|cell| self.add(cell, -1));
    }

    fn add(&mut self, cell: &Cell, more: i64) {
        if let Some((counted, changed)) = self.cells.get_mut(cell) {
            *counted += more;
            *changed = true;
        }
    }

    /// Writes the counts that changed.
    pub(crate) async fn write(self, tx: &mut Transaction) -> Result<(), Error> {
        for ((no, cell), (counted, changed)) in &self.cells {
            if *changed {
                tx.execute(SET, &[Param::Integer(*counted), no.param(), cell.as_str().into()]).await?;
            }
        }
        Ok(())
    }
}
