//! A page of a survey as data: what a respondent sees and may enter, ready to be drawn.
//!
//! Texts named *html* are the author's HTML with piped values inserted as escaped text. They are not yet safe to send
//! to a browser: whoever draws them sanitises them. Names of inputs are field keys (api/responses.md section 8), with
//! a few of our own that hold a `~`.

use serde::{Deserialize, Serialize};

use super::problem::AnswerProblem;

/// A page to be drawn: the questions, the author's texts around them, and what leads on and back.
#[derive(Debug, Clone, PartialEq)]
pub struct PageView {
    /// The survey's title, plain text.
    pub title: String,
    /// Language code of the texts, as the survey names it (`EN`, `ZH-S`). A text in another language is within an element
    /// that says so.
    pub language: String,
    /// The language of the title and the labels of the buttons.
    pub base_language: String,
    /// The languages to choose from, by code and name; empty where there is one alone.
    pub languages: Vec<(String, String)>,
    /// The number of the page on this respondent's way, from 1.
    pub number: usize,
    /// How far the respondent is, 0 to 100.
    pub progress: u8,
    /// Whether the author wants the progress shown.
    pub shows_progress: bool,
    /// Which page this is; sent back as the input `~page`, so that a page sent twice or late is understood.
    pub mark: String,
    /// The author's header, html; empty if none.
    pub header: String,
    /// The author's footer, html; empty if none.
    pub footer: String,
    /// The questions, top to bottom.
    pub questions: Vec<QuestionView>,
    /// The answers so far, on a page that asks nothing but to confirm them.
    pub confirms: Option<Vec<AnsweredQuestion>>,
    /// Whether the respondent may go back from here.
    pub back: bool,
    /// The author's words on the button forward; empty for the usual ones.
    pub next_label: String,
    /// The author's words on the button back; empty for the usual ones.
    pub back_label: String,
    /// What the page says of the survey to search engines and previews of links, plain text; empty if nothing.
    pub description: String,
    /// Search engines may list the survey.
    pub is_listed: bool,
    /// The question that somebody is at stands out.
    pub highlights: bool,
}

/// A question as this respondent sees it, with what was entered before.
#[derive(Debug, Clone, PartialEq)]
pub struct QuestionView {
    /// `QID5`, in a loop `3_QID5`.
    pub key: String,
    /// Its name in exports, where respondents are shown it; else empty.
    pub tag: String,
    /// Its text, html.
    pub text: String,
    /// It must be answered.
    pub required: bool,
    /// What was wrong with what was sent.
    pub problems: Vec<AnswerProblem>,
    /// Its inputs.
    pub input: Input,
}

/// A question that was answered, to be shown to whoever answered it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AnsweredQuestion {
    /// Its text, html.
    pub text: String,
    /// The answers: labels (html; empty where the question's text is the label) and values (html). None at all where nothing was
    /// answered; `None` for the place of questions that had no room.
    pub answers: Option<Vec<(String, String)>>,
}

/// What a question asks to be entered.
#[derive(Debug, Clone, PartialEq)]
pub enum Input {
    /// Nothing: a descriptive text.
    Nothing,
    /// A choice of one or several.
    Choices(ChoicesView),
    /// One text.
    Entry(EntryView),
    /// Several labelled texts.
    Form(Vec<EntryView>),
    /// A table: statements down, scale points across.
    Matrix(MatrixView),
    /// Several tables over the same statements: a heading (html) and the table of each.
    SideBySide(Vec<(String, MatrixView)>),
    /// Numbers on a scale.
    Sliders(Vec<NumberView>),
    /// Numbers that are added up, and the total they must reach, if any.
    Sum(Vec<NumberView>, Option<String>),
    /// Items to be ranked from 1.
    Ranks(Vec<NumberView>),
    /// A list of paths through levels.
    Levels(LevelsView),
    /// Four hidden inputs: seconds to the first click, to the last, to the sending, number of clicks.
    Timing([String; 4]),
    /// Four hidden inputs: browser, version, operating system, resolution.
    Browser([String; 4]),
    /// Nothing to see and nothing to enter (a captcha, for which no service is asked).
    Hidden,
    /// Who the respondent is: what an authenticator asks for. The question has no text; whoever draws it has the usual words.
    Contact(ContactView),
    /// A kind of question that this page cannot ask; its text is shown and nothing is recorded.
    Unsupported,
}

impl Input {
    /// Whether it can be seen; a timer cannot.
    #[must_use]
    pub fn is_visible(&self) -> bool {
        !matches!(self, Self::Timing(_) | Self::Browser(_))
    }
}

/// Choices of one question.
#[derive(Debug, Clone, PartialEq)]
pub struct ChoicesView {
    /// The input's name.
    pub name: String,
    /// Several may be picked.
    pub multiple: bool,
    /// How they are laid out.
    pub look: ChoiceLook,
    /// The choices, in the order of this run.
    pub choices: Vec<ChoiceView>,
    /// Words (html) at the low and the high end of a scale.
    pub ends: Option<(String, String)>,
}

/// How choices are laid out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ChoiceLook {
    /// One below the other.
    List,
    /// In a row, as far as there is room.
    Row,
    /// In columns.
    Columns,
    /// A box that opens.
    DropDown,
    /// A box that shows several lines.
    Box,
    /// A scale of numbers.
    Scale,
}

/// A choice that is offered.
#[derive(Debug, Clone, PartialEq)]
pub struct ChoiceView {
    /// Its id: the value sent.
    pub id: String,
    /// Its text, html.
    pub text: String,
    /// It is picked.
    pub selected: bool,
    /// Picking it drops the others.
    pub exclusive: bool,
    /// Its text field: name and what is in it.
    pub entry: Option<(String, String)>,
}

/// One text to be entered.
#[derive(Debug, Clone, PartialEq)]
pub struct EntryView {
    /// The input's name.
    pub name: String,
    /// Its label, html; empty where the question's text is the label.
    pub label: String,
    /// What is in it.
    pub value: String,
    /// What sort of text.
    pub look: EntryLook,
    /// At most this many characters.
    pub longest: Option<usize>,
}

/// What sort of text is entered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EntryLook {
    /// One line.
    Line,
    /// A few lines.
    Lines,
    /// Many lines.
    Essay,
    /// One line, not shown.
    Password,
    /// A number.
    Number,
    /// An e-mail address.
    Email,
    /// A telephone number.
    Phone,
}

/// What an authenticator asks for.
#[derive(Debug, Clone, PartialEq)]
pub struct ContactView {
    /// The fields, with the name of each in a contact ([`model::contact`]): its usual word stands where the label is empty.
    pub fields: Vec<(EntryView, String)>,
    /// There were too many tries, or nobody can be let in: nothing is asked, and the page says so.
    pub is_over: bool,
}

/// A table of statements and scale points.
#[derive(Debug, Clone, PartialEq)]
pub struct MatrixView {
    /// The scale points: id and text (html).
    pub columns: Vec<(String, String)>,
    /// The statements.
    pub rows: Vec<RowView>,
    /// What is entered in a cell.
    pub cell: CellInput,
}

/// What is entered in the cells of a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CellInput {
    /// One scale point per statement.
    One,
    /// Any number of scale points per statement.
    Several,
    /// One scale point per statement, from a box that opens.
    DropDown,
    /// A text in every cell; its name is the row's name, `_` and the column's id.
    Text(EntryLook),
}

/// One statement of a table.
#[derive(Debug, Clone, PartialEq)]
pub struct RowView {
    /// The input's name.
    pub name: String,
    /// Its text, html.
    pub label: String,
    /// The text (html) at the other end of a two-ended scale; empty elsewhere.
    pub other_end: String,
    /// What is entered: ids of scale points; for texts one per column.
    pub values: Vec<String>,
    /// Its text field: name and what is in it.
    pub entry: Option<(String, String)>,
}

/// One number to be entered.
#[derive(Debug, Clone, PartialEq)]
pub struct NumberView {
    /// The input's name.
    pub name: String,
    /// Its label, html.
    pub label: String,
    /// What is in it.
    pub value: String,
    /// The least value.
    pub least: f64,
    /// The greatest value.
    pub most: f64,
    /// The step between values.
    pub step: f64,
    /// Shown as that many stars.
    pub stars: bool,
}

/// A list of paths through levels (country, region, town).
#[derive(Debug, Clone, PartialEq)]
pub struct LevelsView {
    /// The input's name.
    pub name: String,
    /// The paths: id of the last level's answer, and the plain texts from the first level to the last.
    pub paths: Vec<(String, Vec<String>)>,
    /// The id picked; empty if none.
    pub selected: String,
}
