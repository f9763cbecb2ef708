//! A whole page: its questions and what stands around them.

use std::collections::HashMap;

use model::survey::Survey;

use super::answered::answered;
use super::question::question_view;
use crate::html::plain;
use crate::run::flow::{self, FlowStep};
use crate::run::language;
use crate::run::logic::{self, Usage};
use crate::run::prepared::PreparedSurvey;
use crate::run::problem::AnswerProblem;
use crate::run::state::RunState;
use crate::run::view::{Input, PageView};
use crate::run::work::Work;

/// The page the respondent is on; `None` once the survey has ended.
#[must_use]
pub fn page(survey: &PreparedSurvey, state: &RunState) -> Option<PageView> {
    if state.end.is_some() {
        return None;
    }
    let steps = flow::steps(survey, state);
    let visit = state.visits.last()?;
    let work = Work::of_a_page();
    let page = steps.page(visit.step);
    let scope = flow::scope(survey, state, &work, page.as_ref());
    let mut problems: HashMap<&str, Vec<AnswerProblem>> = HashMap::new();
    for problem in &state.problems {
        problems.entry(&problem.question).or_default().push(problem.clone());
    }
    let asked = match steps.at(visit.step) {
        Some(FlowStep::Authenticate(flow, authenticator, _)) => {
            Some(flow::authenticator_view(scope, flow, authenticator))
        }
        _ => None,
    };
    let questions = visit
        .shown
        .iter()
        .filter_map(|key| {
            let problems = problems.remove(key.as_str()).unwrap_or_default();
            Some(question_view(scope, scope.question(key)?.0, key, problems))
        })
        .filter(|question| question.input != Input::Hidden)
        .chain(asked)
        .collect();
    let text = |name: &str| {
        let text = logic::html(scope, survey.option(name).unwrap_or_default().as_str(), name);
        language::base_text(survey, state, text)
    };
    // A block has words of its own for its pages, where its author wrote some.
    let block = page.as_ref().map(|page| page.block);
    let of_block = |name: &str| block?.raw.get("Options")?.get(name)?.as_str();
    let words = |written: &str, name: &str| logic::text(scope, written, Usage::Text, name);
    let label = |name: &str| {
        let own = plain(of_block(name).unwrap_or_default()).trim().to_owned();
        let label = if own.is_empty() {
            plain(&survey.option(name).unwrap_or_default()).trim().to_owned()
        } else {
            own
        };
        words(&label, name)
    };
    let view = PageView {
        title: words(&title(survey), "SurveyTitle"),
        language: state.language.clone(),
        base_language: survey.language.clone(),
        languages: languages(survey),
        number: state.visits.len(),
        progress: steps.progress(visit.step),
        shows_progress: survey
            .option("ProgressBarDisplay")
            .is_some_and(|way| !matches!(way.as_str(), "None" | "")),
        mark: state.page_mark(),
        header: text("Header"),
        footer: text("Footer"),
        questions,
        confirms: visit.confirms.then(|| answered(survey, state)),
        back: state.may_go_back(survey),
        next_label: label("NextButton"),
        back_label: label("PreviousButton"),
        description: words(&description(survey), "SurveyMetaDescription"),
        is_listed: survey.option("NoIndex").is_some_and(|word| word == "No"),
        highlights: survey.is_on("HighlightQuestions"),
    };
    survey.settle(&work, "a page that was shown");
    Some(view)
}

fn languages(survey: &PreparedSurvey) -> Vec<(String, String)> {
    let codes = survey.languages();
    if codes.len() < 2 {
        return Vec::new();
    }
    codes.iter().map(|code| (code.clone(), language::name(survey, code))).collect()
}

/// The title for respondents. The survey's own name is not for their eyes: it often tells what a study is about. Nor
/// are the titles that files carry when the author set none.
fn title(survey: &Survey) -> String {
    let title = plain(&survey.option("SurveyTitle").unwrap_or_default());
    if DEFAULT_TITLES.contains(&title.trim()) { String::new() } else { title }
}

/// What the original's editor writes as the title where the author sets none: of today, and of some years ago.
const DEFAULT_TITLES: [&str; 2] = [
    "Qualtrics Survey | Qualtrics Experience Management",
    "Online Survey Software | Qualtrics Survey Solutions",
];

/// What search engines and previews of links are told of the survey; nothing where its author wrote nothing.
fn description(survey: &Survey) -> String {
    let text = plain(&survey.option("SurveyMetaDescription").unwrap_or_default());
    if DEFAULT_DESCRIPTIONS.contains(&text.trim()) { String::new() } else { text.trim().to_owned() }
}

/// What the original's editor writes as the description where the author writes none: of today, and of some years ago.
const DEFAULT_DESCRIPTIONS: [&str; 2] = [
    "The most powerful, simple and trusted way to gather experience data. Start your journey to experience management and try a \
     free account today.",
    "Qualtrics sophisticated online survey software solutions make creating online surveys easy. Learn more about Research Suite \
     and get a free account today.",
];
