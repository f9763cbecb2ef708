//! From what the header says to what the survey's columns are.

use std::collections::HashMap;

use indexmap::IndexMap;
use model::column::{Code, Column, Meta, Source};

use super::header::HeaderCell;
use super::metadata;

/// What a column of the file belongs to.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Target {
    /// A column of the survey.
    Known(Source),
    /// The text of whichever choice was picked: files of 2016 have one such column per question.
    TextOfPicked {
        /// The field of the choice.
        choice: String,
        /// Choice id and text field of each choice that has one.
        fields: Vec<(String, String)>,
    },
    /// Nothing that can be taken.
    Unknown,
    /// Left out on purpose: a twin with labels, or a column without a name.
    Nothing,
}

/// The survey's columns, ready to be looked up in the ways files name them.
pub(super) struct Mapping {
    by_import: HashMap<String, Source>,
    by_name: HashMap<String, Source>,
    text_fields: HashMap<String, Vec<(String, String)>>,
    metadata: HashMap<&'static str, Meta>,
}

impl Mapping {
    pub(super) fn new(columns: &[Column]) -> Self {
        let mut mapping = Self {
            by_import: HashMap::new(),
            by_name: HashMap::new(),
            text_fields: HashMap::new(),
            metadata: metadata::by_name(),
        };
        for column in columns {
            let id = match &column.import.choice {
                Some(choice) => flat(&column.import.id, choice),
                None => column.import.id.clone(),
            };
            // Duplicate export tags are possible: the first column of a name counts.
            mapping.by_import.entry(id).or_insert_with(|| column.source.clone());
            mapping.by_name.entry(column.name.clone()).or_insert_with(|| column.source.clone());
        }
        mapping.add_other_breakout(columns);
        for column in columns {
            mapping.add_text_field(column);
        }
        mapping
    }

    /// Files with one column per choice are read by columns with lists, and the other way round.
    fn add_other_breakout(&mut self, columns: &[Column]) {
        let mut lists: IndexMap<&str, Source> = IndexMap::new();
        for column in columns {
            let id = column.import.id.as_str();
            match &column.source {
                Source::Picked { field, code } => {
                    let list = lists
                        .entry(id)
                        .or_insert_with(|| Source::Choices { field: field.clone(), codes: Vec::new() });
                    if let Source::Choices { codes, .. } = list {
                        codes.push(code.clone());
                    }
                }
                Source::Position { field, .. } => {
                    lists
                        .entry(id)
                        .or_insert_with(|| Source::Order { field: field.clone(), codes: Vec::new() });
                }
                Source::Choices { field, codes } => {
                    for code in codes {
                        let picked = Source::Picked { field: field.clone(), code: code.clone() };
                        self.add_single(column, id, &code.id, picked);
                    }
                }
                Source::Order { field, codes } => {
                    for Code { id: choice, .. } in codes {
                        let position = Source::Position { field: field.clone(), id: choice.clone() };
                        self.add_single(column, id, choice, position);
                    }
                }
                _ => {}
            }
        }
        for (id, list) in lists {
            self.by_import.entry(id.to_owned()).or_insert(list);
        }
    }

    fn add_single(&mut self, column: &Column, import: &str, choice: &str, source: Source) {
        self.by_name.entry(flat(&column.name, choice)).or_insert_with(|| source.clone());
        self.by_import.entry(flat(import, choice)).or_insert(source);
    }

    fn add_text_field(&mut self, column: &Column) {
        let Source::Text { field } = &column.source else { return };
        let Some(rest) = field.strip_suffix("_TEXT") else { return };
        let Some((question, choice)) = rest.rsplit_once('_') else { return };
        if matches!(self.by_import.get(question), Some(Source::Choice { .. })) {
            let fields = self.text_fields.entry(question.to_owned()).or_default();
            fields.push((choice.to_owned(), field.clone()));
        }
    }

    /// What a column of the file is.
    pub(super) fn find(&self, cell: &HeaderCell) -> Target {
        if cell.is_labels_column || (cell.name.is_empty() && cell.import.is_none()) {
            return Target::Nothing;
        }
        let by_import = cell.import.as_deref().and_then(|import| match &cell.choice {
            Some(choice) => self.of_import(&flat(import, choice)),
            None => self.of_import(import),
        });
        // Of files that tell metadata and embedded data of one id: the name is that of the field.
        let named_otherwise = |meta: Meta| cell.name != meta.names().0 && cell.name != meta.names().1;
        if let Some(Target::Known(Source::Meta(meta))) = by_import
            && named_otherwise(meta)
            && let field @ Target::Known(_) = self.field(&cell.name)
        {
            return field;
        }
        by_import.or_else(|| self.of_name(&cell.name)).unwrap_or(Target::Unknown)
    }

    /// The field of this name, which is no metadata.
    pub(super) fn field(&self, name: &str) -> Target {
        match self.by_name.get(name) {
            Some(source) if !matches!(source, Source::Meta(_)) => Target::Known(source.clone()),
            _ => Target::Unknown,
        }
    }

    fn of_import(&self, id: &str) -> Option<Target> {
        if let Some(source) = self.by_import.get(id) {
            return Some(Target::Known(source.clone()));
        }
        if let Some(meta) = self.metadata.get(id) {
            return Some(Target::Known(Source::Meta(*meta)));
        }
        // Files of 2016 say TEXT of every text, also where today's ids do not.
        let question = id.strip_suffix("_TEXT")?;
        if let Some(fields) = self.text_fields.get(question) {
            return Some(Target::TextOfPicked { choice: question.to_owned(), fields: fields.clone() });
        }
        match self.by_import.get(question) {
            Some(source @ Source::Text { .. }) => Some(Target::Known(source.clone())),
            _ => None,
        }
    }

    /// By the name in the first row, which may be an import id where the file has no third row.
    fn of_name(&self, name: &str) -> Option<Target> {
        if let Some(source) = self.by_name.get(name) {
            return Some(Target::Known(source.clone()));
        }
        self.of_import(name).or_else(|| self.of_old_name(name))
    }

    /// Names of before 2017: a colon between row and column of a side-by-side question (`peeling: 92`, and `Q40_3: 2`
    /// where the row has no tag of its own), TEXT behind every text.
    fn of_old_name(&self, name: &str) -> Option<Target> {
        if let Some((row, column)) = name.split_once(": ")
            && let Some((tag, row)) = row.rsplit_once('_')
            && let Some(source) = self.by_name.get(&format!("{tag}#{column}_{row}"))
        {
            return Some(Target::Known(source.clone()));
        }
        let respelled = name.replace(": ", "_");
        if let Some(source) = self.by_name.get(&respelled) {
            return Some(Target::Known(source.clone()));
        }
        match self.by_name.get(respelled.strip_suffix("_TEXT")?) {
            Some(source @ Source::Text { .. }) => Some(Target::Known(source.clone())),
            _ => None,
        }
    }
}

fn flat(id: &str, choice: &str) -> String {
    format!("{id}_{choice}")
}
