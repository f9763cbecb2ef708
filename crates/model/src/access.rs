//! Who may do what with a thing: the actions, how a caller can stand to a thing, and the one rule that joins them.
//!
//! The store asks the rule when it hands out a thing ([`may`]), so that nobody can forget to ask it.

/// What somebody wants to do with a thing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Action {
    /// Read it: of a survey its head and its definition.
    View,
    /// Change it: of a survey its name and dates.
    Edit,
    /// Open it for respondents.
    Activate,
    /// Close it.
    Deactivate,
    /// Send it to people.
    Distribute,
    /// Read what single respondents answered.
    ViewResponses,
    /// Export what respondents answered.
    DownloadResponses,
    /// Record, import, change and delete what respondents answered.
    EditResponses,
    /// Take it away.
    Delete,
    /// Give it to somebody else, and share it.
    Give,
    /// Make it.
    Create,
    /// Add and change the questions of a survey.
    EditQuestions,
    /// Delete the questions of a survey.
    DeleteQuestions,
    /// Add, change and delete the blocks of a survey.
    EditBlocks,
    /// Change the skip logic in the blocks of a survey.
    EditSkipLogic,
    /// Change the flow of a survey.
    EditFlow,
    /// Change the options of a survey.
    SetOptions,
    /// Add, change and delete the quotas of a survey.
    EditQuotas,
    /// Change the translations of a survey.
    Translate,
    /// Make another survey of it.
    Copy,
}

impl Action {
    /// Every action; its place is its bit in [`Rights`], which the store keeps: a new one comes last.
    pub const ALL: [Self; 20] = [
        Self::View,
        Self::Edit,
        Self::Activate,
        Self::Deactivate,
        Self::Distribute,
        Self::ViewResponses,
        Self::DownloadResponses,
        Self::EditResponses,
        Self::Delete,
        Self::Give,
        Self::Create,
        Self::EditQuestions,
        Self::DeleteQuestions,
        Self::EditBlocks,
        Self::EditSkipLogic,
        Self::EditFlow,
        Self::SetOptions,
        Self::EditQuotas,
        Self::Translate,
        Self::Copy,
    ];

    /// What somebody with this right can do with a survey, in words that follow "may".
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::View => "view it",
            Self::Edit => "edit it",
            Self::Activate => "activate it",
            Self::Deactivate => "close it",
            Self::Distribute => "distribute it",
            Self::ViewResponses => "view its responses",
            Self::DownloadResponses => "export its responses",
            Self::EditResponses => "edit its responses",
            Self::Delete => "delete it",
            Self::Give => "give it away",
            Self::Create => "make it",
            Self::EditQuestions => "change its questions",
            Self::DeleteQuestions => "delete its questions",
            Self::EditBlocks => "change its blocks",
            Self::EditSkipLogic => "change its skip logic",
            Self::EditFlow => "change its flow",
            Self::SetOptions => "change its options",
            Self::EditQuotas => "change its quotas",
            Self::Translate => "translate it",
            Self::Copy => "copy it",
        }
    }
}

/// What somebody may do with a thing that is shared with them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Rights(u32);

impl Rights {
    /// These rights and no others. Nothing that is shared can be given away by whom it is shared with.
    #[must_use]
    pub fn of(actions: &[Action]) -> Self {
        let bits = actions.iter().fold(0, |bits, action| bits | 1_i64 << *action as u32);
        Self::from_bits(bits)
    }

    /// The rights as the store keeps them.
    #[must_use]
    pub fn bits(self) -> i64 {
        self.0.into()
    }

    /// The rights that the store keeps as this number; what this version does not know is passed over.
    #[must_use]
    pub fn from_bits(bits: i64) -> Self {
        const ALL: i64 = (1 << Action::ALL.len()) - 1;
        const SHARED: i64 = ALL & !(1 << Action::Give as u32) & !(1 << Action::Create as u32);
        Self(u32::try_from(bits & SHARED).unwrap_or(0))
    }

    /// These and those.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Whether this action is among them.
    #[must_use]
    pub fn contain(self, action: Action) -> bool {
        self.0 & (1 << action as u32) != 0
    }
}

/// How a caller stands to a thing of the same brand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// The caller administers the brand.
    BrandAdministrator,
    /// The caller administers the division of the thing's owner.
    DivisionAdministrator,
    /// The thing is the caller's own, or belongs to a group of the caller's.
    Owner,
    /// It is somebody else's, and shared with the caller so far; often not at all.
    Other(Rights),
}

/// Whether somebody who stands so to a thing may do this with it.
#[must_use]
pub fn may(action: Action, standing: Standing) -> bool {
    match standing {
        Standing::BrandAdministrator | Standing::DivisionAdministrator | Standing::Owner => true,
        Standing::Other(rights) => rights.contain(action),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_shared_is_allowed_and_nothing_else() {
        let rights = Rights::of(&[Action::View, Action::ViewResponses]);
        for action in Action::ALL {
            let expected = matches!(action, Action::View | Action::ViewResponses);
            assert_eq!(may(action, Standing::Other(rights)), expected, "{action:?}");
            assert!(!may(action, Standing::Other(Rights::default())));
            assert!(may(action, Standing::Owner) && may(action, Standing::DivisionAdministrator));
        }
        assert_eq!(Rights::from_bits(rights.bits()), rights);
    }

    /// What the store keeps of former versions means the same as then.
    #[test]
    fn the_bits_of_the_actions_never_move() {
        for (bit, action) in Action::ALL.into_iter().enumerate() {
            assert_eq!(action as usize, bit, "{action:?}");
        }
        assert_eq!((Action::Delete as u32, Action::Create as u32, Action::Copy as u32), (8, 10, 19));
    }

    #[test]
    fn nothing_shared_can_be_given_away() {
        let all = Rights::of(&Action::ALL);
        assert!(!all.contain(Action::Give) && !all.contain(Action::Create));
        assert!(all.contain(Action::Delete) && all.contain(Action::Copy));
        assert!(!Rights::from_bits(-1).contain(Action::Give));
        assert!(Rights::from_bits(-1).contain(Action::Delete));
    }
}
