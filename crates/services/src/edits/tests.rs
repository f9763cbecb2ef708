use model::text::Name;
use serde_json::json;
use store::Allowed;
use store::access::action::SetOptions;

use super::*;
use crate::{surveys, testing};

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
    let (active, pieces) = surveys::with_id_and_name(FILE, &id, &name).unwrap();
    let mut cx = app.begin(caller.clone(), Access::Change).await.unwrap();
    let new = Allowed::by_the_server(surveys::new(&cx, &id, &name, active));
    surveys::keep(&mut cx, new, &pieces, app.ids().version()).await.unwrap();
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
