//! Reads the stories of the server's tests, so that the compatibility ledger tells what really is tested.
//!
//! Of each test function it keeps the name, the addresses it calls with their verbs, and what its comments say.

use std::error::Error;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

/// Where the stories are. The tests that walk the whole catalogue ask the same of all and tell no story.
const STORIES: &str = "../server/tests/api";
const NO_STORIES: &str = "every_operation.rs";

fn main() -> Result<(), Box<dyn Error>> {
    let folder = Path::new(&std::env::var("CARGO_MANIFEST_DIR")?).join(STORIES);
    println!("cargo::rerun-if-changed={STORIES}");
    println!("cargo::rerun-if-changed=build.rs");
    let entries = std::fs::read_dir(&folder).map_err(|why| format!("{}: {why}", folder.display()))?;
    let mut files =
        entries.map(|entry| Ok(entry?.path())).collect::<Result<Vec<PathBuf>, std::io::Error>>()?;
    files.sort();
    let mut list = String::from("&[\n");
    for file in files
        .iter()
        .filter(|file| file.extension().is_some_and(|kind| kind == "rs") && !file.ends_with(NO_STORIES))
    {
        let name = file.file_stem().unwrap_or_default().to_string_lossy();
        for story in stories(&std::fs::read_to_string(file)?) {
            writeln!(
                list,
                "Story {{ file: {name:?}, name: {:?}, verbs: &{:?}, paths: &{:?}, comments: {:?} }},",
                story.name, story.verbs, story.paths, story.comments
            )?;
        }
    }
    list.push_str("]\n");
    std::fs::write(Path::new(&std::env::var("OUT_DIR")?).join("stories.rs"), list)?;
    Ok(())
}

struct Story {
    name: String,
    verbs: Vec<&'static str>,
    paths: Vec<String>,
    comments: String,
}

/// The test functions of a file. Formatted Rust ends a function with a brace at the beginning of a line.
fn stories(text: &str) -> Vec<Story> {
    let mut stories = Vec::new();
    // What stands above the first function begins with the file's own heading, which names all and tells nothing.
    for function in text.split("\n}\n") {
        let is_test = function.lines().any(|line| line == "#[test]" || line.starts_with("#[tokio::test"));
        let name = function.lines().find_map(|line| line.trim_start_matches("async ").strip_prefix("fn "));
        if let (true, Some(name)) = (is_test, name) {
            let name = name.split('(').next().unwrap_or_default().to_owned();
            stories.push(Story {
                name,
                verbs: verbs(function),
                paths: paths(function),
                comments: comments(function),
            });
        }
    }
    stories
}

/// The verbs that it asks with: `server.get(…)`, `Method::GET`.
fn verbs(function: &str) -> Vec<&'static str> {
    let asks = |verb: &&str| {
        function.contains(&format!(".{}(", verb.to_ascii_lowercase()))
            || function.contains(&format!("Method::{verb}"))
    };
    ["GET", "POST", "PUT", "DELETE"].into_iter().filter(asks).collect()
}

/// The addresses in its string literals, without query and version: `/surveys/{id}`.
fn paths(function: &str) -> Vec<String> {
    let mut paths: Vec<String> = Vec::new();
    for literal in function.split('"').filter(|literal| literal.starts_with('/')) {
        let path = literal.split('?').next().unwrap_or_default();
        let path = path.strip_prefix("/API/v3").unwrap_or(path).to_owned();
        let is_address = path.len() > 1 && path.bytes().all(|byte| byte.is_ascii_graphic());
        if is_address && !paths.contains(&path) {
            paths.push(path);
        }
    }
    paths
}

fn comments(function: &str) -> String {
    let lines = function
        .lines()
        .map(str::trim_start)
        .filter(|line| line.starts_with("//") && !line.starts_with("//!"));
    lines.map(|line| line.trim_start_matches('/').trim()).collect::<Vec<_>>().join(" ")
}
