//! How much of what surveys are made of walks have met, as a table.

use std::collections::BTreeMap;
use std::fmt;

use super::met::Met;
use super::parts;
use super::round::Round;

/// Parts of survey files by sort and name: how many walks met, of how many there are.
#[derive(Debug, Clone, Default)]
pub struct Reached {
    counts: BTreeMap<(&'static str, String), (usize, usize)>,
}

impl Reached {
    /// Counts what the walks through one file met.
    pub fn add(&mut self, round: &Round) {
        let met = Met::by(&round.survey, &round.walks);
        for (sort, name, is_met) in parts::of(&round.survey, &met) {
            let (of_met, all) = self.counts.entry((sort, name)).or_default();
            *of_met += usize::from(is_met);
            *all += 1;
        }
    }

    /// What no walk met although a file has it: `question, TE PW`.
    #[must_use]
    pub fn missed(&self) -> Vec<String> {
        let missed = self.counts.iter().filter(|(_, (met, _))| *met == 0);
        missed.map(|((sort, name), _)| format!("{sort}, {name}")).collect()
    }

    /// Whether anything of this sort and name was met.
    #[must_use]
    pub fn has(&self, sort: &str, name: &str) -> bool {
        self.counts.iter().any(|((known, other), (met, _))| *known == sort && other == name && *met > 0)
    }
}

impl fmt::Display for Reached {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "| what | which | met | in the files |\n|---|---|---:|---:|")?;
        for ((sort, name), (met, all)) in &self.counts {
            writeln!(f, "| {sort} | {name} | {met} | {all} |")?;
        }
        Ok(())
    }
}
