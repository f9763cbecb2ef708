//! The requirements of Try It, P-45 to P-60, as an ordinary form: no script is at work here.

use contract::{TryIt, catalogue};
use http::Method;
use serde_json::Value;
use services::example::SURVEY_ID;
use testkit::server::ADMINISTRATOR;
use testkit::{Answer, Form, TestServer};

use crate::pages::{page, text, within};

async fn send(server: &TestServer, operation: &str, form: Form) -> Answer {
    server.ask(Method::POST, &format!("/docs/try/{operation}")).form(form).send().await
}

/// The names and values of Metadata, in their order.
fn metadata(html: &str) -> Vec<(String, String)> {
    let list = within(html, "<dl class=\"metadata\"", "</dl>");
    list.split("<dt>")
        .skip(1)
        .map(|entry| {
            let (name, value) = entry.split_once("</dt>").unwrap();
            (text(name), text(value))
        })
        .collect()
}

#[tokio::test]
async fn p_46_and_p_47_a_person_opens_the_field_of_the_token() {
    let server = TestServer::start().await;
    for told in catalogue().iter().filter(|told| told.operation.try_it == TryIt::Offered) {
        let name = told.operation.name.to_lowercase().replace(' ', "-");
        let html = page(&server, &format!("/docs/reference/{}/{name}", told.operation.category.slug())).await;
        let token = within(&html, "<details class=\"token\"", "</details>");
        let summary = within(token, "<summary", "</summary>");
        assert!(summary.contains("<svg") && text(summary) == "API Token", "{summary}");
        assert!(token.contains("type=\"password\" name=\"token\"") && !token.contains("value="), "{token}");
    }
}

#[tokio::test]
async fn p_48_every_parameter_has_an_input_required_ones_first() {
    let server = TestServer::start().await;
    for told in catalogue().iter().filter(|told| told.operation.try_it == TryIt::Offered) {
        let name = told.operation.name.to_lowercase().replace(' ', "-");
        let html = page(&server, &format!("/docs/reference/{}/{name}", told.operation.category.slug())).await;
        let form = within(&html, "<form class=\"try\"", "</form>");
        let mut optional_seen = false;
        let mut inputs: Vec<(usize, bool)> = Vec::new();
        for parameter in &told.parameters {
            let input = format!("name=\"{}.{}\"", parameter.place.as_str(), parameter.name);
            inputs.push((form.find(&input).unwrap_or_else(|| panic!("{input}")), parameter.required));
        }
        inputs.sort_unstable();
        for (_, required) in inputs {
            assert!(!(required && optional_seen), "{}: required ones come first", told.operation.id);
            optional_seen |= !required;
        }
        for number in 0..told.bodies.len() {
            let any = [format!("name=\"body.{number}\""), format!("name=\"part.{number}.")];
            assert!(any.iter().any(|input| form.contains(input.as_str())), "{}", told.operation.id);
        }
    }
}

#[tokio::test]
async fn p_49_to_p_51_the_button_sends_and_the_output_shows() {
    let server = TestServer::start().await;
    let html = page(&server, "/docs/reference/surveys/list-surveys").await;
    let form = within(&html, "<form class=\"try\"", "</form>");
    assert!(form.contains("type=\"submit\">Try It</button>"));
    let help = within(form, "<p class=\"help\">Values", "</p>");
    assert!(
        help.contains("href=\"#parameters\"") && help.contains("href=\"#example\""),
        "P-50: links, not just words"
    );
    let html = send(&server, "listSurveys", Form::new().text("token", ADMINISTRATOR)).await.text();
    let output = text(within(&html, "aria-label=\"Output\"", "</pre>"));
    let told: Value = serde_json::from_str(&output).unwrap();
    assert_eq!(told["meta"]["httpStatus"], "200 - OK");
    assert!(told["result"]["elements"].is_array());
}

#[tokio::test]
async fn p_53_to_p_60_metadata_tells_the_six_in_order_as_the_server_saw_them() {
    let server = TestServer::start().await;
    let form = Form::new().text("token", ADMINISTRATOR).text("query.offset", "0");
    let ask = server.ask(Method::POST, "/docs/try/listSurveys").header("user-agent", "a reader");
    let html = ask.form(form).send().await.text();
    assert!(html.contains("for=\"tab-output\">Output<") && html.contains("for=\"tab-metadata\">Metadata<"));
    let told = metadata(&html);
    let names: Vec<&str> = told.iter().map(|(name, _)| name.as_str()).collect();
    let six = ["Method", "URL", "Request Headers", "Request Data", "Status", "Response Headers"];
    assert_eq!(names[..6], six);
    assert_eq!(names[6..], ["Time in the server", "Request ID"]);
    assert_eq!(told[0].1, "GET");
    assert_eq!(told[1].1, "http://canvass.test/API/v3/surveys?offset=0");
    assert!(told[2].1.contains(&format!("x-api-token: ••••{}", &ADMINISTRATOR[36..])), "{}", told[2].1);
    assert!(told[2].1.contains("user-agent: a reader") && told[2].1.contains("host: canvass.test"));
    assert_eq!(told[3].1, "empty");
    assert_eq!(told[4].1, "200 - OK");
    assert!(html.contains("href=\"/docs/guides/responses#status-200\""), "P-58 leads to its explanation");
    assert!(told[5].1.contains("content-type: application/json") && told[5].1.contains("request-time: "));
    assert!(told[7].1.len() == 36);

    let form =
        Form::new().text("token", ADMINISTRATOR).text("as.0", "json").text("body.0", "{\"username\": 5}");
    let html = send(&server, "createUser", form).await.text();
    let told = metadata(&html);
    assert_eq!(told[0].1, "POST");
    assert!(told[2].1.contains("content-type: application/json") && told[2].1.contains("content-length: "));
    assert_eq!(told[3].1.replace(' ', ""), "{\"username\":5}", "P-57: what was sent");
    assert_eq!(told[4].1, "400 - Bad Request");
    assert!(html.contains("href=\"/docs/guides/responses#status-400\""));
}

#[tokio::test]
async fn fields_become_a_json_body_and_a_wrong_one_is_marked() {
    let server = TestServer::start().await;
    let form = Form::new()
        .text("token", ADMINISTRATOR)
        .text("as.0", "form")
        .text("field.0.username", "ana@example.org")
        .text("field.0.firstName", "Ana");
    let html = send(&server, "createUser", form).await.text();
    assert!(html.contains("400 - Bad Request"));
    let told = metadata(&html);
    assert!(told[3].1.contains("\"username\": \"ana@example.org\""), "{}", told[3].1);
    let field = within(&html, "id=\"try-field-0-lastName\"", "</div>");
    assert!(
        field.contains("aria-invalid=\"true\"") && field.contains("lastName"),
        "the error stands at its field"
    );
    assert!(html.contains("value=\"ana@example.org\""), "what was typed is still there");
}

#[tokio::test]
async fn an_export_is_started_asked_for_and_saved_by_following_links() {
    let server = TestServer::start().await;
    let token = services::example::plant(&server.app, None).await.unwrap().unwrap();
    server.run_jobs().await;
    let values = |html: &str, page: &str| {
        let link = html
            .split("href=\"")
            .find(|link| link.starts_with(&format!("{page}?")))
            .unwrap_or_else(|| panic!("no way to {page}"));
        let query = link.split(['?', '#']).nth(1).unwrap().replace("&amp;", "&");
        query
            .split('&')
            .map(|pair| {
                pair.split_once('=').map(|(name, value)| (name.to_owned(), value.to_owned())).unwrap()
            })
            .collect::<Vec<_>>()
    };
    let form = |values: &[(String, String)]| {
        values.iter().fold(Form::new().text("token", &token), |form, (name, value)| form.text(name, value))
    };
    let start = form(&[("path.surveyId".into(), SURVEY_ID.into())])
        .text("as.0", "form")
        .text("field.0.format", "csv");
    let html = send(&server, "startResponseExport", start).await.text();
    server.run_jobs().await;
    let next = values(&html, "/docs/reference/exporting-survey-responses/get-response-export-progress");
    let html = send(&server, "getResponseExportProgress", form(&next)).await.text();
    let next = values(&html, "/docs/reference/exporting-survey-responses/get-response-export-file");
    let html = send(&server, "getResponseExportFile", form(&next)).await.text();
    let facts = text(within(&html, "<dl class=\"facts file\"", "</dl>"));
    assert!(facts.contains(".zip") && facts.contains("application/zip"), "{facts}");
    let entries = text(within(&html, "<table class=\"entries\"", "</table>"));
    assert!(entries.contains(".csv"), "{entries}");
    let saved = send(&server, "getResponseExportFile", form(&next).text("download", "yes")).await;
    let path = format!(
        "/API/v3/surveys/{SURVEY_ID}/export-responses/{}/file",
        next.iter().find(|(name, _)| name == "path.fileId").unwrap().1
    );
    let direct = server.ask(Method::GET, &path).token(&token).send().await;
    assert_eq!(saved.body, direct.body, "byte for byte");
    assert_eq!(saved.header("content-disposition"), direct.header("content-disposition"));
    assert!(facts.contains(&format!("{} bytes", direct.body.len())));
}

#[tokio::test]
async fn a_link_carries_typed_values_and_never_a_token() {
    let server = TestServer::start().await;
    let link =
        "/docs/reference/surveys/get-survey?path.surveyId=SV_0123456789abcde&token=secret&other=%3Cb%3E";
    let html = page(&server, link).await;
    assert!(html.contains("name=\"path.surveyId\" value=\"SV_0123456789abcde\""));
    assert!(!html.contains("secret") && !html.contains("<b>"));
    let link = "/docs/reference/exporting-survey-responses/start-response-export?field.0.format=ndjson&field.0.limit=5";
    let html = page(&server, link).await;
    assert!(
        html.contains("<option value=\"ndjson\" selected>")
            && html.contains("name=\"field.0.limit\" value=\"5\"")
    );
    assert!(html.contains("<details class=\"optional\" open>"), "what is filled in is seen");
}

#[tokio::test]
async fn ids_of_ones_own_are_offered() {
    let server = TestServer::start().await;
    let token = services::example::plant(&server.app, None).await.unwrap().unwrap();
    let offers =
        |parameter: &'static str| server.ask(Method::GET, &format!("/docs/offers/{parameter}")).token(&token);
    let told = offers("surveyId").send().await.json();
    assert_eq!(told[0]["id"], SURVEY_ID);
    assert_eq!(told[0]["label"], "Library visit");
    assert_eq!(offers("organizationId").send().await.json()[0]["id"], model::example::BRAND);
    assert_eq!(offers("fileId").send().await.json(), serde_json::json!([]));
    let nobody = server.ask(Method::GET, "/docs/offers/surveyId").token(&"x".repeat(40)).send().await;
    assert_eq!(nobody.json(), serde_json::json!([]));
}

#[tokio::test]
async fn pages_are_sent_once_and_known_again() {
    let server = TestServer::start().await;
    let first = server
        .ask(Method::GET, "/docs/reference/surveys/list-surveys")
        .header("accept-encoding", "gzip")
        .send()
        .await;
    let tag = first.header("etag").to_owned();
    assert_eq!((first.header("content-encoding"), first.header("cache-control")), ("gzip", "no-cache"));
    let again = server
        .ask(Method::GET, "/docs/reference/surveys/list-surveys")
        .header("if-none-match", &tag)
        .send()
        .await;
    assert_eq!((again.status, again.body.len()), (304, 0));
    let dark = server.ask(Method::GET, "/docs").header("cookie", "canvass_theme=dark").send().await.text();
    assert!(dark.contains("data-theme=\"dark\""));
    assert!(!server.ask(Method::GET, "/docs").send().await.text().contains("data-theme"));
    let form = "set=dark&back=%2Fdocs%2Fguides";
    let answer =
        server.ask(Method::POST, "/docs/theme").bytes("application/x-www-form-urlencoded", form).send().await;
    assert_eq!((answer.status, answer.header("location")), (303, "/docs/guides"));
    assert!(answer.header("set-cookie").starts_with("canvass_theme=dark; "));
    let away = server
        .ask(Method::POST, "/docs/theme")
        .bytes("application/x-www-form-urlencoded", "set=dark&back=https%3A%2F%2Fevil.example")
        .send()
        .await;
    assert_eq!(away.header("location"), "/docs");
}
