//! The field lists of surveys, which make stored responses readable, kept in memory.

use std::sync::Arc;

use model::field::FieldLists;
use moka::sync::Cache;
use store::Transaction;
use store::surveys::SurveyNo;

use crate::error::Error;

/// About how many bytes of memory all kept lists take.
const MOST_BYTES: u64 = 64 << 20;

/// The lists of the surveys that were used last. A list never changes once it is written: at worst the latest are missing
/// here, and are read.
pub(crate) struct KnownLists {
    known: Cache<SurveyNo, Arc<FieldLists>>,
}

impl KnownLists {
    pub(crate) fn new() -> Self {
        let weight = |_: &SurveyNo, lists: &Arc<FieldLists>| u32::try_from(lists.bytes()).unwrap_or(u32::MAX);
        Self { known: Cache::builder().max_capacity(MOST_BYTES).weigher(weight).build() }
    }

    /// The versions of a survey's field list; this one is among them, where the survey has it. Only those are read that
    /// are not known yet.
    pub(crate) async fn get(
        &self,
        tx: &mut Transaction,
        no: SurveyNo,
        version: i64,
    ) -> Result<Arc<FieldLists>, Error> {
        let known = self.known.get(&no);
        if let Some(known) = &known
            && known.latest().version >= version
        {
            return Ok(known.clone());
        }
        let before = known.as_ref().map_or(0, |known| known.latest().version);
        let mut new = Vec::new();
        store::field_lists::after(tx, no, before, |list| new.push(list)).await?;
        let mut lists = known.map_or_else(FieldLists::default, Arc::unwrap_or_clone);
        new.into_iter().for_each(|list| lists.add(list));
        let lists = Arc::new(lists);
        self.known.insert(no, lists.clone());
        Ok(lists)
    }
}
