//! The requirements of Try It, P-45 to P-60, as an ordinary form: no script is at work here.

use contract::{Description, TryIt, catalogue};
use http::Method;
use model::scope::Scopes;
use model::text::Name;
use serde_json::Value;
use services::example::SURVEY_ID;
use services::oauth::{self, ClientOptions, Credentials};
use services::operator::Who;
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

/// Every request and its page.
async fn request_pages(server: &TestServer) -> Vec<(&'static Description, String)> {
    let mut found = Vec::new();
    for description in catalogue() {
        let name = description.operation.name.to_lowercase().replace(' ', "-");
        let address = format!("/docs/reference/{}/{name}", description.operation.category.slug());
        found.push((description, page(server, &address).await));
    }
    found
}

/// The Try It form of every request that has one.
async fn forms(server: &TestServer) -> Vec<(&'static Description, String)> {
    let pages = request_pages(server).await.into_iter();
    pages
        .filter(|(description, _)| description.operation.try_it == TryIt::Offered)
        .map(|(description, html)| (description, within(&html, "<form class=\"try\"", "</form>").to_owned()))
        .collect()
}

#[tokio::test]
async fn p_45_each_request_has_try_it() {
    let server = TestServer::start().await;
    let forms = forms(&server).await;
    for (description, form) in &forms {
        assert!(form.contains(&format!("action=\"/docs/try/{}#try-it\"", description.operation.id)));
    }
    assert!(
        forms.iter().any(|(description, _)| description.operation.id == "listSurveys"),
        "the worked example"
    );
}

#[tokio::test]
async fn p_46_a_person_opens_the_field_of_the_token() {
    let server = TestServer::start().await;
    for (_, form) in forms(&server).await {
        let token = within(&form, "<details class=\"token\"", "</details>");
        let summary = within(token, "<summary", "</summary>");
        assert!(summary.contains("<svg") && text(summary) == "API Token", "{summary}");
    }
}

#[tokio::test]
async fn p_47_the_token_is_entered_there() {
    let server = TestServer::start().await;
    for (_, form) in forms(&server).await {
        let token = within(&form, "<details class=\"token\"", "</details>");
        assert!(token.contains("type=\"password\" name=\"token\"") && !token.contains("value="), "{token}");
    }
    let html = send(&server, "whoAmI", Form::new().text("token", ADMINISTRATOR)).await.text();
    assert!(
        text(within(&html, "aria-label=\"Output\"", "</pre>")).contains("\"brandId\": \"acme\""),
        "it is sent"
    );
}

#[tokio::test]
async fn p_48_every_parameter_has_an_input_required_ones_first() {
    let server = TestServer::start().await;
    for (description, form) in forms(&server).await {
        let mut inputs: Vec<(usize, bool)> = Vec::new();
        for parameter in &description.parameters {
            let input = format!("name=\"{}.{}\"", parameter.place.as_str(), parameter.name);
            inputs.push((form.find(&input).unwrap_or_else(|| panic!("{input}")), parameter.required));
        }
        inputs.sort_unstable();
        let required = inputs.iter().map(|(_, required)| !required);
        assert!(required.is_sorted(), "{}: required ones come first", description.operation.id);
        for number in 0..description.bodies.len() {
            let any = [format!("name=\"body.{number}\""), format!("name=\"part.{number}.")];
            assert!(any.iter().any(|input| form.contains(input.as_str())), "{}", description.operation.id);
        }
    }
}

#[tokio::test]
async fn p_49_the_button_sends_the_request() {
    let server = TestServer::start().await;
    for (_, form) in forms(&server).await {
        assert!(form.contains("<button class=\"primary\" type=\"submit\">Try It</button>"));
    }
    let html = send(&server, "getSurvey", Form::new().text("token", ADMINISTRATOR)).await.text();
    assert!(
        html.contains("400 - Bad Request") && html.contains("surveyId"),
        "without its id it is refused by name"
    );
}

#[tokio::test]
async fn p_50_a_tip_leads_to_the_table_and_to_the_example() {
    let server = TestServer::start().await;
    for (_, form) in forms(&server).await {
        let help = within(&form, "<p class=\"help\">Values", "</p>");
        assert!(
            help.contains("href=\"#parameters\"") && help.contains("href=\"#example\""),
            "links, not just words"
        );
    }
}

#[tokio::test]
async fn p_51_the_output_is_shown() {
    let server = TestServer::start().await;
    let html = send(&server, "listSurveys", Form::new().text("token", ADMINISTRATOR)).await.text();
    let output = text(within(&html, "aria-label=\"Output\"", "</pre>"));
    let shown: Value = serde_json::from_str(&output).unwrap();
    assert_eq!(shown["meta"]["httpStatus"], "200 - OK");
    assert!(shown["result"]["elements"].is_array());
}

#[tokio::test]
async fn p_52_requests_without_try_it_say_so() {
    let server = TestServer::start().await;
    for (description, html) in request_pages(&server).await {
        let words = text(within(&html, "<main", "</main>"));
        match description.operation.try_it {
            TryIt::Offered => {
                assert!(!words.contains("does not work with Try It"), "{}", description.operation.id)
            }
            TryIt::Refused(reason) => {
                assert!(words.contains("This request does not work with Try It.") && words.contains(reason));
                let refused =
                    send(&server, description.operation.id, Form::new().text("token", ADMINISTRATOR)).await;
                assert_eq!(refused.status, 404, "and the server does not do it either");
            }
        }
    }
}

/// The page after List Surveys was tried.
async fn listed(server: &TestServer) -> String {
    let form = Form::new().text("token", ADMINISTRATOR).text("query.offset", "0");
    let ask = server.ask(Method::POST, "/docs/try/listSurveys").header("user-agent", "a reader");
    ask.form(form).send().await.text()
}

/// The page after Create User was tried with a body that is refused.
async fn refused(server: &TestServer) -> String {
    let form =
        Form::new().text("token", ADMINISTRATOR).text("as.0", "json").text("body.0", "{\"username\": 5}");
    send(server, "createUser", form).await.text()
}

fn value(html: &str, name: &str) -> String {
    metadata(html)
        .into_iter()
        .find(|(known, _)| known == name)
        .unwrap_or_else(|| panic!("{name} is not told"))
        .1
}

#[tokio::test]
async fn p_53_metadata_stands_beside_the_output() {
    let html = listed(&TestServer::start().await).await;
    let tabs = within(&html, "id=\"tab-output\"", "<div");
    assert!(tabs.find(">Output<").unwrap() < tabs.find(">Metadata<").unwrap(), "{tabs}");
}

#[tokio::test]
async fn p_54_metadata_tells_the_method() {
    let server = TestServer::start().await;
    assert_eq!(value(&listed(&server).await, "Method"), "GET");
    assert_eq!(value(&refused(&server).await, "Method"), "POST");
}

#[tokio::test]
async fn p_55_metadata_tells_the_url() {
    let html = listed(&TestServer::start().await).await;
    assert_eq!(value(&html, "URL"), "http://canvass.test/API/v3/surveys?offset=0");
}

#[tokio::test]
async fn p_56_metadata_tells_all_headers_that_were_sent_the_token_masked() {
    let server = TestServer::start().await;
    let shown = value(&listed(&server).await, "Request Headers");
    assert!(shown.contains(&format!("x-api-token: ••••{}", &ADMINISTRATOR[36..])), "{shown}");
    assert!(
        shown.contains("user-agent: a reader") && shown.contains("host: canvass.test"),
        "as the server saw them"
    );
    let shown = value(&refused(&server).await, "Request Headers");
    assert!(
        shown.contains("content-type: application/json") && shown.contains("content-length: "),
        "{shown}"
    );
}

#[tokio::test]
async fn p_57_metadata_tells_the_body_and_empty_where_there_was_none() {
    let server = TestServer::start().await;
    assert_eq!(value(&listed(&server).await, "Request Data"), "empty");
    assert_eq!(value(&refused(&server).await, "Request Data").replace(' ', ""), "{\"username\":5}");
}

#[tokio::test]
async fn p_58_metadata_tells_the_status_and_leads_to_its_explanation() {
    let server = TestServer::start().await;
    for (html, status, name) in
        [(listed(&server).await, 200, "200 - OK"), (refused(&server).await, 400, "400 - Bad Request")]
    {
        assert_eq!(value(&html, "Status"), name);
        assert!(html.contains(&format!("href=\"/docs/guides/responses#status-{status}\"")));
        let page = page(&server, "/docs/guides/responses").await;
        assert!(page.contains(&format!("id=\"status-{status}\"")), "it is explained there");
    }
}

#[tokio::test]
async fn p_59_metadata_tells_the_headers_of_the_answer() {
    let shown = value(&listed(&TestServer::start().await).await, "Response Headers");
    assert!(shown.contains("content-type: application/json") && shown.contains("request-time: "), "{shown}");
}

#[tokio::test]
async fn p_60_the_six_stand_in_their_order_and_ours_behind_them() {
    let server = TestServer::start().await;
    for html in [listed(&server).await, refused(&server).await] {
        let shown = metadata(&html);
        let names: Vec<&str> = shown.iter().map(|(name, _)| name.as_str()).collect();
        let six = ["Method", "URL", "Request Headers", "Request Data", "Status", "Response Headers"];
        assert_eq!(names[..6], six);
        assert_eq!(names[6..], ["Time in the server", "Request ID"]);
        assert_eq!(shown[7].1.len(), 36);
    }
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
    let shown = metadata(&html);
    assert!(shown[3].1.contains("\"username\": \"ana@example.org\""), "{}", shown[3].1);
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
    let token = services::example::install(&server.app, None).await.unwrap().unwrap();
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
    let token = services::example::install(&server.app, None).await.unwrap().unwrap();
    let offers =
        |parameter: &'static str| server.ask(Method::GET, &format!("/docs/offers/{parameter}")).token(&token);
    let shown = offers("surveyId").send().await.json();
    assert_eq!(shown[0]["id"], SURVEY_ID);
    assert_eq!(shown[0]["label"], "Library visit");
    assert_eq!(offers("organizationId").send().await.json()[0]["id"], model::example::BRAND);
    assert_eq!(offers("fileId").send().await.json(), serde_json::json!([]));
    let ask = server.ask(Method::POST, "/docs/history").header("accept", "application/json");
    let history = ask.form(Form::new().text("token", &token)).send().await.text();
    assert!(history.contains("No calls are kept"), "what the page asks by itself is no call: {history}");
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

/// An access token of OAuth for the first brand's administrator, with this scope.
async fn access_token(server: &TestServer, scope: &str) -> String {
    let brand = model::BrandId::parse("acme").unwrap();
    let who = Who::Id(model::UserId::parse("UR_3acmeAdmin00000").unwrap());
    let options = ClientOptions {
        name: Name::stored("A program"),
        scopes: Scopes::parse(scope).unwrap(),
        redirects: Vec::new(),
    };
    let client = oauth::make_client(&server.app, &brand, &who, &options).await.unwrap();
    let shown = Credentials {
        id: client.id.as_str().to_owned(),
        secret: Some(client.secret.as_str().to_owned()),
        certificate: services::Shown::None,
    };
    oauth::token_for_client(&server.app, &shown, None).await.unwrap().token.as_str().to_owned()
}

#[tokio::test]
async fn an_access_token_goes_as_a_bearer_token_and_its_calls_are_its_own() {
    let server = TestServer::start().await;
    let token = access_token(&server, "read:surveys").await;
    let html = send(&server, "listSurveys", Form::new().text("token", &token)).await.text();
    let headers = value(&html, "Request Headers");
    assert!(headers.contains(&format!("authorization: ••••{}", &token[60..])), "{headers}");
    assert!(!headers.contains("x-api-token"), "{headers}");
    assert_eq!(value(&html, "Status"), "200 - OK");
    let refused = send(&server, "listUsers", Form::new().text("token", &token)).await.text();
    assert_eq!(value(&refused, "Status"), "403 - Forbidden");
    let offers = server.ask(Method::GET, "/docs/offers/surveyId").token(&token).send().await;
    assert_eq!(offers.json(), serde_json::json!([]), "there are none yet, and it may look");

    let history = async |token: &str| {
        let form = Form::new().text("token", token);
        server.ask(Method::POST, "/docs/history").form(form).send().await
    };
    let shown = history(&token).await;
    let text = shown.text();
    assert_eq!((shown.status, text.matches("<details class=\"exchange\">").count()), (200, 2));
    let end = format!("Bearer ••••{}", &token[60..]);
    assert!(text.contains(&end) && !text.contains(&token), "{text}");
    assert!(
        !history(ADMINISTRATOR).await.text().contains("<details class=\"exchange\">"),
        "they are not the user's"
    );
    server.advance(3_600_000);
    let ended = history(&token).await;
    assert!(ended.status == 401 && ended.text().contains("has ended"), "{}", ended.text());
    // Whoever reads what others said of the documentation shows a token of their own.
    let admin = access_token(&server, "manage:all").await;
    let refused =
        server.ask(Method::POST, "/docs/admin").form(Form::new().text("token", &admin)).send().await;
    assert_eq!(refused.status, 401, "{}", refused.text());
}
