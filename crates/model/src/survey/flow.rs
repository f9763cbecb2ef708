//! Blocks and the flow that shows them.

use serde_json::{Map, Value};

use super::authenticator::Authenticator;
use super::logic::Expression;
use super::web_service::WebService;
use crate::QuestionId;

/// The types of elements that a flow may have (api/surveys.md section 6.5; `Randomizer` and `Quota` stand in old files).
pub const FLOW_TYPES: &[&str] = &[
    "Authenticator",
    "Block",
    "BlockRandomizer",
    "Branch",
    "Conjoint",
    "EmbeddedData",
    "EndSurvey",
    "Group",
    "Quota",
    "QuotaCheck",
    "Randomizer",
    "ReferenceSurvey",
    "Standard",
    "SupplementalData",
    "TableOfContents",
    "WebService",
];

/// A block: pages of questions.
#[derive(Debug, Clone)]
pub struct Block {
    /// `BL_…`
    pub id: String,
    /// Its name.
    pub description: String,
    /// Which kind it is.
    pub kind: BlockKind,
    /// What it holds, in order.
    pub elements: Vec<BlockElement>,
    /// The rows it loops over, in order: the key that prefixes columns (`3_QID5`) and the row's fields by name.
    /// Empty for a block that is shown once.
    pub loop_rows: Vec<(String, Map<String, Value>)>,
    /// The whole block as it came.
    pub raw: Map<String, Value>,
}

/// The kinds of block.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BlockKind {
    /// The block a survey begins with.
    Default,
    /// Any other block.
    Standard,
    /// Questions taken out of the survey: neither shown nor exported.
    Trash,
}

/// One element of a block.
#[derive(Debug, Clone)]
pub enum BlockElement {
    /// A question, with the skip logic that runs when its page is left (as it came; api/qsf.md section 3.1).
    Question {
        /// Which question.
        id: QuestionId,
        /// Skip logic items, in order.
        skip: Vec<Map<String, Value>>,
    },
    /// The page ends here.
    PageBreak,
}

/// One element of the flow.
#[derive(Debug, Clone)]
pub enum FlowElement {
    /// Shows a block (`Block` and `Standard` alike).
    Block {
        /// `FL_…`
        flow: String,
        /// `BL_…`
        block: String,
    },
    /// Sets embedded data.
    EmbeddedData {
        /// `FL_…`
        flow: String,
        /// The fields, in order.
        fields: Vec<EmbeddedField>,
    },
    /// Runs its children when the expression holds.
    Branch {
        /// `FL_…`
        flow: String,
        /// The condition; `None` never holds.
        condition: Option<Expression>,
        /// The children.
        children: Vec<FlowElement>,
    },
    /// Runs its children, some of them or in another order.
    Randomizer {
        /// `FL_…`
        flow: String,
        /// How many of the children run.
        subset: usize,
        /// Evens out how often each child runs.
        even: bool,
        /// The children.
        children: Vec<FlowElement>,
    },
    /// Runs its children in order.
    Group {
        /// `FL_…`
        flow: String,
        /// The children.
        children: Vec<FlowElement>,
    },
    /// Ends the survey.
    EndSurvey {
        /// `FL_…`
        flow: String,
        /// `Options`, as they came.
        options: Map<String, Value>,
    },
    /// Calls a web service, whose answer sets embedded data.
    WebService {
        /// `FL_…`
        flow: String,
        /// What it is asked, and what becomes of its answer.
        service: Box<WebService>,
    },
    /// Runs its children for whoever stands in a list of contacts.
    Authenticator {
        /// `FL_…`
        flow: String,
        /// Whom it lets in.
        authenticator: Box<Authenticator>,
        /// The children.
        children: Vec<FlowElement>,
    },
    /// An element that is kept but not acted on (quota check, table of contents, …).
    Other {
        /// `FL_…`
        flow: String,
        /// `Type`, as it came.
        kind: String,
        /// The children, which run in order.
        children: Vec<FlowElement>,
    },
}

impl FlowElement {
    /// `FL_…`, which names it within its survey; empty where the file says none.
    #[must_use]
    pub fn flow(&self) -> &str {
        match self {
            Self::Block { flow, .. }
            | Self::EmbeddedData { flow, .. }
            | Self::Branch { flow, .. }
            | Self::Randomizer { flow, .. }
            | Self::Group { flow, .. }
            | Self::EndSurvey { flow, .. }
            | Self::WebService { flow, .. }
            | Self::Authenticator { flow, .. }
            | Self::Other { flow, .. } => flow,
        }
    }

    /// The elements below this one, to be changed.
    pub fn children_mut(&mut self) -> &mut [FlowElement] {
        match self {
            Self::Branch { children, .. }
            | Self::Randomizer { children, .. }
            | Self::Group { children, .. }
            | Self::Authenticator { children, .. }
            | Self::Other { children, .. } => children,
            _ => &mut [],
        }
    }

    /// The elements below this one; none for leaves.
    #[must_use]
    pub fn children(&self) -> &[FlowElement] {
        match self {
            Self::Branch { children, .. }
            | Self::Randomizer { children, .. }
            | Self::Group { children, .. }
            | Self::Authenticator { children, .. }
            | Self::Other { children, .. } => children,
            Self::Block { .. }
            | Self::EmbeddedData { .. }
            | Self::EndSurvey { .. }
            | Self::WebService { .. } => &[],
        }
    }
}

/// One embedded data field of a flow element.
#[derive(Debug, Clone, PartialEq)]
pub struct EmbeddedField {
    /// Its name, which is also its column.
    pub name: String,
    /// The value set here (piped text possible); `None` only declares the field.
    pub value: Option<String>,
}
