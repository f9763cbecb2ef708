//! What every released version has written is read by this one: `tests/fixtures`.

use std::collections::HashMap;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::Command;

use flate2::read::GzDecoder;
use serde_json::{Value, json};

use crate::program::{Place, Server, ended};

/// The released versions.
const VERSIONS: [&str; 2] = ["0.1.0", "0.2.0"];
/// How often it is asked how far an import is.
const ASKED: usize = 2400;

fn fixture(version: &str, database: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/fixtures/{version}-{database}.tar.gz"))
}

/// Unpacks what a version has written, and gives the facts of it.
fn unpack(place: &Place, version: &str) -> Value {
    let database = place.postgres();
    let file =
        File::open(fixture(version, if database.is_some() { "postgresql" } else { "sqlite" })).unwrap();
    tar::Archive::new(GzDecoder::new(file)).unpack(place.around()).unwrap();
    if let Some(url) = database {
        let mut psql = Command::new("psql");
        psql.args(["-q", "-v", "ON_ERROR_STOP=1", "-f", "dump.sql", &url]).current_dir(place.around());
        let loaded = ended(&mut psql);
        assert_eq!(loaded.code, 0, "{loaded:?}");
    }
    serde_json::from_slice(&fs::read(place.around().join("facts.json")).unwrap()).unwrap()
}

fn command(place: &Place, facts: &Value, arguments: &[&str]) -> Command {
    let mut command = place.command(arguments);
    if let Some(key) = facts["key"].as_str() {
        command.env("CANVASS_SECRET_KEY", key);
    }
    command
}

fn text<'a>(facts: &'a Value, name: &str) -> &'a str {
    facts[name].as_str().unwrap()
}

/// The inputs that a page of a survey sends back as they are.
fn hidden(page: &str) -> Vec<(String, String)> {
    let member =
        |tag: &str, name: &str| Some(tag.split(&format!(" {name}=\"")).nth(1)?.split('"').next()?.to_owned());
    let tags = page.split("<input").skip(1).filter_map(|rest| rest.split('>').next());
    let names = tags.filter_map(|tag| Some((member(tag, "name")?, member(tag, "value").unwrap_or_default())));
    names.filter(|(name, _)| name.starts_with('~')).collect()
}

/// Goes on with a visit from the page whose inputs these are, to its end.
fn finish_visit(server: &Server, survey: &str, inputs: &Value) {
    let path = format!("/jfe/form/{survey}");
    let named = inputs.as_object().unwrap().iter();
    let mut inputs: Vec<_> =
        named.map(|(name, value)| (name.clone(), value.as_str().unwrap().to_owned())).collect();
    let mut last = String::new();
    for _ in 0..5 {
        inputs.extend([
            ("direction".to_owned(), "next".to_owned()),
            ("QID3_TEXT".to_owned(), "after".to_owned()),
        ]);
        let page = server.submit(&path, &inputs);
        if !page.contains("<form") {
            return;
        }
        inputs = hidden(&page);
        last = page;
    }
    panic!("the visit does not end: {last}");
}

/// Waits until an import or an export is done, and gives what it says then.
fn wait_for(server: &Server, token: &str, progress: &str) -> Value {
    for _ in 0..ASKED {
        let (status, answer) = server.ask("GET", progress, token, None);
        assert_eq!(status, 200, "{answer}");
        match answer["result"]["status"].as_str().unwrap() {
            "complete" => return answer["result"].clone(),
            "failed" => panic!("{answer}"),
            _ => std::thread::sleep(std::time::Duration::from_millis(50)),
        }
    }
    panic!("it does not end: {progress}");
}

/// The values of every response, as an export of now has them.
fn exported(server: &Server, token: &str, survey: &str) -> Vec<Value> {
    let exports = format!("/API/v3/surveys/{survey}/export-responses");
    let request = json!({ "format": "ndjson", "compress": false });
    let (status, started) = server.ask("POST", &exports, token, Some(&request));
    assert_eq!(status, 200, "{started}");
    let progress = format!("{exports}/{}", started["result"]["progressId"].as_str().unwrap());
    let done = wait_for(server, token, &progress);
    let path = format!("{exports}/{}/file", done["fileId"].as_str().unwrap());
    let (_, file) = server.exchange("GET", &path, token, "application/json", b"");
    let lines = String::from_utf8(file).unwrap();
    lines.lines().map(|line| serde_json::from_str::<Value>(line).unwrap()["values"].clone()).collect()
}

fn all_is_there(server: &Server, facts: &Value) {
    let (token, survey) = (text(facts, "token"), text(facts, "survey"));
    let result = |path: &str| {
        let (status, answer) = server.ask("GET", path, token, None);
        assert_eq!(status, 200, "{path}: {answer}");
        answer["result"].clone()
    };
    assert_eq!(result("/API/v3/whoami")["userId"], facts["user"], "the token works");
    let other = result("/API/v3/users/UR_3exampleUser000/apitoken")["apiToken"].clone();
    assert_eq!(other, facts["otherToken"], "a token can be shown again");
    assert_eq!(server.ask("GET", "/API/v3/whoami", other.as_str().unwrap(), None).0, 200);
    let definition = result(&format!("/API/v3/survey-definitions/{survey}?format=qsf"));
    assert_eq!(definition, facts["definition"], "the survey file is the same");
    for response in facts["responses"].as_array().unwrap() {
        let id = response["id"].as_str().unwrap();
        let found = result(&format!("/API/v3/surveys/{survey}/responses/{id}"));
        for (name, value) in response["values"].as_object().unwrap() {
            assert_eq!(
                &found["values"][name], value,
                "{id} {name}: what the survey does not declare is there too"
            );
        }
    }
    assert_eq!(result(text(&facts["export"], "progress"))["status"], "complete");
    let (status, file) =
        server.exchange("GET", text(&facts["export"], "file"), token, "application/json", b"");
    let sum = ring::digest::digest(&ring::digest::SHA256, &file);
    let sum: String = sum.as_ref().iter().map(|byte| format!("{byte:02x}")).collect();
    assert_eq!((status, sum.as_str()), (200, text(&facts["export"], "sha256")), "the file of an export");
}

#[test]
fn what_every_released_version_has_written_is_read_and_goes_on() {
    for version in VERSIONS {
        for place in Place::each() {
            if place.postgres().is_some() && Command::new("psql").arg("--version").output().is_err() {
                needs::skip(needs::Need::System, "there is no psql");
                continue;
            }
            let facts = unpack(&place, version);
            let (token, survey) = (text(&facts, "token"), text(&facts, "survey"));
            let server = place.start(command(&place, &facts, &["serve"]));
            all_is_there(&server, &facts);
            finish_visit(&server, survey, &facts["visit"]);
            wait_for(&server, token, text(&facts, "import"));
            // Those that were posted, those of the import, each once, and the one of the visit with both of its pages.
            let (posted, rows) =
                (facts["responses"].as_array().unwrap().len(), facts["rows"].as_u64().unwrap());
            let responses = exported(&server, token, survey);
            let mut counts = HashMap::new();
            for values in &responses {
                *counts.entry(values["QID3_TEXT"].as_str().unwrap()).or_insert(0) += 1;
            }
            let with = |text: &str| counts.get(text).copied().unwrap_or(0);
            assert!(
                (0..rows).all(|number| with(&format!("Row {number}")) == 1),
                "{version}: a row is lost or twice"
            );
            let visit = responses.iter().find(|values| values["QID3_TEXT"] == "after").unwrap();
            assert_eq!((&visit["QID1"], &visit["finished"]), (&json!(2), &json!(1)), "{version}: {visit}");
            assert_eq!(responses.len() as u64, posted as u64 + rows + 1, "{version}");
            server.stop();
            let checked = ended(&mut command(&place, &facts, &["check", "--all"]));
            assert_eq!(checked.code, 0, "{version}: {checked:?}");
            // A second start finds nothing to do, and everything there.
            let server = place.start(command(&place, &facts, &["serve"]));
            all_is_there(&server, &facts);
            server.stop();
        }
    }
}
