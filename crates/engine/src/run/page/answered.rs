//! What a respondent answered, to be shown to them.

use model::limits::surveys::SUMMARY_TEXT;

use super::question::question_view;
use crate::run::flow;
use crate::run::logic::escaped;
use crate::run::prepared::PreparedSurvey;
use crate::run::state::RunState;
use crate::run::view::{
    AnsweredQuestion, CellInput, ChoicesView, EntryLook, EntryView, Input, LevelsView, MatrixView, NumberView,
};
use crate::run::work::Work;

/// The questions that the respondent came by and could answer, in their order and language, with what was answered. Beyond
/// [`SUMMARY_TEXT`] bytes they are left out, and an ellipsis stands for them.
#[must_use]
pub fn answered(survey: &PreparedSurvey, state: &RunState) -> Vec<AnsweredQuestion> {
    let work = Work::of_a_page();
    let steps = flow::steps(survey, state);
    let mut all = Vec::new();
    let mut room = SUMMARY_TEXT;
    'pages: for visit in state.visits.iter() {
        let page = steps.page(visit.step);
        let here = flow::scope(survey, state, &work, page.as_ref());
        for key in &visit.shown {
            let Some((question, _)) = here.question(key) else { continue };
            let view = question_view(here, question, key, Vec::new());
            let Some(answers) = answers(&view.input) else { continue };
            let parts = answers.iter().map(|(label, value)| label.len() + value.len());
            let size = view.text.len() + parts.sum::<usize>();
            match room.checked_sub(size) {
                Some(rest) => room = rest,
                None => {
                    all.push(AnsweredQuestion { text: "…".to_owned(), answers: None });
                    break 'pages;
                }
            }
            all.push(AnsweredQuestion { text: view.text, answers: Some(answers) });
        }
    }
    survey.settle(&work, "the answers shown at the end");
    all
}

/// What stands in the inputs of a question: labels and values (html); `None` where it has none that a respondent fills in.
fn answers(input: &Input) -> Option<Vec<(String, String)>> {
    Some(match input {
        Input::Choices(offered) => choices(offered),
        Input::Entry(field) => entries(std::slice::from_ref(field)),
        Input::Form(fields) => entries(fields),
        Input::Matrix(table) => rows(table),
        Input::SideBySide(tables) => {
            let of = |(heading, table): &(String, MatrixView)| {
                let rows = rows(table);
                let heading = (!rows.is_empty()).then(|| (heading.clone(), String::new()));
                heading.into_iter().chain(rows).collect::<Vec<_>>()
            };
            tables.iter().flat_map(of).collect()
        }
        Input::Sliders(fields) | Input::Sum(fields, _) | Input::Ranks(fields) => numbers(fields),
        Input::Levels(levels) => path(levels),
        Input::Nothing
        | Input::Timing(_)
        | Input::Browser(_)
        | Input::Hidden
        | Input::Contact(_)
        | Input::Unsupported => return None,
    })
}

fn choices(offered: &ChoicesView) -> Vec<(String, String)> {
    let picked = offered.choices.iter().filter(|choice| choice.selected);
    picked.map(|choice| (String::new(), with_text(&choice.text, choice.entry.as_ref()))).collect()
}

/// A text with what was typed in its field.
fn with_text(text: &str, entry: Option<&(String, String)>) -> String {
    match entry.map(|(_, typed)| typed).filter(|typed| !typed.is_empty()) {
        Some(typed) => format!("{text}: {}", escaped(typed)),
        None => text.to_owned(),
    }
}

fn entries(fields: &[EntryView]) -> Vec<(String, String)> {
    let filled = fields.iter().filter(|field| !field.value.is_empty());
    let shown = |field: &EntryView| match field.look {
        // Somebody may look over their shoulder.
        EntryLook::Password => "••••••".to_owned(),
        _ => escaped(&field.value),
    };
    filled.map(|field| (field.label.clone(), shown(field))).collect()
}

fn rows(table: &MatrixView) -> Vec<(String, String)> {
    let mut rows = Vec::new();
    for row in &table.rows {
        let cells: Vec<String> = match table.cell {
            CellInput::Text(_) => {
                let cells = table.columns.iter().zip(&row.values).filter(|(_, value)| !value.is_empty());
                cells.map(|((_, column), value)| format!("{column}: {}", escaped(value))).collect()
            }
            _ => {
                let picked = table.columns.iter().filter(|(id, _)| row.values.contains(id));
                picked.map(|(_, column)| column.clone()).collect()
            }
        };
        if !cells.is_empty() {
            let ends = match row.other_end.as_str() {
                "" => row.label.clone(),
                other => format!("{} – {other}", row.label),
            };
            rows.push((with_text(&ends, row.entry.as_ref()), cells.join(", ")));
        }
    }
    rows
}

fn numbers(fields: &[NumberView]) -> Vec<(String, String)> {
    let filled = fields.iter().filter(|field| !field.value.is_empty());
    filled.map(|field| (field.label.clone(), escaped(&field.value))).collect()
}

fn path(levels: &LevelsView) -> Vec<(String, String)> {
    let picked = levels.paths.iter().find(|(id, _)| *id == levels.selected && !id.is_empty());
    picked.map(|(_, texts)| (String::new(), escaped(&texts.join(" / ")))).into_iter().collect()
}
