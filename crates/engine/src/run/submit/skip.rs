//! Where the skip logic of a page leads.

use std::collections::HashSet;

use model::survey::Condition;
use serde_json::Value;

use crate::run::flow::{PageStep, Steps, scope};
use crate::run::logic;
use crate::run::prepared::PreparedSurvey;
use crate::run::state::RunState;
use crate::run::work::Work;

/// Where skip logic leads.
pub(crate) enum Skip {
    /// To the end of the survey.
    ToEnd,
    /// Behind the last page of the block.
    PastBlock,
    /// To a question of the same block.
    To(String),
}

/// Where the skip logic of the page at hand leads; the first item that holds wins.
pub(crate) fn skip(
    survey: &PreparedSurvey,
    state: &RunState,
    work: &Work,
    page: &PageStep<'_>,
) -> Option<Skip> {
    let here = scope(survey, state, work, Some(page));
    let shown: HashSet<&String> = state.visits.last()?.shown.iter().collect();
    page.items().filter(|item| shown.contains(&here.key(item.id))).flat_map(|item| item.skip).find_map(
        |item| {
            let destination = item.get("SkipToDestination").and_then(Value::as_str)?;
            let holds = logic::condition_holds(here, &Condition::of_skip(item));
            holds.then(|| match destination {
                "ENDOFSURVEY" => Skip::ToEnd,
                "ENDOFBLOCK" => Skip::PastBlock,
                question => Skip::To(question.to_owned()),
            })
        },
    )
}

/// The step and the place on its page of a later question of the same block (and the same row of its loop).
pub(crate) fn find(
    steps: &Steps<'_>,
    step: usize,
    page: &PageStep<'_>,
    question: &str,
) -> Option<(usize, usize)> {
    (step + 1..page.block_end).find_map(|step| {
        let place = steps.page(step)?.items().position(|item| item.id.as_str() == question)?;
        Some((step, place))
    })
}
