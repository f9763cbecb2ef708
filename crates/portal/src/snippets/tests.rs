//! Every operation has every example, with what it must have and without what it must not.

use bytes::Bytes;
use contract::{Description, Part, catalogue};

use super::*;
use crate::Site;

const ORIGIN: &str = "http://localhost:8080";

fn part(name: &str, text: &str) -> Part {
    Part { name: name.into(), file_name: None, media_type: None, data: Bytes::from(text.to_owned()) }
}

fn known(id: &str) -> &'static Description {
    contract::catalogue::operation(id).unwrap()
}

fn written(language: Language, scope: Scope, id: &str, parts: &[Part]) -> String {
    let values = Values::typed(known(id), parts);
    write(language, scope, known(id), &values, &Site::at(ORIGIN)).unwrap()
}

#[test]
fn p_41_every_operation_has_an_example_in_each_language_with_all_that_is_required() {
    for description in catalogue() {
        let values = Values::example(description);
        for language in Language::ALL {
            let text = write(language, Scope::Request, description, &values, &Site::at(ORIGIN));
            if language == Language::QualtRics {
                continue;
            }
            let text = text.unwrap();
            let name = format!("{} in {}:\n{text}", description.operation.id, language.title());
            assert!(text.contains("QUALTRICS_API_KEY") && text.contains("localhost:8080"), "{name}");
            assert!(language == Language::Curl || text.contains("QUALTRICS_BASE_URL"), "{name}");
            for parameter in description.parameters.iter().filter(|parameter| parameter.required) {
                let example = parameter.example.as_deref().unwrap();
                assert!(text.contains(&crate::links::encode(example)) || text.contains(example), "{name}");
            }
            let Some(body) = description.bodies.first() else { continue };
            for field in crate::reference::fields::of(&body.schema) {
                if field.required && field.parent.is_empty() {
                    assert!(text.contains(field.name), "{name}");
                }
            }
        }
    }
}

#[test]
fn p_41_the_page_shows_every_example() {
    for description in catalogue() {
        let values = Values::example(description);
        let card = card(description, &values, &Site::at(ORIGIN)).into_string();
        for snippet in all(description, &values, &Site::at(ORIGIN)) {
            assert!(card.contains(&highlight::markup(snippet.language.code(), &snippet.text).into_string()));
        }
        // Elements of the card: the page's share of what a page may have.
        let elements = card.matches('<').count() / 2;
        assert!(elements < 900, "{}: {elements} elements", description.operation.id);
    }
}

#[test]
fn whole_jobs_are_found_by_what_requests_lead_to() {
    let jobs: Vec<&str> = catalogue()
        .iter()
        .filter(|description| Job::of(description, crate::Catalogue::served()).is_some())
        .map(|description| description.operation.id)
        .collect();
    for description in catalogue().iter().filter(|description| description.is_list()) {
        assert!(
            jobs.contains(&description.operation.id),
            "{} is read page by page",
            description.operation.id
        );
    }
    for id in
        ["startResponseExport", "getResponseExportProgress", "getResponseExportFile", "startResponseImport"]
    {
        assert!(jobs.contains(&id), "{id}");
    }
    for language in Language::ALL.into_iter().filter(|language| *language != Language::QualtRics) {
        let export =
            written(language, Scope::Job, "getResponseExportFile", &[part("path.surveyId", "SV_mine")]);
        for text in ["SV_mine/export-responses", "progressId", "inProgress", "complete", "fileId", "/file"] {
            assert!(export.contains(text), "{text} is missing:\n{export}");
        }
        assert!(!export.contains(known("getResponseExportFile").parameters[1].example.as_deref().unwrap()));
        let import = written(language, Scope::Job, "startResponseImport", &[]);
        assert!(import.contains("progressId") && !import.contains("fileId"), "{import}");
        let list = written(language, Scope::Job, "listSurveys", &[part("query.offset", "100")]);
        assert!(list.contains("nextPage") && list.contains("?offset=100"), "{list}");
    }
}

#[test]
fn what_was_typed_is_in_the_example_and_the_token_never_is() {
    let parts = [
        part("token", "s3cretT0ken"),
        part("path.userId", "UR_a/b c"),
        part("body.0", "{\"firstName\": \"it's \\\"$HOME\\\"\"}"),
    ];
    for language in Language::ALL.into_iter().filter(|language| *language != Language::QualtRics) {
        let text = written(language, Scope::Request, "updateUser", &parts);
        assert!(text.contains("/API/v3/users/UR_a%2Fb%20c"), "{text}");
        assert!(text.contains("$HOME") && !text.contains("s3cretT0ken"), "{text}");
    }
    assert!(!crate::examples(known("updateUser"), &Site::at(ORIGIN), &parts).contains("s3cretT0ken"));
}

#[test]
fn optional_parameters_are_there_only_when_typed() {
    for language in Language::ALL.into_iter().filter(|language| *language != Language::QualtRics) {
        assert!(!written(language, Scope::Request, "listUsers", &[]).contains("offset"));
        let text = written(language, Scope::Request, "listUsers", &[part("query.offset", "100")]);
        assert!(text.contains("offset") && text.contains("100"), "{text}");
        let text =
            written(language, Scope::Request, "startResponseImport", &[part("header.charset", "UTF-16")]);
        assert!(text.contains("charset") && text.contains("UTF-16"), "{text}");
    }
}

#[test]
fn a_text_is_never_taken_for_the_name_of_a_file() {
    let text = written(Language::Curl, Scope::Request, "updateUser", &[part("body.0", "@secret")]);
    assert!(text.contains("--data-raw '@secret'"), "{text}");
    let text = written(Language::Curl, Scope::Request, "importSurvey", &[part("part.0.name", "<secret")]);
    assert!(text.contains("--form-string 'name=<secret'"), "{text}");
}

#[test]
fn the_package_is_offered_where_it_has_a_function() {
    let text = written(Language::QualtRics, Scope::Request, "startResponseExport", &[]);
    assert!(text.contains("fetch_survey(surveyID = \"SV_") && text.contains("canvass run"), "{text}");
    let values = Values::example(known("deleteUser"));
    assert!(
        write(Language::QualtRics, Scope::Request, known("deleteUser"), &values, &Site::at(ORIGIN)).is_none()
    );
}

#[test]
fn the_scheme_is_that_of_this_server() {
    let description = known("whoAmI");
    for language in Language::ALL.into_iter().filter(|language| *language != Language::QualtRics) {
        let values = Values::example(description);
        let text = write(language, Scope::Request, description, &values, &Site::at("https://xm.example.org"))
            .unwrap();
        assert!(text.contains("https://") && !text.contains("http://"), "{text}");
        assert!(text.contains("xm.example.org"), "{text}");
    }
}

#[test]
fn a_change_by_patch_is_written_in_every_language() {
    let mut description = known("updateUser").clone();
    description.operation.verb = contract::Verb::Patch;
    let values = Values::example(&description);
    for language in [Language::Curl, Language::Python, Language::Java, Language::R, Language::JavaScript] {
        let text = write(language, Scope::Request, &description, &values, &Site::at(ORIGIN)).unwrap();
        let written =
            ["-X PATCH", "session.patch(", "\"PATCH\"", "'PATCH'"].iter().any(|verb| text.contains(verb));
        assert!(written, "{}: {text}", language.title());
    }
    let page = crate::reference::operation::page(&description, &Site::at(ORIGIN), &[], None).into_string();
    assert!(page.contains("class=\"verb verb-patch\">PATCH<"));
    assert_eq!(crate::try_form(&description, &[]).method, "PATCH");
}
