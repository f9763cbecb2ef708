//! Surveys: the head of each. Their definitions are in `versions.rs`.

use model::account::Caller;
use model::survey::pieces::Pieces;
use model::{BrandId, Moment, OwnerId, SurveyId, VersionId};

use crate::access::action::{Create, Delete};
use crate::access::{Allowed, Changes, Lookup};
use crate::column::Column;
use crate::query::{Filter, List, Sort, Start};
use crate::table::{Table, Window, sql};
use crate::{Error, Param, Transaction, releases, versions};

pub use super::survey_row::{SurveyCount, SurveyRow};
pub use crate::survey_no::SurveyNo;

const NEXT_NUMBER: &str = "
    UPDATE sequence
    SET value = value + 1
    WHERE name = 'survey'
    RETURNING value";
const INSERT: &str = sql! { SurveyRow, "
    INSERT INTO {table} ({columns})
    VALUES ({values})" };
const INSERT_COUNTER: &str = "
    INSERT INTO survey_counter (survey_no, sequence, auditable, generated)
    VALUES ($1, 0, 0, 0)";
const GET: &str = sql! { SurveyRow, "
    SELECT {columns}
    FROM {table}
    WHERE brand = $1
      AND id = $2
      AND deleted_ms IS NULL" };
const GET_FOR_RESPONDENT: &str = sql! { SurveyRow, "
    SELECT {columns}
    FROM {table}
    WHERE id = $1
      AND deleted_ms IS NULL" };
const OF_SESSION: &str = sql! { SurveyRow, "
    SELECT {columns}
    FROM {table}
    WHERE no = $1
      AND deleted_ms IS NULL" };
const OF_BRAND: &str = sql! { SurveyRow, "
    SELECT {columns}
    FROM {table}
    WHERE brand = $1
      AND deleted_ms IS NULL" };
const OF_OWNER: Filter = Filter("owner = $1");
const OF_OWNER_OR_OTHERS: Filter = Filter(
    "owner = $1
       OR owner IN (SELECT m.group_id FROM group_member m WHERE m.user_id = $1)
       OR no IN (SELECT c.survey_no FROM survey_collaborator c WHERE c.collaborator = $1)",
);
const BY_NO: Sort = Sort { order: "no", after: "no > $1" };
pub(crate) static SURVEYS: List =
    List { base: OF_BRAND, filters: &[OF_OWNER, OF_OWNER_OR_OTHERS], sorts: &[BY_NO] };
const OF_OTHERS: &str = "
    SELECT (SELECT COUNT(*) FROM group_member m WHERE m.user_id = $1)
         + (SELECT COUNT(*) FROM survey_collaborator c WHERE c.collaborator = $1)";
const NUMBER: &str = "
    SELECT no
    FROM survey
    WHERE brand = $1
      AND id = $2";
const COUNT: &str = "
    SELECT COUNT(*),
           CAST(COALESCE(SUM(active), 0) AS BIGINT)
    FROM survey
    WHERE brand = $1
      AND deleted_ms IS NULL";
pub(crate) static COUNTS: List = List { base: COUNT, filters: &[OF_OWNER], sorts: &[] };
const UPDATE: &str = "
    UPDATE survey
    SET owner = $1,
        name = $2,
        active = $3,
        modified_ms = $4,
        activated_ms = $5,
        starts_ms = $6,
        ends_ms = $7,
        live = $8
    WHERE brand = $9
      AND id = $10
      AND deleted_ms IS NULL";
const LOCK: &str = "
    SELECT no
    FROM survey
    WHERE brand = $1
      AND id = $2
    FOR UPDATE";
const DELETE: &str = "
    UPDATE survey
    SET deleted_ms = $1
    WHERE brand = $2
      AND id = $3
      AND deleted_ms IS NULL";

pub(crate) const STATEMENTS: &[&str] = &[
    NEXT_NUMBER,
    INSERT,
    INSERT_COUNTER,
    GET,
    GET_FOR_RESPONDENT,
    OF_SESSION,
    OF_BRAND,
    OF_OTHERS,
    NUMBER,
    COUNT,
    UPDATE,
    LOCK,
    DELETE,
];

impl Lookup for SurveyId {
    type Row = SurveyRow;

    async fn find(tx: &mut Transaction, brand: &BrandId, id: &Self) -> Result<Option<SurveyRow>, Error> {
        tx.one(GET, &[brand.param(), id.param()]).await
    }
}

/// Keeps a new survey with the pieces of its definition, and gives the number it gets. It is published at once where an id is
/// given for that.
///
/// # Errors
/// [`Error::Duplicate`] when the id is taken, in whatever brand.
pub async fn insert(
    tx: &mut Transaction,
    survey: Allowed<SurveyRow, Create>,
    pieces: &Pieces,
    published: Option<VersionId>,
) -> Result<SurveyNo, Error> {
    let row = tx.optional(NEXT_NUMBER, &[]).await?;
    let no = row.ok_or_else(|| Error::Other("the sequence of surveys is missing".into()))?.integer(0)?;
    let survey = survey.into_inner();
    let survey = SurveyRow { no: SurveyNo(no), live: published.map(|_| survey.version), ..survey };
    tx.execute(INSERT, &survey.params()).await?;
    versions::first(tx, &survey, pieces).await?;
    if let Some(id) = published {
        releases::first(tx, &survey, id).await?;
    }
    tx.execute(INSERT_COUNTER, &[Param::Integer(no)]).await?;
    Ok(survey.no)
}

/// A survey that is not deleted, of whatever brand: the respondent's link says no more than the id.
pub async fn get_for_respondent(tx: &mut Transaction, id: &SurveyId) -> Result<Option<SurveyRow>, Error> {
    tx.one(GET_FOR_RESPONDENT, &[id.param()]).await
}

/// The survey of a session; none when it was deleted.
pub async fn of_session(tx: &mut Transaction, no: SurveyNo) -> Result<Option<SurveyRow>, Error> {
    tx.one(OF_SESSION, &[no.param()]).await
}

/// The surveys that the caller owns, alone or through a group, and those shared with the caller alone, in the order in which they were made. `None` where the
/// window begins behind a survey that the brand never had.
pub async fn list(
    tx: &mut Transaction,
    caller: &Caller,
    window: &Window,
) -> Result<Option<Vec<SurveyRow>>, Error> {
    let (brand, user) = (caller.brand.param(), caller.user.param());
    let start = if window.after.is_empty() {
        Start::Offset(window.offset.into())
    } else {
        let Some(row) = tx.optional(NUMBER, &[brand, window.after.as_str().into()]).await? else {
            return Ok(None);
        };
        Start::After(vec![Param::Integer(row.integer(0)?)])
    };
    // Most users are in no group and share nothing, and the index of owners alone gives their list in its order.
    let others = tx.number(OF_OTHERS, &[user]).await?;
    let owned = if others == 0 { OF_OWNER } else { OF_OWNER_OR_OTHERS };
    let query = SURVEYS.query(&[brand]).filter(owned, &[user]).page(BY_NO, start, window.limit.into());
    let mut rows = tx.list(&query).await?;
    rows.iter_mut().map(SurveyRow::read).collect::<Result<_, _>>().map(Some)
}

/// How many surveys the brand, or one owner in it, has.
pub async fn count(
    tx: &mut Transaction,
    brand: &BrandId,
    owner: Option<&OwnerId>,
) -> Result<SurveyCount, Error> {
    let query = COUNTS.query(&[brand.param()]).filter_if(OF_OWNER, owner.map(Column::param));
    let row = tx.list(&query.whole()).await?.into_iter().next();
    let Some(row) = row else { return Ok(SurveyCount::default()) };
    Ok(SurveyCount { total: row.integer(0)?, active: row.integer(1)? })
}

/// Writes owner, name, active, modified, activated, starts, ends and what is live. False when there is no such survey.
pub async fn update<A: Changes>(tx: &mut Transaction, survey: &Allowed<SurveyRow, A>) -> Result<bool, Error> {
    let params = [
        survey.owner.param(),
        survey.name.param(),
        survey.active.param(),
        survey.modified.param(),
        survey.activated.param(),
        survey.starts.param(),
        survey.ends.param(),
        survey.live.param(),
        survey.brand.param(),
        survey.id.param(),
    ];
    Ok(tx.execute(UPDATE, &params).await? == 1)
}

/// Deletes a survey: nobody finds it, and nothing is recorded into it, from the commit on; its rows stay for the purge. What is
/// just being recorded is waited for. False when there is no such survey.
pub async fn delete(
    tx: &mut Transaction,
    survey: Allowed<SurveyRow, Delete>,
    now: Moment,
) -> Result<bool, Error> {
    // What records holds the row as a key, which goes with every change of it but with this.
    tx.optional(LOCK, &[survey.brand.param(), survey.id.param()]).await?;
    Ok(tx.execute(DELETE, &[now.param(), survey.brand.param(), survey.id.param()]).await? == 1)
}
