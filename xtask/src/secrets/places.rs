//! Everything that a server keeps or shows, as bytes to look through.

use std::collections::BTreeSet;
use std::path::Path;
use std::time::{Duration, Instant};

use super::known::{Kept, Known, Part};
use crate::http::Client;
use crate::postgres;
use crate::process::{Outcome, output_of};
use crate::product::Server;

/// One place.
pub(crate) struct Place {
    pub(crate) name: String,
    /// What must stand in it.
    pub(crate) control: String,
    /// Whether it is the same for everybody: the documentation.
    pub(crate) is_public: bool,
    pub(crate) parts: Vec<Part>,
}

/// All places of a server.
pub(crate) fn all(kept: &Kept<'_>, known: &Known) -> Outcome<Vec<Place>> {
    let mut places = vec![pages(kept)?, histories(kept, known)?];
    // The last lines are written some milliseconds after the answers.
    std::thread::sleep(Duration::from_millis(200));
    places.push(folder(kept)?);
    places.push(log(kept)?);
    if let Some((cluster, database)) = kept.postgres {
        places.push(dump(cluster, database)?);
    }
    Ok(places)
}

/// Every file of the data folder as it lies there: the database's pages, its log, and what was cut off of both.
fn folder(kept: &Kept<'_>) -> Outcome<Place> {
    // With PostgreSQL the folder holds no database: the certificate is there.
    let control = if kept.postgres.is_some() { "BEGIN CERTIFICATE" } else { "admin@example.org" };
    Ok(place("the data folder", control, files(kept.data)?))
}

fn log(kept: &Kept<'_>) -> Outcome<Place> {
    let file = kept.data.with_extension("log");
    let bytes = std::fs::read(&file)?;
    Ok(place("the log", "/API/v3/whoami", vec![Part { name: file.display().to_string(), bytes }]))
}

/// Every file below a folder.
pub(crate) fn files(folder: &Path) -> Outcome<Vec<Part>> {
    let (mut parts, mut folders) = (Vec::new(), vec![folder.to_owned()]);
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder)? {
            let path = entry?.path();
            if path.is_dir() {
                folders.push(path);
            } else if let Ok(bytes) = std::fs::read(&path) {
                // A file that goes while one looks, such as a piece of an upload, is none that stays.
                parts.push(Part { name: path.display().to_string(), bytes });
            }
        }
    }
    Ok(parts)
}

/// All rows of all tables as text.
fn dump(cluster: &postgres::Postgres, database: &str) -> Outcome<Place> {
    let program = postgres::programs().ok_or("PostgreSQL is not installed")?.join("pg_dump");
    let text = output_of(&program.to_string_lossy(), &["--inserts", &cluster.url(database)])?;
    let part = Part { name: format!("pg_dump of {database}"), bytes: text.into_bytes() };
    Ok(place("PostgreSQL's tables", "admin@example.org", vec![part]))
}

/// Every page that links lead to, and the documents for programs.
fn pages(kept: &Kept<'_>) -> Outcome<Place> {
    let mut client = Client::new(kept.server.address(), "");
    let documents =
        ["/openapi.json", "/openapi.yaml", "/postman.json", "/llms.txt", "/llms-full.txt", "/docs/status"];
    let mut found: Vec<String> = ["/docs"].into_iter().chain(documents).map(str::to_owned).collect();
    let mut seen: BTreeSet<String> = found.iter().cloned().collect();
    let (mut parts, begin) = (Vec::new(), Instant::now());
    while let Some(path) = found.pop() {
        let answer = client.get(&path)?;
        for link in links(&String::from_utf8_lossy(&answer.body)) {
            if link.starts_with("/docs") && seen.insert(link.clone()) {
                found.push(link);
            }
        }
        parts.push(Part { name: path, bytes: answer.body });
        if begin.elapsed() > Duration::from_secs(120) {
            return Err("the pages have no end".into());
        }
    }
    if parts.len() < 50 {
        return Err(format!("only {} pages are linked", parts.len()).into());
    }
    let control = "X-API-TOKEN".to_owned();
    Ok(Place { name: "the pages".to_owned(), control, is_public: true, parts })
}

/// The addresses that a page leads to, without what follows `#` and `?`.
fn links(html: &str) -> Vec<String> {
    let targets = html.split("href=\"").skip(1).filter_map(|rest| rest.split(['"', '#', '?']).next());
    targets.map(str::to_owned).collect()
}

/// What the history shows to each token now, and what it showed in between.
fn histories(kept: &Kept<'_>, known: &Known) -> Outcome<Place> {
    let is_token = |text: &&str| text.len() == 40 && text.bytes().all(|byte| byte.is_ascii_alphanumeric());
    let administrator = kept.server.fact("token");
    // So that there is something to find, whatever was called last.
    kept.server.client().get("/API/v3/whoami")?.json()?;
    let mut parts = history(kept.server, administrator)?;
    if parts.is_empty() {
        return Err("no history was shown".into());
    }
    for token in known.secrets.iter().map(|secret| secret.text.as_str()).filter(is_token) {
        parts.extend(history(kept.server, token)?);
    }
    parts.extend(kept.earlier.iter().cloned());
    Ok(place("the history", "/API/v3/whoami", parts))
}

/// What the history shows to a token, as a page and as JSON; nothing where it is nobody's.
pub(crate) fn history(server: &Server, token: &str) -> Outcome<Vec<Part>> {
    let mut parts = Vec::new();
    for accept in ["text/html", "application/json"] {
        let mut client = Client::new(server.address(), "").with("Accept", accept);
        let form = format!("token={token}");
        let answer =
            client.send("POST", "/docs/history", "application/x-www-form-urlencoded", form.as_bytes())?;
        if answer.status == 200 {
            parts.push(Part { name: format!("the history of a token, as {accept}"), bytes: answer.body });
        }
    }
    Ok(parts)
}

fn place(name: &str, control: &str, parts: Vec<Part>) -> Place {
    Place { name: name.to_owned(), control: control.to_owned(), is_public: false, parts }
}

/// Marks the secrets that the documentation prints as examples: those stand in the OpenAPI document.
pub(super) fn mark_printed(kept: &Kept<'_>, known: &mut Known) -> Outcome<()> {
    let document = Client::new(kept.server.address(), "").get("/openapi.json")?;
    let document = String::from_utf8_lossy(&document.body).into_owned();
    for secret in &mut known.secrets {
        secret.printed = document.contains(&format!("\"{}\"", secret.text));
    }
    Ok(())
}
