//! The ledger tells what is, by the catalogue and by the tests.

use std::io::Write;

use contract::{Category, catalogue};

use super::page::{FILTERS, seen};
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
    for category in Category::ALL {
        let served = catalogue().iter().filter(|described| described.operation.category == category).count();
        let ours = ours().filter(|described| described.operation.category == category).count();
        let counts = counts(category);
        assert_eq!(counts.all() - counts.absent, served - ours, "{}", category.title());
    }
    let html = drawn("");
    let places: Vec<usize> = Category::ALL
        .iter()
        .map(|category| html.find(&format!("<h3 id=\"{}\"", category.slug())).unwrap())
        .collect();
    assert!(places.is_sorted() && places.last() < html.find("<h3 id=\"beyond\"").as_ref());
}

#[test]
fn the_page_is_filtered_without_a_script() {
    for (shown, _) in FILTERS {
        let html = drawn(shown);
        for line in lines() {
            let path = format!("<code>{} {}</code>", line.original.verb, line.original.path);
            let wanted = shown.is_empty() || line.word() == shown;
            assert_eq!(html.contains(&path), wanted, "{shown}: {path}");
        }
    }
    assert_eq!(drawn("nonsense"), drawn(""));
}

#[test]
fn what_is_served_has_its_evidence_and_its_difference() {
    let html = drawn("");
    for line in lines() {
        let differs = line.differs();
        assert!(html.contains(&maud::html! { (differs) }.into_string()), "{}", line.original.name);
        if let State::Served(served) = &line.state {
            assert!(html.contains(&seen(&served.evidence)), "{}", line.original.name);
        }
    }
}

#[test]
fn links_within_the_page_lead_to_a_heading_of_it() {
    for (shown, _) in FILTERS {
        let html = drawn(shown);
        for rest in html.split("href=\"#").skip(1) {
            let id = rest.split('"').next().unwrap();
            assert!(html.contains(&format!(" id=\"{id}\"")), "{shown}: #{id}");
        }
    }
}

#[test]
fn the_page_stays_small() {
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    packed.write_all(drawn("").as_bytes()).unwrap();
    let bytes = packed.finish().unwrap().len();
    assert!(bytes <= 40_000, "{bytes} bytes");
}

#[test]
fn the_markdown_has_the_same_lines() {
    let text = markdown();
    let rows = text.lines().filter(|line| line.contains(" | `")).count();
    assert_eq!(rows, lines().len());
    for line in lines() {
        assert!(text.contains(&format!("`{} {}`", line.original.verb, line.original.path)));
    }
}
