//! What is run. A survey that uses anything else of these kinds is told so; the names are those of survey files
//! (api/qsf.md).

use model::survey::QuestionType;

/// Elements of the flow (section 4).
pub(super) const FLOW: &[&str] = &[
    "Block",
    "Standard",
    "EmbeddedData",
    "Branch",
    "BlockRandomizer",
    "Randomizer",
    "Group",
    "EndSurvey",
    "WebService",
];

/// What blocks loop over (section 10).
pub(super) const LOOPS: &[&str] = &["Static", "Question"];

/// Questions that can be answered, or need no answer: type and selectors (section 7). A type without selectors has one form
/// for all of them.
pub(super) const QUESTIONS: &[(&str, &[&str])] = &[
    ("MC", &["SAVR", "SAHR", "SACOL", "MAVR", "MAHR", "MACOL", "DL", "SB", "MSB", "NPS"]),
    ("Matrix", &["Likert", "Bipolar", "TE", "CS", "RO"]),
    ("TE", &["SL", "ML", "ESTB", "FORM", "PW"]),
    ("DB", &["TB", "PTB"]),
    ("Slider", &[]),
    ("SBS", &[]),
    ("CS", &[]),
    ("RO", &[]),
    ("DD", &[]),
    ("Timing", &[]),
    ("Meta", &[]),
];

/// `LogicType` of conditions (section 5).
pub(super) const LOGIC: &[&str] =
    &["Question", "EmbeddedField", "PanelData", "LoopAndMerge", "LoopAndMergeField", "BooleanValue"];

/// What a condition on a question asks for.
pub(super) const LOCATORS: &[&str] = &[
    "SelectableChoice",
    "SelectableAnswer",
    "QuestionDisplayed",
    "ChoiceDisplayed",
    "SelectedChoicesCount",
    "SelectedAnswerCount",
    "ChoiceTextEntryValue",
    "ChoiceNumericEntryValue",
];

/// Operators of conditions.
pub(super) const OPERATORS: &[&str] = &[
    "EqualTo",
    "NotEqualTo",
    "Is",
    "IsNot",
    "GreaterThan",
    "GreaterThanOrEqual",
    "LessThan",
    "LessThanOrEqual",
    "Empty",
    "NotEmpty",
    "Contains",
    "DoesNotContain",
    "MatchesRegex",
    "Selected",
    "NotSelected",
    "Displayed",
    "NotDisplayed",
];

/// What piped text begins with (section 11), those of questions apart.
pub(super) const PIPES: &[&str] =
    &["e://", "ed://", "m://", "lm://Field/", "lm://CurrentLoopNumber", "lm://TotalLoops", "rand://int/"];

/// What of a question is piped.
pub(super) const QUESTION_PIPES: &[&str] = &[
    "ChoiceTextEntryValue",
    "ChoiceNumericEntryValue",
    "QuestionText",
    "QuestionDescription",
    "ChoiceDescription",
    "SelectedChoicesRecode",
    "TotalSum",
    "ChoiceGroup/SelectedChoices",
    "ChoiceGroup/SelectedChoicesTextEntry",
    "ChoiceGroup/UnselectedChoices",
    "ChoiceGroup/DisplayedChoices",
    "ChoiceGroup/AllChoices",
    "ChoiceGroup/EntireChoiceGroup",
    "ChoiceGroup/SelectedAnswers",
];

/// Whether `$e{ }` is computed.
pub(super) const MATH: bool = false;

/// `Type` of a question's validation (section 8).
pub(super) const VALIDATION: &[&str] = &[
    "None",
    "ContentType",
    "MinChar",
    "TotalChar",
    "CharRange",
    "MinChoices",
    "MaxChoices",
    "ChoiceRange",
    "SelectMany",
    "ChoicesTotal",
    "CustomValidation",
];

/// `ContentType` of a validation.
pub(super) const CONTENT: &[&str] =
    &["ValidNumber", "ValidEmail", "ValidZip", "ValidPhone", "ValidDate", "ValidUSState", "ValidTextOnly"];

/// What choices are carried forward of a question (section 9).
pub(super) const CARRIED: &[&str] = &[
    "SelectedChoices",
    "SelectedChoicesTextEntry",
    "UnselectedChoices",
    "DisplayedChoices",
    "AllChoices",
    "EntireChoiceGroup",
];

/// Options of the survey that are run, and those that only its editor or its administration reads (section 17).
pub(super) const OPTIONS: &[&str] = &[
    "AnonymizeResponse",
    "AvailableLanguages",
    "BackButton",
    "EOSRedirectURL",
    "Footer",
    "Header",
    "NextButton",
    "PartialData",
    "PartialDataCloseAfter",
    "PreviousButton",
    "ProgressBarDisplay",
    "QuestionsPerPage",
    "SurveyTermination",
    "SurveyTitle",
    // Read by the editor and by whoever administers the survey.
    "ActiveResponseSet",
    "CustomLanguages",
    "EOSMessageLibrary",
    "InactiveMessageLibrary",
    "MetaDataTranslations",
    "NewScoring",
    "ProjectCategory",
    "ProtectSelectionIds",
    "SecureResponseFiles",
    "SkinLibrary",
    "SurveyCreationDate",
    "SurveyName",
    "ThankYouEmailMessageLibrary",
    "ValidationMessageLibrary",
    "SurveyLinkCompletedMessageLibrary",
    "SurveyLinkExpirationMessageLibrary",
    "BallotBoxStuffingPreventionMessageLibrary",
    "libraryId",
];

/// Elements of the file that are run, or that no respondent would see (section 2).
pub(super) const ELEMENTS: &[&str] = &[
    "BL", "FL", "SO", "SCO", "STAT", "QC", "RS", "SQ", "PROJ", "PL", "NT", "NO", "QG", "QGO", "BR", "LBLK",
    "SG", "GR",
];

/// Whether a question of this type has a form, so that it can be answered, or needs none; another is never required.
pub(in crate::run) fn has_form(kind: QuestionType) -> bool {
    QUESTIONS.iter().any(|(name, _)| QuestionType::parse(name) == kind)
}
