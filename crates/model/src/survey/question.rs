//! Questions and their choices.

use serde_json::{Map, Value};

use super::logic::Expression;
use crate::QuestionId;

/// A question of a survey, or one column of a side-by-side question.
#[derive(Debug, Clone)]
pub struct Question {
    /// Its id (`QID5`). A side-by-side column carries its question's id.
    pub id: QuestionId,
    /// The export tag (`DataExportTag`): the name of its columns.
    pub tag: String,
    /// The text, HTML and piped text as the author wrote them.
    pub text: String,
    /// The label for lists (`QuestionDescription`).
    pub description: String,
    /// What kind of question it is.
    pub kind: QuestionType,
    /// `Selector`, such as `SAVR`.
    pub selector: String,
    /// `SubSelector`, such as `TX`; empty where there is none.
    pub sub_selector: String,
    /// Choices in display order: the choices of a multiple choice question, the statements (rows) of a matrix, the
    /// fields of a form, the sliders of a slider, the levels of a drill-down.
    pub choices: Vec<Choice>,
    /// Answers in display order: the columns (scale points) of a matrix. Empty elsewhere.
    pub answers: Vec<Choice>,
    /// The columns of a side-by-side question, in order; empty elsewhere.
    pub columns: Vec<Question>,
    /// Whether and how an answer is demanded.
    pub forced: ForcedResponse,
    /// When it is shown; `None` is always.
    pub display: Option<Expression>,
    /// The whole payload as it came.
    pub raw: Map<String, Value>,
}

impl Question {
    /// Several choices may be picked (MC and Matrix with multiple answers, multi-select boxes).
    #[must_use]
    pub fn is_multiple(&self) -> bool {
        match self.kind {
            QuestionType::MultipleChoice => {
                matches!(self.selector.as_str(), "MAVR" | "MAHR" | "MACOL" | "MSB")
            }
            QuestionType::Matrix => self.selector == "Likert" && self.sub_selector == "MultipleAnswer",
            _ => false,
        }
    }
}

/// The kinds of question (`QuestionType` of the file).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum QuestionType {
    /// `MC`
    MultipleChoice,
    /// `Matrix`
    Matrix,
    /// `TE`
    TextEntry,
    /// `DB`: descriptive text or graphic
    Descriptive,
    /// `Slider`
    Slider,
    /// `SBS`
    SideBySide,
    /// `CS`
    ConstantSum,
    /// `RO`
    RankOrder,
    /// `DD`
    DrillDown,
    /// `PGR`: pick, group and rank
    PickGroupRank,
    /// `HotSpot`
    HotSpot,
    /// `HeatMap`
    HeatMap,
    /// `HL`
    Highlight,
    /// `SS`: graphic slider
    GraphicSlider,
    /// `Timing`
    Timing,
    /// `Meta`: what the browser says of itself
    BrowserMeta,
    /// `Captcha`
    Captcha,
    /// `FileUpload`
    FileUpload,
    /// `Draw`: signature
    Draw,
    /// `TreeSelect`
    TreeSelect,
    /// A kind that is kept but not understood; it has no columns and is shown as its text.
    Other,
}

impl QuestionType {
    /// Whether respondents see nothing of it: it measures, or stands for a service that is not asked.
    #[must_use]
    pub fn is_unseen(self) -> bool {
        matches!(self, Self::Timing | Self::BrowserMeta | Self::Captcha)
    }

    /// Reads the file's word. Case matters.
    #[must_use]
    pub fn parse(word: &str) -> Self {
        match word {
            "MC" => Self::MultipleChoice,
            "Matrix" => Self::Matrix,
            "TE" => Self::TextEntry,
            "DB" => Self::Descriptive,
            "Slider" => Self::Slider,
            "SBS" => Self::SideBySide,
            "CS" => Self::ConstantSum,
            "RO" => Self::RankOrder,
            "DD" => Self::DrillDown,
            "PGR" => Self::PickGroupRank,
            "HotSpot" => Self::HotSpot,
            "HeatMap" => Self::HeatMap,
            "HL" => Self::Highlight,
            "SS" => Self::GraphicSlider,
            "Timing" => Self::Timing,
            "Meta" => Self::BrowserMeta,
            "Captcha" => Self::Captcha,
            "FileUpload" => Self::FileUpload,
            "Draw" => Self::Draw,
            "TreeSelect" => Self::TreeSelect,
            _ => Self::Other,
        }
    }
}

/// The four numbers a timing question records, in their order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TimingPart {
    /// Seconds until the first click.
    FirstClick,
    /// Seconds until the last click.
    LastClick,
    /// Seconds until the page was sent.
    PageSubmit,
    /// How many clicks.
    ClickCount,
}

/// A choice, a statement, a scale point, a field of a form.
#[derive(Debug, Clone, PartialEq)]
pub struct Choice {
    /// Its id within the question: an integer in text, or `x4` for one carried forward.
    pub id: String,
    /// Its text, HTML and piped text as the author wrote them.
    pub text: String,
    /// The value that stands for it in exports; its id unless the author recoded it.
    pub recode: String,
    /// The name that stands for it in labels, if the author set one (`VariableNaming`).
    pub variable_name: Option<String>,
    /// The export tag of this choice or row (`ChoiceDataExportTags`), if set.
    pub export_tag: Option<String>,
    /// It carries a text field.
    pub text_entry: bool,
    /// Picking it drops the others.
    pub exclusive: bool,
    /// It counts in analyses (`AnalyzeChoices`).
    pub analyze: bool,
    /// When it is shown; `None` is always.
    pub display: Option<Expression>,
}

/// Whether a question must be answered before the page is left.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ForcedResponse {
    /// It may stay empty.
    #[default]
    Off,
    /// The respondent is asked once and may go on.
    Request,
    /// It must be answered.
    On,
}
