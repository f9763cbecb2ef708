//! Surveys understood: kept in memory by version, which never changes, so that nothing here can be stale.

use std::collections::HashSet;
use std::sync::Arc;

use engine::columns::ColumnOptions;
use engine::run::{Finding, PreparedSurvey};
use formats::values::Schema;
use model::SurveyId;
use model::column::Column;
use model::error::codes;
use model::field::{Field, FieldList};
use model::survey::{Survey, SurveyFile, pieces};
use moka::sync::Cache;
use store::Transaction;
use store::surveys::{SurveyNo, SurveyRow};

use crate::error::Error;
use crate::slow_work::SlowWork;

/// About how many KiB of memory all kept definitions take: more than the largest survey file comes to. One that takes more
/// than all of it is understood anew each time.
const MOST_KIB: u64 = 256 << 10;
/// The version that a new survey has.
const FIRST: i64 = 1;
/// About how many bytes a field takes in the list of fields and in what its key accepts.
const BYTES_A_FIELD: usize = 400;

/// A survey understood: the file, the view of it, and what follows from them.
pub(crate) struct Definition {
    /// The survey, and the version of its definition.
    pub(crate) key: (SurveyNo, i64),
    /// The file as it came.
    pub(crate) file: SurveyFile,
    /// About how many bytes the file takes: what is made of the whole of it costs accordingly.
    pub(crate) size: usize,
    /// The view the engine reads.
    pub(crate) survey: PreparedSurvey,
    /// What the keys of `values` take.
    pub(crate) schema: Schema,
}

impl Definition {
    /// The version of its survey's definition that this is.
    pub(crate) fn version(&self) -> i64 {
        self.key.1
    }

    /// Every answer slot, in export order.
    pub(crate) fn fields(&self) -> &[Field] {
        self.survey.fields()
    }

    /// Understands a file that is to be the first version of a survey; [`Definitions::keep_first`] takes it once there is one.
    pub(crate) fn first(file: SurveyFile) -> Self {
        Self::new((SurveyNo::NONE, FIRST), file)
    }

    fn new(key: (SurveyNo, i64), file: SurveyFile) -> Self {
        let survey = PreparedSurvey::new(formats::qsf::survey(&file));
        let schema = Schema::new(&everything(&survey, Vec::new()));
        Self { key, size: file.bytes(), file, survey, schema }
    }

    /// About how many KiB of memory it takes. The view keeps what it was made of, so the file counts twice.
    fn kib(&self) -> u32 {
        let bytes = 2 * self.size + self.fields().len() * BYTES_A_FIELD;
        u32::try_from(bytes >> 10).unwrap_or(u32::MAX).saturating_add(1)
    }
}

/// Writes into the log what an author should know of a survey.
pub(crate) fn tell(survey: &SurveyId, findings: Vec<Finding>) {
    for Finding { place, what } in findings {
        tracing::warn!(%survey, place, what, "a survey asks for more than it gets");
    }
}

/// The columns of everything a response can hold.
pub(crate) fn everything(survey: &Survey, extra_embedded: Vec<String>) -> Vec<Column> {
    let options = ColumnOptions {
        include_display_order: true,
        last_modified: true,
        extra_embedded,
        ..ColumnOptions::default()
    };
    engine::columns::of(survey, &options)
}

/// Embedded data that responses hold although the survey does not declare it: it is read and exported too.
pub(crate) fn undeclared(list: &FieldList, definition: &Definition) -> Vec<String> {
    let declared: HashSet<&str> = definition.fields().iter().map(|field| field.key.as_str()).collect();
    let keys = list.fields.iter().map(|field| field.key.as_str());
    let is_answer = |key: &str| engine::fields::is_answer_of(&definition.survey, key);
    keys.filter(|key| !declared.contains(key) && !is_answer(key)).map(str::to_owned).collect()
}

/// The definitions that were used last.
pub(crate) struct Definitions {
    known: Cache<(SurveyNo, i64), Arc<Definition>>,
    slow_work: SlowWork,
}

impl Definitions {
    pub(crate) fn new(slow_work: SlowWork) -> Self {
        let weight = |_: &(SurveyNo, i64), definition: &Arc<Definition>| definition.kib();
        Self { known: Cache::builder().max_capacity(MOST_KIB).weigher(weight).build(), slow_work }
    }

    /// Keeps what was understood of a survey before it had a number, so that its first respondent does not wait for it again. To be
    /// called when the survey is committed.
    pub(crate) fn keep_first(&self, no: SurveyNo, definition: Definition) {
        let key = (no, FIRST);
        self.known.insert(key, Arc::new(Definition { key, ..definition }));
    }

    /// The definition of a survey in the version that its head names. It is understood outside of any transaction, so
    /// `tx` only reads.
    ///
    /// # Errors
    /// As [`Definitions::at`].
    pub(crate) async fn get(&self, tx: &mut Transaction, row: &SurveyRow) -> Result<Arc<Definition>, Error> {
        self.of(tx, row, row.version).await
    }

    /// The definition of a survey in one of its versions, which need not be the present one.
    ///
    /// # Errors
    /// As [`Definitions::at`].
    pub(crate) async fn of(
        &self,
        tx: &mut Transaction,
        row: &SurveyRow,
        version: i64,
    ) -> Result<Arc<Definition>, Error> {
        let definition = self.at(tx, row.no, version).await?;
        tell(&row.id, definition.survey.take_findings());
        Ok(definition)
    }

    /// One version of the definition of a survey: a version is never changed, so whatever was changed since the head was
    /// read, this is what the head was about.
    ///
    /// # Errors
    /// When there is nothing of such a version: the survey was purged since its head was read. For a transaction that may
    /// change something: it would wait here with the writer in hand.
    pub(crate) async fn at(
        &self,
        tx: &mut Transaction,
        no: SurveyNo,
        version: i64,
    ) -> Result<Arc<Definition>, Error> {
        if tx.may_write() {
            return Err(Error::internal(
                "a definition is read before the transaction that changes something",
            ));
        }
        let key = (no, version);
        if let Some(known) = self.known.get(&key) {
            return Ok(known);
        }
        let pieces = store::versions::pieces(tx, no, version).await?;
        if pieces.is_empty() {
            return Err(codes::SURVEY_NOT_FOUND.into());
        }
        let size = pieces.values().map(String::len).sum();
        let known = self.known.clone();
        let understand = move || {
            // Several may ask for a survey at once: the first to have a place understands it for all.
            if let Some(known) = known.get(&key) {
                return Ok(known);
            }
            let file = pieces::join(pieces).map_err(Error::internal)?;
            let definition = Arc::new(Definition::new(key, file));
            known.insert(key, definition.clone());
            Ok(definition)
        };
        self.slow_work.run_if_large(size, understand).await?
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn definition(words: usize) -> Definition {
        let elements = json!([
            {"Element": "BL", "Payload": []},
            {"Element": "FL", "Payload": {"Flow": []}},
            {"Element": "RS", "Payload": vec!["word"; words]},
        ]);
        let file = json!({ "SurveyEntry": {}, "SurveyElements": elements });
        Definition::new((SurveyNo::NONE, 1), formats::qsf::from_value(file).unwrap())
    }

    #[test]
    fn a_definition_weighs_what_its_file_takes() {
        assert!(definition(0).kib() < 4);
        let weight = definition(1_000_000).kib() >> 10;
        assert!((60..200).contains(&weight), "{weight} MiB for a million words, twice");
    }

    #[test]
    fn large_definitions_leave_when_there_are_too_many() {
        let definitions = Definitions::new(SlowWork::new());
        for version in 0..40 {
            definitions.known.insert((SurveyNo::NONE, version), Arc::new(definition(100_000)));
            definitions.known.run_pending_tasks();
            assert!(definitions.known.weighted_size() <= MOST_KIB);
        }
        let kept = definitions.known.entry_count();
        assert!((5..40).contains(&kept), "{kept}");
    }
}
