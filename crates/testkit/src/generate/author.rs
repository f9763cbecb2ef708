//! Who writes a generated survey: the chance behind it, what was used, and what was asked so far.

use std::collections::BTreeSet;

use super::features::FEATURES;
use crate::walk::Chance;

/// Writes one survey.
pub(super) struct Author {
    pub(super) chance: Chance,
    /// The features that were used.
    pub(super) used: BTreeSet<&'static str>,
    /// What was asked so far outside loops, which conditions and pipes can look at.
    pub(super) asked: Vec<Asked>,
    /// How many questions there are.
    pub(super) questions: usize,
    /// The last number of an element of the flow.
    pub(super) flow: usize,
}

/// A question that others can look at.
#[derive(Clone)]
pub(super) struct Asked {
    pub(super) id: String,
    pub(super) kind: Kind,
    /// Something is piped into its texts.
    pub(super) pipes: bool,
}

/// What can be asked of a question.
#[derive(Clone)]
pub(super) enum Kind {
    /// Ids of its choices, and whether several may be picked.
    Choices(Vec<String>, bool),
    /// A text.
    Text,
    /// A text that is a number.
    Number,
    /// Numbers, one per choice.
    Numbers(Vec<String>),
    /// Rows and scale points.
    Matrix(Vec<String>, Vec<String>),
}

impl Author {
    pub(super) fn new(seed: u64) -> Self {
        let chance = Chance::of(seed);
        Self { chance, used: BTreeSet::new(), asked: Vec::new(), questions: 0, flow: 1 }
    }

    /// Whether a feature is to be used, so many times of a hundred.
    ///
    /// # Panics
    /// When the table of features does not name it.
    pub(super) fn may(&mut self, feature: &str, times: usize) -> bool {
        let found = FEATURES.iter().find(|(name, _)| *name == feature);
        let Some((name, on)) = found else { panic!("the table of features does not name {feature:?}") };
        let is_used = *on && self.chance.percent(times);
        if is_used {
            self.used.insert(name);
        }
        is_used
    }

    /// One of these features that are on; none where all are off.
    pub(super) fn one_of<'f>(&mut self, features: &[&'f str]) -> Option<&'f str> {
        let is_on = |feature: &&&str| FEATURES.iter().any(|(name, on)| name == *feature && *on);
        let on: Vec<&str> = features.iter().filter(is_on).copied().collect();
        let picked = *self.chance.pick(&on)?;
        self.may(picked, 100).then_some(picked)
    }

    /// A new id of the flow.
    pub(super) fn flow_id(&mut self) -> String {
        self.flow += 1;
        format!("FL_{}", self.flow)
    }

    /// A question that was asked, which this fits.
    pub(super) fn asked_that(&mut self, fits: impl Fn(&Kind) -> bool) -> Option<Asked> {
        let all: Vec<&Asked> = self.asked.iter().filter(|asked| fits(&asked.kind)).collect();
        self.chance.pick(&all).map(|asked| (*asked).clone())
    }
}

/// The id of a block.
pub(super) fn block_id(number: usize) -> String {
    format!("BL_{number:015}")
}
