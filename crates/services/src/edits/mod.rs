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
mod parts;
pub mod questions;
pub mod quota_groups;
mod quota_parts;
pub mod quotas;
mod references;
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

/// Holds that a body which names its part names the one of the path. An empty name is none.
///
/// # Errors
/// When it names another.
pub(crate) fn names_itself(member: &str, sent: &draft::Object, id: &str) -> Result<(), Error> {
    match sent.get(member) {
        Some(said)
            if !said.is_null() && !matches!(said.as_str(), Some(own) if own.is_empty() || own == id) =>
        {
            Err(Error::invalid(member, &format!("{id} is expected, as in the path")))
        }
        _ => Ok(()),
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
mod tests {
    use contract::surveys::SurveyFormat;
    use model::text::Name;
    use serde_json::json;
    use store::Allowed;
    use store::access::action::SetOptions;

    use super::*;
    use crate::{survey_files, surveys, testing};

    const FILE: &[u8] = br#"{"SurveyEntry": {"SurveyLanguage": "EN"}, "SurveyElements": [
        {"Element": "BL", "Payload": []}, {"Element": "FL", "Payload": {"Flow": []}}]}"#;

    /// Who read the head before an edit and the definition after it reads what the head was about, and nobody else is given
    /// the one for the other.
    #[tokio::test]
    async fn a_head_that_was_read_before_an_edit_leads_to_the_definition_before_it() {
        let app = testing::app().await;
        let (caller, _) = testing::brand(&app, "acme").await;
        let id: SurveyId = app.ids().id(app.now());
        let name = Name::stored("Visit");
        let made = survey_files::of_file(SurveyFormat::Qsf, FILE, &id, name.clone()).unwrap();
        let mut cx = app.begin(caller.clone(), Access::Change).await.unwrap();
        let new = Allowed::by_the_server(surveys::new(&cx, &id, &name, made.active));
        surveys::keep(&mut cx, new, &made.pieces, app.ids().version()).await.unwrap();
        cx.commit().await.unwrap();

        let mut reading = app.store().read();
        let before = store::surveys::get_for_respondent(&mut reading, &id).await.unwrap().unwrap();
        let mut cx = app.begin(caller, Access::Read).await.unwrap();
        let translated = edit(&mut cx, SetOptions, &id, |mut draft| {
            Box::pin(async move {
                let mut entry = draft.entry().await?;
                entry.insert("SurveyLanguage".into(), json!("DE"));
                draft.put(model::survey::pieces::ENTRY, Some(&entry)).await?;
                Ok((draft, ()))
            })
        });
        translated.await.unwrap();
        let after = store::surveys::get_for_respondent(&mut reading, &id).await.unwrap().unwrap();
        for _ in 0..2 {
            for (row, language) in [(&before, "EN"), (&after, "DE")] {
                let definition = app.definitions().get(&mut reading, row).await.unwrap();
                assert_eq!(definition.survey.language, language);
            }
        }
    }
}
