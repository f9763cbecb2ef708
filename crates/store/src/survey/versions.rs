//! The versions of a survey's definition. None is ever changed: an edit adds one, and of the definition's pieces
//! (`model::survey::pieces`) it writes only those that are new.

use model::survey::pieces::{Pieces, WHOLE};
use model::{Moment, UserId};

use crate::access::{Allowed, Changes};
use crate::column::Column;
use crate::surveys::{SurveyNo, SurveyRow};
use crate::{Error, Param, Transaction};

/// Where the piece ends that is still in its place.
const NEVER: Param<'static> = Param::Integer(i64::MAX);

const PIECES: &str = "
    SELECT place,
           body
    FROM survey_piece
    WHERE survey_no = $1
      AND version <= $2
      AND ended > $2
    ORDER BY place";
const PIECE: &str = "
    SELECT body
    FROM survey_piece
    WHERE survey_no = $1
      AND place = $2
      AND version <= $3
      AND ended > $3
    ORDER BY version DESC
    LIMIT 1";
const PIECES_BETWEEN: &str = "
    SELECT place,
           body
    FROM survey_piece
    WHERE survey_no = $1
      AND place >= $2
      AND place < $3
      AND version <= $4
      AND ended > $4
    ORDER BY place";
const NEXT: &str = "
    UPDATE survey
    SET version = version + 1,
        modified_ms = $1
    WHERE no = $2
      AND version = $3
      AND deleted_ms IS NULL";
const RECORD_VERSION: &str = "
    INSERT INTO survey_version (survey_no, version, author, made_ms)
    VALUES ($1, $2, $3, $4)";
/// It names the version so that the place is looked up, and not each of the survey's pieces that are still in place; `ended + 0` keeps
/// PostgreSQL from the index of those, which it takes for a survey whose pieces it has not counted yet.
pub(crate) const END_PIECE: &str = "
    UPDATE survey_piece
    SET ended = $1
    WHERE survey_no = $2
      AND place = $3
      AND version < $1
      AND ended + 0 = $4";
const INSERT_PIECE: &str = "
    INSERT INTO survey_piece (survey_no, place, version, ended, body)
    VALUES ($1, $2, $3, $4, $5)";
pub(crate) const STATEMENTS: &[&str] =
    &[PIECES, PIECE, PIECES_BETWEEN, NEXT, RECORD_VERSION, END_PIECE, INSERT_PIECE];

/// The pieces of one version; none where the survey has no such version.
pub async fn pieces(tx: &mut Transaction, no: SurveyNo, version: i64) -> Result<Pieces, Error> {
    let rows = tx.rows(PIECES, &[no.param(), Param::Integer(version)]).await?;
    rows.into_iter().map(|mut row| Ok((row.text(0)?, row.text(1)?))).collect()
}

/// One piece of a version; none where the version has nothing in this place.
pub async fn piece(
    tx: &mut Transaction,
    no: SurveyNo,
    version: i64,
    place: &str,
) -> Result<Option<String>, Error> {
    let row = tx.optional(PIECE, &[no.param(), place.into(), Param::Integer(version)]).await?;
    row.map(|mut row| row.text(0)).transpose()
}

/// The pieces of a version below a place, such as `question/QID1` for the translations of that question: those whose
/// place goes on with a slash. They are neighbours in the index.
pub async fn pieces_below(
    tx: &mut Transaction,
    no: SurveyNo,
    version: i64,
    place: &str,
) -> Result<Pieces, Error> {
    // The character after the slash ends the range.
    let (from, to) = (format!("{place}/"), format!("{place}0"));
    let params = [no.param(), from.as_str().into(), to.as_str().into(), Param::Integer(version)];
    let rows = tx.rows(PIECES_BETWEEN, &params).await?;
    rows.into_iter().map(|mut row| Ok((row.text(0)?, row.text(1)?))).collect()
}

/// Keeps the first version of a survey.
pub(crate) async fn first(tx: &mut Transaction, survey: &SurveyRow, pieces: &Pieces) -> Result<(), Error> {
    record(tx, survey.no, survey.version, &survey.creator, survey.created).await?;
    let new: Vec<_> = pieces.iter().map(|(place, body)| (place.as_str(), body.as_str())).collect();
    insert(tx, survey.no, survey.version, &new).await
}

/// Adds a version that differs from `survey.version` by these changes (`model::survey::pieces::changes`), and gives its
/// number; none when the survey was deleted, or has another version by now.
pub async fn add<A: Changes>(
    tx: &mut Transaction,
    survey: &Allowed<SurveyRow, A>,
    author: &UserId,
    changes: &[(&str, Option<&str>)],
    now: Moment,
) -> Result<Option<i64>, Error> {
    if tx.execute(NEXT, &[now.param(), survey.no.param(), survey.version.param()]).await? == 0 {
        return Ok(None);
    }
    let version = survey.version + 1;
    record(tx, survey.no, version, author, now).await?;
    // Where a file in one piece is taken apart, no other place had a piece before.
    let apart = changes.contains(&(WHOLE, None));
    for (place, _) in changes.iter().filter(|(place, _)| !apart || *place == WHOLE) {
        let ended = [Param::Integer(version), survey.no.param(), Param::Text(place), NEVER];
        tx.execute(END_PIECE, &ended).await?;
    }
    let new: Vec<_> = changes.iter().filter_map(|(place, body)| Some((*place, (*body)?))).collect();
    insert(tx, survey.no, version, &new).await?;
    Ok(Some(version))
}

async fn record(
    tx: &mut Transaction,
    no: SurveyNo,
    version: i64,
    author: &UserId,
    made: Moment,
) -> Result<(), Error> {
    let params = [no.param(), Param::Integer(version), author.param(), made.param()];
    tx.execute(RECORD_VERSION, &params).await.map(drop)
}

async fn insert(tx: &mut Transaction, no: SurveyNo, version: i64, new: &[(&str, &str)]) -> Result<(), Error> {
    let rows: Vec<_> = new
        .iter()
        .map(|(place, body)| {
            [no.param(), Param::Text(place), Param::Integer(version), NEVER, Param::Text(body)]
        })
        .collect();
    tx.insert_many(INSERT_PIECE, &rows).await.map(drop)
}
