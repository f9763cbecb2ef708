//! What writes one stored response as an object: made once for a version of a survey and a version of its field list.

use std::sync::Arc;

use formats::export::{BoundPlan, ExportOptions, Format, Plan, StoredResponse};
use model::field::FieldLists;
use moka::sync::Cache;
use store::surveys::SurveyNo;

use crate::definitions::{Definition, everything, undeclared};
use crate::error::Error;

/// About how many bytes of memory all of them take.
const MOST_BYTES: u64 = 32 << 20;
/// About how many bytes a column takes in a plan, and a field in what binds it.
const BYTES_A_COLUMN: usize = 500;
const BYTES_A_FIELD: usize = 100;

/// The version of a definition, and the version of the field list.
type Key = (SurveyNo, i64, i64);

/// Those that were used last.
pub(crate) struct RowWriters {
    known: Cache<Key, Arc<RowWriter>>,
}

/// Writes stored bodies of one version of a field list as objects.
struct RowWriter {
    plan: Plan,
    bound: BoundPlan,
    bytes: usize,
}

impl RowWriters {
    pub(crate) fn new() -> Self {
        let weight =
            |_: &Key, row_writer: &Arc<RowWriter>| u32::try_from(row_writer.bytes).unwrap_or(u32::MAX);
        Self { known: Cache::builder().max_capacity(MOST_BYTES).weigher(weight).build() }
    }

    /// A response that was stored with this version of the field list, as the object of the API in JSON text.
    pub(crate) fn object(
        &self,
        definition: &Definition,
        lists: &FieldLists,
        version: i64,
        row: &StoredResponse<'_>,
    ) -> Result<String, Error> {
        let (no, of) = definition.key;
        let row_writer = match self.known.get(&(no, of, version)) {
            Some(known) => known,
            None => {
                let made = Arc::new(RowWriter::new(definition, lists, version)?);
                self.known.insert((no, of, version), made.clone());
                made
            }
        };
        let mut out = Vec::with_capacity(1024);
        row_writer.plan.writer().row(&row_writer.bound, row, &mut out).map_err(Error::internal)?;
        String::from_utf8(out).map_err(Error::internal)
    }
}

impl RowWriter {
    fn new(definition: &Definition, lists: &FieldLists, version: i64) -> Result<Self, Error> {
        let list = lists.at(version).ok_or_else(|| missing(version))?;
        let columns = everything(&definition.survey, undeclared(&list, definition));
        let plan = Plan::new(&columns, &ExportOptions::new(Format::Ndjson)).map_err(Error::internal)?;
        let bytes = columns.len() * BYTES_A_COLUMN + list.fields.len() * BYTES_A_FIELD;
        Ok(Self { bound: plan.bind(&list), plan, bytes })
    }
}

/// A stored body names a version of the field list that is not there: what is kept is damaged.
pub(crate) fn missing(version: i64) -> Error {
    Error::internal(format_args!("field list {version} is missing"))
}
