//! Field lists: what makes stored bodies readable. A list is only ever added to its survey, never changed.

use model::field::{Field, FieldList};

use crate::surveys::SurveyNo;
use crate::{Error, Param, Row, Transaction};

const ALL: &str = "
    SELECT version,
           fields
    FROM field_list
    WHERE survey_no = $1
    ORDER BY version";
const APPEND: &str = "
    INSERT INTO field_list (survey_no, version, fields)
    VALUES ($1, $2, $3)
    ON CONFLICT (survey_no, version) DO NOTHING";

pub(crate) const STATEMENTS: &[&str] = &[ALL, APPEND];

/// All lists of the survey, the oldest first.
pub async fn all(tx: &mut Transaction, no: SurveyNo) -> Result<Vec<FieldList>, Error> {
    tx.rows(ALL, &[Param::Integer(no.0)]).await?.into_iter().map(read).collect()
}

/// Adds a list; its version is one more than the latest that the caller saw.
///
/// # Errors
/// [`Error::Duplicate`] when somebody else added that version meanwhile: read the latest again and extend that.
pub async fn append(tx: &mut Transaction, no: SurveyNo, list: &FieldList) -> Result<(), Error> {
    let fields = serde_json::to_string(&list.fields).map_err(Error::other)?;
    let params = [Param::Integer(no.0), Param::Integer(list.version), fields.as_str().into()];
    match tx.execute(APPEND, &params).await? {
        0 => Err(Error::Duplicate),
        _ => Ok(()),
    }
}

fn read(mut row: Row) -> Result<FieldList, Error> {
    let fields: Vec<Field> = serde_json::from_str(&row.text(1)?).map_err(Error::other)?;
    Ok(FieldList { version: row.integer(0)?, fields })
}
