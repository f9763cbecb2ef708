//! Surveys understood, and the field lists that make stored responses readable: kept in memory by version.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

use engine::columns::ColumnOptions;
use formats::export::{BoundPlan, ExportOptions, Format, Plan, Row};
use formats::values::Schema;
use model::field::{Field, FieldList};
use model::survey::{Survey, SurveyFile};
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
    pub(crate) survey: Survey,
    /// Every answer slot, in export order.
    pub(crate) fields: Vec<Field>,
    /// What the keys of `values` take.
    pub(crate) schema: Schema,
    /// Writes one response as an object; its bindings to versions of the field list are beside it.
    plan: Plan,
    bound: RwLock<HashMap<i64, Arc<BoundPlan>>>,
}

impl Definition {
    pub(crate) fn new(file: SurveyFile) -> Result<Self, Error> {
        let survey = formats::qsf::survey(&file);
        let fields = engine::fields::of(&survey);
        let everything =
            ColumnOptions { include_display_order: true, last_modified: true, ..ColumnOptions::default() };
        let columns = engine::columns::of(&survey, &everything);
        let schema = Schema::new(&columns);
        let plan = Plan::new(&columns, &ExportOptions::new(Format::Ndjson)).map_err(Error::internal)?;
        Ok(Self { file, survey, fields, schema, plan, bound: RwLock::default() })
    }

    /// One stored response as the object of the API, in JSON text.
    pub(crate) fn object(&self, row: &Row<'_>, list: &FieldList) -> Result<String, Error> {
        let known = self.bound.read().unwrap_or_else(PoisonError::into_inner).get(&list.version).cloned();
        let bound = known.unwrap_or_else(|| {
            let made = Arc::new(self.plan.bind(list));
            self.bound.write().unwrap_or_else(PoisonError::into_inner).insert(list.version, made.clone());
            made
        });
        let mut out = Vec::with_capacity(1024);
        self.plan.writer().row(&bound, row, &mut out).map_err(Error::internal)?;
        String::from_utf8(out).map_err(Error::internal)
    }
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

    /// The definition of a survey.
    pub(crate) async fn get(&self, tx: &mut Transaction, row: &SurveyRow) -> Result<Arc<Definition>, Error> {
        let key = (row.no, row.version);
        if let Some(known) = self.surveys.get(&key) {
            return Ok(known);
        }
        let text = store::surveys::file(tx, row.no).await?;
        let text = text.ok_or_else(|| Error::internal(format_args!("{} has no file", row.id)))?;
        let file = formats::qsf::read(text.as_bytes()).map_err(Error::internal)?;
        let definition = Arc::new(Definition::new(file)?);
        self.surveys.insert(key, definition.clone());
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

/// A list that has every wanted field: the latest one where it does, else a new version of it, which is written in a
/// transaction of its own before any body refers to it.
pub(crate) async fn list_with(
    app: &crate::App,
    no: SurveyNo,
    wanted: &[Field],
) -> Result<Arc<FieldList>, Error> {
    loop {
        let mut reading = app.store().read();
        let lists = app.definitions().lists(&mut reading, no, 0).await?;
        let empty = Arc::new(FieldList { version: 0, fields: Vec::new() });
        let latest = lists.last().unwrap_or(&empty);
        let Some(extended) = latest.extended_with(wanted) else { return Ok(latest.clone()) };
        let mut tx = app.store().begin().await?;
        let written = match store::field_lists::append(&mut tx, no, &extended).await {
            Ok(()) => tx.commit().await,
            Err(error) => Err(error),
        };
        match written {
            // Somebody else extended it at the same moment: look again at what it is now.
            Ok(()) | Err(store::Error::Duplicate | store::Error::Conflict) => {
                app.definitions().forget_lists(no)
            }
            Err(error) => return Err(error.into()),
        }
    }
}
