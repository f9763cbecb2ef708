//! The guides lead somewhere, leave nothing open, and tell what the contract and the server say.

use std::collections::BTreeSet;

use contract::{Place, catalogue, limits};
use serde_json::Value;

use super::{ALL, Guide, Section, draw, fill, headings, markdown, mentioning, named, plain_text, target};
use crate::{Rates, Site, links, respond};

const ORIGIN: &str = "http://localhost:8080";

fn site() -> Site {
    Site::at(ORIGIN)
}

fn html(guide: &Guide, site: &Site) -> String {
    String::from_utf8(respond(&guide.href(), None, site).unwrap().body.to_vec()).unwrap()
}

fn guide(slug: &str) -> &'static Guide {
    named(slug).unwrap()
}

#[test]
fn p_11_to_p_30_every_guide_has_its_page_and_is_listed() {
    let slugs: BTreeSet<&str> = ALL.iter().map(|guide| guide.slug).collect();
    assert_eq!(slugs.len(), ALL.len());
    for guide in ALL {
        let page = html(guide, &site());
        assert!(page.contains(&format!("<h1>{}</h1>", guide.title)), "{}", guide.slug);
        for index in ["/docs/guides", guide.section.folder()] {
            let index = respond(index, None, &site()).unwrap();
            assert!(String::from_utf8_lossy(&index.body).contains(&guide.href()), "{}", guide.slug);
        }
    }
    assert!(Section::ALL.iter().all(|section| super::of_section(*section).next().is_some()));
    for guide in ALL {
        let elsewhere = Section::ALL.iter().filter(|section| section.folder() != guide.section.folder());
        for address in elsewhere.map(|section| format!("{}/{}", section.folder(), guide.slug)) {
            assert!(respond(&address, None, &site()).is_none(), "{address}: a guide has one address");
        }
    }
}

#[test]
fn every_link_leads_somewhere_and_nothing_is_left_open() {
    for guide in ALL {
        let filled = fill::fill(guide, &site());
        assert!(filled.unknown.is_empty(), "{}: {:?}", guide.slug, filled.unknown);
        let drawn = draw::draw(&filled.text);
        assert!(drawn.unknown.is_empty(), "{}: {:?}", guide.slug, drawn.unknown);
        assert!(!drawn.html.contains("](") && !drawn.html.contains("[!"), "{}: Markdown is left", guide.slug);
        for link in drawn.html.split("href=\"").skip(1) {
            let address = link.split('"').next().unwrap();
            let (path, part) = address.split_once('#').unwrap_or((address, ""));
            let page = if path.is_empty() { guide.href() } else { path.to_owned() };
            let answer = respond(&page, None, &site()).unwrap_or_else(|| panic!("{}: {address}", guide.slug));
            let page = String::from_utf8_lossy(&answer.body).into_owned();
            let there = part.is_empty() || page.contains(&format!("id=\"{part}\""));
            assert!(there, "{}: {address} has no such part", guide.slug);
        }
    }
    assert!(target("operation:noSuch").is_none() && target("guide:none").is_none());
    assert!(target("https://example.org").is_none(), "pages lead nowhere else");
}

#[test]
fn addresses_in_guides_are_served() {
    let is_served = |path: &str| {
        catalogue().iter().any(|known| {
            let parts = known.operation.path.split('/').zip(path.split('/'));
            let same_length = known.operation.path.split('/').count() == path.split('/').count();
            same_length && parts.into_iter().all(|(known, given)| known.starts_with('{') || known == given)
        })
    };
    let mut number = 0;
    for guide in ALL {
        let text = plain_text(guide, &site());
        for rest in text.split(&format!("{ORIGIN}/API/v3/")).skip(1) {
            let end = rest.find(|letter: char| "\"'?)`".contains(letter) || letter.is_whitespace());
            let path = format!("/API/v3/{}", &rest[..end.unwrap_or(rest.len())]);
            assert!(is_served(&path), "{}: {path}", guide.slug);
            number += 1;
        }
    }
    assert!(number > 10, "{number}");
    assert!(!is_served("/API/v3/distributions") && !is_served("/API/v3/surveys/SV_1/triggers"));
}

#[test]
fn p_03_the_page_lists_its_own_headings_and_ids_are_unique() {
    for guide in ALL {
        let page = html(guide, &site());
        let mut ids: Vec<&str> =
            page.split(" id=\"").skip(1).map(|rest| rest.split('"').next().unwrap()).collect();
        let number = ids.len();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), number, "{}", guide.slug);
        for heading in headings(guide) {
            assert!(page.contains(&format!("<h{} id=\"{}\">", heading.level, heading.id)), "{heading:?}");
            let listed = page.contains(&format!("<a href=\"#{}\">{}</a>", heading.id, heading.title));
            assert_eq!(listed, heading.level == 2, "{heading:?}");
        }
        let labels: Vec<&str> =
            page.split("aria-label=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
        let different: BTreeSet<&&str> = labels.iter().collect();
        assert_eq!(different.len(), labels.len(), "{}: two regions of one name", guide.slug);
    }
}

#[test]
fn p_08_figures_tell_what_they_show() {
    let page = html(guide("overview"), &site());
    let figure = &page[page.rfind("<figure").unwrap()..];
    let caption = &figure[figure.find("<figcaption>").unwrap()..figure.find("</figure>").unwrap()];
    for part in [
        "name and description",
        "parameter list",
        "definition",
        "cURL example",
        "result",
        "Try It set-up",
        "output",
        "metadata",
    ] {
        assert!(caption.contains(part), "{part}");
        assert!(
            figure.to_lowercase().contains(&format!("<span class=\"part\">{}", part.to_lowercase())),
            "{part}"
        );
    }
    assert!(!page.contains("<p><figure"));
}

#[test]
fn p_09_callouts_of_all_three_kinds_stand_somewhere() {
    let all: String = ALL.iter().map(|guide| html(guide, &site())).collect();
    for (kind, word) in [("tip", "Tip"), ("attention", "Attention"), ("warning", "Warning")] {
        let callout = format!(
            "<aside class=\"callout {kind}\" role=\"note\"><p class=\"word\"><strong>{word}</strong>"
        );
        assert!(all.contains(&callout), "{kind}");
    }
}

#[test]
fn p_13_lists_are_those_of_the_catalogue() {
    let text = plain_text(guide("overview"), &site());
    assert!(text.contains(&format!("at most {} elements", limits::PAGE)));
    for known in catalogue() {
        let is_told = draw::draw(&super::tables::lists(&site())).text.contains(known.operation.name);
        assert_eq!(is_told, known.is_list(), "{}", known.operation.id);
    }
}

#[test]
fn p_20_every_status_has_its_part_with_an_example_and_the_reasons() {
    let page = html(guide("responses"), &site());
    for status in super::responses::statuses(&site()) {
        assert!(page.contains(&format!("<h2 id=\"status-{status}\">")), "{status}");
        let (meaning, again) = super::responses::meaning(status);
        assert!(!meaning.is_empty() && !again.is_empty(), "{status} is not explained");
        assert_eq!(links::of_status(status), format!("/docs/guides/responses#status-{status}"));
    }
    for error in contract::every_error() {
        assert!(super::responses::statuses(&site()).contains(&error.status));
        assert!(page.contains(&format!("<span id=\"{}\">", links::error_anchor(&error))), "{}", error.code);
        assert!(page.contains(&maud::html! { (error.reason) }.into_string()), "{}", error.code);
    }
    for known in catalogue() {
        assert!(
            super::responses::statuses(&site()).contains(&known.operation.success),
            "{}",
            known.operation.id
        );
    }
}

#[test]
fn p_30_limits_are_those_of_the_catalogue_or_of_this_server() {
    let limits = guide("request-limits");
    let off = markdown(limits, &site());
    assert!(off.contains("limits are **off**"));
    for known in catalogue() {
        let operation = &known.operation;
        let row = row_of(&off, operation.name);
        assert!(row.starts_with(&format!("| {} |", operation.calls_per_minute)), "{row}");
    }
    let rates = Rates { brand: 4711, operations: vec![("listSurveys", 17)] };
    let on = markdown(limits, &Site { rates: Some(rates), ..site() });
    assert!(on.contains("limits are **on**") && on.contains("4711"));
    let row = row_of(&on, "List Surveys");
    assert!(row.starts_with("| 17 |"), "{row}");
}

#[test]
fn what_is_done_with_unknown_query_parameters_is_told_once() {
    let said = |guide: &Guide| {
        markdown(guide, &site()).matches("Query parameters that a request does not know").count()
    };
    assert_eq!(ALL.iter().map(said).sum::<usize>(), 1);
    assert_eq!(said(guide("parameters")), 1);
}

/// The row of calls a minute in which a request stands.
fn row_of<'a>(limits: &'a str, name: &str) -> &'a str {
    limits.lines().find(|line| line.starts_with("| ") && line.contains(&format!("[{name}]("))).unwrap()
}

#[test]
fn every_id_that_a_path_asks_for_has_a_request_that_tells_it() {
    let ids = markdown(guide("finding-ids"), &site());
    for known in catalogue() {
        // What is one of a few words is no id.
        for parameter in known.placed(Place::Path).filter(|parameter| parameter.allowed.is_empty()) {
            let name = &parameter.name;
            assert!(ids.contains(&format!("| `{name}` | `")), "{name} of {}", known.operation.id);
        }
    }
}

#[test]
fn every_kind_of_id_in_bodies_and_answers_is_in_the_guide() {
    let ids = markdown(guide("finding-ids"), &site());
    let mut kinds = BTreeSet::new();
    for known in catalogue() {
        prefixes(&known.result.schema, &mut kinds);
        known.bodies.iter().for_each(|body| prefixes(&body.schema, &mut kinds));
    }
    assert!(kinds.contains("GT_") && kinds.contains("UR_"), "{kinds:?}");
    for kind in kinds {
        assert!(ids.contains(&format!("| `{kind}")), "{kind}");
    }
}

/// What the ids of a schema begin with, by their patterns: `^SV_[0-9A-Za-z]{9,27}$`, `^(UR|GR)_[0-9A-Za-z]{9,27}$`.
fn prefixes(schema: &Value, found: &mut BTreeSet<String>) {
    let begins = schema["pattern"].as_str().and_then(|pattern| pattern.strip_prefix('^')?.split_once("_["));
    for kind in begins.iter().flat_map(|(kinds, _)| kinds.trim_matches(['(', ')']).split('|')) {
        found.insert(format!("{kind}_"));
    }
    schema
        .as_object()
        .into_iter()
        .flat_map(|members| members.values())
        .for_each(|part| prefixes(part, found));
    schema.as_array().into_iter().flatten().for_each(|part| prefixes(part, found));
}

#[test]
fn facts_of_this_server_are_filled_in() {
    let there = Site { datacenter: "fra9".into(), ..Site::at("https://xm.example.org") };
    let page = html(guide("base-url"), &there);
    assert!(page.contains("https://xm.example.org/API/v3") && page.contains("<code>fra9</code>"));
    assert!(page.contains("QUALTRICS_BASE_URL=xm.example.org<"));
}

#[test]
fn markdown_has_all_that_the_page_has() {
    for guide in ALL {
        let text = markdown(guide, &site());
        assert!(text.starts_with(&format!("# {}\n\n{}\n", guide.title, guide.summary)));
        for left in ["operation:", "guide:", "anchor:", "figure:", "{#"] {
            let outside = text.split("```").step_by(2).any(|prose| prose.contains(left));
            assert!(!outside, "{}: {left}", guide.slug);
        }
        for heading in headings(guide) {
            assert!(text.contains(&format!("# {}\n", heading.title)), "{heading:?}");
        }
    }
    assert!(
        markdown(guide("overview"), &site()).contains(&format!("({ORIGIN}/docs/reference/users/who-am-i)"))
    );
    assert!(markdown(guide("responses"), &site()).contains("| `GSI_2` |"));
}

#[test]
fn guides_that_lead_to_an_operation_are_found() {
    let found: Vec<&str> = mentioning("startResponseExport").map(|guide| guide.slug).collect();
    assert!(found.contains(&"getting-survey-results") && !found.contains(&"authentication"));
    assert_eq!(mentioning("startResponse").count(), 0, "the whole id counts");
}

#[test]
fn p_24_to_p_27_programs_come_in_four_languages_with_a_warning() {
    for guide in super::of_section(Section::Using) {
        let page = html(guide, &site());
        let order = ["Python", "Java", "R", "JavaScript"].map(|language| {
            page.find(&format!(">{language}</label>")).unwrap_or_else(|| panic!("{}: {language}", guide.slug))
        });
        assert!(order.is_sorted());
        assert_eq!(page.matches("type=\"radio\"").count(), 4);
        assert!(page.contains("callout warning"));
        let programs = super::workflows::programs(guide.slug).unwrap();
        for variable in ["QUALTRICS_API_KEY", "QUALTRICS_BASE_URL"] {
            assert!(programs.matches(variable).count() >= 4, "{}: {variable}", guide.slug);
        }
    }
}

#[test]
fn markup_in_a_text_is_only_text() {
    let drawn = draw::draw(
        "## A <b>\n\nx <script>alert(1)</script> `<i>` [y](javascript:z)\n\n<div onclick=\"q\">\n",
    );
    assert!(!drawn.html.contains("<script") && !drawn.html.contains("<b>") && !drawn.html.contains("<i>"));
    assert!(!drawn.html.contains("<div") && !drawn.html.contains("href"));
    assert_eq!(drawn.unknown, ["javascript:z"]);
}
