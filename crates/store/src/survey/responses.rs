//! Recorded responses: a few columns that can be filtered, and one compact body each. How they come in is in
//! `recording.rs`, how all of them are read in `scan.rs`.

use model::{Moment, ResponseId};

use crate::access::Allowed;
use crate::access::action::{EditResponses, ViewResponses};
use crate::column::Column;
use crate::surveys::{SurveyNo, SurveyRow};
use crate::{Error, Param, Transaction};

const GET: &str = "
    SELECT recorded_ms,
           modified_ms,
           field_version,
           body
    FROM response
    WHERE survey_no = $1
      AND rid = $2";
const IS_THERE: &str = "
    SELECT 1
    FROM response
    WHERE survey_no = $1
      AND rid = $2";
const DELETE: &str = "
    DELETE FROM response
    WHERE survey_no = $1
      AND rid = $2
    RETURNING flags";
const COUNT_REMOVED: &str = "
    INSERT INTO survey_removed (survey_no, auditable, generated)
    VALUES ($1, $2, $3)
    ON CONFLICT (survey_no) DO UPDATE
    SET auditable = survey_removed.auditable + excluded.auditable,
        generated = survey_removed.generated + excluded.generated";
pub(crate) const STATEMENTS: &[&str] = &[GET, IS_THERE, DELETE, COUNT_REMOVED];

const FINISHED: i64 = 1;
const GENERATED: i64 = 2;
const STATUS_SHIFT: u32 = 8;

/// What of a response can be filtered by besides its dates: status (`model::response::status_label`), finished, and
/// whether it counts as generated (previews, tests and synthetic ones) or as auditable.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Flags(pub(crate) i64);

impl Flags {
    /// The flags of a response with this status.
    #[must_use]
    pub fn new(status: i64, finished: bool) -> Self {
        let generated = matches!(status, 1 | 2 | 9 | 17 | 256);
        Self(
            (status << STATUS_SHIFT)
                | if finished { FINISHED } else { 0 }
                | if generated { GENERATED } else { 0 },
        )
    }

    /// Whether the response is finished.
    #[must_use]
    pub(crate) fn is_finished(self) -> bool {
        self.0 & FINISHED != 0
    }

    /// Whether the response counts as generated.
    #[must_use]
    pub fn is_generated(self) -> bool {
        self.0 & GENERATED != 0
    }
}

/// A response as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredResponse {
    /// When it was recorded.
    pub recorded: Moment,
    /// When it was last changed.
    pub modified: Moment,
    /// The version of the field list that reads the body.
    pub field_version: i64,
    /// The body (`model::response::body`).
    pub body: Vec<u8>,
}

/// A response of the survey.
pub async fn get<S: AsRef<SurveyRow>>(
    tx: &mut Transaction,
    survey: &Allowed<S, ViewResponses>,
    id: &ResponseId,
) -> Result<Option<StoredResponse>, Error> {
    find(tx, number(survey), id).await
}

/// The response with this id, to be held against one that is sent again under it; it is shown to nobody.
pub async fn recorded_before<S: AsRef<SurveyRow>>(
    tx: &mut Transaction,
    survey: &Allowed<S, EditResponses>,
    id: &ResponseId,
) -> Result<Option<StoredResponse>, Error> {
    find(tx, number(survey), id).await
}

async fn find(
    tx: &mut Transaction,
    SurveyNo(no): SurveyNo,
    id: &ResponseId,
) -> Result<Option<StoredResponse>, Error> {
    let found = tx.optional(GET, &[Param::Integer(no), id.as_str().into()]).await?;
    let Some(mut row) = found else { return Ok(None) };
    Ok(Some(StoredResponse {
        recorded: Moment(row.integer(0)?),
        modified: Moment(row.integer(1)?),
        field_version: row.integer(2)?,
        body: row.bytes(3)?,
    }))
}

/// Whether the survey has a response with this id.
pub async fn is_there<S: AsRef<SurveyRow>>(
    tx: &mut Transaction,
    survey: &Allowed<S, EditResponses>,
    id: &ResponseId,
) -> Result<bool, Error> {
    let found = tx.optional(IS_THERE, &[number(survey).param(), id.as_str().into()]).await?;
    Ok(found.is_some())
}

/// Deletes a response and counts it among the deleted.
/// False when there is no such response.
pub async fn delete<S: AsRef<SurveyRow>>(
    tx: &mut Transaction,
    survey: &Allowed<S, EditResponses>,
    id: &ResponseId,
) -> Result<bool, Error> {
    let no = number(survey);
    let found = tx.optional(DELETE, &[Param::Integer(no.0), id.as_str().into()]).await?;
    let Some(row) = found else { return Ok(false) };
    let generated = Flags(row.integer(0)?).is_generated();
    let params =
        [Param::Integer(no.0), Param::Integer((!generated).into()), Param::Integer(generated.into())];
    tx.execute(COUNT_REMOVED, &params).await?;
    Ok(true)
}

fn number<S: AsRef<SurveyRow>, A>(survey: &Allowed<S, A>) -> SurveyNo {
    AsRef::<SurveyRow>::as_ref(&**survey).no
}
