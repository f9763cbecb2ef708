//! Releases of a survey: versions of its definition that somebody gave a number, to publish them or to come back to them. They
//! are never changed. The one that respondents see is the last one that was published.

use model::{Moment, UserId, VersionId};

use crate::access::Allowed;
use crate::access::action::Activate;
use crate::column::Column;
use crate::surveys::{SurveyNo, SurveyRow};
use crate::table::{columns, sql};
use crate::{Error, Param, Transaction};

const LAST: &str = "
    SELECT COALESCE(MAX(number), 0)
    FROM survey_release
    WHERE survey_no = $1";
const INSERT: &str = "
    INSERT INTO survey_release (survey_no, number, id, version, description, author, made_ms, published)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
const LIST: &str = sql! { SurveyRelease, "
    SELECT {columns}
    FROM {table}
    WHERE survey_no = $1
    ORDER BY number" };
const GET: &str = sql! { SurveyRelease, "
    SELECT {columns}
    FROM {table}
    WHERE survey_no = $1
    AND id = $2" };
const LAST_PUBLISHED: &str = "
    SELECT COALESCE(MAX(number), 0)
    FROM survey_release
    WHERE survey_no = $1
    AND published = 1";
pub(crate) const STATEMENTS: &[&str] = &[LAST, INSERT, LIST, GET, LAST_PUBLISHED];

columns! {
    /// A version of a definition with a number.
    pub struct SurveyRelease in "survey_release" {
        /// Counts from 1 within its survey.
        number: i64,
        /// What names it.
        id: VersionId,
        /// The version of the definition.
        version: i64,
        /// What its author says of it; empty where nothing was said.
        description: String,
        /// Who made it.
        author: UserId,
        /// When it was made.
        made: Moment = "made_ms",
        /// Whether respondents saw it from then on.
        published: bool,
    }
}

/// The number of the release that was made last; 0 where there is none.
pub async fn last(tx: &mut Transaction, no: SurveyNo) -> Result<i64, Error> {
    tx.number(LAST, &[no.param()]).await
}

/// Keeps a release of the survey that the caller may publish. Its number is one more than [`last`]; another that came first
/// makes it an [`Error::Duplicate`].
pub async fn add(
    tx: &mut Transaction,
    survey: &Allowed<SurveyRow, Activate>,
    release: &SurveyRelease,
) -> Result<(), Error> {
    insert(tx, survey.no, release).await
}

/// Keeps the first release of a survey that is published as it is made.
pub(crate) async fn first(tx: &mut Transaction, survey: &SurveyRow, id: VersionId) -> Result<(), Error> {
    let release = SurveyRelease {
        number: 1,
        id,
        version: survey.version,
        description: String::new(),
        author: survey.creator.clone(),
        made: survey.created,
        published: true,
    };
    insert(tx, survey.no, &release).await
}

/// The release of a survey with this id.
pub async fn get(tx: &mut Transaction, no: SurveyNo, id: &VersionId) -> Result<Option<SurveyRelease>, Error> {
    tx.one(GET, &[no.param(), id.param()]).await
}

/// The number of the release that was published last, which is the one that respondents see; none where nothing was published.
pub async fn last_published(tx: &mut Transaction, no: SurveyNo) -> Result<Option<i64>, Error> {
    let number = tx.number(LAST_PUBLISHED, &[no.param()]).await?;
    Ok(Some(number).filter(|number| *number > 0))
}

/// All releases of a survey, the oldest first.
pub async fn list(tx: &mut Transaction, no: SurveyNo) -> Result<Vec<SurveyRelease>, Error> {
    tx.all(LIST, &[no.param()]).await
}

async fn insert(tx: &mut Transaction, no: SurveyNo, release: &SurveyRelease) -> Result<(), Error> {
    let SurveyRelease { number, id, version, description, author, made, published } = release;
    let params = [
        no.param(),
        Param::Integer(*number),
        id.param(),
        Param::Integer(*version),
        description.as_str().into(),
        author.param(),
        made.param(),
        published.param(),
    ];
    tx.execute(INSERT, &params).await.map(drop)
}
