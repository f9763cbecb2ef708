//! The documents for programs tell of every operation, and lead nowhere that is not served.

use contract::{Category, catalogue};
use serde_json::Value;

use crate::{Site, links, respond};

const ORIGIN: &str = "http://localhost:8080";

fn text(path: &str) -> String {
    let answer = respond(path, None, &Site::at(ORIGIN)).unwrap_or_else(|| panic!("{path} is not served"));
    let text = String::from_utf8(answer.body.to_vec()).unwrap();
    assert!(!text.contains(super::ORIGIN), "{path}: the place of the origin was left open");
    text
}

fn every_page() -> Vec<String> {
    let fixed = ["/docs", "/docs/guides", "/docs/reference", "/docs/compatibility", "/docs/changelog"]
        .map(str::to_owned);
    let categories = Category::ALL.map(links::of_category);
    let guides = crate::guides::ALL.iter().map(crate::guides::Guide::href);
    fixed
        .into_iter()
        .chain(guides)
        .chain(categories)
        .chain(catalogue().iter().map(links::of_operation))
        .collect()
}

#[test]
fn every_page_is_markdown_too() {
    for page in every_page() {
        let markdown = text(&format!("{page}.md"));
        assert!(markdown.starts_with("# "), "{page}");
        assert_eq!(markdown.matches("```").count() % 2, 0, "{page}: a fence is left open");
        for rest in markdown.split("](").skip(1) {
            let address = rest.split(')').next().unwrap();
            let address = address.trim_start_matches(ORIGIN).split('#').next().unwrap();
            let served = address.is_empty()
                || address == "/docs/status"
                || respond(address, None, &Site::at(ORIGIN)).is_some();
            assert!(served, "{page}: {address} leads nowhere");
        }
    }
    let answer = respond("/docs/reference/surveys.md", None, &Site::at(ORIGIN)).unwrap();
    assert_eq!(answer.content_type, "text/markdown; charset=utf-8");
    for wrong in
        ["/docs/nothing.md", "/docs/reference/surveys/nothing.md", "/docs/.md.md", "/openapi.json.md"]
    {
        assert!(respond(wrong, None, &Site::at(ORIGIN)).is_none(), "{wrong}");
    }
}

#[test]
fn the_markdown_of_an_operation_tells_all_of_it() {
    for description in catalogue() {
        let operation = &description.operation;
        let markdown = text(&format!("{}.md", links::of_operation(description)));
        let tells = |wanted: &str| assert!(markdown.contains(wanted), "{}: {wanted}", operation.id);
        tells(&format!("# {}\n", operation.name));
        tells(&format!("`{} {ORIGIN}{}`", operation.verb.as_str(), operation.path));
        tells(operation.description);
        let values = crate::values::Values::example(description);
        for snippet in crate::snippets::all(description, &values, &Site::at(ORIGIN)) {
            tells(snippet.text.trim_end());
        }
        for parameter in &description.parameters {
            tells(&format!("| `{}` | ", parameter.name));
        }
        for field in description.bodies.iter().flat_map(|body| crate::reference::fields::of(&body.schema)) {
            tells(&format!("| `{}{}` | ", field.parent, field.name));
        }
        for error in description.errors() {
            tells(&format!("`{}`", error.code));
        }
        for table in markdown.lines().filter(|line| line.starts_with("| ")) {
            let bars = table.replace("\\|", "").matches('|').count();
            assert!(bars == 5 || bars == 4, "{}: {table}", operation.id);
        }
    }
}

#[test]
fn the_index_for_language_models_has_every_page_and_the_whole_text_all_of_them() {
    let (index, full) = (text("/llms.txt"), text("/llms-full.txt"));
    assert!(index.starts_with("# Canvass API\n\n> "));
    for page in every_page() {
        let category = |path: &str| links::category(path.rsplit('/').next().unwrap_or_default());
        let listed = match page.strip_prefix("/docs/reference/").and_then(|rest| rest.split_once('/')) {
            // A request stands on the page of its category, one step on.
            Some((category, _)) => {
                assert!(index.contains(&format!("({ORIGIN}/docs/reference/{category}.md): ")), "{page}");
                text(&format!("/docs/reference/{category}.md")).contains(&format!("({page}.md) "))
            }
            None => index.contains(&format!("({ORIGIN}{page}.md): ")),
        };
        let served = category(&page)
            .is_none_or(|category| crate::Catalogue::served().of_category(category).next().is_some());
        assert_eq!(listed, served, "{page}: only what is served is listed");
        assert!(full.contains(&text(&format!("{page}.md"))), "{page}");
    }
}

#[test]
fn the_postman_collection_has_every_operation_and_no_token() {
    let collection: Value = serde_json::from_str(&text("/postman.json")).unwrap();
    let items: Vec<&Value> = collection["item"]
        .as_array()
        .unwrap()
        .iter()
        .flat_map(|folder| folder["item"].as_array().unwrap())
        .collect();
    assert_eq!(items.len(), catalogue().len());
    for (item, description) in items.iter().zip(catalogue()) {
        let request = &item["request"];
        assert_eq!(item["name"], description.operation.name);
        assert_eq!(request["method"], description.operation.verb.as_str());
        let path: Vec<&str> =
            request["url"]["path"].as_array().unwrap().iter().map(|part| part.as_str().unwrap()).collect();
        let asked = path
            .iter()
            .map(|part| part.strip_prefix(':').map_or((*part).to_owned(), |name| format!("{{{name}}}")));
        assert_eq!(format!("/{}", asked.collect::<Vec<_>>().join("/")), description.operation.path);
        let count = |value: &Value| value.as_array().map_or(0, Vec::len);
        let variables = count(&request["url"]["variable"]) + count(&request["url"]["query"]);
        let headers = description.placed(contract::Place::Header).count();
        assert_eq!(variables + headers, description.parameters.len(), "{}", description.operation.id);
        assert_eq!(request["body"].is_object(), !description.bodies.is_empty());
    }
    assert_eq!(collection["variable"][0]["value"], ORIGIN);
    assert_eq!(
        (&collection["variable"][1]["key"], &collection["variable"][1]["value"]),
        (&"token".into(), &"".into())
    );
    assert_eq!(collection["auth"]["apikey"][1]["value"], "{{token}}");
}

#[test]
fn a_choice_of_one_is_written_as_what_it_is() {
    fn look(value: &Value, path: &str) {
        for choice in ["anyOf", "oneOf", "allOf"] {
            if let Some(branches) = value.get(choice).and_then(Value::as_array) {
                assert!(branches.len() > 1, "{path}/{choice}");
            }
        }
        match value {
            Value::Object(members) => {
                members.iter().for_each(|(name, value)| look(value, &format!("{path}/{name}")))
            }
            Value::Array(values) => values.iter().for_each(|value| look(value, path)),
            _ => {}
        }
    }
    look(super::openapi::document(crate::Catalogue::served()), "");
}

#[test]
fn every_tag_of_the_document_has_a_description() {
    let document = super::openapi::document(crate::Catalogue::served());
    let tags = document["tags"].as_array().unwrap();
    assert!(tags.len() >= 6);
    assert!(tags.iter().all(|tag| tag["description"].as_str().is_some_and(|text| text.len() > 20)));
}

#[test]
fn the_document_keeps_each_type_and_each_error_once() {
    let document = super::openapi::document(crate::Catalogue::served());
    let text = document.to_string();
    let components = &document["components"];
    for (kind, most) in [("schemas", 200), ("responses", 60), ("examples", 60)] {
        let named = components[kind].as_object().unwrap();
        assert!(!named.is_empty() && named.len() < most, "{kind}");
        for name in named.keys() {
            let plain = |letter: char| letter.is_ascii_alphanumeric() || "._-".contains(letter);
            assert!(!name.is_empty() && name.chars().all(plain), "{kind}/{name}");
            assert!(
                text.contains(&format!("\"#/components/{kind}/{name}\"")),
                "{kind}/{name} is referred to"
            );
        }
    }
    for place in text.split("\"$ref\":\"").skip(1) {
        let place = place.split('"').next().unwrap();
        let found = place.strip_prefix('#').and_then(|pointer| document.pointer(pointer));
        assert!(found.is_some(), "{place} leads nowhere");
    }
    for mark in ["$defs", "x-type", "x-words"] {
        assert!(!text.contains(mark), "{mark}");
    }
    let answers = components["responses"].as_object().unwrap().values();
    let reasons: Vec<&Value> = answers.map(|answer| &answer["description"]).collect();
    for reason in &reasons {
        assert_eq!(reasons.iter().filter(|other| *other == reason).count(), 1, "{reason}");
    }
}

#[test]
fn one_name_is_one_type_over_the_whole_catalogue() {
    let mut known: std::collections::BTreeMap<String, (Value, &str)> = Default::default();
    for description in catalogue() {
        let bodies = description.bodies.iter().map(|body| &body.schema);
        let parameters = description.parameters.iter().map(|parameter| &parameter.schema);
        for schema in bodies.chain(parameters).chain([&description.result.schema]) {
            let mut types = serde_json::Map::new();
            let _ = contract::schema::referring(schema, "#/components/schemas/", &mut types);
            for (name, schema) in types {
                assert!(name != "Meta" && name != "Error", "{name} is the envelope's");
                let own = description.operation.id;
                let (first, user) = known.entry(name.clone()).or_insert((schema.clone(), own));
                assert_eq!(*first, schema, "{name} is one type in {user} and another in {own}");
            }
        }
    }
    assert!(known.len() > 10);
}
