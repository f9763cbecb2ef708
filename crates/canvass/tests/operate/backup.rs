//! `backup` and `restore`, while a server takes responses.

use std::fs;
use std::path::Path;
use std::process::Command;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};

use serde_json::json;

use crate::program::{Place, Server, ended};

const RESPONSES: &str = "/API/v3/surveys/SV_3exampleSurvey0/responses";
const EXPORTS: &str = "/API/v3/surveys/SV_3exampleSurvey0/export-responses";
/// How many responses come in before a backup begins, and how many after it, at the least.
const SOME: usize = 60;

/// What was acknowledged.
#[derive(Default)]
struct Acknowledged {
    responses: Mutex<Vec<String>>,
    ends: AtomicBool,
}

impl Acknowledged {
    fn count(&self) -> usize {
        self.responses.lock().unwrap().len()
    }

    fn wait_for(&self, count: usize) {
        while self.count() < count {
            std::thread::yield_now();
        }
    }

    /// Sends responses and writes exports until it ends.
    fn work(&self, server: &Server, token: &str) {
        while !self.ends.load(Ordering::Relaxed) {
            let response = json!({ "values": { "QID1": 2, "branch": "main" } });
            let (status, answer) = server.ask("POST", RESPONSES, token, Some(&response));
            assert_eq!(status, 200, "{answer}");
            let id = answer["result"]["responseId"].as_str().unwrap().to_owned();
            self.responses.lock().unwrap().push(id);
        }
    }
}

/// Runs `during` while responses come in, and gives what was acknowledged before it began.
fn under_load(server: &Server, token: &str, during: impl FnOnce()) -> Vec<String> {
    let acknowledged = Acknowledged::default();
    std::thread::scope(|scope| {
        for _ in 0..3 {
            scope.spawn(|| acknowledged.work(server, token));
        }
        acknowledged.wait_for(SOME);
        let before = acknowledged.responses.lock().unwrap().clone();
        during();
        // Those who write were not stopped by it.
        acknowledged.wait_for(before.len() + SOME);
        acknowledged.ends.store(true, Ordering::Relaxed);
        before
    })
}

/// Writes an export and gives the path of its file.
fn export(server: &Server, token: &str) -> String {
    let (status, started) =
        server.ask("POST", EXPORTS, token, Some(&json!({ "format": "csv", "compress": false })));
    assert_eq!(status, 200, "{started}");
    let progress = format!("{EXPORTS}/{}", started["result"]["progressId"].as_str().unwrap());
    loop {
        let (status, answer) = server.ask("GET", &progress, token, None);
        assert_eq!(status, 200, "{answer}");
        if let Some(file) = answer["result"]["fileId"].as_str() {
            return format!("{EXPORTS}/{file}/file");
        }
        std::thread::yield_now();
    }
}

/// Holds that a restored server has all of it.
fn has_all(server: &Server, token: &str, responses: &[String], file: &str, content: &[u8]) {
    for id in responses {
        let (status, answer) = server.ask("GET", &format!("{RESPONSES}/{id}"), token, None);
        assert_eq!((status, &answer["result"]["values"]["QID1"]), (200, &json!(2)), "{id}: {answer}");
    }
    let (status, found) = server.exchange("GET", file, token, "application/json", b"");
    assert_eq!(status, 200, "{file}");
    assert!(found == content, "the finished export is the same");
    // And it goes on.
    let more = json!({ "values": { "QID1": 3 } });
    assert_eq!(server.ask("POST", RESPONSES, token, Some(&more)).0, 200);
    export(server, token);
}

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

fn restored(archive: &Path) -> Place {
    let place = Place::embedded();
    let ended = place.run(&["restore", text(archive)]);
    assert!(ended.code == 0 && ended.out.is_empty(), "{ended:?}");
    place
}

#[test]
fn a_backup_taken_while_responses_come_in_holds_all_that_was_acknowledged_before() {
    let place = Place::embedded();
    let server = place.serve(&["serve"]);
    let token = server.token().unwrap().to_owned();
    let file = export(&server, &token);
    let content = server.exchange("GET", &file, &token, "application/json", b"").1;
    let (whole, apart) = (place.around().join("whole.tar.gz"), place.around().join("apart"));
    fs::create_dir(&apart).unwrap();
    let before = under_load(&server, &token, || {
        let made = place.run(&["backup", text(&whole), "--with-secrets"]);
        assert!(made.code == 0 && made.err.contains("guard it"), "{made:?}");
        assert_eq!(made.out.trim_end(), text(&whole));
    });
    let archive = place.done(&["backup", text(&apart)]);
    let left: Vec<_> = fs::read_dir(place.data()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert!(!left.iter().any(|name| name.to_str().unwrap().starts_with(".canvass")), "{left:?}");
    assert_eq!(fs::read_dir(&apart).unwrap().count(), 1, "nothing but the archive is left there");
    server.stop();

    let copy = restored(&whole);
    let server = copy.serve(&["serve"]);
    has_all(&server, &token, &before, &file, &content);
    server.stop();

    // Without the key the server says what is missing; with it, it goes on.
    let copy = restored(Path::new(&archive));
    assert!(!copy.data().join("secret-key").exists() && !copy.data().join("ca-key.pem").exists());
    let keyless = ended(&mut copy.command(&["serve", "--listen", "127.0.0.1:0", "--listen-tls", "off"]));
    assert!(keyless.code == 1 && keyless.err.contains("--secret-key"), "{keyless:?}");
    let key = place.data().join("secret-key");
    let server = copy.serve(&["serve", "--secret-key", text(&key)]);
    has_all(&server, &token, &before, &file, &content);
    server.stop();
}

#[test]
fn what_is_no_whole_backup_is_refused_and_nothing_is_restored() {
    let place = Place::embedded();
    place.serve(&["serve"]).stop();
    let archive = place.around().join("backup.tar.gz");
    place.done(&["backup", text(&archive)]);
    let there = place.run(&["backup", text(&archive)]);
    assert!(there.code == 1 && there.err.contains("is there already"), "{there:?}");
    let full = place.run(&["restore", text(&archive)]);
    assert!(full.code == 1 && full.err.contains("is not empty"), "{full:?}");

    let good = fs::read(&archive).unwrap();
    let mut flipped = good.clone();
    // One bit alone may be one that means nothing to the compression.
    flipped[good.len() / 2..][..64].iter_mut().for_each(|byte| *byte = !*byte);
    let bad: [(&str, &[u8]); 5] = [
        ("flipped", &flipped),
        ("cut", &good[..good.len() * 2 / 3]),
        ("short", &good[..20]),
        ("empty", b""),
        ("text", b"this is no archive, but long enough to be taken for one by somebody"),
    ];
    for (name, bytes) in bad {
        let other = Place::embedded();
        let file = other.around().join(name);
        fs::write(&file, bytes).unwrap();
        let refused = other.run(&["restore", text(&file)]);
        assert!(refused.code == 1 && refused.err.contains("cannot be restored"), "{name}: {refused:?}");
        assert!(!other.data().exists(), "{name}");
        assert_eq!(fs::read_dir(other.around()).unwrap().count(), 1, "{name}: nothing is left behind");
    }
    let nothing = Place::embedded().run(&["backup", "x.tar.gz"]);
    assert!(nothing.code == 1 && nothing.err.contains("there is no database"), "{nothing:?}");
}

/// The commands that a text of ours tells, each on a line that is set in.
fn told(text: &str) -> Vec<&str> {
    text.lines().filter_map(|line| line.strip_prefix("  ")).collect()
}

fn carry_out(place: &Place, folder: &Path, commands: &[&str]) {
    for line in commands {
        let mut shell = Command::new("sh");
        shell.args(["-c", line]).current_dir(folder).env("CANVASS_DATABASE", place.postgres().unwrap());
        let done = ended(&mut shell);
        assert_eq!(done.code, 0, "{line}: {done:?}");
    }
}

#[test]
fn the_commands_told_for_postgresql_back_up_and_restore_while_responses_come_in() {
    let (Some(place), Some(copy)) = (Place::shared(), Place::shared()) else { return };
    if Command::new("pg_dump").arg("--version").output().is_err() {
        return needs::skip(needs::Need::System, "there is no pg_dump");
    }
    let server = place.serve(&["serve"]);
    let token = server.token().unwrap().to_owned();
    let file = export(&server, &token);
    let content = server.exchange("GET", &file, &token, "application/json", b"").1;
    let how = place.run(&["backup", "x"]);
    assert!(how.code == 2 && how.out.is_empty(), "{how:?}");
    let before = under_load(&server, &token, || carry_out(&place, place.around(), &told(&how.err)));
    server.stop();

    let how = copy.run(&["restore", "x"]);
    assert_eq!(how.code, 2);
    carry_out(&copy, place.around(), &told(&how.err));
    let server = copy.serve(&["serve"]);
    has_all(&server, &token, &before, &file, &content);
    server.stop();
}
