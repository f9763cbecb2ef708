//! Examples in R with the package qualtRics, which has functions for some of the requests.

use contract::{Description, Verb};

use super::escape::r as quoted;
use super::host::Host;
use crate::values::Values;

/// What the package has: the verb and the path that a function asks, and the function. Those that take a survey name it
/// `surveyID`.
const FUNCTIONS: &[(Verb, &str, &str)] = &[
    (Verb::Get, "/API/v3/surveys", "all_surveys"),
    (Verb::Get, "/API/v3/surveys/{surveyId}", "metadata"),
    (Verb::Get, "/API/v3/surveys/{surveyId}", "survey_questions"),
    (Verb::Get, "/API/v3/survey-definitions/{surveyId}", "fetch_description"),
    (Verb::Post, "/API/v3/surveys/{surveyId}/export-responses", "fetch_survey"),
    (Verb::Get, "/API/v3/surveys/{surveyId}/export-responses/{exportProgressId}", "fetch_survey"),
    (Verb::Get, "/API/v3/surveys/{surveyId}/export-responses/{fileId}/file", "fetch_survey"),
];

/// The functions that make this request.
pub(super) fn request(description: &Description, values: &Values, host: &Host) -> Option<String> {
    let operation = &description.operation;
    let functions =
        FUNCTIONS.iter().filter(|(verb, path, _)| *verb == operation.verb && *path == operation.path);
    let calls: Vec<String> = functions.map(|(_, _, function)| call(function, values)).collect();
    if calls.is_empty() {
        return None;
    }
    let base_url = if host.scheme == "https://" {
        format!("Sys.getenv(\"QUALTRICS_BASE_URL\", {})", quoted(host.name))
    } else {
        "Sys.getenv(\"QUALTRICS_BASE_URL\")".to_owned()
    };
    Some(format!(
        "# The package writes https:// before the base URL. A server of your own needs its TLS port for that, and\n\
         # a certificate that this machine trusts. `canvass run` takes care of both for names of the original:\n\
         #   QUALTRICS_BASE_URL=canvass1.qualtrics.com canvass run -- Rscript example.R\n\
         library(qualtRics)\n\nqualtrics_api_credentials(\n  api_key = Sys.getenv(\"QUALTRICS_API_KEY\"),\n  \
         base_url = {base_url}\n)\n\n{}",
        calls.join("\n")
    ))
}

fn call(function: &str, values: &Values) -> String {
    let survey = values.id("surveyId").map(|id| format!("surveyID = {}", quoted(id))).unwrap_or_default();
    format!("{} <- {function}({survey})\nstr({0})", variable(function))
}

fn variable(function: &str) -> &str {
    match function {
        "fetch_survey" => "responses",
        "survey_questions" => "questions",
        "fetch_description" => "description",
        "all_surveys" => "surveys",
        other => other,
    }
}
