//! Editing the definition of a survey through the API: each edit reads the pieces that it names, changes them, and writes
//! those that differ as the next version.

pub mod blocks;
pub mod created;
mod draft;
mod elements;
pub mod fields;
pub mod flow;
pub mod languages;
pub mod metadata;
pub mod options;
pub mod questions;
pub mod quota_groups;
pub mod quotas;
mod uses;
mod whole;

use futures_util::future::BoxFuture;
use model::SurveyId;
use model::error::codes;
use store::access::Changes;
use store::access::action::EditSkipLogic;

use crate::attempts::Attempts;
use crate::context::{Access, Context, Forget};
use crate::error::Error;
use crate::surveys;

pub(crate) use draft::Draft;

/// What an edit gives back: the draft as it is to be written, and what its caller is told.
pub(crate) type Edited<T> = Result<(Draft, T), Error>;

/// Changes the definition of a survey. `change` is given a draft of the latest version, and what of it differs afterwards is
/// written as the next one; where nothing does, nothing is written. The draft is read and changed before the transaction,
/// which only asks whether the version is still the latest; so `change` runs again when another edit came first.
///
/// # Errors
/// What `change` answers; when the survey would be beyond a bound; when the caller may not do this with the survey or it does
/// not exist; [`Error::Unavailable`] when others came first again and again.
pub(crate) async fn edit<'e, A: Changes + Copy, T: Send>(
    cx: &mut Context,
    action: A,
    id: &SurveyId,
    mut change: impl FnMut(Draft) -> BoxFuture<'e, Edited<T>> + Send,
) -> Result<T, Error> {
    let mut attempts = Attempts::new(&cx.app);
    loop {
        let outcome = match Draft::open(cx, action, id).await {
            Ok(draft) => match change(draft).await {
                Ok((draft, told)) => write(cx, action, id, draft).await.map(|()| told),
                Err(error) => Err(error),
            },
            Err(error) => Err(error),
        };
        if let Some(settled) = attempts.settled(outcome).await {
            return settled;
        }
    }
}

async fn write<A: Changes + Copy>(
    cx: &mut Context,
    action: A,
    id: &SurveyId,
    draft: Draft,
) -> Result<(), Error> {
    let written = draft.written()?;
    if written.changes.is_empty() && written.head.is_none() {
        return Ok(());
    }
    let mut cx = cx.app.begin(cx.caller.clone(), Access::Change).await?;
    let mut row = cx.allowed(action, id).await?;
    if row.version != written.version {
        return Err(Error::Again);
    }
    if written.skips {
        cx.allowed(EditSkipLogic, id).await?;
    }
    if !written.changes.is_empty() {
        let changes: Vec<_> =
            written.changes.iter().map(|(place, body)| (place.as_str(), body.as_deref())).collect();
        let version = store::versions::add(&mut cx.tx, &row, &cx.caller.user, &changes, cx.now).await?;
        version.ok_or(codes::SURVEY_NOT_FOUND)?;
    }
    if let Some(head) = written.head {
        (row.name, row.starts, row.ends, row.modified) = (head.name, head.starts, head.ends, cx.now);
        surveys::open_or_close(&mut cx, &mut row, id, head.active).await?;
        store::surveys::update(&mut cx.tx, &row).await?;
    }
    cx.forget(Forget::Survey(id.clone()));
    cx.commit().await
}

#[cfg(test)]
mod tests;
