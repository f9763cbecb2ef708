//! What can be entered on a page: one field per name, whatever controls it has.

/// A field of a form.
#[derive(Debug, Clone, PartialEq)]
pub struct Field {
    /// Its name: the key under which its answer is sent.
    pub name: String,
    /// What it takes.
    pub takes: Takes,
    /// What stands in it as the page comes: ids picked, or one text; nothing for an empty one.
    pub preset: Vec<String>,
    /// The place of its question on the page; none for what belongs to the page itself.
    pub question: Option<usize>,
    /// It is one rank of several, each of which may be given once.
    pub rank: bool,
    /// The page says that something is wrong with it.
    pub wrong: bool,
}

/// What a field takes.
#[derive(Debug, Clone, PartialEq)]
pub enum Takes {
    /// One of these, or none.
    One(Vec<Offer>),
    /// Any of these.
    Several(Vec<Offer>),
    /// A text.
    Text(Hints),
    /// A file.
    File,
}

/// Something to be picked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offer {
    /// What is sent for it.
    pub value: String,
    /// It cannot be picked with others.
    pub alone: bool,
}

/// What a page tells of a text that is to be entered.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Hints {
    /// The control's `type`, or `textarea`.
    pub kind: String,
    /// The keys that a telephone shows for it (`inputmode`).
    pub keys: String,
    /// At most this many characters.
    pub longest: Option<usize>,
    /// At least this many characters.
    pub shortest: Option<usize>,
    /// The least number.
    pub least: Option<f64>,
    /// The greatest number.
    pub most: Option<f64>,
    /// The step between numbers.
    pub step: Option<f64>,
    /// The pattern that the text must match (`pattern`).
    pub pattern: Option<String>,
}

impl Field {
    /// What may be picked in it; nothing where a text is entered.
    #[must_use]
    pub fn offers(&self) -> &[Offer] {
        match &self.takes {
            Takes::One(offers) | Takes::Several(offers) => offers,
            Takes::Text(_) | Takes::File => &[],
        }
    }

    /// Whether its answer is of a question; what belongs to the page itself has another name.
    #[must_use]
    pub fn is_answer(&self) -> bool {
        self.name.contains("QID") && self.question.is_some()
    }
}
