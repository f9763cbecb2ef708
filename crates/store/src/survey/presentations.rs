//! How often each item of an evenly presented list was given to a respondent: the children of a randomizer (by its flow id), the
//! choices of a question (by its place, such as `3_QID5 choices`).

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

/// Draws items of a list: `pick` is told how often each was given before, and gives the places of those that this respondent
/// gets. Until the transaction ends nobody else draws there, so that each draw knows of all before it.
pub async fn draw(
    tx: &mut Transaction,
    no: SurveyNo,
    list: &str,
    items: &[String],
    pick: impl FnOnce(&[i64]) -> Vec<usize>,
) -> Result<Vec<usize>, Error> {
    let mut known = counts(tx.rows(LOCK, &[no.param(), list.into()]).await?)?;
    // All of the list, whichever of them may be drawn: so nobody waits for a row of somebody who waits for one of theirs.
    if items.iter().any(|item| !known.contains_key(item)) {
        let rows: Vec<_> = items.iter().map(|item| [no.param(), list.into(), item.as_str().into()]).collect();
        tx.insert_many(MAKE, &rows).await?;
        known = counts(tx.rows(LOCK, &[no.param(), list.into()]).await?)?;
    }
    let picked = pick(&in_order(&known, items));
    for item in picked.iter().filter_map(|place| items.get(*place)) {
        tx.execute(COUNT, &[no.param(), list.into(), item.as_str().into()]).await?;
    }
    Ok(picked)
}

/// How often each item of a list was given so far, in their order; it counts nothing.
pub async fn given(
    tx: &mut Transaction,
    no: SurveyNo,
    list: &str,
    items: &[String],
) -> Result<Vec<i64>, Error> {
    Ok(in_order(&counts(tx.rows(COUNTS, &[no.param(), list.into()]).await?)?, items))
}

fn counts(rows: Vec<Row>) -> Result<HashMap<String, i64>, Error> {
    rows.into_iter().map(|mut row: Row| Ok((row.text(0)?, row.integer(1)?))).collect()
}

fn in_order(known: &HashMap<String, i64>, items: &[String]) -> Vec<i64> {
    items.iter().map(|item| known.get(item).copied().unwrap_or(0)).collect()
}
