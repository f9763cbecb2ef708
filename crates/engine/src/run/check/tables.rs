//! Tables: what is typed in their cells, how many scale points are picked for a statement, and the statements' own texts.

use model::survey::{Choice, Question};
use serde_json::Value;

use super::choices::{count_fault, own_text_fault};
use super::text;
use crate::run::logic;
use crate::run::numeral::typed;
use crate::run::problem::Fault;
use crate::run::rules;
use crate::run::scope::RunScope;

/// Adds what is wrong with a table: the field it is about, and the fault.
pub(crate) fn check(
    scope: RunScope<'_>,
    question: &Question,
    offered: &[&Choice],
    key: &str,
    settings: &Value,
    mut add: impl FnMut(String, Fault),
) {
    let points = logic::answers(scope, question, key);
    for row in offered {
        let name = format!("{key}_{}", row.id);
        if rules::is_cells(question) {
            for point in &points {
                let field = format!("{name}_{}", point.id);
                if let Some(fault) = cell(question, settings, scope.text(&field)) {
                    add(field, fault);
                }
            }
            continue;
        }
        let picked = scope.entered(&name);
        if picked.is_empty() {
            continue;
        }
        let is_alone = |point: &&&Choice| point.exclusive && picked.contains(&point.id);
        let alone = points.iter().find(is_alone);
        if alone.is_some() && picked.len() > 1 {
            add(name.clone(), Fault::NotAlone);
        } else if alone.is_none()
            && question.is_multiple()
            && let Some(fault) = count_fault(settings, picked.len(), points.len())
        {
            add(name.clone(), fault);
        }
        if row.text_entry {
            let field = format!("{name}_TEXT");
            if let Some(fault) = own_text_fault(question, row, scope.text(&field)) {
                add(field, fault);
            }
        }
    }
}

fn cell(question: &Question, settings: &Value, value: &str) -> Option<Fault> {
    if value.trim().is_empty() {
        return None;
    }
    if matches!(question.selector.as_str(), "CS" | "RO") {
        return typed(value).err().map(Fault::from);
    }
    text::fault(settings, value)
}
