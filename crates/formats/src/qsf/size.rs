//! How large a survey is: the answer cells it would have, what their labels would say, the elements of its flow.
//!
//! A file of a megabyte can name a loop of a hundred thousand rows over a thousand questions. All is counted from the
//! file before anything is built from it, so that such a file is refused and not computed.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::tolerant::entries;

/// About how large something is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Size {
    /// Answer cells.
    pub cells: usize,
    /// Bytes of the texts that are repeated for each of them, as labels of columns are.
    pub labels: usize,
}

impl Size {
    /// Both together.
    pub(super) fn and(self, other: Self) -> Self {
        Self {
            cells: self.cells.saturating_add(other.cells),
            labels: self.labels.saturating_add(other.labels),
        }
    }

    /// The same without `other`, which is part of it.
    pub(super) fn without(self, other: Self) -> Self {
        Self {
            cells: self.cells.saturating_sub(other.cells),
            labels: self.labels.saturating_sub(other.labels),
        }
    }

    /// So many of it.
    pub(super) fn times(self, times: usize) -> Self {
        Self { cells: self.cells.saturating_mul(times), labels: self.labels.saturating_mul(times) }
    }
}

/// About how large a question is. Every cell's label tells the question's text; every row of a grid has the texts of all
/// its scale points, and every column of a side-by-side question those of all rows.
#[must_use]
pub fn question(question: &Map<String, Value>) -> Size {
    let cells = cells(question);
    let texts = |list: Option<&Value>| -> usize {
        entries(list)
            .iter()
            .map(|(_, choice)| choice.get("Display").and_then(Value::as_str).map_or(0, str::len))
            .sum()
    };
    let text = question
        .get("QuestionText")
        .and_then(Value::as_str)
        .map_or(0, |text| engine::html::plain(text).len());
    let rows = count(question.get("Choices")).max(1);
    let columns = entries(question.get("AdditionalQuestions"));
    let own = text.saturating_mul(cells).saturating_add(texts(question.get("Answers")).saturating_mul(rows));
    let of_columns = columns.iter().filter_map(|(_, column)| column.as_object()).map(|column| {
        let rows = rows.max(count(column.get("Choices")));
        texts(column.get("Answers")).saturating_mul(rows).saturating_add(texts(question.get("Choices")))
    });
    Size { cells, labels: of_columns.fold(own, usize::saturating_add) }
}

/// How many elements a flow has, and how many embedded data fields they name.
pub(super) fn flow(payload: &Value) -> (usize, usize) {
    let (mut elements, mut fields) = (0, 0);
    let mut open = vec![payload.get("Flow").unwrap_or(payload)];
    while let Some(list) = open.pop() {
        for (_, element) in entries(Some(list)) {
            elements += 1;
            fields += count(element.get("EmbeddedData"));
            open.extend(element.get("Flow"));
        }
    }
    (elements, fields)
}

/// About how many cells a question has: rows times scale points, for every column of a side-by-side question.
fn cells(question: &Map<String, Value>) -> usize {
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
