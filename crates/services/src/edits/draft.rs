//! One version of a definition, of which only the pieces are read that are asked for, and what is changed of them.

use std::collections::{BTreeMap, HashMap, HashSet};

use formats::qsf::{self, Size, Sums};
use model::survey::pieces::{
    self, BLOCKS, ENTRY, FLOW, OPTIONS, ORDER, Pieces, QUESTION_COUNT, SUMS, place_of_block,
    place_of_question,
};
use model::text::Name;
use model::{BlockId, Moment, SurveyId};
use serde::Serialize;
use serde_json::{Map, Value, json};
use store::access::Act;
use store::surveys::SurveyRow;

use super::whole;
use crate::context::{Access, Context};
use crate::error::Error;

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
    async fn text(&mut self, place: &str) -> Result<Option<String>, Error> {
        if let Some(changed) = self.changed.get(place) {
            return Ok(changed.clone());
        }
        if let Some(stored) = self.stored.get(place) {
            return Ok(stored.clone());
        }
        if self.all_known {
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

    /// The pieces below a place.
    pub(crate) async fn below(&mut self, place: &str) -> Result<Pieces, Error> {
        let within = |known: &str| known.strip_prefix(place).is_some_and(|rest| rest.starts_with('/'));
        let mut found: BTreeMap<String, Option<String>> = BTreeMap::new();
        if !self.all_known {
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
        let before = self.text(place).await?;
        let length = |body: &Option<String>| body.as_ref().map_or(0, String::len);
        self.sums.bytes = (self.sums.bytes + length(&body)).saturating_sub(length(&before));
        self.changed.insert(place.to_owned(), body);
        Ok(())
    }

    /// A question with all its translations; none where the survey has no such question.
    pub(crate) async fn question(&mut self, id: &str) -> Result<Option<Object>, Error> {
        let element = self.question_element(id).await?;
        Ok(element.and_then(|mut element| match element.remove("Payload") {
            Some(Value::Object(payload)) => Some(payload),
            _ => None,
        }))
    }

    async fn question_element(&mut self, id: &str) -> Result<Option<Object>, Error> {
        let place = place_of_question(id);
        let Some(element) = self.text(&place).await? else { return Ok(None) };
        let mut pieces = self.below(&place).await?;
        pieces.insert(place.clone(), element);
        pieces::join_question(&place, pieces).map(Some).map_err(Error::internal)
    }

    /// Puts a question in its place, a new one behind the others, or takes it away, and counts it. The blocks that show it are
    /// the caller's to change: before, where it is taken away, behind where it is new.
    pub(crate) async fn set_question(&mut self, id: &str, payload: Option<Object>) -> Result<(), Error> {
        let place = place_of_question(id);
        let former = self.question_element(id).await?;
        let size = |payload: Option<&Value>| payload.and_then(Value::as_object).map(qsf::question_size);
        let before = size(former.as_ref().and_then(|element| element.get("Payload")));
        let (is_new, is_gone) = (former.is_none(), payload.is_none());
        let after = payload.as_ref().map(qsf::question_size);
        let mut written = Pieces::new();
        if let Some(payload) = payload {
            let element = match former {
                Some(mut element) => {
                    let described = |element: &Object| element["Payload"].get("QuestionDescription").cloned();
                    let said = described(&element);
                    element.insert("Payload".into(), Value::Object(payload));
                    // Of many files it is an older text; it changes with the description.
                    if let Some(new) = described(&element).filter(|new| said.as_ref() != Some(new)) {
                        element.insert("SecondaryAttribute".into(), new);
                    }
                    element
                }
                None => qsf::question_element(self.row.id.as_str(), payload),
            };
            written = pieces::split_question(&place, element).map_err(Error::internal)?;
        }
        let mut gone = self.below(&place).await?;
        gone.insert(place.clone(), String::new());
        gone.retain(|place, _| !written.contains_key(place));
        for place in gone.keys() {
            self.put::<Value>(place, None).await?;
        }
        for (place, body) in &written {
            let body: Box<serde_json::value::RawValue> =
                serde_json::from_str(body).map_err(Error::internal)?;
            self.put(place, Some(&body)).await?;
        }
        if is_new || is_gone {
            self.order(&place, is_new).await?;
        }
        self.count_question(id, before, after).await
    }

    async fn count_question(
        &mut self,
        id: &str,
        before: Option<Size>,
        after: Option<Size>,
    ) -> Result<(), Error> {
        let mut in_blocks = HashMap::new();
        let looped: Vec<String> = self.sums.looped_blocks().map(str::to_owned).collect();
        for block in looped {
            let shows = self.block(&block).await?.map_or(0, |block| qsf::times_shown(&block, id));
            in_blocks.insert(block, shows);
        }
        let highest = self.sums.highest;
        self.sums.change_question(id, before, after, &in_blocks);
        if self.sums.highest > highest
            && let Some(mut count) = self.object(QUESTION_COUNT).await?
        {
            count.insert("SecondaryAttribute".into(), json!(self.sums.highest.to_string()));
            self.put(QUESTION_COUNT, Some(&count)).await?;
        }
        Ok(())
    }

    /// Puts a place at the end of the elements' order, or takes it out.
    pub(super) async fn order(&mut self, place: &str, is_new: bool) -> Result<(), Error> {
        let mut order = self.object(ORDER).await?.ok_or_else(|| missing(ORDER))?;
        let Some(Value::Array(elements)) = order.get_mut("elements") else { return Err(missing(ORDER)) };
        let at = elements.iter().position(|known| known == place);
        match (is_new, at) {
            (true, None) => elements.push(json!(place)),
            (false, Some(at)) => drop(elements.remove(at)),
            _ => {}
        }
        // A file whose elements stand in an object has a key for each.
        if let Some(Value::Array(keys)) = order.get_mut("keys") {
            match (is_new, at) {
                (true, None) => {
                    let highest = keys.iter().filter_map(|key| key.as_str()?.parse::<u64>().ok()).max();
                    keys.push(json!(highest.map_or(0, |key| key + 1).to_string()));
                }
                (false, Some(at)) if at < keys.len() => drop(keys.remove(at)),
                _ => {}
            }
        }
        self.put(ORDER, Some(&order)).await
    }

    /// The ids of the survey's questions.
    pub(crate) async fn question_ids(&mut self) -> Result<HashSet<String>, Error> {
        let order = self.object(ORDER).await?.ok_or_else(|| missing(ORDER))?;
        let places = order.get("elements").and_then(Value::as_array).into_iter().flatten();
        let ids = places.filter_map(|place| place.as_str()?.strip_prefix("question/").map(str::to_owned));
        Ok(ids.collect())
    }

    /// A block; none where the survey has no such block.
    pub(crate) async fn block(&mut self, id: &str) -> Result<Option<Object>, Error> {
        self.object(&place_of_block(id)).await
    }

    /// The ids of the blocks, in their order.
    pub(crate) async fn block_ids(&mut self) -> Result<Vec<String>, Error> {
        let element = self.object(BLOCKS).await?.ok_or_else(|| missing(BLOCKS))?;
        let ids = match element.get("Payload") {
            Some(Value::Array(list)) => list.iter().filter_map(|id| id.as_str().map(str::to_owned)).collect(),
            Some(Value::Object(map)) => {
                map.values().filter_map(|id| id.as_str().map(str::to_owned)).collect()
            }
            _ => Vec::new(),
        };
        Ok(ids)
    }

    /// Every block by its id.
    pub(crate) async fn blocks(&mut self) -> Result<Vec<(String, Object)>, Error> {
        let pieces = self.below("block").await?;
        let read = |(place, body): (String, String)| {
            let id = place.trim_start_matches("block/").to_owned();
            Ok((id, serde_json::from_str(&body).map_err(Error::internal)?))
        };
        pieces.into_iter().map(read).collect()
    }

    /// Puts a block in its place, a new one behind the others, or takes it away, and counts it.
    pub(crate) async fn set_block(&mut self, id: &str, block: Option<Object>) -> Result<(), Error> {
        let place = place_of_block(id);
        let before = self.block(id).await?;
        if before.is_none() || block.is_none() {
            let mut element = self.object(BLOCKS).await?.ok_or_else(|| missing(BLOCKS))?;
            match element.get_mut("Payload") {
                Some(Value::Array(list)) if block.is_some() => list.push(json!(id)),
                Some(Value::Array(list)) => list.retain(|known| known != id),
                Some(Value::Object(map)) if block.is_some() => {
                    let highest = map.keys().filter_map(|key| key.parse::<u64>().ok()).max();
                    map.insert(highest.map_or(0, |key| key + 1).to_string(), json!(id));
                }
                Some(Value::Object(map)) => map.retain(|_, known| known != id),
                _ => return Err(missing(BLOCKS)),
            }
            self.put(BLOCKS, Some(&element)).await?;
        }
        let mut sizes = HashMap::new();
        for question in block.iter().flat_map(qsf::questions_of_loop) {
            if let Some(payload) = self.question(&question).await? {
                sizes.insert(question, qsf::question_size(&payload));
            }
        }
        self.sums.change_block(id, before.as_ref(), block.as_ref(), &sizes);
        self.put(&place, block.as_ref()).await
    }

    /// The flow with its root.
    pub(crate) async fn flow(&mut self) -> Result<Object, Error> {
        let element = self.object(FLOW).await?.ok_or_else(|| missing(FLOW))?;
        Ok(qsf::flow_shown(element.get("Payload").cloned().unwrap_or(Value::Null)))
    }

    /// Puts the flow in place of the one before.
    pub(crate) async fn set_flow(&mut self, root: Object) -> Result<(), Error> {
        let mut element = self.object(FLOW).await?.ok_or_else(|| missing(FLOW))?;
        let root = Value::Object(root);
        self.sums.set_flow(&root);
        element.insert("Payload".into(), root);
        self.put(FLOW, Some(&element)).await
    }

    /// The survey's options; none where a file has no such element.
    pub(crate) async fn options(&mut self) -> Result<Object, Error> {
        let element = self.object(OPTIONS).await?;
        Ok(element.and_then(|element| element.get("Payload")?.as_object().cloned()).unwrap_or_default())
    }

    /// Puts the options in place of those before.
    pub(crate) async fn set_options(&mut self, options: Object) -> Result<(), Error> {
        let mut element = match self.object(OPTIONS).await? {
            Some(element) => element,
            None => {
                self.order(OPTIONS, true).await?;
                qsf::options_element(self.row.id.as_str())
            }
        };
        element.insert("Payload".into(), Value::Object(options));
        self.put(OPTIONS, Some(&element)).await
    }

    /// The file's entry.
    pub(crate) async fn entry(&mut self) -> Result<Object, Error> {
        self.object(ENTRY).await?.ok_or_else(|| missing(ENTRY))
    }

    /// What is to be written, once the bounds over the whole definition hold.
    pub(super) fn written(self) -> Result<Written, Error> {
        self.sums.check().map_err(|fault| Error::invalid("body", &fault))?;
        let differs = |(place, body): &(String, Option<String>)| {
            self.stored.get(place).cloned().unwrap_or_default() != *body
        };
        let mut changes: Vec<_> = self.changed.clone().into_iter().filter(differs).collect();
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

fn missing(place: &str) -> Error {
    Error::internal(format!("the definition has no usable piece {place}"))
}
