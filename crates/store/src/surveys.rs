//! Surveys: the head of each, and its file.

use model::{BrandId, Moment, SurveyId, UserId};

use crate::survey_row::read;
use crate::{Error, Param, Transaction};

pub use crate::survey_row::{NewSurvey, SurveyCount, SurveyNo, SurveyRow};

const NEXT_NUMBER: &str = "
    UPDATE sequence
    SET value = value + 1
    WHERE name = 'survey'
    RETURNING value";
const INSERT: &str = "
    INSERT INTO survey (
           no,
           id,
           brand,
           owner,
           creator,
           name,
           active,
           created_ms,
           modified_ms,
           activated_ms,
           starts_ms,
           ends_ms,
           version)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, 1)";
const INSERT_FILE: &str = "
    INSERT INTO survey_file (survey_no, file)
    VALUES ($1, $2)";
const INSERT_COUNTER: &str = "
    INSERT INTO survey_counter (survey_no, sequence, auditable, generated)
    VALUES ($1, 0, 0, 0)";
const GET: &str = "
    SELECT no,
           id,
           brand,
           owner,
           creator,
           name,
           active,
           created_ms,
           modified_ms,
           activated_ms,
           starts_ms,
           ends_ms,
           version
    FROM survey
    WHERE brand = $1
      AND id = $2
      AND deleted_ms IS NULL";
const GET_FOR_RESPONDENT: &str = "
    SELECT no,
           id,
           brand,
           owner,
           creator,
           name,
           active,
           created_ms,
           modified_ms,
           activated_ms,
           starts_ms,
           ends_ms,
           version
    FROM survey
    WHERE id = $1
      AND deleted_ms IS NULL";
const LIST: &str = "
    SELECT no,
           id,
           brand,
           owner,
           creator,
           name,
           active,
           created_ms,
           modified_ms,
           activated_ms,
           starts_ms,
           ends_ms,
           version
    FROM survey
    WHERE brand = $1
      AND deleted_ms IS NULL
    ORDER BY no
    LIMIT $2 OFFSET $3";
const LIST_OF_OWNER: &str = "
    SELECT no,
           id,
           brand,
           owner,
           creator,
           name,
           active,
           created_ms,
           modified_ms,
           activated_ms,
           starts_ms,
           ends_ms,
           version
    FROM survey
    WHERE brand = $1
      AND owner = $2
      AND deleted_ms IS NULL
    ORDER BY no
    LIMIT $3 OFFSET $4";
const COUNT: &str = "
    SELECT COUNT(*),
           CAST(COALESCE(SUM(active), 0) AS BIGINT)
    FROM survey
    WHERE brand = $1
      AND deleted_ms IS NULL";
const COUNT_OF_OWNER: &str = "
    SELECT COUNT(*),
           CAST(COALESCE(SUM(active), 0) AS BIGINT)
    FROM survey
    WHERE brand = $1
      AND owner = $2
      AND deleted_ms IS NULL";
const UPDATE: &str = "
    UPDATE survey
    SET owner = $1,
        name = $2,
        active = $3,
        modified_ms = $4,
        activated_ms = $5,
        starts_ms = $6,
        ends_ms = $7
    WHERE brand = $8
      AND id = $9
      AND deleted_ms IS NULL";
const NEW_VERSION: &str = "
    UPDATE survey
    SET version = version + 1,
        modified_ms = $1
    WHERE no = $2
      AND deleted_ms IS NULL
    RETURNING version";
const REPLACE_FILE: &str = "
    UPDATE survey_file
    SET file = $1
    WHERE survey_no = $2";
const FILE: &str = "
    SELECT file
    FROM survey_file
    WHERE survey_no = $1";
const DELETE: &str = "
    UPDATE survey
    SET deleted_ms = $1,
        version = version + 1
    WHERE brand = $2
      AND id = $3
      AND deleted_ms IS NULL";

pub(crate) const STATEMENTS: &[&str] = &[
    NEXT_NUMBER,
    INSERT,
    INSERT_FILE,
    INSERT_COUNTER,
    GET,
    GET_FOR_RESPONDENT,
    LIST,
    LIST_OF_OWNER,
    COUNT,
    COUNT_OF_OWNER,
    UPDATE,
    NEW_VERSION,
    REPLACE_FILE,
    FILE,
    DELETE,
];

/// Keeps a new survey with its file (the QSF as JSON text); its version is 1.
///
/// # Errors
/// [`Error::Duplicate`] when the id is taken, in whatever brand.
pub async fn insert(tx: &mut Transaction, survey: &NewSurvey, file: &str) -> Result<SurveyNo, Error> {
    let row = tx.optional(NEXT_NUMBER, &[]).await?;
    let no = row.ok_or_else(|| Error::Other("the sequence of surveys is missing".into()))?.integer(0)?;
    let params = [
        Param::Integer(no),
        survey.id.as_str().into(),
        survey.brand.as_str().into(),
        survey.owner.as_str().into(),
        survey.creator.as_str().into(),
        survey.name.as_str().into(),
        Param::Integer(survey.active.into()),
        Param::Integer(survey.created.0),
        Param::Integer(survey.modified.0),
        survey.activated.map(|moment| moment.0).into(),
        survey.starts.map(|moment| moment.0).into(),
        survey.ends.map(|moment| moment.0).into(),
    ];
    tx.execute(INSERT, &params).await?;
    tx.execute(INSERT_FILE, &[Param::Integer(no), file.into()]).await?;
    tx.execute(INSERT_COUNTER, &[Param::Integer(no)]).await?;
    Ok(SurveyNo(no))
}

/// A survey of the brand that is not deleted.
///
/// # Errors
/// When the database fails.
pub async fn get(tx: &mut Transaction, brand: &BrandId, id: &SurveyId) -> Result<Option<SurveyRow>, Error> {
    tx.optional(GET, &[brand.as_str().into(), id.as_str().into()]).await?.map(read).transpose()
}

/// A survey that is not deleted, of whatever brand: the respondent's link says no more than the id.
///
/// # Errors
/// When the database fails.
pub async fn get_for_respondent(tx: &mut Transaction, id: &SurveyId) -> Result<Option<SurveyRow>, Error> {
    tx.optional(GET_FOR_RESPONDENT, &[id.as_str().into()]).await?.map(read).transpose()
}

/// The brand's surveys, or those of one owner, in the order in which they were made.
///
/// # Errors
/// When the database fails.
pub async fn list(
    tx: &mut Transaction,
    brand: &BrandId,
    owner: Option<&UserId>,
    offset: i64,
    limit: i64,
) -> Result<Vec<SurveyRow>, Error> {
    let (limit, offset) = (Param::Integer(limit), Param::Integer(offset));
    let rows = match owner {
        None => tx.rows(LIST, &[brand.as_str().into(), limit, offset]).await?,
        Some(owner) => {
            tx.rows(LIST_OF_OWNER, &[brand.as_str().into(), owner.as_str().into(), limit, offset]).await?
        }
    };
    rows.into_iter().map(read).collect()
}

/// How many surveys the brand, or one owner in it, has.
///
/// # Errors
/// When the database fails.
pub async fn count(
    tx: &mut Transaction,
    brand: &BrandId,
    owner: Option<&UserId>,
) -> Result<SurveyCount, Error> {
    let row = match owner {
        None => tx.optional(COUNT, &[brand.as_str().into()]).await?,
        Some(owner) => tx.optional(COUNT_OF_OWNER, &[brand.as_str().into(), owner.as_str().into()]).await?,
    };
    let Some(row) = row else { return Ok(SurveyCount::default()) };
    Ok(SurveyCount { total: row.integer(0)?, active: row.integer(1)? })
}

/// Writes owner, name, active, modified, activated, starts and ends. False when there is no such survey.
///
/// # Errors
/// When the database fails.
pub async fn update(tx: &mut Transaction, survey: &SurveyRow) -> Result<bool, Error> {
    let params = [
        survey.owner.as_str().into(),
        survey.name.as_str().into(),
        Param::Integer(survey.active.into()),
        Param::Integer(survey.modified.0),
        survey.activated.map(|moment| moment.0).into(),
        survey.starts.map(|moment| moment.0).into(),
        survey.ends.map(|moment| moment.0).into(),
        survey.brand.as_str().into(),
        survey.id.as_str().into(),
    ];
    Ok(tx.execute(UPDATE, &params).await? == 1)
}

/// Replaces the survey's file and gives the new version; none when the survey was deleted.
///
/// # Errors
/// When the database fails.
pub async fn replace_file(
    tx: &mut Transaction,
    no: SurveyNo,
    file: &str,
    modified: Moment,
) -> Result<Option<i64>, Error> {
    let row = tx.optional(NEW_VERSION, &[Param::Integer(modified.0), Param::Integer(no.0)]).await?;
    let Some(row) = row else { return Ok(None) };
    tx.execute(REPLACE_FILE, &[file.into(), Param::Integer(no.0)]).await?;
    row.integer(0).map(Some)
}

/// The survey's file (the QSF as JSON text).
///
/// # Errors
/// When the database fails.
pub async fn file(tx: &mut Transaction, no: SurveyNo) -> Result<Option<String>, Error> {
    tx.optional(FILE, &[Param::Integer(no.0)]).await?.map(|mut row| row.text(0)).transpose()
}

/// Deletes a survey: nobody finds it from now on; its rows stay. False when there is no such survey.
///
/// # Errors
/// When the database fails.
pub async fn delete(
    tx: &mut Transaction,
    brand: &BrandId,
    id: &SurveyId,
    now: Moment,
) -> Result<bool, Error> {
    let params = [Param::Integer(now.0), brand.as_str().into(), id.as_str().into()];
    Ok(tx.execute(DELETE, &params).await? == 1)
}
