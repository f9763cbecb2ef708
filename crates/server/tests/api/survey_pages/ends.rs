//! What the page after the last one says.

use serde_json::{Value, json};
use testkit::TestServer;

use super::recorded;
use crate::samples::{self, Respondent, server_with};

#[tokio::test]
async fn an_end_shows_respondents_what_they_answered() {
    let (server, survey) = server_with(json!({ "ResponseSummary": "Yes" })).await;
    let mut respondent = Respondent::open(&server, &survey, "").await;
    respondent.next(&[("QID1", "3"), ("QID1_3_TEXT", "so & so"), ("QID2", "2")]).await;
    respondent.next(&[("QID3_TEXT", "<script>why</script>"), ("QID4_1", "2")]).await;
    let page = &respondent.page;
    assert!(!page.contains("<form"), "{page}");
    let order = [
        "Thank you",
        "Your answers",
        "How was it?",
        "Other: so &amp; so",
        "Which?",
        "Green",
        "Why?",
        "&lt;script&gt;why&lt;/script&gt;",
        "Rate",
        "Price",
        "High",
        "How much?",
        "Not answered",
    ];
    let mut rest = page.as_str();
    for part in order {
        rest =
            rest.split_once(part).unwrap_or_else(|| panic!("{part} is missing or out of order in {page}")).1;
    }
    assert!(!page.contains("<script>why") && !page.contains(">Red<"));
    // It stays what it is for whoever loads it again.
    let again = server.ask(http::Method::GET, &respondent.address).send().await;
    assert_eq!(again.text(), *page);
}

#[tokio::test]
async fn an_end_says_what_its_author_wrote_and_shows_no_answers_unless_asked() {
    let message = "<p>Goodbye, ${q://QID3/ChoiceTextEntryValue}</p><script>x</script>";
    for (message, said) in
        [(message, "<p>Goodbye, &lt;Ada&gt;</p>"), ("MS_1a2B3c", "Your answers have been recorded.")]
    {
        let options = json!({ "SurveyTermination": "DisplayMessage", "EOSMessage": message });
        let (server, survey) = server_with(options).await;
        let mut respondent = Respondent::open(&server, &survey, "").await;
        respondent.next(&[("QID1", "1")]).await;
        respondent.next(&[("QID3_TEXT", "<Ada>")]).await;
        let page = &respondent.page;
        assert!(page.contains(said) && !page.contains("<script>x"), "{page}");
        assert!(!page.contains("How was it?"), "{page}");
    }
}

#[tokio::test]
async fn an_end_that_asks_to_confirm_records_nothing_before_that() {
    let mut file: Value =
        serde_json::from_slice(&samples::survey(&json!({ "BackButton": "false" }))).unwrap();
    for element in file["SurveyElements"].as_array_mut().unwrap() {
        if element["Element"] == "FL" {
            let options =
                json!({ "Advanced": "true", "ConfirmResponseSummary": "Yes", "ResponseSummary": "No" });
            let end = json!({ "Type": "EndSurvey", "FlowID": "FL_9", "EndingType": "Advanced", "Options": options });
            element["Payload"]["Flow"].as_array_mut().unwrap().push(end);
        }
    }
    let server = TestServer::start().await;
    let survey = server.import_survey("Confirmed", file.to_string().as_bytes()).await;
    let mut respondent = Respondent::open(&server, &survey, "?Q_Language=DE").await;
    respondent.next(&[("QID1", "1")]).await;
    respondent.next(&[("QID3_TEXT", "first & last")]).await;
    assert!(respondent.page.contains("Please check your answers"), "{}", respondent.page);
    assert!(respondent.page.contains("first &amp; last") && respondent.page.contains("value=\"back\""));
    assert!(recorded(&server, &survey).await.is_empty());
    respondent.back(&[]).await;
    respondent.next(&[("QID3_TEXT", "changed")]).await;
    assert!(respondent.page.contains("changed"), "{}", respondent.page);
    respondent.next(&[]).await;
    assert!(
        !respondent.page.contains("<form") && respondent.page.contains("Thank you"),
        "{}",
        respondent.page
    );
    assert_eq!(recorded(&server, &survey).await[0]["QID3_TEXT"], "changed");
}
