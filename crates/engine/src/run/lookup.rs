//! Looking somebody up in a list of contacts.

use std::fmt;

use model::contact::Contact;
use serde::{Deserialize, Serialize};

use super::chance::Chance;

/// A look-up in a list of contacts. What was typed is nobody else's business: it is shown nowhere, and not kept.
#[derive(Clone, PartialEq, Eq)]
pub struct Lookup {
    /// The flow id of the authenticator that asks.
    pub flow: String,
    /// The list (`CG_…`).
    pub list: String,
    /// Each field by the name that the file has for it, and what was typed; never empty.
    pub typed: Vec<(String, String)>,
    /// What the chance of the run follows from.
    pub(super) seed: u64,
}

/// What came of a look-up.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Met {
    /// Who has all that was typed.
    Somebody(Box<Contact>),
    /// Nobody has.
    Nobody,
    /// There were too many wrong tries from where the respondent is: nothing was looked up, and is not for so many minutes.
    Wait(u64),
}

impl Lookup {
    /// What tells it from other look-ups of the same run, without telling what was typed.
    pub(super) fn mark(&self) -> String {
        let typed =
            self.typed.iter().map(|(name, value)| format!("{}:{name}{}:{value}", name.len(), value.len()));
        let text = format!("{} {} {}", self.flow, self.list, typed.collect::<String>());
        format!("{}:{:016x}", self.flow, Chance::at(self.seed, &text).below(u64::MAX))
    }
}

impl fmt::Debug for Lookup {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Lookup").field("flow", &self.flow).field("list", &self.list).finish_non_exhaustive()
    }
}
