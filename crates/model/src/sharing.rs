//! What can be shared of a survey: the leaves of Share Survey (api/surveys.md section 2.6), and what each allows.

use crate::access::{Action, Rights};

/// Makes the leaves: the group and the name on the wire, the bit in the store (never another), what whoever has it may do, in
/// words that follow "may" and as an action; there is none where nothing on this server asks for it yet.
macro_rules! shared {
    ($($branch:ident { $($leaf:ident = $bit:literal $field:ident $name:literal $words:literal $($action:ident)?,)+ })+) => {
        /// One thing that can be allowed of a survey that is shared.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum SharedLeaf {
            $($(#[doc = concat!("Whoever has it may ", $words, ".")] $leaf = $bit,)+)+
        }

        impl SharedLeaf {
            /// All of them.
            pub const ALL: &[Self] = &[$($(Self::$leaf,)+)+];

            /// What whoever has it may do.
            #[must_use]
            pub const fn action(self) -> Option<Action> {
                match self {
                    $($($(Self::$leaf => Some(Action::$action),)?)+)+
                    _ => None,
                }
            }
        }

        /// Hands the groups of leaves to another macro, so that each leaf is named once.
        #[macro_export]
        macro_rules! with_shared {
            ($with:ident) => {
                $with! { $($branch { $($leaf $field $name $words,)+ })+ }
            };
        }
    };
}
shared! {
    SurveyDefinitionManipulation {
        CopySurveyQuestions = 0 copy_survey_questions "copySurveyQuestions" "copy its questions",
        EditSurveyFlow = 1 edit_survey_flow "editSurveyFlow" "change its flow" EditFlow,
        UseBlocks = 2 use_blocks "useBlocks" "change its blocks" EditBlocks,
        UseSkipLogic = 3 use_skip_logic "useSkipLogic" "change its skip logic" EditSkipLogic,
        UseConjoint = 4 use_conjoint "useConjoint" "use conjoint analysis",
        UseTriggers = 5 use_triggers "useTriggers" "use triggers",
        UseQuotas = 6 use_quotas "useQuotas" "change its quotas" EditQuotas,
        SetSurveyOptions = 7 set_survey_options "setSurveyOptions" "change its options" SetOptions,
        EditQuestions = 8 edit_questions "editQuestions" "change its questions" EditQuestions,
        DeleteSurveyQuestions = 9 delete_survey_questions "deleteSurveyQuestions" "delete its questions" DeleteQuestions,
    }
    SurveyManagement {
        EditSurveys = 10 edit_surveys "editSurveys" "change its name and dates" Edit,
        ActivateSurveys = 11 activate_surveys "activateSurveys" "open it for respondents" Activate,
        DeactivateSurveys = 12 deactivate_surveys "deactivateSurveys" "close it" Deactivate,
        CopySurveys = 13 copy_surveys "copySurveys" "copy it" Copy,
        DistributeSurveys = 14 distribute_surveys "distributeSurveys" "send it to people" Distribute,
        DeleteSurveys = 15 delete_surveys "deleteSurveys" "delete it" Delete,
        TranslateSurveys = 16 translate_surveys "translateSurveys" "translate it" Translate,
    }
    ResponseManagement {
        EditSurveyResponses = 17 edit_survey_responses "editSurveyResponses" "record, import and delete responses" EditResponses,
        CreateResponseSets = 18 create_response_sets "createResponseSets" "make sets of responses",
        ViewResponseId = 19 view_response_id "viewResponseId" "see the ids of responses",
        UseCrossTabs = 20 use_cross_tabs "useCrossTabs" "use cross tabulations",
    }
    ResultAnalysis {
        DownloadSurveyResults = 21 download_survey_results "downloadSurveyResults" "export responses" DownloadResponses,
        ViewSurveyResults = 22 view_survey_results "viewSurveyResults" "read single responses" ViewResponses,
        FilterSurveyResults = 23 filter_survey_results "filterSurveyResults" "filter responses",
        ViewPersonalData = 24 view_personal_data "viewPersonalData" "see personal data",
    }
}

/// What was allowed of a survey when it was shared.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Shared(u32);

impl Shared {
    /// Nothing.
    pub const NOTHING: Self = Self(0);

    /// These and this one.
    #[must_use]
    pub const fn with(self, leaf: SharedLeaf) -> Self {
        Self(self.0 | 1 << leaf as u32)
    }

    /// Whether this one is among them.
    #[must_use]
    pub const fn contain(self, leaf: SharedLeaf) -> bool {
        self.0 & (1 << leaf as u32) != 0
    }

    /// As the store keeps it.
    #[must_use]
    pub const fn bits(self) -> i64 {
        self.0 as i64
    }

    /// What somebody with whom so much is shared may do. Whoever has any of it may view the survey.
    #[must_use]
    pub fn rights(self) -> Rights {
        if self == Self::NOTHING {
            return Rights::default();
        }
        let given = SharedLeaf::ALL.iter().filter(|leaf| self.contain(**leaf));
        given
            .filter_map(|leaf| leaf.action())
            .fold(Rights::of(&[Action::View]), |rights, action| rights.and(Rights::of(&[action])))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(leaves: &[SharedLeaf]) -> Rights {
        leaves.iter().fold(Shared::NOTHING, |shared, leaf| shared.with(*leaf)).rights()
    }

    #[test]
    fn what_is_shared_allows_what_it_says_and_viewing() {
        let may = |rights: Rights| Action::ALL.into_iter().filter(move |action| rights.contain(*action));
        assert_eq!(may(of(&[])).count(), 0);
        assert_eq!(may(of(&[SharedLeaf::UseTriggers])).collect::<Vec<_>>(), [Action::View]);
        assert_eq!(may(of(&[SharedLeaf::CopySurveys])).collect::<Vec<_>>(), [Action::View, Action::Copy]);
        let analyst = of(&[SharedLeaf::DownloadSurveyResults, SharedLeaf::ViewSurveyResults]);
        let expected = [Action::View, Action::ViewResponses, Action::DownloadResponses];
        assert_eq!(may(analyst).collect::<Vec<_>>(), expected);
        assert_eq!(may(of(SharedLeaf::ALL)).count(), Action::ALL.len() - 2, "all but giving and making");
    }
}
