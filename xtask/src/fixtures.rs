//! Puts surveys and answers into a fresh server, through the API, for clients to find.

use serde_json::json;

use crate::http::Client;
use crate::process::Outcome;
use crate::repository;

/// What the clients find.
pub(crate) struct Fixtures {
    /// The surveys, in the order of their names `Acceptance 001`, `Acceptance 002`, …
    pub(crate) surveys: Vec<String>,
    /// The responses of the first survey, oldest first; the other surveys of `ANSWERED` have as many of their own.
    pub(crate) responses: Vec<Vec<String>>,
}

/// More than one page of the survey list.
const SURVEYS: usize = 105;
/// So many of them get answers: one survey for each client.
const ANSWERED: usize = 6;

/// Imports the surveys of the acceptance tests and answers the first few.
pub(crate) fn surveys(client: &mut Client) -> Outcome<Fixtures> {
    let file = tiny_survey()?;
    let mut surveys = Vec::with_capacity(SURVEYS);
    for number in 1..=SURVEYS {
        surveys.push(import(client, &format!("Acceptance {number:03}"), &file)?);
    }
    let mut responses = Vec::with_capacity(ANSWERED);
    for survey in &surveys[..ANSWERED] {
        responses.push(answers(client, survey)?);
    }
    Ok(Fixtures { surveys, responses })
}

/// The survey file of the acceptance tests: single choice, several choices, text, embedded data, two pages.
pub(crate) fn tiny_survey() -> Outcome<Vec<u8>> {
    let path = repository::root().join("acceptance/tiny.qsf");
    std::fs::read(&path).map_err(|why| format!("{}: {why}", path.display()).into())
}

/// Imports one survey file and gives the id of the new survey.
pub(crate) fn import(client: &mut Client, name: &str, file: &[u8]) -> Outcome<String> {
    const LIMIT: &str = "----canvass-xtask-part";
    let mut body = format!(
        "--{LIMIT}\r\nContent-Disposition: form-data; name=\"name\"\r\n\r\n{name}\r\n\
         --{LIMIT}\r\nContent-Disposition: form-data; name=\"file\"; filename=\"survey.qsf\"\r\n\
         Content-Type: application/vnd.qualtrics.survey.qsf\r\n\r\n"
    )
    .into_bytes();
    body.extend_from_slice(file);
    body.extend_from_slice(format!("\r\n--{LIMIT}--\r\n").as_bytes());
    let content_type = format!("multipart/form-data; boundary={LIMIT}");
    client.send("POST", "/API/v3/surveys", &content_type, &body)?.result_text("id")
}

fn answers(client: &mut Client, survey: &str) -> Outcome<Vec<String>> {
    let texts = ["fine", "commas, \"quotes\" and\nlines", "ünïcödé 日本語"];
    let mut responses = Vec::with_capacity(texts.len());
    for (number, text) in texts.iter().enumerate() {
        let choice = number % 2 + 1;
        let body = json!({"values": {
            "startDate": format!("2024-03-0{}T10:00:00Z", number + 1),
            "endDate": format!("2024-03-0{}T10:01:30Z", number + 1),
            "QID1": choice, "QID2": ["1", "3"], "QID3_TEXT": text, "segment": "gold",
        }});
        let path = format!("/API/v3/surveys/{survey}/responses");
        responses.push(client.post(&path, &body.to_string())?.result_text("responseId")?);
    }
    Ok(responses)
}
