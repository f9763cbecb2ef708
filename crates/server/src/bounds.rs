//! What requests may take of the server, so that none takes it from the others.

use std::time::Duration;

use model::limits;

/// What requests may take. The defaults are the numbers of [`model::limits`]; tests choose smaller ones.
#[derive(Debug, Clone)]
pub struct Bounds {
    /// How many requests of one brand run at once.
    pub at_once: u32,
    /// How long a body that is held in memory may take to arrive, unless its operation takes longer.
    pub body_time: Duration,
    /// How long a sender may keep the server waiting in the middle of a body.
    pub idle: Duration,
    /// Bytes of bodies in memory at once: of callers who showed a token.
    pub bodies: usize,
    /// The same, of anybody: survey pages and forms of the documentation.
    pub open_bodies: usize,
    /// How long a body waits for room in memory before its sender is told to come back.
    pub room_wait: Duration,
    /// What respondents may take.
    pub pages: PageBounds,
}

/// What respondents may take, none of whom shows a token.
#[derive(Debug, Clone)]
pub struct PageBounds {
    /// Requests at once, over all surveys: fewer than there are connections, so that the API keeps its share.
    pub at_once: u32,
    /// Requests at once from one address.
    pub of_an_address: u32,
    /// Requests at once to one survey.
    pub of_a_survey: u32,
    /// Requests of one address a minute.
    pub a_minute: u32,
}

impl Default for Bounds {
    fn default() -> Self {
        Self {
            at_once: limits::AT_ONCE,
            body_time: Duration::from_secs(limits::BODY_SECONDS),
            idle: Duration::from_secs(limits::IDLE_SECONDS),
            bodies: limits::BODIES,
            open_bodies: limits::OPEN_BODIES,
            room_wait: Duration::from_secs(limits::ROOM_SECONDS),
            pages: PageBounds {
                at_once: limits::PAGES_AT_ONCE,
                of_an_address: limits::PAGES_OF_AN_ADDRESS,
                of_a_survey: limits::PAGES_OF_A_SURVEY,
                a_minute: limits::PAGES_A_MINUTE,
            },
        }
    }
}
