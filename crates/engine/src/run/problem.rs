//! What can be wrong with an answer.

use serde::{Deserialize, Serialize};

use super::numeral::NoNumber;

/// Something that keeps a page from being left.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AnswerProblem {
    /// Key of the question.
    pub question: String,
    /// Name of the input it is about.
    pub field: String,
    /// What is wrong with what was entered there.
    pub fault: Fault,
}

/// What can be wrong with an answer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Fault {
    /// It must be answered.
    Required,
    /// An answer is requested; the page may be sent as it is.
    Requested,
    /// The picked choice asks for a text.
    TextWanted,
    /// It is not a number.
    NotANumber,
    /// It is a number that can be read in two ways, such as `1,500`.
    UnclearNumber,
    /// The number is below this one.
    Below(String),
    /// The number is above this one.
    Above(String),
    /// It has more decimals than this.
    Decimals(usize),
    /// It is not an e-mail address.
    NotAnEmail,
    /// It is not a date.
    NotADate,
    /// It is not a telephone number.
    NotAPhone,
    /// It is not a postal code.
    NotAPostalCode,
    /// It is no state of the United States.
    NotAState,
    /// It holds something else than letters.
    NotLetters,
    /// Fewer characters than this.
    TooShort(usize),
    /// More characters than this.
    TooLong(usize),
    /// Fewer choices than this.
    TooFew(usize),
    /// More choices than this.
    TooMany(usize),
    /// A choice that stands alone was picked with others.
    NotAlone,
    /// The numbers do not add up to this: the total wanted, the total found.
    Total(String, String),
    /// Two items have the same rank.
    SameRank,
    /// Nobody in the list of contacts has what was entered.
    NotOnTheList,
    /// There were too many wrong tries: how many minutes there is none.
    Wait(u64),
    /// The author's own rule is not kept.
    Refused,
}

impl From<NoNumber> for Fault {
    fn from(why: NoNumber) -> Self {
        match why {
            NoNumber::No => Self::NotANumber,
            NoNumber::Unclear => Self::UnclearNumber,
        }
    }
}
