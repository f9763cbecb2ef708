//! Boolean expressions: display logic, branches, quotas (api/qsf.md section 5).

/// An expression: conditions joined by and/or, and binding before or.
#[derive(Debug, Clone, PartialEq)]
pub struct Expression {
    /// The conditions in order, groups flattened, each with how it joins the one before it. The first joint says
    /// nothing.
    pub conditions: Vec<(Joint, Condition)>,
    /// Re-evaluated in the browser while the page is shown.
    pub in_page: bool,
}

/// How a condition joins the one before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Joint {
    /// Both.
    And,
    /// Either.
    Or,
}

/// One condition: `left operator right`.
#[derive(Debug, Clone, PartialEq)]
pub struct Condition {
    /// `LogicType`: `Question`, `EmbeddedField`, `DeviceType`, …
    pub logic: String,
    /// The left operand: a locator (`q://QID1/SelectableChoice/2`) or a field name.
    pub left: String,
    /// The operator: `Selected`, `EqualTo`, …
    pub operator: String,
    /// The right operand; empty where there is none.
    pub right: String,
    /// Comparison of texts pays no heed to case.
    pub ignore_case: bool,
}
