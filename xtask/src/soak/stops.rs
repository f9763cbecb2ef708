//! Stops PostgreSQL itself in the middle of the work: the server goes on by itself, and what it acknowledged is there.

use std::path::Path;
use std::time::Duration;

use super::kill::Trial;
use crate::postgres::Postgres;
use crate::process::Outcome;
use crate::tally::Tally;

/// The database is stopped hard so many times, and is away between a moment and three seconds.
pub(crate) fn run(binary: &Path, rounds: usize) -> Outcome<Tally> {
    let mut cluster = Postgres::start()?;
    let url = cluster.database("canvass_stops")?;
    let mut trial = Trial::begin(binary, "PostgreSQL stopped", Some(&url), 2)?;
    let mut tally = Tally::default();
    for round in 1..=rounds {
        let away = Duration::from_millis(700 * u64::try_from(round % 5).unwrap_or(0));
        let fresh = trial.play(round, None, || {
            cluster.stop_hard(away)?;
            // Everybody goes on for a while afterwards.
            std::thread::sleep(Duration::from_millis(500));
            Ok(())
        });
        trial.judge(&mut tally, &format!("stop {round}"), fresh);
    }
    trial.finish(&mut tally);
    Ok(tally)
}
