//! What respondents may take of the server. None of them shows a token, so they are told apart by their address, and all of
//! them together leave the API its share.

use std::collections::HashMap;
use std::hash::Hash;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};

use model::{Moment, SurveyId};

use crate::bounds::PageBounds;
use crate::protection::per_address::{PerAddress, counted};

/// Counts the requests of respondents: those that run, and those of a minute.
#[derive(Debug)]
pub(crate) struct Respondents {
    bounds: PageBounds,
    minute: PerAddress,
    running: Arc<Mutex<Running>>,
}

/// Every entry is of a request that runs, so the tables are no longer than that.
#[derive(Debug, Default)]
struct Running {
    all: u32,
    addresses: HashMap<IpAddr, u32>,
    surveys: HashMap<SurveyId, u32>,
}

/// Leave to run one request; gives its place back when dropped.
#[derive(Debug)]
pub(crate) struct Pass {
    running: Arc<Mutex<Running>>,
    address: IpAddr,
    survey: SurveyId,
}

/// Why a request is not let in.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Full {
    /// Its address asks too much: 429.
    Address,
    /// The server, or the survey, has enough to do: 503.
    Server,
}

impl Respondents {
    /// Within these bounds.
    pub(crate) fn within(bounds: &PageBounds) -> Self {
        let minute = PerAddress::a_minute(bounds.a_minute);
        Self { bounds: bounds.clone(), minute, running: Arc::default() }
    }

    /// Lets a request for this survey in.
    ///
    /// # Errors
    /// Which bound it would exceed.
    pub(crate) fn enter(
        &self,
        address: Option<IpAddr>,
        survey: &SurveyId,
        now: Moment,
    ) -> Result<Pass, Full> {
        if !self.minute.count(address, now) {
            return Err(Full::Address);
        }
        let address = counted(address);
        let mut running = self.running.lock().unwrap_or_else(PoisonError::into_inner);
        if running.addresses.get(&address).is_some_and(|count| *count >= self.bounds.of_an_address) {
            return Err(Full::Address);
        }
        if running.all >= self.bounds.at_once
            || running.surveys.get(survey).is_some_and(|count| *count >= self.bounds.of_a_survey)
        {
            return Err(Full::Server);
        }
        running.all += 1;
        *running.addresses.entry(address).or_default() += 1;
        *running.surveys.entry(survey.clone()).or_default() += 1;
        Ok(Pass { running: Arc::clone(&self.running), address, survey: survey.clone() })
    }
}

impl Drop for Pass {
    fn drop(&mut self) {
        let mut running = self.running.lock().unwrap_or_else(PoisonError::into_inner);
        running.all -= 1;
        leave(&mut running.addresses, &self.address);
        leave(&mut running.surveys, &self.survey);
    }
}

fn leave<K: Eq + Hash>(counts: &mut HashMap<K, u32>, key: &K) {
    if let Some(count) = counts.get_mut(key) {
        *count -= 1;
        if *count == 0 {
            counts.remove(key);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::net::Ipv4Addr;

    use super::*;

    const BOUNDS: PageBounds = PageBounds { at_once: 4, of_an_address: 2, of_a_survey: 3, a_minute: 100 };

    fn survey(number: u32) -> SurveyId {
        SurveyId::parse(&format!("SV_{number:015}")).unwrap()
    }

    fn address(number: u32) -> Option<IpAddr> {
        Some(Ipv4Addr::from_bits(number).into())
    }

    #[test]
    fn an_address_a_survey_and_all_together_have_their_share() {
        let respondents = Respondents::within(&BOUNDS);
        let enter = |from, to| respondents.enter(address(from), &survey(to), Moment(0));
        let first = enter(1, 1).unwrap();
        let _second = enter(1, 1).unwrap();
        assert_eq!(enter(1, 2).unwrap_err(), Full::Address);
        let _third = enter(2, 1).unwrap();
        assert_eq!(enter(3, 1).unwrap_err(), Full::Server, "the survey's share");
        let fourth = enter(3, 2).unwrap();
        assert_eq!(enter(4, 3).unwrap_err(), Full::Server, "that of all");
        drop(first);
        let _fifth = enter(1, 1).unwrap();
        drop(fourth);
        let running = respondents.running.lock().unwrap();
        assert_eq!(
            (running.all, running.surveys.len(), running.addresses.len()),
            (3, 1, 2),
            "who left is forgotten"
        );
    }

    #[test]
    fn an_address_has_so_many_a_minute() {
        let respondents = Respondents::within(&PageBounds { a_minute: 2, ..BOUNDS });
        let enter = |from, now| respondents.enter(address(from), &survey(1), Moment(now)).is_ok();
        assert!(enter(1, 0) && enter(1, 1) && !enter(1, 2) && enter(2, 2));
        assert!(enter(1, 60_000));
    }
}
