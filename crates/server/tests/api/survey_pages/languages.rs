//! The languages of a survey.

use serde_json::{Value, json};
use testkit::TestServer;

use super::recorded;
use crate::samples::{self, Browser, Respondent};

/// The sample survey with German and Arabic: the first question whole in both, nothing else; in Spanish its options say alone.
async fn server_with_languages() -> (TestServer, String) {
    let server = TestServer::start().await;
    let options = json!({ "AvailableLanguages": { "EN": [], "ES": [], "DE": [], "AR": [] }, "SurveyTitle": "Shop visit", "NextButton": "Onward" });
    let mut file: Value = serde_json::from_slice(&samples::survey(&options)).unwrap();
    file["SurveyElements"][3]["Payload"]["Language"] = json!({
        "DE": { "QuestionText": "Wie war es?", "Choices": { "1": { "Display": "Gut" }, "2": { "Display": "Schlecht" } } },
        "AR": { "QuestionText": "كيف كان الأمر؟" },
    });
    let survey = server.import_survey("Languages", file.to_string().as_bytes()).await;
    (server, survey)
}

#[tokio::test]
async fn the_language_is_the_links_then_the_browsers_then_the_surveys() {
    let (server, survey) = server_with_languages().await;
    let path = format!("/jfe/form/{survey}");
    for (accepted, query, tag) in [
        ("", "", "en"),
        ("de-AT,de;q=0.9", "", "de"),
        ("fr, ar;q=0.5, de;q=0.2", "", "ar"),
        ("fr", "", "en"),
        ("de", "?Q_Language=ES", "es"),
        ("de", "?Q_Language=es", "es"),
        ("de", "?Q_Language=Klingon", "de"),
    ] {
        let browser = Browser::new(&server).saying("Accept-Language", accepted);
        let page = browser.get(&format!("{path}{query}")).await.text();
        let direction = if tag == "ar" { "rtl" } else { "ltr" };
        assert!(
            page.contains(&format!("<html lang=\"{tag}\" dir=\"{direction}\">")),
            "{accepted} {query}: {page}"
        );
        assert!(page.contains("name=\"~language\""), "the languages can be chosen: {page}");
    }
}

#[tokio::test]
async fn another_language_is_chosen_on_the_way_and_nothing_is_lost() {
    let (server, survey) = server_with_languages().await;
    let mut respondent = Respondent::open(&server, &survey, "?branch=North").await;
    assert!(respondent.page.contains("<title>Page 1 – Shop visit</title>"), "{}", respondent.page);
    respondent.speak("DE", &[("QID1", "3"), ("QID1_3_TEXT", "so so"), ("QID2", "2")]).await;
    let page = &respondent.page;
    for part in [
        "<html lang=\"de\" dir=\"ltr\">",
        "<title>Seite 1 – Shop visit</title>",
        "Wie war es?",
        "Gut",
        "value=\"so so\"",
        // What the author has not translated, the title and the button among it, says its language.
        "<span lang=\"en\" dir=\"ltr\">Which?</span>",
        "<span lang=\"en\" dir=\"ltr\">Other</span>",
        "<h1 class=\"title\" lang=\"en\">Shop visit</h1>",
        "value=\"next\" lang=\"en\">Onward</button>",
        "<option value=\"AR\" lang=\"ar\" dir=\"rtl\">العربية</option>",
        "<option value=\"DE\" selected lang=\"de\" dir=\"ltr\">Deutsch</option>",
    ] {
        assert!(page.contains(part), "{part} is missing in {page}");
    }
    assert!(
        !page.contains("class=\"error\""),
        "a page that is left for another language is not checked: {page}"
    );
    // Whoever chooses a language and goes on has both.
    respondent.next(&[("~language", "AR"), ("QID1", "1")]).await;
    assert!(respondent.page.contains("<html lang=\"ar\" dir=\"rtl\">") && respondent.page.contains("Why?"));
    respondent.speak("DE", &[("QID3_TEXT", "darum")]).await;
    assert!(
        respondent.page.contains("<title>Seite 2 – ") && respondent.page.contains("darum"),
        "{}",
        respondent.page
    );
    respondent.next(&[("~language", "DE"), ("QID3_TEXT", "darum")]).await;
    assert!(respondent.page.contains("Vielen Dank"), "{}", respondent.page);
    let values = &recorded(&server, &survey).await[0];
    assert_eq!(
        (&values["userLanguage"], &values["QID3_TEXT"], &values["QID1"]),
        (&json!("DE"), &json!("darum"), &json!(10))
    );
}

#[tokio::test]
async fn the_language_is_a_field_that_the_survey_can_ask_for() {
    let server = TestServer::start().await;
    let mut file: Value =
        serde_json::from_slice(&samples::survey(&json!({ "AvailableLanguages": { "EN": [], "DE": [] } })))
            .unwrap();
    file["SurveyElements"][3]["Payload"]["QuestionText"] = json!("In ${e://Field/Q_Language}");
    let survey = server.import_survey("Languages", file.to_string().as_bytes()).await;
    let browser = Browser::new(&server).saying("Accept-Language", "de");
    let mut respondent = Respondent::open_in(&browser, &format!("/jfe/form/{survey}"), "").await;
    assert!(respondent.page.contains("In DE"), "{}", respondent.page);
    respondent.speak("EN", &[]).await;
    assert!(respondent.page.contains("In EN"), "{}", respondent.page);
}

#[tokio::test]
async fn a_page_that_cannot_be_had_says_so_in_the_readers_language() {
    let server = TestServer::start().await;
    let browser = Browser::new(&server).saying("Accept-Language", "fr;q=0.9, de;q=0.8");
    let page = browser.get("/jfe/form/SV_aaaaaaaaaaaaaaa").await;
    assert_eq!(page.status, 404);
    assert!(
        page.text().contains("<html lang=\"de\"") && page.text().contains("Hier ist keine Umfrage"),
        "{}",
        page.text()
    );
}
