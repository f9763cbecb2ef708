//! Every kind of [`Id`]: what it names, its prefix, what is answered when nothing has it. A new kind is two lines here.

use super::typed::{Id, IdKind};
use crate::error::{ErrorCode, codes};

/// Makes a kind's mark, the alias of its id, and what is true of both. What differs from the usual stands in braces.
macro_rules! kinds {
    ($($(#[$doc:meta])+ $kind:ident $alias:ident = $prefix:literal $noun:literal { $($name:ident: $value:expr),* $(,)? })+) => {
        /// Marks the kinds of [`Id`].
        pub mod kind {
            use super::{ErrorCode, IdKind, codes, not_found};

            $(
                $(#[$doc])+
                pub enum $kind {}
                impl IdKind for $kind {
                    const PREFIX: &'static str = $prefix;
                    const NOUN: &'static str = $noun;
                    const WORDS: &'static str = kinds!(@words $prefix $($name)*);
                    const TELLS: &'static str = kinds!(@tells $noun $($name $value)*);
                    $(kinds!(@set $name $value);)*
                }
            )+
        }
        $($(#[$doc])+ pub type $alias = Id<kind::$kind>;)+

        /// What is answered when nothing has an id, of every kind.
        pub const MISSING: &[ErrorCode] = &[$(<kind::$kind as IdKind>::MISSING),+];
    };
    (@set missing $value:expr) => { const MISSING: ErrorCode = $value; };
    (@set forbidden $value:expr) => { const FORBIDDEN: ErrorCode = $value; };
    (@set length $value:expr) => { const LENGTH: (usize, usize) = $value; };
    (@set hyphens $value:expr) => { const HYPHENS: bool = $value; };
    (@set tells $value:expr) => {};
    (@words $prefix:literal length hyphens $($name:ident)*) => { concat!($prefix, " and 1 to 27 letters, digits or hyphens") };
    (@words $prefix:literal length) => { concat!($prefix, " and 1 to 27 letters or digits") };
    (@words $prefix:literal $($name:ident)*) => { concat!($prefix, " and 15 letters or digits") };
    (@tells $noun:literal tells $value:literal $($name:ident $rest:expr)*) => { $value };
    (@tells $noun:literal $($name:ident $value:expr)*) => { concat!("The ", $noun, ".") };
}

const fn not_found(code: &'static str, message: &'static str, reason: &'static str) -> ErrorCode {
    ErrorCode { status: 404, code, message, reason }
}

kinds! {
    /// A survey: `SV_` and 15 characters.
    Survey SurveyId = "SV_" "survey" { missing: codes::SURVEY_NOT_FOUND, forbidden: codes::SURVEY_FORBIDDEN }
    /// A recorded response: `R_` and 15 characters.
    Response ResponseId = "R_" "response" { missing: codes::RESPONSE_NOT_FOUND, forbidden: codes::SURVEY_FORBIDDEN }
    /// A user, who is also a library and an owner: `UR_` and 15 characters.
    User UserId = "UR_" "user" { missing: codes::USER_NOT_FOUND }
    /// A group of users, which is also a library and an owner: `GR_` and 15 characters.
    Group GroupId = "GR_" "group" { missing: not_found("GRP_4", "Group not found.", "No group of your organization has this id.") }
    /// A type of group: `GT_` and 15 characters.
    GroupType GroupTypeId = "GT_" "group type" {}
    /// A division of an organization: `DV_` and 15 characters.
    Division DivisionId = "DV_" "division" { missing: not_found("DIV_4", "Division not found.", "No division of your organization has this id.") }
    /// A client certificate of an organization: `CC_` and 15 characters.
    Certificate CertificateId = "CC_" "client certificate" { missing: not_found("CRT_4", "Client certificate not found.", "No client certificate of your organization has this id.") }
    /// A block of a survey: `BL_` and 15 characters; files hold shorter ones, some with hyphens.
    Block BlockId = "BL_" "block" { length: (1, 27), hyphens: true, missing: not_found("BLK_4", "Block not found.", "The survey has no block with this id.") }
    /// An element of a survey's flow: `FL_` and its number.
    FlowElement FlowId = "FL_" "flow element" { length: (1, 27), hyphens: true, missing: not_found("FLW_4", "Flow element not found.", "The survey's flow has no element with this id.") }
    /// A quota of a survey: `QO_` and 15 characters.
    Quota QuotaId = "QO_" "quota" { missing: not_found("QUO_4", "Quota not found.", "The survey has no quota with this id."), forbidden: codes::SURVEY_FORBIDDEN }
    /// A group of quotas of a survey: `QG_` and 15 characters.
    QuotaGroup QuotaGroupId = "QG_" "quota group" { missing: not_found("QGR_4", "Quota group not found.", "The survey has no quota group with this id."), forbidden: codes::SURVEY_FORBIDDEN }
    /// The progress of a response export: `ES_` and 15 characters.
    Export ExportId = "ES_" "export" { tells: "The `progressId` that starting the export answered.", missing: codes::EXPORT_NOT_FOUND, forbidden: codes::SURVEY_FORBIDDEN }
    /// The progress of an import: `PGRS_` and 15 characters.
    Import ImportId = "PGRS_" "import" { tells: "The `progressId` that starting the import answered.", missing: codes::IMPORT_NOT_FOUND, forbidden: codes::SURVEY_FORBIDDEN }
    /// An answer to whether a page of the documentation was helpful: `FB_` and 15 characters.
    Feedback FeedbackId = "FB_" "feedback" {}
    /// A question within its survey: `QID` and a number. Files of other programs hold `QID-7` and `Q1` too. There is no
    /// underscore in it, which parts the row of a loop from the question.
    Question QuestionId = "Q" "question" { length: (1, 27), hyphens: true, missing: not_found("QST_4", "Question not found.", "The survey has no question with this id.") }
}
