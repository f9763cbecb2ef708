//! What is run. A survey that uses anything else of these kinds is told so; the names are those of survey files
//! (api/qsf.md).

use model::survey::QuestionType;

/// Elements of the flow (section 4).
pub(in crate::run) const FLOW: &[&str] = &[
    "Block",
    "Standard",
    "EmbeddedData",
    "Branch",
    "BlockRandomizer",
    "Randomizer",
    "Group",
    "EndSurvey",
    "WebService",
    "Authenticator",
];

/// What a quota does where it is full (section 12).
pub(in crate::run) const QUOTAS: &[&str] = &[
    "EndCurrentSurvey",
    "DontDisplaySurvey",
    "DontDisplayQuestion",
    "DontDisplayBlock",
    "ForBranching",
    "CallWebService",
];

/// What blocks loop over (section 10).
pub(in crate::run) const LOOPS: &[&str] = &["Static", "Question"];

/// Questions that can be answered, or need no answer: type and selectors (section 7). A type without selectors has one form
/// for all of them.
pub(in crate::run) const QUESTIONS: &[(&str, &[&str])] = &[
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
pub(in crate::run) const LOGIC: &[&str] = &[
    "Question",
    "EmbeddedField",
    "PanelData",
    "LoopAndMerge",
    "LoopAndMergeField",
    "Scoring",
    "Quota",
    "DeviceType",
    "BooleanValue",
];

/// What a condition on a question asks for, besides what of a question is piped.
pub(in crate::run) const LOCATORS: &[&str] =
    &["SelectableChoice", "SelectableAnswer", "QuestionDisplayed", "ChoiceDisplayed", "AnswerDisplayed"];

/// Operators of conditions.
pub(in crate::run) const OPERATORS: &[&str] = &[
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
    "QuotaMet",
    "QuotaNotMet",
];

/// What piped text begins with (section 11), those of questions apart; `…` stands for the id of a score or a quota.
pub(in crate::run) const PIPES: &[&str] = &[
    "e://",
    "ed://",
    "m://",
    "lm://Field/",
    "lm://CurrentLoopNumber",
    "lm://TotalLoops",
    "rand://int/",
    "date://CurrentDate/",
    "date://CurrentTime/",
    "date://OtherDate/",
    "gr://…/Score",
    "gr://…/ScoreMean",
    "gr://…/WeightedMean",
    "qo://…/QuotaCount",
];

/// What of a question is piped.
pub(in crate::run) const QUESTION_PIPES: &[&str] = &[
    "ChoiceTextEntryValue",
    "ChoiceNumericEntryValue",
    "QuestionText",
    "QuestionDescription",
    "ChoiceDescription",
    "AnswerDescription",
    "SelectedChoicesRecode",
    "SelectedAnswerRecode",
    "SelectedChoicesCount",
    "SelectedAnswerCount",
    "SelectedAnswers",
    "TotalSum",
    "ChoiceGroup/SelectedChoices",
    "ChoiceGroup/SelectedChoicesTextEntry",
    "ChoiceGroup/UnselectedChoices",
    "ChoiceGroup/DisplayedChoices",
    "ChoiceGroup/AllChoices",
    "ChoiceGroup/EntireChoiceGroup",
    "ChoiceGroup/SelectedAnswers",
];

/// Functions of formulas (`$e{ }`).
pub(in crate::run) const FUNCTIONS: &[&str] = &["round"];

/// `Type` of a question's validation (section 8).
pub(in crate::run) const VALIDATION: &[&str] = &[
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
pub(in crate::run) const CONTENT: &[&str] =
    &["ValidNumber", "ValidEmail", "ValidZip", "ValidPhone", "ValidDate", "ValidUSState", "ValidTextOnly"];

/// What choices are carried forward of a question (section 9).
pub(in crate::run) const CARRIED: &[&str] = &[
    "SelectedChoices",
    "SelectedChoicesTextEntry",
    "UnselectedChoices",
    "DisplayedChoices",
    "AllChoices",
    "EntireChoiceGroup",
];

/// Options of the survey that are run, and those that only its editor or its administration reads (section 17).
pub(in crate::run) const OPTIONS: &[&str] = &[
    "AnonymizeResponse",
    "AvailableLanguages",
    "BackButton",
    "BallotBoxStuffing",
    "BallotBoxStuffingPrevention",
    "BallotBoxStuffingPreventionBehavior",
    "BallotBoxStuffingPreventionURL",
    "EOSMessage",
    "EOSRedirectURL",
    "Footer",
    "Header",
    "HighlightQuestions",
    "NextButton",
    "NoIndex",
    "PartialData",
    "PartialDataCloseAfter",
    "PartialDeletion",
    "Password",
    "PasswordProtection",
    "PreviousButton",
    "ProgressBarDisplay",
    "QuestionsPerPage",
    "RefererCheck",
    "RefererURL",
    "ResponseSummary",
    "SaveAndContinue",
    "ShowExportTags",
    "SurveyExpirationDate",
    "SurveyMetaDescription",
    "SurveyStartDate",
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
pub(in crate::run) const ELEMENTS: &[&str] = &[
    "BL", "FL", "SO", "SCO", "STAT", "QC", "RS", "SQ", "PROJ", "PL", "NT", "NO", "QO", "QG", "QGO", "BR",
    "LBLK", "SG", "GR",
];

/// Whether a question of this type has a form, so that it can be answered, or needs none; another is never required.
pub(in crate::run) fn has_form(kind: QuestionType) -> bool {
    QUESTIONS.iter().any(|(name, _)| QuestionType::parse(name) == kind)
}
