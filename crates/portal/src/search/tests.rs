//! What is found, in which order, and how it is shown.

use serde_json::Value;

use super::entry::Kind;
use super::find::Found;
use super::{json, page};
use crate::{Catalogue, Site};

fn search(asked: &str) -> Found<'static> {
    super::find::find(Catalogue::served(), asked)
}

fn first(asked: &str) -> (Kind, String) {
    let found = search(asked);
    let entry = found.entries.first().unwrap_or_else(|| panic!("nothing for {asked}"));
    (entry.kind, entry.title.clone())
}

fn drawn(asked: &str) -> String {
    page(&Site::at("http://localhost"), asked).into_string()
}

fn titles(asked: &str) -> Vec<String> {
    search(asked).entries.iter().map(|entry| entry.title.clone()).collect()
}

#[test]
fn requests_are_found_by_name_id_path_and_description() {
    for asked in ["List Surveys", "listSurveys", "  LIST   surveys ", "surveys list"] {
        assert_eq!(first(asked), (Kind::Request, "List Surveys".to_owned()), "{asked}");
    }
    assert_eq!(first("/API/v3/surveys/{surveyId}/responses").1, "Create Response");
    assert_eq!(first("/whoami").1, "Who Am I");
    assert!(titles("quickest way").contains(&"Who Am I".to_owned()));
}

#[test]
fn parameters_fields_codes_statuses_and_categories_are_found() {
    assert_eq!(first("offset"), (Kind::Parameter, "offset".to_owned()));
    assert!(first("start date").1.ends_with("startDate"), "the words of a name");
    let found = titles("date");
    let place = |title: &str| found.iter().position(|found| found == title).unwrap();
    assert!(place("startDate") < place("Update User"), "a word of a name goes before a piece of one");
    assert_eq!(first("useLabels"), (Kind::Field, "useLabels".to_owned()));
    assert_eq!(first("auth_6.0"), (Kind::Error, "AUTH_6.0".to_owned()));
    assert_eq!(first("404"), (Kind::Status, "404 - Not Found".to_owned()));
    assert_eq!(first("graphic library"), (Kind::Category, "Graphic Library".to_owned()));
}

#[test]
fn a_name_goes_before_what_begins_with_it_and_that_before_a_word_of_it() {
    let found = titles("get survey");
    let place = |title: &str| found.iter().position(|found| found == title).unwrap();
    assert_eq!(place("Get Survey"), 0);
    let begin = &found[..=place("Get Survey Definition")];
    assert!(begin.iter().all(|title| title.starts_with("Get Survey")), "{begin:?}");
    let found = search("survey");
    let kinds: Vec<Kind> = found.entries.iter().map(|entry| entry.kind).collect();
    let parameter = kinds.iter().position(|kind| *kind == Kind::Parameter).unwrap();
    let requests = &kinds[..parameter];
    assert!(requests.iter().filter(|kind| **kind == Kind::Request).count() >= 7, "{:?}", titles("survey"));
}

#[test]
fn all_words_must_be_found() {
    assert!(!titles("delete response").contains(&"Delete User".to_owned()));
    assert!(titles("delete zebra").is_empty());
    assert!(titles("").is_empty() && titles(" ?! ").is_empty());
}

#[test]
fn one_wrong_letter_is_forgiven_only_when_nothing_else_is_found() {
    for slip in ["delte user", "deelte user", "dalete user", "ddelete user", "delete usre"] {
        let found = search(slip);
        // The last word has four letters: too short to be forgiven.
        if slip == "delete usre" {
            assert!(found.entries.is_empty());
        } else {
            assert!(found.nearly);
            assert_eq!(found.entries[0].title, "Delete User", "{slip}");
        }
    }
    assert_eq!(first("respnse export").1, "Start Response Export");
    assert!(!search("delete user").nearly);
    assert!(search("dlete usq").entries.is_empty());
}

#[test]
fn guides_are_found_by_title_part_and_text() {
    assert_eq!(first("authentication"), (Kind::Guide, "Authentication".to_owned()));
    let found = search("rate limit");
    assert!(found.entries.iter().any(|entry| entry.href == "/docs/guides/request-limits"));
    let part =
        search("authentication").entries.into_iter().find(|entry| entry.href.contains("authentication#"));
    assert_eq!(part.map(|entry| entry.place.as_str()), Some("Authentication"));
}

#[test]
fn a_request_that_is_asked_for_does_not_bring_its_parameters() {
    let kinds: Vec<Kind> = search("delete response").entries.iter().map(|entry| entry.kind).collect();
    assert_eq!(kinds[0], Kind::Request);
    assert!(!titles("delete response").contains(&"surveyId".to_owned()));
    assert!(titles("delete response responseId").contains(&"responseId".to_owned()));
}

#[test]
fn what_is_found_is_served() {
    for entry in super::entries::entries(Catalogue::served()) {
        let (path, anchor) = entry.href.split_once('#').unwrap_or((&entry.href, ""));
        let site = Site::at("http://localhost");
        let served = crate::is_page(path);
        assert!(served && !entry.title.is_empty() && !entry.text.is_empty(), "{}", entry.href);
        assert!(
            !anchor.is_empty()
                || matches!(entry.kind, Kind::Request | Kind::Category | Kind::Page | Kind::Guide)
        );
        let page =
            crate::respond(path, None, &site).map(|answer| String::from_utf8(answer.body.to_vec()).unwrap());
        let place = format!(" id=\"{anchor}\"");
        assert!(
            anchor.is_empty() || page.is_some_and(|page| page.contains(&place)),
            "{}: no such place",
            entry.href
        );
    }
}

#[test]
fn deep_links_name_the_place_of_a_parameter() {
    let href = |asked: &str, kind: Kind| {
        let found = search(asked);
        let all: Vec<&str> = found
            .entries
            .iter()
            .filter(|entry| entry.kind == kind)
            .map(|entry| entry.href.as_str())
            .collect();
        all.join(" ")
    };
    assert!(href("offset", Kind::Parameter).contains("/docs/reference/surveys/list-surveys#p-query-offset"));
    assert!(href("idempotency-key", Kind::Parameter).contains("create-response#p-header-Idempotency-Key"));
    assert!(href("useLabels", Kind::Field).contains("start-response-export#p-body-0-useLabels"));
    assert_eq!(href("GSI_2", Kind::Error), "/docs/guides/responses#error-GSI_2");
    assert_eq!(href("429", Kind::Status), "/docs/guides/responses#status-429");
}

#[test]
fn the_page_shows_verb_name_path_and_marks_what_was_asked() {
    let html = drawn("list surveys");
    assert!(html.contains("<mark>List</mark> <mark>Surveys</mark>"));
    assert!(html.contains("verb-get") && html.contains("/API/v3/<mark>surveys</mark>"));
    assert!(html.contains("value=\"list surveys\"") && html.contains("role=\"search\""));
    let html = drawn("<script>alert(1)</script>");
    assert!(!html.contains("<script>alert"));
    let html = drawn("zebra");
    assert!(html.contains("Nothing fits “zebra”.") && html.contains("try fewer"));
    assert!(drawn("").contains("Type a word"));
    assert!(drawn(&"é".repeat(300)).contains("first 200 characters"));
}

#[test]
fn the_module_gets_the_twelve_best_as_json() {
    let found: Value = serde_json::from_str(&json(Catalogue::served(), "survey")).unwrap();
    assert_eq!(found.as_array().unwrap().len(), 12);
    let found: Value = serde_json::from_str(&json(Catalogue::served(), "list surveys")).unwrap();
    assert_eq!(found[0]["title"], "List Surveys");
    assert_eq!(found[0]["verb"], "GET");
    assert_eq!(found[0]["kind"], "Request");
    assert_eq!(found[0]["href"], "/docs/reference/surveys/list-surveys");
    assert!(found[0]["excerpt"].as_str().unwrap().len() > 10);
    assert_eq!(json(Catalogue::served(), ""), "[]");
}
