//! Everything of a kind, of whatever brand: for the operator's commands only, as no caller sees beyond their own brand.

use crate::surveys::SurveyRow;
use crate::table::sql;
use crate::{Error, Param, Transaction};

const SURVEYS: &str = sql! { SurveyRow, "
    SELECT {columns}
    FROM {table}
    WHERE no > $1
      AND deleted_ms IS NULL
    ORDER BY no
    LIMIT $2" };
const COUNT_SURVEYS: &str = "
    SELECT COUNT(*)
    FROM survey
    WHERE deleted_ms IS NULL";

pub(crate) const STATEMENTS: &[&str] = &[SURVEYS, COUNT_SURVEYS];

/// How many are read at once.
const PAGE: i64 = 500;

/// The surveys behind this one that are not deleted, in the order in which they were made, some hundred at a time: the
/// first where none is named, and none behind the last.
pub async fn surveys(tx: &mut Transaction, after: Option<&SurveyRow>) -> Result<Vec<SurveyRow>, Error> {
    let after = Param::Integer(after.map_or(0, |survey| survey.no.0));
    tx.all(SURVEYS, &[after, Param::Integer(PAGE)]).await
}

/// How many surveys are not deleted.
pub async fn count_surveys(tx: &mut Transaction) -> Result<i64, Error> {
    tx.number(COUNT_SURVEYS, &[]).await
}
