//! Looking up who a respondent is, for authenticators.

use std::net::IpAddr;

use engine::run::{Known, Lookup, Met};
use store::surveys::SurveyRow;

use crate::app::App;
use crate::error::Error;

/// Looks somebody up and adds what came of it to what the run knows. A try is counted as a wrong password is, at the survey and for
/// the network that the respondent comes from; beyond the bound nobody is looked up.
pub(super) async fn meet(
    app: &App,
    survey: &SurveyRow,
    lookup: &Lookup,
    network: Option<IpAddr>,
    known: &mut Known,
) -> Result<(), Error> {
    let from = network.map(|network| network.to_string()).unwrap_or_default();
    let met = match app.guesses().begin((survey.id.as_str(), &from), network, app.now()) {
        Err(seconds) => {
            let (survey, flow) = (survey.id.as_str(), lookup.flow.as_str());
            tracing::warn!(
                survey,
                flow,
                "too many wrong tries at an authenticator: nobody is looked up for a while"
            );
            Met::Wait(seconds.div_ceil(60))
        }
        Ok(guess) => match app.settings().contacts.find(&survey.brand, &lookup.list, &lookup.typed).await? {
            None => Met::Nobody,
            Some(contact) => {
                guess.undo();
                Met::Somebody(Box::new(contact))
            }
        },
    };
    known.meet(lookup, met);
    Ok(())
}
