//! How a survey ends (api/qsf.md section 14).

use model::survey::Quota;
use serde_json::{Map, Value};

use crate::run::language;
use crate::run::logic::{self, Usage};
use crate::run::payload::{is_message_id, is_on};
use crate::run::scope::RunScope;
use crate::run::scores;
use crate::run::state::{End, FLAG};

/// The end that the survey's own options ask for.
pub(crate) fn of_survey(scope: RunScope<'_>) -> End {
    of(scope, &scope.survey.options, String::new())
}

/// The end of whoever belongs to a quota that is full.
pub(crate) fn of_quota(scope: RunScope<'_>, quota: &Quota) -> End {
    let flag = Some(text(&quota.end, "ResponseFlag")).filter(|flag| !flag.is_empty());
    End { counts: false, ..flagged(scope, &quota.end, flag.unwrap_or("QuotaMet")) }
}

/// The end that an element of the flow asks for; one without options of its own ends like the survey.
pub(crate) fn of_element(scope: RunScope<'_>, options: &Map<String, Value>) -> End {
    flagged(scope, options, text(options, "ResponseFlag"))
}

fn flagged(scope: RunScope<'_>, options: &Map<String, Value>, flag: &str) -> End {
    let own = options.get("SurveyTermination").and_then(Value::as_str).is_some_and(|word| !word.is_empty());
    let base = if own { options } else { &scope.survey.options };
    let end = of(scope, base, flag.to_owned());
    End {
        recorded: !is_on(options.get("IgnoreResponse")),
        anonymous: end.anonymous || is_on(options.get("AnonymizeResponse")),
        counts: !text(options, "CountQuotas").eq_ignore_ascii_case("No"),
        ..end
    }
}

/// Whether an element of the flow asks to confirm the answers before it ends the survey.
pub(crate) fn asks_to_confirm(options: &Map<String, Value>) -> bool {
    is_on(options.get("ConfirmResponseSummary"))
}

fn of(scope: RunScope<'_>, options: &Map<String, Value>, flag: String) -> End {
    // The texts of an end can name its own mark, which is no field of the run before it has ended.
    let names_flag = ["EOSRedirectURL", "EOSMessage"].iter().any(|name| text(options, name).contains(FLAG));
    let marked = (names_flag && !flag.is_empty()).then(|| {
        let mut state = scope.state.clone();
        state.embedded.insert(FLAG.to_owned(), flag.clone());
        state
    });
    let scope = RunScope { state: marked.as_ref().unwrap_or(scope.state), ..scope };
    let way = text(options, "SurveyTermination");
    let address = logic::text(scope, text(options, "EOSRedirectURL").trim(), Usage::Address, "end");
    let redirect = Some(address).filter(|address| way == "Redirect" && is_web_address(address));
    // A message of a library is not in the file.
    let message = text(options, "EOSMessage").trim();
    let message = if way == "DisplayMessage" && !is_message_id(message) { message } else { "" };
    End {
        message: language::base_text(scope.survey, scope.state, logic::html(scope, message, "end")),
        shows_answers: redirect.is_none()
            && (matches!(way, "DisplayResult" | "ResponseSummary") || is_on(options.get("ResponseSummary"))),
        scores: scores(scope),
        redirect,
        flag,
        recorded: true,
        anonymous: scope.survey.is_on("AnonymizeResponse"),
        counts: true,
    }
}

fn scores(scope: RunScope<'_>) -> Vec<(String, String)> {
    let shown = &scope.survey.shown_scores;
    let shown = scope.survey.scoring.iter().filter(|(id, _)| shown.contains(id));
    shown.filter_map(|(id, name)| Some((name.clone(), scores::value(scope, id)?))).collect()
}

/// Whether a text is an address of the web, in the one way that a browser may be sent to: no blank, `http` or `https`, a host.
#[must_use]
pub fn is_web_address(address: &str) -> bool {
    let lower = address.to_ascii_lowercase();
    let host = lower.strip_prefix("https://").or_else(|| lower.strip_prefix("http://"));
    host.is_some_and(|host| host.starts_with(|first: char| first.is_alphanumeric() || first == '['))
        && !address.chars().any(|character| character.is_control() || character.is_whitespace())
}

fn text<'a>(options: &'a Map<String, Value>, name: &str) -> &'a str {
    options.get(name).and_then(Value::as_str).unwrap_or_default()
}
