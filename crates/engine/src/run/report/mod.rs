//! What a survey uses that is not run here, or otherwise than its author meant: told before anybody answers it.
//!
//! [`runs`] and [`not_run`] are the lists of what is run and what is not. Whoever makes something run changes a line there;
//! `everything_that_is_not_run_is_told_with_its_place_and_what_happens_instead` (formats) holds what follows from them.

mod authenticators;
mod lines;
mod logic;
mod markup;
mod not_run;
mod pipes;
mod questions;
mod references;
pub(super) mod runs;
mod words;

use std::collections::HashSet;

use model::QuestionId;
use model::limits::surveys::NUMBERED_ROUNDS;
use model::survey::{BlockElement, QuestionType, SurveyFile};
use serde_json::{Map, Value};

pub use lines::ReportLine;
pub(super) use runs::has_form;

use super::finding::Finding;
use super::payload::is_message_id;
use super::prepared::PreparedSurvey;
use crate::columns::shown_blocks;
use lines::Lines;
use not_run::{BLOCK, BY_INVITATION, ELEMENTS, END, FLOW, OPTIONS, QUOTA};
use words::{entries, object, text};

/// What is to be told of a survey, each kind of thing once, in the order in which the file holds them. `survey` is the view
/// of `file`, and `found` what the engine finds by itself ([`findings`](super::findings())).
#[must_use]
pub fn report(survey: &PreparedSurvey, file: &SurveyFile, found: Vec<Finding>) -> Vec<ReportLine> {
    let mut lines = Lines::of(survey);
    if let Some(root) = file.payload("FL") {
        flow(survey, root, &mut lines);
    }
    let used = used(survey);
    blocks(survey, file, &used, &mut lines);
    for question in file.of_code("SQ").filter_map(|element| element.get("Payload")?.as_object()) {
        if used.contains(text(question, "QuestionID")) {
            questions::question(question, &mut lines);
        }
    }
    options(file, &mut lines);
    elements(file, &mut lines);
    for finding in found {
        lines.add(finding.what, "the survey runs without it", || words::place_of(survey, &finding.place));
    }
    lines.told()
}

/// Only what elements of embedded data declare has a column.
const UNDECLARED: &str = "a field that a web service sets and no element of embedded data declares";

/// The ids of blocks that the flow shows and of the questions in them. What stands elsewhere, such as in the Trash, is not used.
fn used(survey: &PreparedSurvey) -> HashSet<&str> {
    let blocks = shown_blocks(survey);
    let questions = blocks.iter().flat_map(|block| &block.elements).filter_map(|element| match element {
        BlockElement::Question { id, .. } => Some(id.as_str()),
        BlockElement::PageBreak => None,
    });
    questions.chain(blocks.iter().map(|block| block.id.as_str())).collect()
}

fn flow(survey: &PreparedSurvey, element: &Value, lines: &mut Lines) {
    let children = element.get("Flow").or(Some(element).filter(|root| root.is_array()));
    for (_, child) in entries(children) {
        let Some(members) = child.as_object() else { continue };
        // Real files have empty entries.
        let kind = text(members, "Type");
        let place = || format!("flow {}", words::cut(text(members, "FlowID")));
        if !kind.is_empty() && !runs::FLOW.contains(&kind) {
            let has_children = !entries(members.get("Flow")).is_empty();
            let instead = if has_children {
                "what it holds is shown as if it were not there"
            } else {
                "it is left out"
            };
            lines.add(format!("flow element {}", words::cut(kind)), instead, place);
        }
        not_run::find(FLOW.iter().filter(|row| row.of == kind), members, lines, place);
        if kind == "Authenticator" {
            authenticators::authenticator(members, lines, &place);
        }
        if kind == "EndSurvey" {
            end(object(members.get("Options")), lines, &place);
        }
        if kind == "WebService" {
            for (_, pair) in entries(members.get("ResponseMap")) {
                let name = text(object(Some(pair)), "key");
                if !name.is_empty() && survey.declared(name).is_none() {
                    lines.add(UNDECLARED, "it can be piped and asked for, and is not recorded", place);
                }
            }
        }
        if matches!(kind, "Block" | "Standard") && !survey.blocks.contains_key(text(members, "ID")) {
            lines.add("a block of the flow that is not there", "it is left out", place);
        }
        if let Some(condition) = members.get("BranchLogic") {
            logic::expression(condition, lines, &place);
        }
        // What it holds is asked for itself.
        let own = members.iter().filter(|(name, _)| *name != "Flow" && *name != "BranchLogic");
        own.for_each(|(_, value)| pipes::within(value, lines, &place));
        flow(survey, child, lines);
    }
}

fn blocks(survey: &PreparedSurvey, file: &SurveyFile, used: &HashSet<&str>, lines: &mut Lines) {
    for (_, block) in entries(file.payload("BL")) {
        let Some(block) = block.as_object().filter(|block| used.contains(text(block, "ID"))) else {
            continue;
        };
        let place = || {
            format!("block {} ({})", words::cut(text(block, "Description")), words::cut(text(block, "ID")))
        };
        if text(block, "SubType") == "Reference" {
            lines.add("a block of a library", "it is empty", place);
        }
        let options = object(block.get("Options"));
        not_run::find(BLOCK, options, lines, place);
        let mixes = matches!(text(options, "RandomizeQuestions"), "RandomWithOnlyX" | "Advanced");
        let even = options.get("Randomization").and_then(|way| way.get("EvenPresentation"));
        if mixes && even.is_some_and(|even| not_run::is_used(even, &[])) {
            lines.add("questions of a block that are presented evenly", "they are drawn by chance", place);
        }
        let looping = text(options, "Looping");
        if !matches!(looping, "" | "None") && !runs::LOOPS.contains(&looping) {
            lines.add(
                format!("a loop of the kind {}", words::cut(looping)),
                "the block is shown once",
                place,
            );
        }
        if looping == "Question" && is_endless(survey, object(options.get("LoopingOptions"))) {
            const { assert!(NUMBERED_ROUNDS == 20, "the words say how many") };
            lines.add("a loop over a number without a limit", "it has 20 rounds at the most", place);
        }
        pipes::within(&Value::Object(options.clone()), lines, &place);
        let elements = entries(block.get("BlockElements"));
        for page in
            elements.split(|(_, element)| element.get("Type").is_some_and(|kind| kind == "Page Break"))
        {
            measurements(survey, page, lines);
        }
        for (number, (_, element)) in elements.iter().enumerate() {
            let id = element.get("QuestionID").and_then(Value::as_str).unwrap_or_default();
            let place = || words::question_of(survey, id);
            // It stands with the element, or in the question itself.
            let own = QuestionId::parse(id).ok().and_then(|id| survey.questions.get(&id));
            let own = own.and_then(|question| question.raw.get("SkipLogic"));
            let skip = [element.get("SkipLogic"), own].map(entries).into_iter().find(|skip| !skip.is_empty());
            for (_, item) in skip.into_iter().flatten() {
                logic::skip(item, lines, &place);
                let to = text(object(Some(item)), "SkipToDestination");
                let follows = elements[number + 1..]
                    .iter()
                    .any(|(_, later)| later.get("QuestionID").and_then(Value::as_str) == Some(to));
                if !matches!(to, "" | "ENDOFSURVEY" | "ENDOFBLOCK") && !follows {
                    lines.add(
                        "a skip to a question that does not follow in its block",
                        "the next page is shown",
                        place,
                    );
                }
            }
        }
    }
}

/// Whether a loop goes by a number of which neither the loop nor its question says how high it can be
/// ([`NUMBERED_ROUNDS`]).
fn is_endless(survey: &PreparedSurvey, looping: &Map<String, Value>) -> bool {
    let locators = ["Locator", "ChoiceGroupLocator"].map(|name| text(looping, name));
    let numbered = locators.into_iter().find(|locator| locator.contains("NumericResponse"));
    let source = QuestionId::parse(text(looping, "QID")).ok().and_then(|id| survey.questions.get(&id));
    let settings = source.and_then(|source| source.raw.get("Validation")?.get("Settings"));
    let most = settings.and_then(|settings| settings.get("ValidNumber")?.get("Max"));
    let is_limited = most.is_some_and(|most| not_run::is_used(most, &[]));
    numbered.is_some_and(|locator| !locator.contains("?v=")) && !is_limited
}

/// A page that nobody would see is not shown, so that nothing is measured on it.
fn measurements(survey: &PreparedSurvey, page: &[(String, &Value)], lines: &mut Lines) {
    let ids = page.iter().filter_map(|(_, element)| element.get("QuestionID").and_then(Value::as_str));
    let kind = |id: &str| Some(survey.questions.get(&QuestionId::parse(id).ok()?)?.kind);
    let measures = |id: &str| kind(id).is_some_and(QuestionType::is_unseen);
    if let Some(first) = ids.clone().next()
        && ids.clone().all(measures)
    {
        lines.add(
            "a page on which nothing is to be seen",
            "it is passed over, and nothing is recorded of it",
            || words::question_of(survey, first),
        );
    }
}

fn options(file: &SurveyFile, lines: &mut Lines) {
    let Some(options) = file.payload("SO").and_then(Value::as_object) else { return };
    let place = || "survey options".to_owned();
    not_run::find(OPTIONS, options, lines, place);
    message(options, lines, &place);
    // A number may be written as one.
    let pages = options.get("QuestionsPerPage").filter(|value| not_run::is_used(value, &[]));
    if pages.is_some_and(|pages| pages.to_string().trim_matches('"').trim().parse::<u32>().is_err()) {
        lines.add("a number of questions per page that is none", "pages end where their blocks say", place);
    }
    let wait = text(options, "PartialData").trim();
    if !matches!(wait, "" | "No") && !is_a_time(wait) {
        lines.add(
            "a time for unfinished answers that cannot be read",
            "they are waited for for a week",
            place,
        );
    }
    let languages = entries(options.get("CustomLanguages"));
    if languages
        .iter()
        .any(|(_, own)| own.get("ErrorMessages").is_some_and(|words| not_run::is_used(words, &[])))
    {
        lines.add(
            "messages of a language of the survey's own",
            "they are shown in the survey's language",
            place,
        );
    }
    if text(options, "SurveyProtection") == BY_INVITATION {
        lines.add(
            "a survey for those who are invited",
            "nobody is let in, because nobody can be invited",
            place,
        );
    }
    for (name, value) in options {
        let known = runs::OPTIONS.contains(&name.as_str()) || OPTIONS.iter().any(|row| row.member == name);
        if !known && not_run::is_used(value, &[]) {
            lines.add(format!("option {}", words::cut(name)), "it is kept and does nothing", place);
        }
        if runs::OPTIONS.contains(&name.as_str()) {
            pipes::within(value, lines, &place);
        }
        if matches!(name.as_str(), "Header" | "Footer") {
            markup::within(value, lines, &place);
        }
    }
    let scoring = file.payload("SCO").and_then(Value::as_object);
    not_run::find(not_run::SCORING, scoring.unwrap_or(&Map::new()), lines, || "scoring".to_owned());
}

/// A number and a unit: `+1 week`.
fn is_a_time(text: &str) -> bool {
    let Some((number, unit)) = text.trim_start_matches('+').trim_start().split_once(' ') else {
        return false;
    };
    let unit = unit.trim().trim_end_matches('s');
    number.parse::<u32>().is_ok() && ["hour", "day", "week", "month", "year"].contains(&unit)
}

/// Options of an end, in the flow or of a quota.
fn end(options: &Map<String, Value>, lines: &mut Lines, place: &dyn Fn() -> String) {
    not_run::find(END, options, lines, place);
    message(options, lines, place);
}

/// A message at the end is shown where the file has its text; one of a library is not in the file.
fn message(options: &Map<String, Value>, lines: &mut Lines, place: &dyn Fn() -> String) {
    let message = text(options, "EOSMessage").trim();
    let address = text(options, "EOSRedirectURL").trim();
    let followed = ["http://", "https://"].iter().any(|scheme| {
        let start = address.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme));
        start && address.len() > scheme.len()
    });
    if text(options, "SurveyTermination") == "Redirect" && !followed {
        lines.add("a redirect that begins with no address of the web", "the usual words are shown", place);
    }
    if !is_message_id(message) {
        markup::within(&Value::from(message), lines, place);
    }
    if text(options, "SurveyTermination") == "DisplayMessage"
        && (message.is_empty() || is_message_id(message))
    {
        lines.add("a message of a library at the end", "the usual words are shown", place);
    }
}

/// Elements beside those that every file has.
fn elements(file: &SurveyFile, lines: &mut Lines) {
    let mut flows = 0;
    for element in &file.elements {
        let code = text(element, "Element");
        let payload = object(element.get("Payload"));
        let place = || {
            let name = [text(payload, "Name"), text(element, "SecondaryAttribute")];
            let name = name.into_iter().find(|name| !name.is_empty()).unwrap_or_default();
            words::cut(&format!("{name} ({})", text(element, "PrimaryAttribute"))).trim().to_owned()
        };
        let not_run = ELEMENTS.iter().find(|(known, ..)| *known == code);
        if let Some((_, what, instead)) = not_run {
            lines.add(*what, instead, place);
        } else if !runs::ELEMENTS.contains(&code) {
            lines.add(format!("element {}", words::cut(code)), "it is kept and does nothing", place);
        }
        flows += usize::from(code == "FL");
        if code == "FL" && flows > 1 {
            lines.add("another flow", "the first one is run", place);
        }
        if code == "QO" {
            quota(payload, lines, &place);
        }
    }
}

fn quota(payload: &Map<String, Value>, lines: &mut Lines, place: &dyn Fn() -> String) {
    not_run::find(QUOTA, payload, lines, place);
    let action = text(payload, "QuotaAction");
    if !action.is_empty() && !runs::QUOTAS.contains(&action) {
        let what = format!("a quota that does {} where it is full", words::cut(action));
        lines.add(what, "it is counted, and nothing happens where it is full", place);
    }
    if action == "CallWebService" {
        lines.add(
            "a quota that calls a web service",
            "it is called where the server allows it (--survey-web-services), once for each respondent who belongs to the full quota",
            place,
        );
    }
    // What the counts of single periods say is not known.
    if object(payload.get("QuotaSchedule"))
        .get("QuotaCounts")
        .is_some_and(|counts| not_run::is_used(counts, &[]))
    {
        lines.add("a quota with counts for each period", "each period has the limit of the quota", place);
    }
    if matches!(action, "" | "EndCurrentSurvey" | "DontDisplaySurvey") {
        let options = object(payload.get("EndSurveyOptions"));
        end(options, lines, place);
        if not_run::is_used(options.get("ConfirmResponseSummary").unwrap_or(&Value::Null), &[]) {
            lines.add("a full quota that asks to confirm the answers", "it ends the survey at once", place);
        }
    }
    match payload.get("Logic") {
        // A quota of several conditions has a list of them.
        Some(Value::Array(conditions)) => {
            conditions.iter().for_each(|condition| logic::expression(condition, lines, place));
        }
        Some(condition) => logic::expression(condition, lines, place),
        None => {}
    }
    for (_, cell) in entries(payload.get("CrossLogicDef")) {
        if let Some(condition) = cell.get("Logic") {
            logic::expression(condition, lines, place);
        }
    }
}
