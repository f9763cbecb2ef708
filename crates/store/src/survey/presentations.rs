//! How often each child of an evenly presented randomizer was given to a respondent.

use std::collections::HashMap;

use crate::column::Column;
use crate::surveys::SurveyNo;
use crate::{Error, Row, Transaction};

const MAKE: &str = "
    INSERT INTO presentation_count (survey_no, flow, child, presented)
    VALUES ($1, $2, $3, 0)
    ON CONFLICT (survey_no, flow, child) DO NOTHING";
const COUNTS: &str = "
    SELECT child,
           presented
    FROM presentation_count
    WHERE survey_no = $1
      AND flow = $2
    ORDER BY child";
const LOCK: &str = "
    SELECT child,
           presented
    FROM presentation_count
    WHERE survey_no = $1
      AND flow = $2
    ORDER BY child
    FOR UPDATE";
const COUNT: &str = "
    UPDATE presentation_count
    SET presented = presented + 1
    WHERE survey_no = $1
      AND flow = $2
      AND child = $3";
pub(crate) const STATEMENTS: &[&str] = &[MAKE, COUNTS, LOCK, COUNT];

/// Draws children of a randomizer: `pick` is told how often each was given before, and gives the places of those that this respondent
/// gets. Until the transaction ends nobody else draws there, so that each draw knows of all before it.
pub async fn draw(
    tx: &mut Transaction,
    no: SurveyNo,
    flow: &str,
    children: &[String],
    pick: impl FnOnce(&[i64]) -> Vec<usize>,
) -> Result<Vec<usize>, Error> {
    let mut rows = tx.rows(LOCK, &[no.param(), flow.into()]).await?;
    if rows.len() < children.len() {
        for child in children {
            tx.execute(MAKE, &[no.param(), flow.into(), child.as_str().into()]).await?;
        }
        rows = tx.rows(LOCK, &[no.param(), flow.into()]).await?;
    }
    let picked = pick(&counts(rows, children)?);
    for child in picked.iter().filter_map(|place| children.get(*place)) {
        tx.execute(COUNT, &[no.param(), flow.into(), child.as_str().into()]).await?;
    }
    Ok(picked)
}

/// How often each child of a randomizer was given so far, in their order; it counts nothing.
pub async fn given(
    tx: &mut Transaction,
    no: SurveyNo,
    flow: &str,
    children: &[String],
) -> Result<Vec<i64>, Error> {
    counts(tx.rows(COUNTS, &[no.param(), flow.into()]).await?, children)
}

fn counts(rows: Vec<Row>, children: &[String]) -> Result<Vec<i64>, Error> {
    let read = |mut row: Row| Ok((row.text(0)?, row.integer(1)?));
    let known = rows.into_iter().map(read).collect::<Result<HashMap<String, i64>, Error>>()?;
    Ok(children.iter().map(|child| known.get(child).copied().unwrap_or(0)).collect())
}
