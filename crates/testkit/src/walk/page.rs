//! A page as somebody sees it who has a browser without JavaScript: what is asked, what can be entered, what is wrong.

use super::field::Field;

/// A page of a survey, or one that ends it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Page {
    /// The title in the browser's bar.
    pub title: String,
    /// The language that the page says it is in.
    pub language: String,
    /// What is asked, top to bottom.
    pub questions: Vec<Asked>,
    /// The form, where there is one to be sent.
    pub form: Option<Form>,
    /// What the page's sign says, where nothing is asked: `done` at the end.
    pub sign: String,
    /// Where the browser goes by itself from here.
    pub leads_to: Option<String>,
}

/// A question on a page.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Asked {
    /// `QID5`, in a loop `3_QID5`.
    pub key: String,
    /// Its text.
    pub text: String,
    /// The page says that it must be answered.
    pub required: bool,
    /// The page says that it cannot be answered here.
    pub unsupported: bool,
    /// What is wrong with its answer.
    pub problems: Vec<String>,
    /// What the page tells of the answer, such as a total.
    pub hints: Vec<String>,
}

/// A form.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Form {
    /// Where it is sent to.
    pub action: String,
    /// What is sent along unseen: names and values.
    pub hidden: Vec<(String, String)>,
    /// What can be entered, top to bottom.
    pub fields: Vec<Field>,
    /// Its buttons: names and values.
    pub buttons: Vec<(String, String)>,
}

impl Asked {
    /// Whether the page asks it, and not the author: who somebody is.
    pub(super) fn is_of_page(&self) -> bool {
        self.key.starts_with('-')
    }
}

impl Page {
    /// Which page it is, as the form says to the server.
    #[must_use]
    pub fn mark(&self) -> &str {
        self.hidden("~page")
    }

    /// A hidden value of the form; empty where there is none.
    #[must_use]
    pub fn hidden(&self, name: &str) -> &str {
        let pairs = self.form.iter().flat_map(|form| &form.hidden);
        pairs.clone().find(|(known, _)| known == name).map_or("", |(_, value)| value)
    }

    /// Whether there is a button with this value.
    #[must_use]
    pub fn has_button(&self, value: &str) -> bool {
        self.form.iter().flat_map(|form| &form.buttons).any(|(_, known)| known == value)
    }

    /// What can be entered.
    #[must_use]
    pub fn fields(&self) -> &[Field] {
        self.form.as_ref().map_or(&[], |form| &form.fields)
    }

    /// Whether the page says that something is wrong.
    #[must_use]
    pub fn has_problems(&self) -> bool {
        self.questions.iter().any(|question| !question.problems.is_empty())
    }
}
