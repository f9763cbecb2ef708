//! The parts of a draft: questions, blocks, flow, options, entry. Each is put in its place and counted.

use std::collections::{HashMap, HashSet};

use formats::qsf::{self, Size};
use model::survey::pieces::{
    self, BLOCKS, ENTRY, FLOW, OPTIONS, ORDER, Pieces, QUESTION_COUNT, place_of_block, place_of_question,
};
use serde_json::{Value, json};

use super::draft::{Draft, Object};
use crate::error::Error;

impl Draft {
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
                None => qsf::question_element(self.row().id.as_str(), payload),
            };
            written = pieces::split_question(&place, element).map_err(Error::internal)?;
        }
        let mut gone = self.below(&place).await?;
        gone.insert(place.clone(), String::new());
        gone.retain(|place, _| !written.contains_key(place));
        for place in gone.keys() {
            self.put_text(place, None).await?;
        }
        for (place, body) in written {
            self.put_text(&place, Some(body)).await?;
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
        let looped: Vec<String> = self.sums().looped_blocks().map(str::to_owned).collect();
        for block in looped {
            let shows = self.block(&block).await?.map_or(0, |block| qsf::times_shown(&block, id));
            in_blocks.insert(block, shows);
        }
        let highest = self.sums().highest;
        self.sums().change_question(id, before, after, &in_blocks);
        if self.sums().highest > highest
            && let Some(mut count) = self.object(QUESTION_COUNT).await?
        {
            count.insert("SecondaryAttribute".into(), json!(self.sums().highest.to_string()));
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
        self.sums().change_block(id, before.as_ref(), block.as_ref(), &sizes);
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
        self.sums().set_flow(&root);
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
                qsf::options_element(self.row().id.as_str())
            }
        };
        element.insert("Payload".into(), Value::Object(options));
        self.put(OPTIONS, Some(&element)).await
    }

    /// The file's entry.
    pub(crate) async fn entry(&mut self) -> Result<Object, Error> {
        self.object(ENTRY).await?.ok_or_else(|| missing(ENTRY))
    }
}

fn missing(place: &str) -> Error {
    Error::internal(format!("the definition has no usable piece {place}"))
}
