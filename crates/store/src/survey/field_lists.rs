//! Field lists: what makes stored bodies readable. A list is only ever added to its survey, never changed.

use model::field::{Field, FieldList};

use crate::column::Column;
use crate::surveys::SurveyNo;
use crate::{Error, Param, Row, Transaction};

/// How many versions are read at once: rows of version 0.2.0 hold the whole list each.
const AT_ONCE: usize = 64;

const AFTER: &str = "
    SELECT version,
           fields
    FROM field_list
    WHERE survey_no = $1
      AND version > $2
    ORDER BY version
    LIMIT $3";
const APPEND: &str = "
    INSERT INTO field_list (survey_no, version, fields)
    VALUES ($1, $2, $3)
    ON CONFLICT (survey_no, version) DO NOTHING";

pub(crate) const STATEMENTS: &[&str] = &[AFTER, APPEND];

/// Hands over what each version after this one adds to the one before it, in order. Rows of former times hold the whole
/// list, which adds the same (`model::field::FieldLists`).
pub async fn after(
    tx: &mut Transaction,
    no: SurveyNo,
    version: i64,
    mut take: impl FnMut(FieldList),
) -> Result<(), Error> {
    let mut seen = version;
    loop {
        let limit = i64::try_from(AT_ONCE).map_err(Error::other)?;
        let rows = tx.rows(AFTER, &[no.param(), Param::Integer(seen), Param::Integer(limit)]).await?;
        let last = rows.len() < AT_ONCE;
        for row in rows {
            let list = read(row)?;
            seen = list.version;
            take(list);
        }
        if last {
            return Ok(());
        }
    }
}

/// Adds a version, with the fields that it adds; its number is one more than the latest that the caller saw.
///
/// # Errors
/// [`Error::Duplicate`] when somebody else added that version meanwhile: read the latest again and extend that.
pub async fn append(tx: &mut Transaction, no: SurveyNo, added: &FieldList) -> Result<(), Error> {
    let fields = serde_json::to_string(&added.fields).map_err(Error::other)?;
    let params = [no.param(), Param::Integer(added.version), fields.as_str().into()];
    match tx.execute(APPEND, &params).await? {
        0 => Err(Error::Duplicate),
        _ => Ok(()),
    }
}

fn read(mut row: Row) -> Result<FieldList, Error> {
    let fields: Vec<Field> = serde_json::from_str(&row.text(1)?).map_err(Error::other)?;
    Ok(FieldList { version: row.integer(0)?, fields })
}
