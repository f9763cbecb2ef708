//! Quotas while a survey runs: who belongs to which, what happens where one is full, and who is counted (api/qsf.md section 12).

use std::collections::HashSet;

use model::survey::{Placing, Quota, QuotaAction, QuotaCell, QuotaCount};

use super::call::Call;
use super::flow::{self, end_of_quota};
use super::logic;
use super::prepared::PreparedSurvey;
use super::scope::RunScope;
use super::state::{End, RunState};
use super::work::Work;

/// The end of whoever may not begin any more: a quota keeps the whole survey from being shown, and is full.
pub(super) fn prevents(here: RunScope<'_>) -> Option<End> {
    let quotas = here.survey.quotas.iter().filter(|quota| quota.action == QuotaAction::PreventSurvey);
    let full = quotas.into_iter().find(|quota| quota.cells.iter().any(|cell| here.is_full(cell)))?;
    Some(end_of_quota(here, full))
}

/// The end of whoever belongs to a quota that is full and ends the survey. Of a group that counts somebody in one of its quotas,
/// only that one ends the survey for them.
pub(super) fn ends(here: RunScope<'_>) -> Option<End> {
    let is_met = |quota: &&Quota| quota.action == QuotaAction::EndSurvey && is_met(here, quota);
    // Where none is full there is nobody to be placed.
    here.survey.quotas.iter().find(is_met)?;
    let (quota, _) = matching(here).into_iter().find(|(quota, _)| is_met(quota))?;
    Some(end_of_quota(here, quota))
}

/// The web service that a full quota calls for a respondent who belongs to it, unless it was called for them before; of a group as
/// for [`ends`]. When the original calls it is not certain: here it is when the respondent is found to belong to it.
pub(super) fn calls(here: RunScope<'_>) -> Option<Call> {
    let due = |quota: &Quota| {
        let calls = matches!(quota.action, QuotaAction::CallWebService(_));
        calls && !here.state.known.was_called(&quota.id) && is_met(here, quota)
    };
    here.survey.quotas.iter().find(|quota| due(quota))?;
    matching(here).into_iter().filter(|(quota, _)| due(quota)).find_map(|(quota, _)| match &quota.action {
        QuotaAction::CallWebService(service) => flow::call(here, &quota.id, service),
        _ => None,
    })
}

/// Whether the respondent belongs to a cell of the quota that is full.
fn is_met(here: RunScope<'_>, quota: &Quota) -> bool {
    quota.cells.iter().any(|cell| here.is_full(cell) && belongs(here, cell))
}

/// Looks at the end of a run again after its quotas were counted anew: where one is full by now that ends the survey, the run ends so.
pub fn settle_end(survey: &PreparedSurvey, state: &mut RunState) {
    if state.end.as_ref().is_some_and(|end| end.counts) {
        let work = Work::of_a_page();
        let end = ends(flow::scope(survey, state, &work, None));
        state.end = end.or_else(|| state.end.take());
    }
}

/// Whether a full quota keeps the question or the block with this id from being shown.
pub(super) fn hides(here: RunScope<'_>, id: &str) -> bool {
    here.survey.hiding(id).any(|quota| quota.cells.iter().any(|cell| here.is_full(cell)))
}

/// Whether the respondent belongs to a cell. Nobody is said to belong to one before they were asked all that its condition asks
/// for: what was not asked yet would count as not picked.
fn belongs(here: RunScope<'_>, cell: &QuotaCell) -> bool {
    cell.logic.as_ref().is_none_or(|logic| logic::was_asked(here, logic) && logic::holds(here, logic))
}

/// The cells that a run which ended so is counted in, by the quotas' groups; none where its end does not count.
#[must_use]
pub fn counted(survey: &PreparedSurvey, state: &RunState) -> Vec<QuotaCount> {
    if survey.quotas.is_empty() || !state.end.as_ref().is_some_and(|end| end.recorded && end.counts) {
        return Vec::new();
    }
    let work = Work::of_a_page();
    let here = flow::scope(survey, state, &work, None);
    let mut counted = Vec::new();
    for (quota, cells) in matching(here) {
        let ends = quota.action == QuotaAction::EndSurvey;
        let count = |cell: &QuotaCell| {
            let key = state.known.key_of(cell)?.into_owned();
            Some(QuotaCount { key, limit: cell.limit, ends })
        };
        counted.extend(cells.into_iter().filter_map(count));
    }
    survey.settle(&work, "the quotas of a response");
    counted
}

/// The quotas that the respondent is placed in, each with the cells that the respondent belongs to, in the survey's order.
fn matching(here: RunScope<'_>) -> Vec<(&Quota, Vec<&QuotaCell>)> {
    let survey = here.survey;
    let mut matching: Vec<(&Quota, Vec<&QuotaCell>)> =
        survey.quotas.iter().map(|quota| (quota, cells(here, quota))).collect();
    matching.retain(|(_, cells)| !cells.is_empty());
    for group in &survey.quota_groups {
        let named: HashSet<&String> = group.quotas.iter().collect();
        let own: Vec<&Quota> =
            matching.iter().map(|(quota, _)| *quota).filter(|quota| named.contains(&quota.id)).collect();
        if let Some(one) = placed(here, group.placing, &own) {
            matching.retain(|(quota, _)| quota.id == one || !named.contains(&quota.id));
        }
    }
    matching
}

fn cells<'a>(here: RunScope<'_>, quota: &'a Quota) -> Vec<&'a QuotaCell> {
    quota.cells.iter().filter(|cell| belongs(here, cell)).collect()
}

/// The one quota of a group that somebody who belongs to several is counted in; none where it is all of them.
fn placed(here: RunScope<'_>, placing: Placing, quotas: &[&Quota]) -> Option<String> {
    let count = |quota: &Quota| quota.cells.iter().map(|cell| here.state.known.counted(cell)).sum::<i64>();
    // In thousandths of the limit, so that they can be compared as whole numbers.
    let part = |quota: &Quota| {
        let limit = quota.cells.iter().map(|cell| cell.limit).sum::<i64>().max(1);
        count(quota).saturating_mul(1_000_000) / limit
    };
    let chosen = match placing {
        Placing::All => None,
        Placing::LeastFilled => quotas.iter().min_by_key(|quota| count(quota)),
        Placing::MostFilled => quotas.iter().rev().max_by_key(|quota| count(quota)),
        Placing::LeastFilledPercent => quotas.iter().min_by_key(|quota| part(quota)),
        Placing::MostFilledPercent => quotas.iter().rev().max_by_key(|quota| part(quota)),
        Placing::First => quotas.first(),
        Placing::Last => quotas.last(),
    };
    chosen.map(|quota| quota.id.clone())
}
