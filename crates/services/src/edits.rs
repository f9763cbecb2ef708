//! Editing the definition of a survey.

use std::sync::Arc;

use model::SurveyId;
use model::account::Caller;
use model::error::codes;
use model::survey::SurveyFile;
use model::survey::pieces::{self, Pieces};
use store::access::action::Edit;

use crate::app::App;
use crate::attempts::Attempts;
use crate::context::{Access, Forget};
use crate::error::Error;

/// What an edit is to write: the pieces before it and after it.
struct Edited<T> {
    before: Pieces,
    after: Pieces,
    told: T,
}

/// Changes the definition of a survey: `change` is given the latest version as a file, and what of it is another piece
/// afterwards is written as the next version; where nothing is, nothing is written. The file is taken apart before the
/// transaction, so `change` runs again when another edit came first.
///
/// # Errors
/// What `change` answers; when what it made is no survey file; when the caller may not edit the survey or it does not
/// exist; [`Error::Unavailable`] when others came first again and again.
pub async fn edit<T: Send + 'static>(
    app: &App,
    caller: &Caller,
    id: &SurveyId,
    change: impl Fn(&mut SurveyFile) -> Result<T, Error> + Send + Sync + 'static,
) -> Result<T, Error> {
    let change = Arc::new(change);
    let mut attempts = Attempts::new(app);
    loop {
        let outcome = once(app, caller, id, change.clone()).await;
        if let Some(settled) = attempts.settled(outcome).await {
            return settled;
        }
    }
}

async fn once<T: Send + 'static>(
    app: &App,
    caller: &Caller,
    id: &SurveyId,
    change: Arc<impl Fn(&mut SurveyFile) -> Result<T, Error> + Send + Sync + 'static>,
) -> Result<T, Error> {
    let mut reading = app.begin(caller.clone(), Access::Read).await?;
    let seen = reading.allowed(Edit, id).await?;
    let before = store::versions::pieces(&mut reading.tx, seen.no, seen.version).await?;
    let work = app.slow_work().run(move || apply(before, &*change));
    let Edited { before, after, told } = work.await??;
    let changes = pieces::changes(&before, &after);
    if changes.is_empty() {
        return Ok(told);
    }
    let mut cx = app.begin(caller.clone(), Access::Change).await?;
    let row = cx.allowed(Edit, id).await?;
    if row.version != seen.version {
        return Err(Error::Again);
    }
    let version = store::versions::add(&mut cx.tx, &row, &caller.user, &changes, cx.now).await?;
    version.ok_or(codes::SURVEY_NOT_FOUND)?;
    cx.forget(Forget::Survey(id.clone()));
    cx.commit().await?;
    Ok(told)
}

fn apply<T>(
    before: Pieces,
    change: &impl Fn(&mut SurveyFile) -> Result<T, Error>,
) -> Result<Edited<T>, Error> {
    let mut file = pieces::join(before.clone()).map_err(Error::internal)?;
    let told = change(&mut file)?;
    formats::qsf::check(&file).map_err(|error| Error::refused(codes::BAD_SURVEY_FILE, error.to_string()))?;
    let after = pieces::split(file).map_err(Error::internal)?;
    Ok(Edited { before, after, told })
}

#[cfg(test)]
mod tests {
    use contract::surveys::SurveyFormat;
    use model::text::Name;
    use serde_json::json;
    use store::Allowed;

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
        surveys::keep(&mut cx, new, &made.pieces).await.unwrap();
        cx.commit().await.unwrap();

        let mut reading = app.store().read();
        let before = store::surveys::get_for_respondent(&mut reading, &id).await.unwrap().unwrap();
        edit(&app, &caller, &id, |file| Ok(file.entry.insert("SurveyLanguage".into(), json!("DE"))))
            .await
            .unwrap();
        let after = store::surveys::get_for_respondent(&mut reading, &id).await.unwrap().unwrap();
        for _ in 0..2 {
            for (row, language) in [(&before, "EN"), (&after, "DE")] {
                let definition = app.definitions().get(&mut reading, row).await.unwrap();
                assert_eq!(definition.survey.language, language);
            }
        }
    }
}
