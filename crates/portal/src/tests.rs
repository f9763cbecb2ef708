//! Everything the catalogue holds is on the pages and in the document, and nothing on a page is somebody else's.

use bytes::Bytes;
use contract::{Category, Description, Part, Place, TryIt, catalogue};
use maud::PreEscaped;
use serde_json::Value;

use crate::{Site, TryOutcome, links, respond, try_form, try_json, try_result};

const ORIGIN: &str = "http://localhost:8080";

fn page(path: &str) -> String {
    let answer = respond(path, None, &Site::at(ORIGIN)).unwrap_or_else(|| panic!("{path} is no page"));
    String::from_utf8(answer.body.to_vec()).unwrap()
}

fn escaped(text: &str) -> String {
    maud::html! { (text) }.into_string()
}

fn part(name: &str, text: &str) -> Part {
    Part { name: name.into(), file_name: None, media_type: None, data: Bytes::from(text.to_owned()) }
}

fn outcome(content_type: &str, output: &'static [u8]) -> TryOutcome {
    TryOutcome {
        method: "GET".into(),
        url: format!("{ORIGIN}/API/v3/surveys"),
        request_headers: vec![("x-api-token".into(), "0123456789abcdef".into())],
        request_data: Bytes::new(),
        status: 200,
        response_headers: vec![("content-type".into(), content_type.into())],
        output: Bytes::from_static(output),
        tail: Bytes::new(),
        length: output.len() as u64,
        sha256: "0f".repeat(32),
        microseconds: 1234,
        request_id: "0d5f0c1e-7a51-4c55-9a0b-0f4c8f0a2f11".into(),
    }
}

fn known(id: &str) -> &'static Description {
    catalogue().iter().find(|known| known.operation.id == id).unwrap()
}

fn every_page() -> Vec<String> {
    let categories = Category::ALL.iter().map(|category| links::of_category(*category));
    let fixed = [
        "/docs",
        "/docs/guides",
        "/docs/snippets",
        "/docs/history",
        "/docs/feedback",
        "/docs/admin",
        "/docs/search",
        "/docs/compatibility",
        "/docs/changelog",
    ]
    .map(str::to_owned);
    let guides = crate::guides::ALL.iter().map(crate::guides::Guide::href);
    fixed
        .into_iter()
        .chain(guides)
        .chain(categories)
        .chain(catalogue().iter().map(links::of_operation))
        .collect()
}

#[test]
fn p_35_to_p_44_every_operation_has_its_page() {
    for description in catalogue() {
        let html = page(&links::of_operation(description));
        let operation = &description.operation;
        let place =
            |text: &str| html.find(text).unwrap_or_else(|| panic!("{}: {text} is missing", operation.id));
        let verb =
            place(&format!("<h1><span class=\"verb verb-{}", operation.verb.as_str().to_ascii_lowercase()));
        let name = verb + html[verb..].find(operation.name).unwrap();
        assert!(name < place("class=\"lead\""), "verb, name and description come first");
        for parameter in &description.parameters {
            place(&format!("id=\"p-{}-{}\"", parameter.place.as_str(), parameter.name));
        }
        for (number, body) in description.bodies.iter().enumerate() {
            for field in crate::reference::fields::of(&body.schema) {
                place(&format!("id=\"p-body-{number}-{}\"", field.path()));
            }
        }
        for error in description.errors() {
            place(&escaped(error.reason));
        }
        place("id=\"status-success\"");
        place(contract::description::status_text(operation.success));
        match operation.try_it {
            TryIt::Offered => place(&format!("action=\"/docs/try/{}#try-it\"", operation.id)),
            TryIt::Refused(reason) => place(&escaped(reason)),
        };
    }
}

#[test]
fn pages_are_our_own_and_carry_no_inline_code() {
    for path in every_page() {
        let html = page(&path);
        assert!(!html.contains("<style") && !html.contains(" style="), "{path}: an inline style");
        let modules = html.matches("<script type=\"module\" src=\"/docs/assets/").count();
        assert_eq!(html.matches("<script").count(), modules, "{path}: modules only, each from a file");
        assert!((1..=2).contains(&modules), "{path}: {modules}");
        assert!(!html.contains(" onclick") && !html.contains("javascript:"), "{path}");
        assert_eq!(html.matches("<h1").count(), 1, "{path}");
        let first = html.find("<a ").unwrap();
        assert!(html[first..].starts_with("<a class=\"skip\""), "P-01: the skip link comes first");
        for attribute in ["href=\"", "src=\"", "action=\""] {
            for rest in html.split(attribute).skip(1) {
                let address = rest.split('"').next().unwrap();
                if address == crate::assets::icon() {
                    continue;
                }
                assert!(address.starts_with(['/', '#', '?']), "{path}: {address}");
                let local = address.split(['#', '?']).next().unwrap();
                // Forms go elsewhere, and the status is drawn by the server alone.
                let served = local.is_empty()
                    || local.starts_with("/docs/try/")
                    || ["/docs/theme", "/docs/status"].contains(&local)
                    || respond(local, None, &Site::at(ORIGIN)).is_some();
                assert!(served, "{path}: {address} leads nowhere");
            }
        }
    }
}

#[test]
fn p_33_the_index_has_all_categories_in_order() {
    let html = page("/docs/");
    let cards = &html[html.find("class=\"cards\"").unwrap()..];
    let places: Vec<usize> =
        Category::ALL.iter().map(|category| cards.find(category.title()).unwrap()).collect();
    assert!(places.is_sorted());
}

#[test]
fn unknown_addresses_are_no_pages() {
    for path in [
        "/docs/nothing",
        "/docs/reference/surveys/nothing",
        "/docs/reference/surveys/get-survey/more",
        "/docs/assets/portal.css",
        "/other",
    ] {
        assert!(respond(path, None, &Site::at(ORIGIN)).is_none(), "{path}");
    }
    assert!(crate::missing(&Site::at(ORIGIN)).status == 404);
}

#[test]
fn assets_never_change_under_their_address() {
    for path in [crate::assets::style("pages"), crate::assets::script("tryit")] {
        assert!(respond(path, None, &Site::at(ORIGIN)).unwrap().immutable);
    }
}

#[test]
fn a_forged_host_does_not_reach_the_page() {
    for path in ["/docs", "/docs/reference/surveys/get-survey", "/openapi.json", "/openapi.yaml"] {
        let answer = respond(path, None, &Site::at("http://x\"><script>alert(1)</script>")).unwrap();
        assert!(!String::from_utf8_lossy(&answer.body).contains("alert(1)"), "{path}");
    }
}

#[test]
fn the_document_has_every_operation_with_all_its_parts() {
    let document: Value = serde_json::from_str(&page("/openapi.json")).unwrap();
    assert_eq!(document["servers"][0]["url"], ORIGIN);
    for description in catalogue() {
        let operation = &description.operation;
        let written = &document["paths"][operation.path][operation.verb.as_str().to_ascii_lowercase()];
        assert_eq!(written["operationId"], operation.id);
        assert_eq!(written["parameters"].as_array().unwrap().len(), description.parameters.len());
        assert!(written["responses"][operation.success.to_string()].is_object());
        for error in description.errors() {
            let behind = |place: &Value| place["$ref"].as_str()?.strip_prefix('#').map(str::to_owned);
            let answer = behind(&written["responses"][error.status.to_string()]);
            let answer = answer.and_then(|place| document.pointer(&place)).unwrap();
            let example = behind(&answer["content"]["application/json"]["examples"][error.code]);
            let example = example.and_then(|place| document.pointer(&place));
            assert!(example.is_some_and(Value::is_object), "{} {}", operation.id, error.code);
        }
        for body in &description.bodies {
            assert!(written["requestBody"]["content"][body.media_type]["schema"].is_object());
        }
    }
    assert!(page("/openapi.yaml").starts_with("openapi: \"3.1.0\"\n"));
}

#[test]
fn a_form_becomes_the_call_it_asks_for() {
    let call = try_form(known("listSurveys"), &[part("token", " secret "), part("query.offset", "100")]);
    assert_eq!((call.method, call.path_and_query.as_str()), ("GET", "/API/v3/surveys?offset=100"));
    assert_eq!(call.headers, [("X-API-TOKEN".to_owned(), "secret".to_owned())]);
    assert!(call.body.is_empty());

    let call = try_form(known("getSurvey"), &[part("path.surveyId", "a/../b?c"), part("token", "x\r\nY: z")]);
    assert_eq!(call.path_and_query, "/API/v3/surveys/a%2F..%2Fb%3Fc");
    assert_eq!(call.headers[0].1, "x");
    assert_eq!(try_form(known("deleteSurvey"), &[]).path_and_query, "/API/v3/surveys/%7BsurveyId%7D");
}

#[test]
fn files_of_a_form_are_sent_on_as_they_came() {
    let file = Part {
        name: "part.0.file".into(),
        file_name: Some("a\".qsf".into()),
        media_type: Some("application/json".into()),
        data: Bytes::from_static(b"\x00\xff{}"),
    };
    let call =
        try_form(known("importSurvey"), &[part("form", "0"), part("part.0.name", "Mine"), file.clone()]);
    assert!(call.headers[0].1.starts_with("multipart/form-data; boundary=canvass-"));
    let text = String::from_utf8_lossy(&call.body);
    assert!(text.contains("name=\"name\"\r\n\r\nMine\r\n"));
    assert!(text.contains("name=\"file\"; filename=\"a.qsf\"\r\nContent-Type: application/json\r\n\r\n"));
    assert!(call.body.windows(4).any(|window| window == b"\x00\xff{}"));

    let call = try_form(known("importSurvey"), &[part("form", "1"), part("body.1", "{\"name\":1}"), file]);
    assert_eq!(call.headers[0].1, "application/json");
    assert_eq!(call.body, "{\"name\":1}");
}

#[test]
fn p_52_a_request_without_try_it_says_why_and_has_no_form() {
    let mut description = known("deleteUser").clone();
    description.operation.try_it = TryIt::Refused("It deletes <everything>.");
    let html = crate::reference::operation::page(&description, &Site::at(ORIGIN), &[], None).into_string();
    assert!(html.contains("This request does not work with Try It. It deletes &lt;everything&gt;."));
    assert!(html.contains("href=\"#example\">cURL example") && !html.contains("<form class=\"try\""));
    assert!(!html.contains(crate::assets::script("tryit")));
}

#[test]
fn p_53_to_p_60_the_result_tells_all_six_in_order_and_hides_the_token() {
    let outcome = outcome("application/json", b"{\"result\":\"<script>\"}");
    let html =
        try_result(known("listSurveys"), &Site::at(ORIGIN), &[part("token", "0123456789abcdef")], &outcome);
    let result = &html[html.find("id=\"try-result\"").unwrap()..];
    let labels = [
        "Method",
        "URL",
        "Request Headers",
        "Request Data",
        "Status",
        "Response Headers",
        "Time in the server",
        "Request ID",
    ];
    let places: Vec<usize> =
        labels.iter().map(|label| result.find(&format!("<dt>{label}</dt>")).unwrap()).collect();
    assert!(places.is_sorted());
    assert!(result.contains("1.234 ms") && result.contains(&outcome.request_id));
    assert!(result.contains("&lt;script&gt;") && !result.contains("<script>"));
    assert_eq!(html.matches("0123456789abcdef").count(), 1, "once, behind the mask, and not in the form");
    let written: Value = serde_json::from_str(&try_json(known("listSurveys"), &[], &outcome)).unwrap();
    let fragment = PreEscaped(written["html"].as_str().unwrap().to_owned()).into_string();
    assert!(html.contains(&fragment), "both ways show the same");
}

#[test]
fn a_file_is_offered_not_printed() {
    let mut outcome = outcome("application/zip", b"PK\x03\x04");
    outcome
        .response_headers
        .push(("Content-Disposition".into(), "attachment; filename=Beskar+Armor.zip".into()));
    let html = crate::try_it::tabs::markup(known("getResponseExportFile"), &[], &outcome).into_string();
    assert!(html.contains("download=\"Beskar+Armor.zip\" href=\"data:application/zip;base64,UEsDBA==\""));
}

#[test]
fn examples_of_path_parameters_are_always_given() {
    for description in catalogue() {
        assert!(description.placed(Place::Path).all(|parameter| parameter.example.is_some()));
    }
}
