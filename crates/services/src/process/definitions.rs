//! Surveys understood, and the field lists that make stored responses readable: kept in memory by version.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, PoisonError, RwLock};

use engine::columns::ColumnOptions;
use engine::run::{Finding, PreparedSurvey};
use formats::export::{BoundPlan, ExportOptions, Format, Plan, StoredResponse};
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

/// Surveys kept understood; beyond them the one unused longest is read again when it is asked for.
const SURVEYS_KEPT: u64 = 256;

/// A survey understood: the file, the view of it, and what follows from them.
pub(crate) struct Definition {
    /// The file as it came.
    pub(crate) file: SurveyFile,
    /// The view the engine reads.
    pub(crate) survey: PreparedSurvey,
    /// Every answer slot, in export order.
    pub(crate) fields: Vec<Field>,
    /// What the keys of `values` take.
    pub(crate) schema: Schema,
    /// What writes one response as an object, by version of the field list.
    row_writers: RwLock<HashMap<i64, Arc<RowWriter>>>,
}

/// Writes stored bodies of one version of the field list as objects.
struct RowWriter {
    plan: Plan,
    bound: BoundPlan,
}

impl Definition {
    pub(crate) fn new(file: SurveyFile) -> Self {
        let survey = PreparedSurvey::new(formats::qsf::survey(&file));
        let fields = engine::fields::of(&survey);
        let schema = Schema::new(&everything(&survey, Vec::new()));
        Self { file, survey, fields, schema, row_writers: RwLock::default() }
    }

    /// One stored response as the object of the API, in JSON text.
    pub(crate) fn object(&self, row: &StoredResponse<'_>, list: &FieldList) -> Result<String, Error> {
        let known =
            self.row_writers.read().unwrap_or_else(PoisonError::into_inner).get(&list.version).cloned();
        let row_writer = match known {
            Some(row_writer) => row_writer,
            None => {
                let columns = everything(&self.survey, undeclared(list, &self.fields));
                let plan =
                    Plan::new(&columns, &ExportOptions::new(Format::Ndjson)).map_err(Error::internal)?;
                let bound = plan.bind(list);
                let row_writer = Arc::new(RowWriter { plan, bound });
                let mut row_writers = self.row_writers.write().unwrap_or_else(PoisonError::into_inner);
                row_writers.insert(list.version, row_writer.clone());
                row_writer
            }
        };
        let mut out = Vec::with_capacity(1024);
        row_writer.plan.writer().row(&row_writer.bound, row, &mut out).map_err(Error::internal)?;
        String::from_utf8(out).map_err(Error::internal)
    }
}

/// Writes into the log what an author should know of a survey.
pub(crate) fn tell(survey: &SurveyId, findings: Vec<Finding>) {
    for Finding { place, what } in findings {
        tracing::warn!(%survey, place, what, "a survey asks for more than it gets");
    }
}

/// The columns of everything a response can hold.
fn everything(survey: &Survey, extra_embedded: Vec<String>) -> Vec<Column> {
    let options = ColumnOptions {
        include_display_order: true,
        last_modified: true,
        extra_embedded,
        ..ColumnOptions::default()
    };
    engine::columns::of(survey, &options)
}

/// Embedded data that responses hold although the survey does not declare it: it is read and exported too.
pub(crate) fn undeclared(list: &FieldList, declared: &[Field]) -> Vec<String> {
    let declared: HashSet<&str> = declared.iter().map(|field| field.key.as_str()).collect();
    let keys = list.fields.iter().map(|field| field.key.as_str());
    keys.filter(|key| !declared.contains(key) && !engine::fields::is_answer(key)).map(str::to_owned).collect()
}

/// The versions of a survey's field list, the latest last.
pub(crate) type Lists = Arc<Vec<Arc<FieldList>>>;

/// What is kept in memory. A definition is kept under its version and a list never changes once it is written, so
/// nothing here can be stale: at worst a version is missing, and is read.
pub(crate) struct Definitions {
    surveys: Cache<(SurveyNo, i64), Arc<Definition>>,
    lists: Cache<SurveyNo, Lists>,
}

impl Definitions {
    pub(crate) fn new() -> Self {
        Self { surveys: Cache::new(SURVEYS_KEPT), lists: Cache::new(SURVEYS_KEPT * 16) }
    }

    /// The definition of a survey in the version that its head names.
    pub(crate) async fn get(&self, tx: &mut Transaction, row: &SurveyRow) -> Result<Arc<Definition>, Error> {
        let definition = self.at(tx, row.no, row.version).await?;
        tell(&row.id, definition.survey.take_findings());
        Ok(definition)
    }

    /// One version of the definition of a survey: a version is never changed, so whatever was changed since the head was
    /// read, this is what the head was about.
    ///
    /// # Errors
    /// When there is nothing of such a version: the survey was purged since its head was read.
    pub(crate) async fn at(
        &self,
        tx: &mut Transaction,
        no: SurveyNo,
        version: i64,
    ) -> Result<Arc<Definition>, Error> {
        if let Some(known) = self.surveys.get(&(no, version)) {
            return Ok(known);
        }
        let pieces = store::versions::pieces(tx, no, version).await?;
        if pieces.is_empty() {
            return Err(codes::SURVEY_NOT_FOUND.into());
        }
        let definition = Arc::new(Definition::new(pieces::join(pieces).map_err(Error::internal)?));
        self.surveys.insert((no, version), definition.clone());
        Ok(definition)
    }

    /// All versions of a survey's field list; `version` must be among them (0 where none is wanted in particular).
    pub(crate) async fn lists(
        &self,
        tx: &mut Transaction,
        no: SurveyNo,
        version: i64,
    ) -> Result<Lists, Error> {
        if let Some(known) = self.lists.get(&no)
            && known.last().is_some_and(|latest| latest.version >= version)
        {
            return Ok(known);
        }
        let lists = store::field_lists::all(tx, no).await?;
        let lists: Lists = Arc::new(lists.into_iter().map(Arc::new).collect());
        if !lists.is_empty() {
            self.lists.insert(no, lists.clone());
        }
        Ok(lists)
    }

    pub(crate) fn forget_lists(&self, no: SurveyNo) {
        self.lists.invalidate(&no);
    }
}

/// The list of one version.
pub(crate) fn list_of(lists: &Lists, version: i64) -> Result<&Arc<FieldList>, Error> {
    let found = lists.iter().find(|list| list.version == version);
    found.ok_or_else(|| Error::internal(format_args!("field list {version} is missing")))
}
