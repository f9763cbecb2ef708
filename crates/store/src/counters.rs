//! How many responses there are, without counting them.

use model::BrandId;
use model::survey::overview::ResponseCounts;

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
const OF_OWNER: &str = "
    SELECT CAST(COALESCE(SUM(c.auditable - COALESCE(r.auditable, 0)), 0) AS BIGINT),
           CAST(COALESCE(SUM(c.generated - COALESCE(r.generated, 0)), 0) AS BIGINT),
           CAST(COALESCE(SUM(COALESCE(r.auditable, 0) + COALESCE(r.generated, 0)), 0) AS BIGINT)
    FROM survey s
    JOIN survey_counter c ON c.survey_no = s.no
    LEFT JOIN survey_removed r ON r.survey_no = s.no
    WHERE s.brand = $1
      AND s.owner = $2
      AND s.deleted_ms IS NULL";

const OF_DIVISION: &str = "
    SELECT CAST(COALESCE(SUM(c.auditable - COALESCE(r.auditable, 0)), 0) AS BIGINT),
           CAST(COALESCE(SUM(c.generated - COALESCE(r.generated, 0)), 0) AS BIGINT),
           CAST(COALESCE(SUM(COALESCE(r.auditable, 0) + COALESCE(r.generated, 0)), 0) AS BIGINT)
    FROM survey s
    JOIN survey_counter c ON c.survey_no = s.no
    LEFT JOIN survey_removed r ON r.survey_no = s.no
    WHERE s.brand = $1
      AND s.owner IN (
          SELECT u.id FROM user_account u WHERE u.brand = $1 AND u.division = $2
          UNION ALL
          SELECT g.id FROM user_group g WHERE g.brand = $1 AND g.division = $2)
      AND s.deleted_ms IS NULL";

pub(crate) const STATEMENTS: &[&str] = &[OF_SURVEY, OF_BRAND, OF_OWNER, OF_DIVISION];

/// The counters of one survey.
pub async fn of_survey(tx: &mut Transaction, no: SurveyNo) -> Result<ResponseCounts, Error> {
    read(tx.optional(OF_SURVEY, &[Param::Integer(no.0)]).await?)
}

/// The sums over the brand's surveys that are not deleted.
pub async fn of_brand(tx: &mut Transaction, brand: &BrandId) -> Result<ResponseCounts, Error> {
    read(tx.optional(OF_BRAND, &[brand.as_str().into()]).await?)
}

/// The sums over the surveys of one owner that are not deleted.
pub async fn of_owner(
    tx: &mut Transaction,
    brand: &BrandId,
    owner: &model::OwnerId,
) -> Result<ResponseCounts, Error> {
    read(tx.optional(OF_OWNER, &[brand.as_str().into(), owner.as_str().into()]).await?)
}

/// The sums over the surveys that users and groups of a division own and that are not deleted.
pub async fn of_division(
    tx: &mut Transaction,
    brand: &BrandId,
    division: &model::DivisionId,
) -> Result<ResponseCounts, Error> {
    read(tx.optional(OF_DIVISION, &[brand.as_str().into(), division.as_str().into()]).await?)
}

fn read(row: Option<Row>) -> Result<ResponseCounts, Error> {
    let Some(row) = row else { return Ok(ResponseCounts::default()) };
    Ok(ResponseCounts { auditable: row.integer(0)?, generated: row.integer(1)?, deleted: row.integer(2)? })
}
