//! The tree of permissions on the wire: divisions and users have it.

use model::permissions::{Leaf, Levels, States};
use model::with_leaves;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What differs from the original wherever permissions can be set.
pub(crate) const UNKNOWN_NAMES: &str = "A permission that does not exist here is refused by name. Nothing asks for \
    editSurveyFlow, useBlocks and distributeSurveys yet.";

/// The permissions of an account or of a division (api/admin.md section 14). In a request each part may be left out; what
/// is left out stays as it is. A name that is not here is refused.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PermissionTree {
    /// What an account may do by itself and with surveys.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub control_panel: Option<ControlPanel>,
    /// Empty: there are no intercepts on this server.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub site_intercept: Option<EmptyBranch>,
    /// Empty: nothing of contacts can be switched.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub contacts: Option<EmptyBranch>,
}

/// A branch of the tree without a permission of its own.
#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct EmptyBranch {}

/// Whether a permission is there.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PermissionState {
    /// What is said of it here; absent where nothing is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub state: Option<OnOff>,
    /// What comes of all levels: off where this one or one above has it off. In a request it is passed over, so that a tree
    /// can be sent back as it was read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub calculated_state: Option<OnOff>,
}

/// On or off.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
#[allow(missing_docs)] // Their names say it.
pub enum OnOff {
    On,
    Off,
}

impl From<bool> for OnOff {
    fn from(on: bool) -> Self {
        if on { Self::On } else { Self::Off }
    }
}

/// Makes the type of each branch, and the two ways between them and the leaves.
macro_rules! branches {
    ($($branch:ident { $($leaf:ident $field:ident $name:literal $words:literal,)+ })+) => {
        $(
            #[doc = concat!("The branch `", stringify!($branch), "` of the tree.")]
            #[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
            #[serde(deny_unknown_fields)]
            pub struct $branch {
                $(
                    #[doc = concat!("Whoever has it may ", $words, ".")]
                    #[serde(rename = $name, skip_serializing_if = "Option::is_none")]
                    pub $field: Option<PermissionState>,
                )+
            }

            impl $branch {
                /// The branch with what is given of each leaf.
                fn of(give: impl Fn(Leaf) -> PermissionState) -> Self {
                    Self { $($field: Some(give(Leaf::$leaf)),)+ }
                }

                /// What it says of its leaves.
                fn said(&self) -> impl Iterator<Item = (Leaf, OnOff)> {
                    let leaves = [$((Leaf::$leaf, self.$field),)+];
                    leaves.into_iter().filter_map(|(leaf, given)| Some((leaf, given?.state?)))
                }
            }
        )+
    };
}
with_leaves!(branches);

/// The branch of the tree that has all permissions.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ControlPanel {
    /// What the account may do by itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub account_permissions: Option<AccountPermissions>,
    /// Empty: nothing of the organization can be switched.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub organization_permissions: Option<EmptyBranch>,
    /// Empty: every kind of question can be used.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub question_permissions: Option<EmptyBranch>,
    /// What the account may do with surveys to which it has a right.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub survey_permissions: Option<SurveyPermissions>,
}

impl PermissionTree {
    /// The whole tree: what the lowest level says, and what comes of all.
    #[must_use]
    pub fn of(levels: &Levels) -> Self {
        Self::whole(levels, |leaf| levels.own().get(leaf))
    }

    /// As [`Self::of`], for a level that says of every leaf that it is on unless it is off there.
    #[must_use]
    pub fn on_unless_off(levels: &Levels) -> Self {
        Self::whole(levels, |leaf| Some(levels.own().get(leaf).unwrap_or(true)))
    }

    fn whole(levels: &Levels, state: impl Fn(Leaf) -> Option<bool>) -> Self {
        let calculated = levels.calculated();
        let give = |leaf| PermissionState {
            state: state(leaf).map(OnOff::from),
            calculated_state: Some(calculated.contain(leaf).into()),
        };
        Self {
            control_panel: Some(ControlPanel {
                account_permissions: Some(AccountPermissions::of(give)),
                organization_permissions: Some(EmptyBranch {}),
                question_permissions: Some(EmptyBranch {}),
                survey_permissions: Some(SurveyPermissions::of(give)),
            }),
            site_intercept: Some(EmptyBranch {}),
            contacts: Some(EmptyBranch {}),
        }
    }

    /// A tree that switches one permission, for examples.
    #[must_use]
    pub fn example() -> Self {
        let off = PermissionState { state: Some(OnOff::Off), calculated_state: None };
        let survey = SurveyPermissions { edit_survey_flow: Some(off), ..SurveyPermissions::default() };
        let control_panel = ControlPanel { survey_permissions: Some(survey), ..ControlPanel::default() };
        Self { control_panel: Some(control_panel), ..Self::default() }
    }

    /// What it says: each leaf with a state.
    pub fn said(&self) -> impl Iterator<Item = (Leaf, bool)> {
        let panel = self.control_panel.as_ref();
        let account = panel.and_then(|panel| panel.account_permissions.as_ref());
        let survey = panel.and_then(|panel| panel.survey_permissions.as_ref());
        let account = account.into_iter().flat_map(AccountPermissions::said);
        let all = account.chain(survey.into_iter().flat_map(SurveyPermissions::said));
        all.map(|(leaf, state)| (leaf, state == OnOff::On))
    }

    /// Carries what it says over to what is kept.
    pub fn onto(&self, kept: &mut States) {
        for (leaf, on) in self.said() {
            kept.set(leaf, on);
        }
    }
}
