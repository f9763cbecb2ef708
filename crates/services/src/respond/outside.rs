//! What a run asks of the world outside ([`Ask`]), and where its answer is kept: counts of quotas are read at each step; what is
//! drawn is counted and written beside the run that it was drawn for, so that neither is without the other.

use std::net::IpAddr;
use std::sync::Arc;

use engine::run::{Ask, Known, RunState};
use store::surveys::SurveyRow;
use store::{Transaction, presentations, quota_counts};

use super::calling::Calling;
use super::computed;
use super::meeting;
use super::start::Start;
use crate::app::App;
use crate::definitions::Definition;
use crate::error::Error;

/// Tells a run how often each cell of the survey's quotas is counted at the moment.
pub(super) async fn count(
    app: &App,
    row: &SurveyRow,
    definition: &Definition,
    known: &mut Known,
) -> Result<(), Error> {
    if !definition.survey.quotas.is_empty() {
        let counts = quota_counts::of_survey(&mut app.store().read(), row.no).await?;
        known.count(counts, app.now().0);
    }
    Ok(())
}

/// Begins a run that nobody has seen yet. What it draws is counted at once, for it is shown at once, and is kept in the form of its
/// first page.
pub(super) async fn begin(
    app: &App,
    row: &SurveyRow,
    definition: &Arc<Definition>,
    start: &mut Start,
    network: Option<IpAddr>,
) -> Result<RunState, Error> {
    count(app, row, definition, &mut start.known).await?;
    let calling = Calling::new(app);
    loop {
        let (own, begun) = (Arc::clone(definition), start.clone());
        let run = computed(move || begun.run(&own.survey)).await?;
        let Some(ask) = run.ask else { return Ok(run) };
        if let Ask::Call(call) = &ask {
            // It is kept in the form of the first page; looking at that writes nothing.
            calling.make(row, call, &mut start.known).await;
            continue;
        }
        if let Ask::Contact(lookup) = &ask {
            meeting::meet(app, row, lookup, network, &mut start.known).await?;
            continue;
        }
        let mut tx = app.store().begin_statement().await?;
        learn(&mut tx, row, &ask, &mut start.known, !start.preview).await?;
        tx.commit().await?;
    }
}

/// Finds out what a run asks of the store and adds it to what the run knows; what it asks of web services and contacts was found out
/// before the transaction ([`Calling`], [`meeting`]). What a preview is given `counts` for nobody.
pub(super) async fn learn(
    tx: &mut Transaction,
    row: &SurveyRow,
    ask: &Ask,
    known: &mut Known,
    counts: bool,
) -> Result<(), Error> {
    match ask {
        Ask::Draw(draws) => {
            for draw in draws {
                let pick = |counts: &[i64]| draw.pick(counts);
                let picked = if counts {
                    presentations::draw(tx, row.no, &draw.list, &draw.items, pick).await?
                } else {
                    pick(&presentations::given(tx, row.no, &draw.list, &draw.items).await?)
                };
                known.learn(draw, picked);
            }
        }
        Ask::Call(_) | Ask::Contact(_) => {}
    }
    Ok(())
}
