//! How large a survey is: the answer cells it would have.
//!
//! A file of a megabyte can name a loop of a hundred thousand rows over a thousand questions. Cells are counted from
//! the file before anything is built from it, so that such a file is refused and not computed.

use serde_json::{Map, Value};

/// The most answer cells that a survey may have. The largest recorded export has 1,295 columns.
pub(super) const MOST_CELLS: usize = 200_000;

/// About how many cells a question has: rows times scale points, for every column of a side-by-side question.
pub(super) fn cells(question: &Map<String, Value>) -> usize {
    let rows = count(question.get("Choices"));
    let grid = rows.max(1).saturating_mul(count(question.get("Answers")).max(1));
    let columns = match question.get("AdditionalQuestions") {
        Some(Value::Object(map)) => map.values().map(|column| column_cells(column, rows)).sum(),
        Some(Value::Array(list)) => list.iter().map(|column| column_cells(column, rows)).sum(),
        _ => 0_usize,
    };
    grid.saturating_add(columns)
}

/// How often a block is repeated: by the rows of its loop, or by the choices of the question it loops over, which
/// `cells_of` bounds. One for a block that is shown once.
pub(super) fn repeats<'a>(block: &'a Map<String, Value>, cells_of: impl Fn(&'a str) -> usize) -> usize {
    let details = block.get("Options").and_then(|options| options.get("LoopingOptions"));
    let Some(details) = details else { return 1 };
    match count(details.get("Static")) {
        0 => details.get("QID").and_then(Value::as_str).map_or(1, cells_of).max(1),
        rows => rows,
    }
}

fn column_cells(column: &Value, rows: usize) -> usize {
    let own = count(column.get("Choices"));
    let rows = if own == 0 { rows } else { own };
    rows.max(1).saturating_mul(count(column.get("Answers")).max(1))
}

fn count(list: Option<&Value>) -> usize {
    match list {
        Some(Value::Object(map)) => map.len(),
        Some(Value::Array(list)) => list.len(),
        _ => 0,
    }
}
