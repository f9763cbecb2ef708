//! Conditions and piped texts about quotas: `qo://QO_1/QuotaCount` (api/qsf.md sections 5 and 11).

use model::survey::Condition;

use crate::run::scope::RunScope;

/// How often a quota was counted, over all its cells; `None` where the path names none or asks for something else.
pub(crate) fn quota_value(scope: RunScope<'_>, path: &str) -> Option<String> {
    let (id, what) = path.split_once('/')?;
    let quota = scope.survey.quotas.iter().find(|quota| quota.id == id)?;
    let count: i64 = quota.cells.iter().map(|cell| scope.state.known.counted(cell)).sum();
    (what == "QuotaCount").then(|| count.to_string())
}

/// Whether a condition about a quota holds. A cross quota is met when all its cells are full (unsure; easy to change here).
pub(crate) fn quota_holds(
    scope: RunScope<'_>,
    condition: &Condition,
    compares: impl Fn(&str) -> bool,
) -> bool {
    let path = condition.left.strip_prefix("qo://").unwrap_or(&condition.left);
    let id = path.split('/').next().unwrap_or_default();
    let quota = scope.survey.quotas.iter().find(|quota| quota.id == id);
    let is_met = quota.is_some_and(|quota| quota.cells.iter().all(|cell| scope.is_full(cell)));
    match condition.operator.as_str() {
        "QuotaMet" => is_met,
        "QuotaNotMet" => !is_met,
        _ => compares(&quota_value(scope, path).unwrap_or_default()),
    }
}
