//! What the server has acknowledged, and whether it kept its word.

use std::collections::{HashMap, HashSet};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::http::Client;
use crate::process::Outcome;

/// Everything that was acknowledged.
#[derive(Debug, Default)]
pub(super) struct Ledger {
    /// Responses sent by the API: the text that was sent with each id.
    pub(super) responses: HashMap<String, String>,
    /// The texts of respondents who were thanked.
    pub(super) thanked: HashSet<String>,
    /// Imports that were begun, and the texts of their rows.
    pub(super) imports: Vec<(String, Vec<String>)>,
    /// Exports that were begun.
    pub(super) exports: Vec<String>,
    /// Surveys that were made.
    pub(super) surveys: Vec<String>,
    /// The last number that was acknowledged as the survey's name.
    pub(super) named: u64,
    /// Answers that nobody may get.
    pub(super) faults: Vec<String>,
}

impl Ledger {
    /// Adds what somebody else was told.
    pub(super) fn add(&mut self, other: Self) {
        self.responses.extend(other.responses);
        self.thanked.extend(other.thanked);
        self.imports.extend(other.imports);
        self.exports.extend(other.exports);
        self.surveys.extend(other.surveys);
        self.named = self.named.max(other.named);
        self.faults.extend(other.faults);
    }

    /// How many things were acknowledged.
    pub(super) fn len(&self) -> usize {
        self.responses.len()
            + self.thanked.len()
            + self.imports.len()
            + self.exports.len()
            + self.surveys.len()
    }

    /// Exports everything and compares: nothing lost, nothing twice, nothing half.
    pub(super) fn verify(&self, client: &mut Client, survey: &str) -> Outcome<()> {
        if let Some(fault) = self.faults.first() {
            return Err(format!("{} faults, the first: {fault}", self.faults.len()).into());
        }
        let kept = kept(client, survey)?;
        for (id, text) in &self.responses {
            match kept.get(text) {
                Some(found) if found == id => {}
                Some(found) => return Err(format!("{text} is kept as {found}, acknowledged was {id}").into()),
                None => return Err(format!("{id} ({text}) is lost").into()),
            }
        }
        if let Some(lost) = self.thanked.iter().find(|text| !kept.contains_key(*text)) {
            return Err(format!("the response of {lost} is lost").into());
        }
        let name = client.get(&format!("/API/v3/surveys/{survey}"))?.result_text("name")?;
        if numbered(&name) < self.named {
            return Err(format!("the name {} is lost: it is {name}", self.named).into());
        }
        for made in &self.surveys {
            client
                .get(&format!("/API/v3/surveys/{made}"))?
                .json()
                .map_err(|why| format!("survey {made}: {why}"))?;
        }
        Ok(())
    }

    /// Waits until every job that was begun has ended well, and holds that each import is there whole and once.
    pub(super) fn verify_jobs(&self, client: &mut Client, survey: &str) -> Outcome<()> {
        if self.exports.is_empty() || self.imports.is_empty() {
            return Err("no job was begun".into());
        }
        for job in &self.exports {
            end_of_export(client, survey, job).map_err(|why| format!("export {job}: {why}"))?;
        }
        for (job, _) in &self.imports {
            let path = format!("/API/v3/surveys/{survey}/import-responses/{job}");
            end_of(client, &path).map_err(|why| format!("import {job}: {why}"))?;
        }
        let kept = kept(client, survey)?;
        let mut rows = self.imports.iter().flat_map(|(_, rows)| rows);
        match rows.find(|text| !kept.contains_key(*text)) {
            Some(lost) => Err(format!("the imported row {lost} is lost").into()),
            None => Ok(()),
        }
    }
}

/// The name of a survey that was renamed so often.
pub(super) fn name(number: u64) -> String {
    format!("Soak {number}")
}

fn numbered(name: &str) -> u64 {
    name.rsplit(' ').next().and_then(|number| number.parse().ok()).unwrap_or_default()
}

/// Starts an export of everything and gives its id.
pub(super) fn start_export(client: &mut Client, survey: &str) -> Outcome<String> {
    let path = format!("/API/v3/surveys/{survey}/export-responses");
    client.post(&path, r#"{"format":"ndjson","compress":false}"#)?.result_text("progressId")
}

/// Waits for an export's end and gives the id of its file.
pub(super) fn end_of_export(client: &mut Client, survey: &str, job: &str) -> Outcome<String> {
    let ended = end_of(client, &format!("/API/v3/surveys/{survey}/export-responses/{job}"))?;
    ended["fileId"].as_str().map(str::to_owned).ok_or_else(|| "a complete export without a file".into())
}

pub(super) fn end_of(client: &mut Client, path: &str) -> Outcome<Value> {
    let begin = Instant::now();
    while begin.elapsed() < Duration::from_secs(120) {
        let answer = client.get(path)?.json()?;
        match answer["result"]["status"].as_str() {
            Some("complete") => return Ok(answer["result"].clone()),
            Some("failed") => return Err(format!("it failed: {answer}").into()),
            _ => std::thread::sleep(Duration::from_millis(20)),
        }
    }
    Err("it is stuck".into())
}

/// The id of every response by its text.
fn kept(client: &mut Client, survey: &str) -> Outcome<HashMap<String, String>> {
    let job = start_export(client, survey)?;
    let file = end_of_export(client, survey, &job)?;
    let answer = client.get(&format!("/API/v3/surveys/{survey}/export-responses/{file}/file"))?;
    if answer.status != 200 {
        return Err(format!("the file: {}", answer.status).into());
    }
    read(&String::from_utf8(answer.body)?)
}

fn read(file: &str) -> Outcome<HashMap<String, String>> {
    let (mut kept, mut ids) = (HashMap::new(), HashSet::new());
    for line in file.lines() {
        let response: Value = serde_json::from_str(line)?;
        let text = response["values"]["QID3_TEXT"].as_str().unwrap_or_default().to_owned();
        let id = response["responseId"].as_str().unwrap_or_default().to_owned();
        if response["values"]["QID1"] != 1 || response["values"]["finished"] != 1 || text.is_empty() {
            return Err(format!("{id} is half: {line}").into());
        }
        if !ids.insert(id.clone()) {
            return Err(format!("{id} is there twice").into());
        }
        if let Some(other) = kept.insert(text.clone(), id.clone()) {
            return Err(format!("{text:?} is there twice: {other} and {id}").into());
        }
    }
    Ok(kept)
}

/// The rows of an import as CSV, and their texts.
pub(super) fn rows(prefix: &str, count: usize) -> (String, Vec<String>) {
    let mut file = String::from("Finished,Q1,Q3\r\n,,\r\n");
    let ids = ["finished", "QID1", "QID3_TEXT"]
        .map(|id| json!({ "ImportId": id }).to_string().replace('"', "\"\""));
    file += &format!("\"{}\"\r\n", ids.join("\",\""));
    let texts: Vec<String> = (0..count).map(|number| format!("{prefix}-{number}")).collect();
    for text in &texts {
        file += &format!("1,1,{text}\r\n");
    }
    (file, texts)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(id: &str, text: &str, finished: i64) -> String {
        json!({ "responseId": id, "values": { "QID1": 1, "QID3_TEXT": text, "finished": finished } })
            .to_string()
    }

    #[test]
    fn what_is_twice_or_half_is_found() {
        assert_eq!(read(&[line("R_1", "a", 1), line("R_2", "b", 1)].join("\n")).unwrap().len(), 2);
        for wrong in [
            [line("R_1", "a", 1), line("R_1", "b", 1)],
            [line("R_1", "a", 1), line("R_2", "a", 1)],
            [line("R_1", "a", 1), line("R_2", "b", 0)],
            [line("R_1", "a", 1), line("R_2", "", 1)],
        ] {
            assert!(read(&wrong.join("\n")).is_err(), "{wrong:?}");
        }
    }

    #[test]
    fn a_name_tells_its_number() {
        assert_eq!(numbered(&name(17)), 17);
        assert_eq!(numbered("Crash"), 0);
    }
}
