//! Which columns an export asks for.

/// What an export asks for (api/responses.md section 2.1).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ColumnOptions {
    /// One column per choice of a field that holds several; otherwise one column with a list.
    pub breakout_sets: bool,
    /// Adds the columns that tell in which order things were shown.
    pub include_display_order: bool,
    /// Only these questions (`QID5`); `None` is all, an empty list none.
    pub question_ids: Option<Vec<String>>,
    /// Only these embedded data fields; `None` is all.
    pub embedded_data: Option<Vec<String>>,
    /// Only these metadata columns, by import id (`startDate`); `None` is all.
    pub metadata: Option<Vec<String>>,
    /// Adds the date of the last change behind the other metadata.
    pub last_modified: bool,
    /// Embedded data fields that responses hold although the flow does not declare them, in the order wanted.
    pub extra_embedded: Vec<String>,
}

impl Default for ColumnOptions {
    fn default() -> Self {
        Self {
            breakout_sets: true,
            include_display_order: false,
            question_ids: None,
            embedded_data: None,
            metadata: None,
            last_modified: false,
            extra_embedded: Vec::new(),
        }
    }
}

/// Whether a list of the wanted names it; no list wants everything.
pub(super) fn wants(list: Option<&Vec<String>>, name: &str) -> bool {
    list.is_none_or(|names| names.iter().any(|wanted| wanted == name))
}
