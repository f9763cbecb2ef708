//! One version of a definition, of which only the pieces are read that are asked for, and what is changed of them.

use std::collections::{BTreeMap, BTreeSet};

use formats::qsf::Sums;
use model::survey::pieces::{Pieces, SUMS};
use model::text::Name;
use model::{BlockId, Moment, SurveyId};
use serde::Serialize;
use serde_json::{Map, Value};
use store::access::Act;
use store::surveys::SurveyRow;

use super::whole;
use crate::context::{Access, Context};
use crate::error::Error;
use crate::surveys::ends_too_soon;

/// A JSON object.
pub(crate) type Object = Map<String, Value>;

/// What of a survey's head an edit can change.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Head {
    pub(crate) name: Name,
    pub(crate) active: bool,
    pub(crate) starts: Option<Moment>,
    pub(crate) ends: Option<Moment>,
}

impl Head {
    fn of(row: &SurveyRow) -> Self {
        Self { name: row.name.clone(), active: row.active, starts: row.starts, ends: row.ends }
    }
}

/// What an edit is to write.
pub(super) struct Written {
    /// The version that it changes.
    pub(super) version: i64,
    /// The places whose pieces differ, each with its new one; none where it is gone.
    pub(super) changes: Vec<(String, Option<String>)>,
    /// The head, where it differs.
    pub(super) head: Option<Head>,
    /// Whether skip logic differs.
    pub(super) skips: bool,
}

/// A version of a definition with changes.
pub(crate) struct Draft {
    cx: Context,
    row: SurveyRow,
    sums: Sums,
    former_sums: Option<String>,
    /// What is stored in the places that were read.
    stored: BTreeMap<String, Option<String>>,
    /// What is to stand in the places that were changed.
    changed: BTreeMap<String, Option<String>>,
    /// The places below which every piece was read.
    folders: BTreeSet<String>,
    /// Whether every place was read.
    all_known: bool,
    /// The head as it is to be.
    pub(crate) head: Head,
    /// Whether skip logic was changed.
    pub(crate) skips: bool,
}

impl Draft {
    /// A draft of the latest version of a survey with which the caller may do `action`.
    ///
    /// # Errors
    /// When the brand has no such survey, or the caller may not.
    pub(crate) async fn open<A: Act>(cx: &mut Context, action: A, id: &SurveyId) -> Result<Self, Error> {
        let mut cx = cx.app.begin(cx.caller.clone(), Access::Read).await?;
        let row = cx.allowed(action, id).await?.into_inner();
        let former_sums = store::versions::piece(&mut cx.tx, row.no, row.version, SUMS).await?;
        let head = Head::of(&row);
        let mut draft = Self {
            cx,
            row,
            sums: Sums::default(),
            former_sums,
            stored: BTreeMap::new(),
            changed: BTreeMap::new(),
            folders: BTreeSet::new(),
            all_known: false,
            head,
            skips: false,
        };
        match &draft.former_sums {
            Some(sums) => draft.sums = serde_json::from_str(sums).map_err(Error::internal)?,
            None => draft.take_apart().await?,
        }
        Ok(draft)
    }

    /// A definition that was kept before there were sums, perhaps in one piece: it is read whole, this once.
    async fn take_apart(&mut self) -> Result<(), Error> {
        let stored = store::versions::pieces(&mut self.cx.tx, self.row.no, self.row.version).await?;
        let size = stored.values().map(String::len).sum();
        let before = stored.clone();
        let apart = move || whole::take_apart(stored);
        let (apart, sums) = self.cx.app.slow_work().run_if_large(size, apart).await??;
        for (place, _) in before.iter().filter(|(place, _)| !apart.contains_key(*place)) {
            self.changed.insert(place.clone(), None);
        }
        for (place, body) in apart.into_iter().filter(|(place, body)| before.get(place) != Some(body)) {
            self.changed.insert(place, Some(body));
        }
        self.stored = before.into_iter().map(|(place, body)| (place, Some(body))).collect();
        (self.sums, self.all_known) = (sums, true);
        Ok(())
    }

    /// The survey's head as it was read.
    pub(crate) fn row(&self) -> &SurveyRow {
        &self.row
    }

    /// Holds that the survey ends after it starts, where that is changed: a file may say something else.
    ///
    /// # Errors
    /// When it does not.
    pub(super) fn check_dates(&self) -> Result<(), Error> {
        let (starts, ends) = (self.head.starts, self.head.ends);
        if (starts, ends) != (self.row.starts, self.row.ends) && ends_too_soon(starts, ends) {
            return Err(Error::invalid("SurveyExpirationDate", "a moment after SurveyStartDate is expected"));
        }
        Ok(())
    }

    /// What the definition comes to.
    pub(crate) fn sums(&mut self) -> &mut Sums {
        &mut self.sums
    }

    /// A new id for a block.
    pub(crate) fn new_block_id(&self) -> BlockId {
        self.cx.app.ids().id(self.cx.now)
    }

    /// The application.
    pub(crate) fn app(&self) -> &crate::app::App {
        &self.cx.app
    }

    /// The piece in a place.
    pub(super) async fn text(&mut self, place: &str) -> Result<Option<String>, Error> {
        if let Some(changed) = self.changed.get(place) {
            return Ok(changed.clone());
        }
        if let Some(stored) = self.stored.get(place) {
            return Ok(stored.clone());
        }
        if self.is_known(place) {
            return Ok(None);
        }
        let piece = store::versions::piece(&mut self.cx.tx, self.row.no, self.row.version, place).await?;
        self.stored.insert(place.to_owned(), piece.clone());
        Ok(piece)
    }

    /// The piece in a place, as an object.
    pub(crate) async fn object(&mut self, place: &str) -> Result<Option<Object>, Error> {
        let text = self.text(place).await?;
        text.map(|text| serde_json::from_str(&text).map_err(Error::internal)).transpose()
    }

    /// Whether all that is stored in this place and below it was read.
    fn is_known(&self, place: &str) -> bool {
        let mut above = place.rmatch_indices('/').map(|(end, _)| &place[..end]);
        self.all_known || above.any(|folder| self.folders.contains(folder))
    }

    /// The pieces below a place. They are read from the store once.
    pub(crate) async fn below(&mut self, place: &str) -> Result<Pieces, Error> {
        let within = |known: &str| known.strip_prefix(place).is_some_and(|rest| rest.starts_with('/'));
        let mut found: BTreeMap<String, Option<String>> = BTreeMap::new();
        if !self.is_known(place) && self.folders.insert(place.to_owned()) {
            let read =
                store::versions::pieces_below(&mut self.cx.tx, self.row.no, self.row.version, place).await?;
            self.stored.extend(read.into_iter().map(|(place, body)| (place, Some(body))));
        }
        for pieces in [&self.stored, &self.changed] {
            found.extend(
                pieces.iter().filter(|(known, _)| within(known)).map(|(a, b)| (a.clone(), b.clone())),
            );
        }
        Ok(found.into_iter().filter_map(|(place, body)| Some((place, body?))).collect())
    }

    /// Every piece as it is to be. It reads the whole definition.
    pub(crate) async fn everything(&mut self) -> Result<Pieces, Error> {
        if !self.all_known {
            let read = store::versions::pieces(&mut self.cx.tx, self.row.no, self.row.version).await?;
            self.stored = read.into_iter().map(|(place, body)| (place, Some(body))).collect();
            self.stored.remove(SUMS);
            self.all_known = true;
        }
        let mut found = self.stored.clone();
        found.extend(self.changed.clone());
        Ok(found.into_iter().filter_map(|(place, body)| Some((place, body?))).collect())
    }

    /// Puts a piece into a place, or takes away what stands there.
    pub(crate) async fn put<T: Serialize + Sync>(
        &mut self,
        place: &str,
        piece: Option<&T>,
    ) -> Result<(), Error> {
        let body = piece.map(serde_json::to_string).transpose().map_err(Error::internal)?;
        self.put_text(place, body).await
    }

    /// The same with a piece as it is stored.
    pub(super) async fn put_text(&mut self, place: &str, body: Option<String>) -> Result<(), Error> {
        let before = self.text(place).await?;
        let length = |body: &Option<String>| body.as_ref().map_or(0, String::len);
        self.sums.bytes = (self.sums.bytes + length(&body)).saturating_sub(length(&before));
        self.changed.insert(place.to_owned(), body);
        Ok(())
    }

    /// What is to be written, once the bounds over the whole definition hold.
    pub(super) fn written(self) -> Result<Written, Error> {
        self.sums.check().map_err(|fault| Error::invalid("body", &fault))?;
        let stored = |place: &String| self.stored.get(place).and_then(Option::as_ref);
        let mut changes: Vec<_> =
            self.changed.into_iter().filter(|(place, body)| stored(place) != body.as_ref()).collect();
        if !changes.is_empty() {
            let sums = serde_json::to_string(&self.sums).map_err(Error::internal)?;
            if self.former_sums.as_ref() != Some(&sums) {
                changes.push((SUMS.to_owned(), Some(sums)));
            }
        }
        let head = Some(self.head).filter(|head| *head != Head::of(&self.row));
        Ok(Written { version: self.row.version, changes, head, skips: self.skips })
    }
}
