//! Authenticators: what they hold is for those who stand in a list of contacts.

use http::Method;
use model::contact::Contact;
use serde_json::{Value, json};
use testkit::contacts::ContactTable;
use testkit::{Answer, TestServer};

use super::recorded;
use crate::samples::{self, Browser, Respondent};

fn contacts() -> ContactTable {
    let embedded = [("branch", "North"), ("Pin", "7-secret-7")];
    let ada = Contact {
        id: "CID_1".into(),
        first_name: "Ada".into(),
        email: "ada@example.org".into(),
        language: "DE".into(),
        embedded: embedded.map(|(name, value)| (name.to_owned(), value.to_owned())).into(),
        ..Contact::default()
    };
    ContactTable::of("CG_aaaaaaaaaaaaaaa", vec![ada])
}

/// The sample survey, all of it within an authenticator that asks for an address and a PIN.
fn survey(attempts: usize, options: &Value) -> Vec<u8> {
    let mut file: Value = serde_json::from_slice(&samples::survey(options)).unwrap();
    for element in file["SurveyElements"].as_array_mut().unwrap() {
        if element["PrimaryAttribute"] == "QID1" {
            element["Payload"]["QuestionText"] =
                json!("How was it, ${m://FirstName} of ${e://Field/branch}?");
        }
        if element["Element"] == "FL" {
            let within = element["Payload"]["Flow"].take();
            element["Payload"]["Flow"] = json!([{
                "Type": "Authenticator", "FlowID": "FL_9", "Flow": within,
                "PanelData": { "LibraryID": "UR_1", "PanelID": "CG_aaaaaaaaaaaaaaa", "Type": "Expression", "LogicType": "Panel" },
                "FieldData": { "0": {
                    "0": { "PanelField": "RecipientEmail", "fieldLabel": "", "LogicType": "EmbeddedField" },
                    "1": { "PanelField": "Pin", "fieldLabel": "Your <b>PIN</b>", "password": true, "LogicType": "EmbeddedField" },
                    "Type": "If" }, "Type": "BooleanExpression" },
                "Options": { "maxAttempts": attempts.to_string(), "allowRetake": true },
            }]);
        }
    }
    file.to_string().into_bytes()
}

const RIGHT: [(&str, &str); 2] = [("~contact.0", "ADA@example.org"), ("~contact.1", "7-secret-7")];
const WRONG: [(&str, &str); 2] = [("~contact.0", "ada@example.org"), ("~contact.1", "not-the-pin")];

#[tokio::test]
async fn who_is_on_the_list_answers_and_is_recorded_and_what_was_typed_is_kept_nowhere() {
    let server = TestServer::knowing(contacts()).await;
    let id = server
        .import_survey("Guarded", &survey(5, &json!({ "AvailableLanguages": { "EN": [], "DE": [] } })))
        .await;
    let (browser, path) = (Browser::new(&server), format!("/jfe/form/{id}"));
    let mut respondent = Respondent::open_in(&browser, &path, "?RecipientFirstName=Eve").await;
    for part in [
        "Please tell us who you are.",
        "type=\"email\" inputmode=\"email\" name=\"~contact.0\" id=\"-contact.0\"",
        "E-mail address",
        "type=\"password\" name=\"~contact.1\"",
        "Your <b>PIN</b>",
        "aria-required=\"true\"",
    ] {
        assert!(respondent.page.contains(part), "{part} is missing in {}", respondent.page);
    }
    respondent.next(&[("~contact.0", "ada@example.org")]).await;
    assert!(respondent.page.contains("Please answer this question."), "{}", respondent.page);
    respondent.speak("DE", &WRONG).await;
    assert!(respondent.page.contains("Bitte sagen Sie uns, wer Sie sind."), "{}", respondent.page);
    respondent.next(&WRONG).await;
    let told = "Mit diesen Angaben kennen wir niemanden.";
    assert!(
        respondent.page.contains(told) && !respondent.page.contains("not-the-pin"),
        "{}",
        respondent.page
    );
    assert!(respondent.page.contains("href=\"#-contact.0\""), "the summary leads to the first field");
    respondent.next(&RIGHT).await;
    assert!(respondent.page.contains("How was it, Ada of North?"), "{}", respondent.page);
    respondent.next(&[("QID1", "1")]).await;
    // Coming back goes on where she was; going back asks who she is again.
    let mut back = Respondent::open_in(&browser, &path, "").await;
    assert!(back.page.contains("Why?"), "{}", back.page);
    back.back(&[]).await;
    back.back(&[]).await;
    assert!(back.page.contains("name=\"~contact.0\"") && !back.page.contains("ADA@"), "{}", back.page);
    let kept: String =
        server.dump().await.into_iter().filter(|row| row.starts_with("survey_session")).collect();
    for typed in ["ADA@", "not-the-pin", "7-secret-7"] {
        assert!(!kept.contains(typed), "{typed} is kept: {kept}");
    }
    assert!(!kept.contains("Ada") && !kept.contains("North"), "gone with going back: {kept}");
    back.next(&RIGHT).await;
    back.next(&[("QID1", "1")]).await;
    back.next(&[("QID3_TEXT", "so")]).await;
    let responses = recorded(&server, &id).await;
    assert_eq!(responses.len(), 1);
    let values = &responses[0];
    assert_eq!(
        (&values["recipientFirstName"], &values["branch"]),
        (&json!("Ada"), &json!("North")),
        "{values:#}"
    );
    assert_eq!(
        (&values["recipientEmail"], &values["userLanguage"]),
        (&json!("ada@example.org"), &json!("DE"))
    );
    assert!(values.get("Pin").is_none(), "what the flow does not declare is not recorded");
}

#[tokio::test]
async fn an_anonymised_response_names_nobody() {
    let server = TestServer::knowing(contacts()).await;
    let id = server.import_survey("Guarded", &survey(5, &json!({ "AnonymizeResponse": "Yes" }))).await;
    let mut respondent = Respondent::open(&server, &id, "").await;
    respondent.next(&RIGHT).await;
    respondent.next(&[("QID1", "1")]).await;
    respondent.next(&[]).await;
    let values = recorded(&server, &id).await.remove(0);
    assert!(!values.to_string().contains("Ada") && !values.to_string().contains("ada@"), "{values:#}");
}

#[tokio::test]
async fn who_fails_too_often_is_told_and_goes_on_behind_it() {
    for server in [TestServer::knowing(contacts()).await, TestServer::start().await] {
        let id = server.import_survey("Guarded", &survey(2, &json!({}))).await;
        let mut respondent = Respondent::open(&server, &id, "").await;
        respondent.next(&WRONG).await;
        assert!(respondent.page.contains("We know nobody with what you entered."), "{}", respondent.page);
        respondent.next(&WRONG).await;
        let told = "We could not find you on the list";
        assert!(respondent.page.contains(told) && !respondent.page.contains("<input type=\"email\""));
        respondent.next(&RIGHT).await;
        assert!(respondent.page.contains("Thank you"), "{}", respondent.page);
        let values = recorded(&server, &id).await.remove(0);
        assert!(values.get("QID1").is_none() && values.get("recipientFirstName").is_none(), "{values:#}");
    }
}

#[tokio::test]
async fn an_address_may_guess_so_often_and_locks_nobody_else_out() {
    let server = TestServer::knowing(contacts()).await;
    let id = server.import_survey("Guarded", &survey(100, &json!({}))).await;
    let path = format!("/jfe/form/{id}");
    let hidden = |page: &str, name: &str| {
        page.split_once(&format!("name=\"{name}\" value=\"")).unwrap().1.split('"').next().unwrap().to_owned()
    };
    // A guess in a session of its own, and the page that follows.
    let guess = async |address: &str, pin: &str| -> Answer {
        let page = server.ask(Method::GET, &path).from(address).send().await.text();
        let (token, mark) = (hidden(&page, "~token"), hidden(&page, "~page"));
        let form = format!(
            "~token={token}&~page={mark}&direction=next&~contact.0=ada%40example.org&~contact.1={pin}"
        );
        let ask = server.ask(Method::POST, &path).from(address);
        let sent = ask.bytes("application/x-www-form-urlencoded", form).send().await;
        assert_eq!(sent.status, 303, "{}", sent.text());
        server.ask(Method::GET, sent.header("location")).from(address).send().await
    };
    for _ in 0..3 {
        assert!(
            guess("192.0.2.1", "7-secret-7").await.text().contains("How was it"),
            "right ones do not count"
        );
    }
    for _ in 0..10 {
        assert!(guess("192.0.2.1", "wrong").await.text().contains("We know nobody"));
    }
    let refused = guess("192.0.2.1", "7-secret-7").await.text();
    assert!(refused.contains("try again in 15 minutes") && !refused.contains("How was it"), "{refused}");
    assert!(guess("198.51.100.7", "7-secret-7").await.text().contains("How was it"));
    server.advance(900_000);
    assert!(guess("192.0.2.1", "7-secret-7").await.text().contains("How was it"));
}
