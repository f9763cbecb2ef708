//! How a survey ends (api/qsf.md section 14).

use model::survey::Survey;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::pipe::{self, Into};
use super::scope::Scope;

/// The end of a run.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct End {
    /// Where the respondent is sent; an `http` or `https` address. `None` shows the end page.
    pub redirect: Option<String>,
    /// `Screened`, `QuotaMet`, `Complete`; empty where the author set none.
    pub flag: String,
    /// Whether the response is to be recorded.
    pub recorded: bool,
    /// Whether address and place of the respondent are to be left out.
    pub anonymous: bool,
}

/// The end that the survey's own options ask for.
pub(super) fn of_survey(scope: Scope<'_>) -> End {
    of(scope, &scope.survey.options)
}

/// The end that an element of the flow asks for; one without options of its own ends like the survey.
pub(super) fn of_element(scope: Scope<'_>, options: &Map<String, Value>) -> End {
    let own = options.get("SurveyTermination").and_then(Value::as_str).is_some_and(|word| !word.is_empty());
    let base = if own { options } else { &scope.survey.options };
    let end = of(scope, base);
    End {
        flag: text(options, "ResponseFlag").to_owned(),
        recorded: !is_on(options, "IgnoreResponse"),
        anonymous: end.anonymous || is_on(options, "AnonymizeResponse"),
        ..end
    }
}

fn of(scope: Scope<'_>, options: &Map<String, Value>) -> End {
    let redirects = text(options, "SurveyTermination") == "Redirect";
    let address = pipe::text(scope, text(options, "EOSRedirectURL").trim(), Into::Address, "end");
    End {
        redirect: Some(address).filter(|address| redirects && is_web_address(address)),
        flag: String::new(),
        recorded: true,
        anonymous: anonymous(scope.survey),
    }
}

fn anonymous(survey: &Survey) -> bool {
    survey.is_on("AnonymizeResponse")
}

fn is_web_address(address: &str) -> bool {
    let lower = address.to_ascii_lowercase();
    let host = lower.strip_prefix("https://").or_else(|| lower.strip_prefix("http://"));
    host.is_some_and(|host| host.starts_with(|first: char| first.is_alphanumeric() || first == '['))
        && !address.chars().any(|character| character.is_control() || character.is_whitespace())
}

fn text<'a>(options: &'a Map<String, Value>, name: &str) -> &'a str {
    options.get(name).and_then(Value::as_str).unwrap_or_default()
}

fn is_on(options: &Map<String, Value>, name: &str) -> bool {
    matches!(options.get(name), Some(Value::Bool(true)))
        || matches!(text(options, name).to_ascii_lowercase().as_str(), "yes" | "true" | "on")
}
