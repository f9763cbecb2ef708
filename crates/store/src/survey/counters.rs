//! How many responses there are, without counting them.

use model::survey::overview::ResponseCounts;
use model::{BrandId, DivisionId, OwnerId};

use crate::column::Column;
use crate::query::{Filter, List, Query};
use crate::surveys::SurveyNo;
use crate::{Error, Param, Row, Transaction};

const OF_SURVEY: &str = "
    SELECT c.auditable - COALESCE(r.auditable, 0),
           c.generated - COALESCE(r.generated, 0),
           COALESCE(r.auditable, 0) + COALESCE(r.generated, 0)
    FROM survey_counter c
    LEFT JOIN survey_removed r ON r.survey_no = c.survey_no
    WHERE c.survey_no = $1";
const OF_BRAND: &str = "
    SELECT CAST(COALESCE(SUM(c.auditable - COALESCE(r.auditable, 0)), 0) AS BIGINT),
           CAST(COALESCE(SUM(c.generated - COALESCE(r.generated, 0)), 0) AS BIGINT),
           CAST(COALESCE(SUM(COALESCE(r.auditable, 0) + COALESCE(r.generated, 0)), 0) AS BIGINT)
    FROM survey s
    JOIN survey_counter c ON c.survey_no = s.no
    LEFT JOIN survey_removed r ON r.survey_no = s.no
    WHERE s.brand = $1
      AND s.deleted_ms IS NULL";
const OF_OWNER: Filter = Filter("s.owner = $1");
const OF_DIVISION: Filter = Filter(
    "s.owner IN (
          SELECT u.id FROM user_account u WHERE u.division = $1
          UNION ALL
          SELECT g.id FROM user_group g WHERE g.division = $1)",
);
pub(crate) static COUNTS: List = List { base: OF_BRAND, filters: &[OF_OWNER, OF_DIVISION], sorts: &[] };

pub(crate) const STATEMENTS: &[&str] = &[OF_SURVEY, OF_BRAND];

/// The counters of one survey.
pub async fn of_survey(tx: &mut Transaction, no: SurveyNo) -> Result<ResponseCounts, Error> {
    read(tx.optional(OF_SURVEY, &[Param::Integer(no.0)]).await?)
}

/// The sums over the brand's surveys that are not deleted.
pub async fn of_brand(tx: &mut Transaction, brand: &BrandId) -> Result<ResponseCounts, Error> {
    sum(tx, COUNTS.query(&[brand.param()])).await
}

/// The sums over the surveys of one owner that are not deleted.
pub async fn of_owner(
    tx: &mut Transaction,
    brand: &BrandId,
    owner: &OwnerId,
) -> Result<ResponseCounts, Error> {
    sum(tx, COUNTS.query(&[brand.param()]).filter(OF_OWNER, &[owner.param()])).await
}

/// The sums over the surveys that users and groups of a division own and that are not deleted.
pub async fn of_division(
    tx: &mut Transaction,
    brand: &BrandId,
    division: &DivisionId,
) -> Result<ResponseCounts, Error> {
    sum(tx, COUNTS.query(&[brand.param()]).filter(OF_DIVISION, &[division.param()])).await
}

async fn sum(tx: &mut Transaction, query: Query<'_>) -> Result<ResponseCounts, Error> {
    read(tx.list(&query.whole()).await?.into_iter().next())
}

fn read(row: Option<Row>) -> Result<ResponseCounts, Error> {
    let Some(row) = row else { return Ok(ResponseCounts::default()) };
    Ok(ResponseCounts { auditable: row.integer(0)?, generated: row.integer(1)?, deleted: row.integer(2)? })
}
