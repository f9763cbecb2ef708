//! The ledger tells what is, by the catalogue and by the tests.

use contract::{Category, catalogue};

use super::{State, all_counts, counts, lines, markdown, ours, page};
use crate::Site;

fn drawn(shown: &str) -> String {
    page(&Site::at("http://localhost"), shown).into_string()
}

#[test]
fn every_operation_that_is_served_stands_in_it_once() {
    for description in catalogue() {
        let mine = lines().iter().filter(|line| match &line.state {
            State::Served(served) => served.description.operation.id == description.operation.id,
            State::Absent => false,
        });
        let elsewhere = ours().filter(|ours| ours.operation.id == description.operation.id).count();
        assert_eq!(mine.count() + elsewhere, 1, "{}", description.operation.id);
    }
}

#[test]
fn categories_stand_in_the_order_of_the_reference_and_add_up() {
    let of_categories = Category::ALL.map(counts);
    assert!(of_categories.iter().all(|counts| counts.all() > 0));
    let beyond = lines().iter().filter(|line| line.original.category.is_none()).count();
    assert_eq!(of_categories.iter().map(|counts| counts.all()).sum::<usize>() + beyond, all_counts().all());
    assert_eq!(all_counts().all(), lines().len());
    assert_eq!(counts(Category::Divisions).absent, 3);
    let users = counts(Category::Users);
    assert_eq!((users.recorded + users.documented + users.near, users.absent), (8, 0));
    let html = drawn("");
    let places: Vec<usize> = Category::ALL
        .iter()
        .map(|category| html.find(&format!("<h3 id=\"{}\"", category.slug())).unwrap())
        .collect();
    assert!(places.is_sorted() && places[13] < html.find("<h3 id=\"beyond\"").unwrap());
}

#[test]
fn the_page_is_filtered_without_a_script() {
    let absent = drawn("absent");
    assert!(
        absent.contains("Create division")
            && !absent.contains("/docs/reference/users/who-am-i\">Who Am I</a></th>")
    );
    let all = drawn("nonsense");
    assert!(
        all.contains("Create division") && all.contains("/docs/reference/users/who-am-i\">Who Am I</a></th>")
    );
    assert!(all.contains(" tests</summary>"), "the evidence");
    assert_eq!(all.matches("<td class=\"state state-").count(), lines().len());
}

#[test]
fn links_within_the_page_lead_to_a_heading_of_it() {
    for shown in ["", "near", "absent"] {
        let html = drawn(shown);
        for rest in html.split("href=\"#").skip(1) {
            let id = rest.split('"').next().unwrap();
            assert!(html.contains(&format!(" id=\"{id}\"")), "{shown}: #{id}");
        }
    }
}

#[test]
fn the_markdown_has_the_same_lines() {
    let text = markdown();
    let rows = text.lines().filter(|line| line.contains(" | `")).count();
    assert_eq!(rows, lines().len());
    assert!(text.contains("`GET /whoami`"));
}
