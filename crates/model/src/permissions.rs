//! The tree of permissions: which leaves it has, what one level says of them, and what comes of all levels.
//!
//! An account has a permission unless a level says that it is off: the brand, the division, the user type, the user; for
//! what is done with a thing of a group also the group's division, the group type and the group (api/admin.md section 14).
//! A name that nothing on this server could ever ask for is no leaf, so that nobody takes it for granted.

use crate::access::Action;

/// Makes the leaves: the branch they stand in, the bit of each in the store (never another), field and name, and what whoever
/// has it may do, in words that follow "may".
macro_rules! leaves {
    ($($branch:ident $branch_name:literal { $($leaf:ident = $bit:literal $field:ident $name:literal $words:literal,)+ })+) => {
        /// One permission: a leaf of the tree.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum Leaf {
            $($(#[doc = concat!("Whoever has it may ", $words, ".")] $leaf = $bit,)+)+
        }

        impl Leaf {
            /// All of them, in the order of the tree.
            pub const ALL: &[Self] = &[$($(Self::$leaf,)+)+];

            /// Its name, which no other has: `activateSurveys`.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self { $($(Self::$leaf => $name,)+)+ }
            }

            /// Where it stands: `controlPanel.surveyPermissions.activateSurveys`.
            #[must_use]
            pub const fn path(self) -> &'static str {
                match self { $($(Self::$leaf => concat!("controlPanel.", $branch_name, ".", $name),)+)+ }
            }

            /// What whoever has it may do, in words that follow "may".
            #[must_use]
            pub const fn words(self) -> &'static str {
                match self { $($(Self::$leaf => $words,)+)+ }
            }
        }

        /// Hands the branches of the tree and their leaves to another macro, so that each is named once.
        #[macro_export]
        macro_rules! with_leaves {
            ($with:ident) => {
                $with! { $($branch { $($leaf $field $name $words,)+ })+ }
            };
        }
    };
}
leaves! {
    AccountPermissions "accountPermissions" {
        AccessApi = 0 access_api "accessApi" "call the API, with a token or by a program that acts for the account",
    }
    SurveyPermissions "surveyPermissions" {
        CreateSurveys = 1 create_surveys "createSurveys" "import surveys",
        EditSurveys = 2 edit_surveys "editSurveys" "change surveys",
        EditSurveyFlow = 3 edit_survey_flow "editSurveyFlow" "change the flow of surveys",
        UseBlocks = 4 use_blocks "useBlocks" "change the blocks of surveys",
        ActivateSurveys = 5 activate_surveys "activateSurveys" "open surveys for respondents",
        DeactivateSurveys = 6 deactivate_surveys "deactivateSurveys" "close surveys",
        DistributeSurveys = 7 distribute_surveys "distributeSurveys" "send surveys to people",
        DeleteSurveys = 8 delete_surveys "deleteSurveys" "delete surveys",
        ViewSurveyResults = 9 view_survey_results "viewSurveyResults" "read single responses",
        DownloadSurveyResults = 10 download_survey_results "downloadSurveyResults" "export responses",
        EditSurveyResponses = 11 edit_survey_responses "editSurveyResponses" "record, import and delete responses",
    }
}

impl Leaf {
    /// The leaf with this name, or with this path.
    #[must_use]
    pub fn named(text: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|leaf| leaf.name() == text || leaf.path() == text)
    }

    /// What an account needs to do this with a survey, besides its right to the survey: all of these. Whoever may not change
    /// surveys changes nothing of their definitions.
    #[must_use]
    pub const fn of(action: Action) -> &'static [Self] {
        match action {
            Action::View | Action::Give => &[],
            Action::Create | Action::Copy => &[Self::CreateSurveys],
            Action::Edit
            | Action::EditQuestions
            | Action::DeleteQuestions
            | Action::EditSkipLogic
            | Action::SetOptions
            | Action::EditQuotas
            | Action::Translate => &[Self::EditSurveys],
            Action::EditBlocks => &[Self::EditSurveys, Self::UseBlocks],
            Action::EditFlow => &[Self::EditSurveys, Self::EditSurveyFlow],
            Action::Activate => &[Self::ActivateSurveys],
            Action::Deactivate => &[Self::DeactivateSurveys],
            Action::Distribute => &[Self::DistributeSurveys],
            Action::Delete => &[Self::DeleteSurveys],
            Action::ViewResponses => &[Self::ViewSurveyResults],
            Action::DownloadResponses => &[Self::DownloadSurveyResults],
            Action::EditResponses => &[Self::EditSurveyResponses],
        }
    }
}

/// A set of leaves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Leaves(u32);

impl Leaves {
    /// None.
    pub const NONE: Self = Self(0);
    /// All.
    pub const ALL: Self = Self((1 << Leaf::ALL.len()) - 1);

    /// Whether this one is among them.
    #[must_use]
    pub const fn contain(self, leaf: Leaf) -> bool {
        self.0 & (1 << leaf as u32) != 0
    }

    /// These and this one.
    #[must_use]
    pub const fn with(self, leaf: Leaf) -> Self {
        Self(self.0 | 1 << leaf as u32)
    }

    /// These without those.
    #[must_use]
    pub const fn without(self, those: Self) -> Self {
        Self(self.0 & !those.0)
    }
}

/// What one level says: which leaves are on and which are off there. Of the others it says nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct States {
    on: Leaves,
    off: Leaves,
}

impl Default for States {
    fn default() -> Self {
        Self::NOTHING
    }
}

impl States {
    /// A level that says nothing.
    pub const NOTHING: Self = Self { on: Leaves::NONE, off: Leaves::NONE };
    /// A level at which everything is off.
    pub const ALL_OFF: Self = Self { on: Leaves::NONE, off: Leaves::ALL };

    /// Whether this leaf is on here or off; `None` where the level does not say it.
    #[must_use]
    pub fn get(self, leaf: Leaf) -> Option<bool> {
        match (self.on.contain(leaf), self.off.contain(leaf)) {
            (_, true) => Some(false),
            (true, false) => Some(true),
            (false, false) => None,
        }
    }

    /// Says of a leaf that it is on or off.
    pub fn set(&mut self, leaf: Leaf, on: bool) {
        let this = Leaves::NONE.with(leaf);
        let (on_then, off_then) = (self.on.without(this), self.off.without(this));
        *self = match on {
            true => Self { on: on_then.with(leaf), off: off_then },
            false => Self { on: on_then, off: off_then.with(leaf) },
        };
    }

    /// As the store keeps it.
    #[must_use]
    pub const fn bits(self) -> i64 {
        self.on.0 as i64 | (self.off.0 as i64) << 32
    }

    /// What the store keeps as this number; what this version does not know is passed over.
    #[must_use]
    pub const fn from_bits(bits: i64) -> Self {
        const KNOWN: i64 = Leaves::ALL.0 as i64;
        Self { on: Leaves((bits & KNOWN) as u32), off: Leaves((bits >> 32 & KNOWN) as u32) }
    }
}

/// A level at which permissions can be switched.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs)] // Their names say it.
pub enum Level {
    Organization,
    Division,
    UserType,
    User,
    GroupType,
    Group,
}

impl Level {
    /// The level in words.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::Organization => "organization",
            Self::Division => "division",
            Self::UserType => "user type",
            Self::User => "user",
            Self::GroupType => "group type",
            Self::Group => "group",
        }
    }
}

/// What every level says that counts for something, from the brand down to the thing itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Levels(pub Vec<(Level, States)>);

impl Levels {
    /// The uppermost level that has this leaf off.
    #[must_use]
    pub fn off_at(&self, leaf: Leaf) -> Option<Level> {
        self.0.iter().find(|(_, states)| states.off.contain(leaf)).map(|(level, _)| *level)
    }

    /// What comes of all of them.
    #[must_use]
    pub fn calculated(&self) -> Leaves {
        self.0.iter().fold(Leaves::ALL, |left, (_, states)| left.without(states.off))
    }

    /// What the lowest says, which is the thing itself.
    #[must_use]
    pub fn own(&self) -> States {
        self.0.last().map_or(States::NOTHING, |(_, states)| *states)
    }

    /// The levels above the lowest.
    #[must_use]
    pub fn above(mut self) -> Self {
        self.0.pop();
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_leaf_is_there_unless_a_level_has_it_off() {
        let off = |leaf| {
            let mut states = States::NOTHING;
            states.set(leaf, false);
            states
        };
        let mut on = States::NOTHING;
        on.set(Leaf::UseBlocks, true);
        let levels = Levels(vec![
            (Level::Organization, States::NOTHING),
            (Level::Division, off(Leaf::UseBlocks)),
            (Level::UserType, off(Leaf::AccessApi)),
            (Level::User, on),
        ]);
        let calculated = levels.calculated();
        for leaf in Leaf::ALL {
            assert_eq!(calculated.contain(*leaf), !matches!(leaf, Leaf::UseBlocks | Leaf::AccessApi));
        }
        assert_eq!(levels.off_at(Leaf::UseBlocks), Some(Level::Division));
        assert_eq!(levels.off_at(Leaf::EditSurveys), None);
        assert_eq!(levels.own().get(Leaf::UseBlocks), Some(true), "it is kept, and counts again later");
        assert_eq!(levels.above().0.len(), 3);
    }

    #[test]
    fn what_a_level_says_is_kept_as_bits() {
        let mut states = States::NOTHING;
        states.set(Leaf::EditSurveyFlow, false);
        states.set(Leaf::UseBlocks, true);
        states.set(Leaf::UseBlocks, false);
        states.set(Leaf::AccessApi, true);
        assert_eq!(states.bits(), 1 | (0b1_1000 << 32));
        assert_eq!(States::from_bits(states.bits()), states);
        assert_eq!(States::from_bits(1 << 31 | i64::MIN), States::NOTHING);
        assert_eq!(States::from_bits(States::ALL_OFF.bits()), States::ALL_OFF);
    }

    #[test]
    fn names_and_paths_are_unique_and_found() {
        for leaf in Leaf::ALL {
            assert_eq!(Leaf::named(leaf.name()), Some(*leaf));
            assert_eq!(Leaf::named(leaf.path()), Some(*leaf));
        }
        assert!(Leaf::ALL.len() < 32);
        assert_eq!(Leaf::named("controlPanel"), None);
    }
}
