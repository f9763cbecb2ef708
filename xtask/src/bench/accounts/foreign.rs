//! Another brand's thing beside one that is not there: how long each takes, in turns over one connection.

use std::time::{Duration, Instant};

use serde_json::json;

use super::super::table::{Table, median, milliseconds, ratio};
use super::subject::Bench;
use crate::fixtures;
use crate::http::Client;
use crate::process::Outcome;

/// Requests of each kind.
const TURNS: usize = 3_000;
/// Before they are counted.
const WARMING: usize = 300;

/// A row for each kind of thing.
pub(super) fn measure(bench: &Bench<'_>, table: &mut Table) -> Outcome<()> {
    let token = bench.other_brand()?;
    let server = bench.server()?;
    let mut theirs = Client::new(server.address(), &token);
    let survey = fixtures::import(&mut theirs, "Theirs", &fixtures::tiny_survey()?)?;
    let answers = json!({ "values": { "QID1": 1 } }).to_string();
    let path = format!("/API/v3/surveys/{survey}/responses");
    let response = theirs.post(&path, &answers)?.result_text("responseId")?;
    let user = theirs.get("/API/v3/whoami")?.result_text("userId")?;
    let division = json!({ "name": "Theirs", "divisionAdmins": [] }).to_string();
    let division = theirs.post("/API/v3/divisions", &division)?.result_text("id")?;
    let mut client = bench.client(&server);
    let own = fixtures::import(&mut client, "Ours", &fixtures::tiny_survey()?)?;
    for (what, path, id) in [
        ("Get Survey", "/API/v3/surveys/{}".to_owned(), survey.as_str()),
        ("Get Survey Definition", "/API/v3/survey-definitions/{}".to_owned(), &survey),
        ("Get Response", format!("/API/v3/surveys/{own}/responses/{{}}"), &response),
        ("Get User", "/API/v3/users/{}".to_owned(), &user),
        ("Get Division", "/API/v3/divisions/{}".to_owned(), &division),
    ] {
        let paths = [id.to_owned(), missing(id, 'x'), missing(id, 'y')].map(|id| path.replace("{}", &id));
        let mut times: [Vec<Duration>; 3] = Default::default();
        for turn in 0..WARMING + TURNS {
            // None of them is always the one behind the same other.
            for place in 0..paths.len() {
                let place = (place + turn) % paths.len();
                let begin = Instant::now();
                let status = client.get(&paths[place])?.status;
                let time = begin.elapsed();
                if status != 404 {
                    return Err(format!("{}: {status}", paths[place]).into());
                }
                if turn >= WARMING {
                    times[place].push(time);
                }
            }
        }
        let noise = noise(&times[1]);
        let [theirs, none, another] = times.map(median);
        table.add(
            &bench.what(&format!("{what}: another brand's beside one that is not there, medians of {TURNS}")),
            &milliseconds(theirs),
            &milliseconds(none),
            &ratio(theirs, none),
            &format!("within the noise ({noise}; another that is not there {})", ratio(another, none)),
        );
    }
    server.stop()?;
    Ok(())
}

/// Between what the medians of the tenths of a run lie, by the median of all of it.
fn noise(times: &[Duration]) -> String {
    let mut tenths: Vec<Duration> =
        times.chunks(times.len() / 10).map(|tenth| median(tenth.to_vec())).collect();
    tenths.sort_unstable();
    let (all, ends) = (median(times.to_vec()), (tenths[0], tenths[tenths.len() - 1]));
    format!("medians of its tenths {} to {}", ratio(ends.0, all), ratio(ends.1, all))
}

/// An id of the same kind that nothing has.
fn missing(id: &str, letter: char) -> String {
    let prefix = id.find('_').map_or(0, |at| at + 1);
    let rest: String = id[prefix..].chars().rev().skip(1).chain([letter]).collect();
    format!("{}{rest}", &id[..prefix])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_noise_is_what_the_tenths_differ_by() {
        let times: Vec<Duration> = (1..=100).map(Duration::from_millis).collect();
        assert_eq!(noise(&times), "medians of its tenths 0.12 to 1.88");
    }

    #[test]
    fn what_is_missing_has_the_same_length_and_kind() {
        assert_eq!(missing("SV_abc", 'x'), "SV_bax");
        assert_ne!(missing("SV_abc", 'x'), missing("SV_abc", 'y'));
    }
}
