//! Pages of lists: which part is asked for, and where the next one begins.

use contract::paging::{PageSize, SkipToken};
use contract::{ByKey, ByOffset, NextPage, Page};
use model::id::Identifier;
use serde::de::IntoDeserializer;
use store::Window;

use crate::error::Error;

/// The part of a list that is asked for.
pub struct Part {
    window: Window,
    size: usize,
    by_key: bool,
}

impl Part {
    /// A part of a list of things with ids of the kind `I`, in the scheme that the caller uses.
    pub fn by_offset<I: Identifier>(query: &ByOffset) -> Result<Self, Error> {
        let by_key = query.page_size.is_some() || query.skip_token.is_some();
        if query.skip_token.is_some() && query.offset.is_some() {
            return Err(Error::invalid("offset", "it is not taken together with skipToken"));
        }
        Self::new::<I>(query.page_size, query.skip_token.as_ref(), query.offset, by_key)
    }

    /// A part of a list that is paged by token only.
    pub fn by_key<I: Identifier>(query: &ByKey) -> Result<Self, Error> {
        Self::new::<I>(query.page_size, query.skip_token.as_ref(), None, true)
    }

    fn new<I: Identifier>(
        size: Option<PageSize>,
        token: Option<&SkipToken>,
        offset: Option<u32>,
        by_key: bool,
    ) -> Result<Self, Error> {
        let size = size.unwrap_or(PageSize::MOST).get();
        let after = token.map(SkipToken::as_str).unwrap_or_default();
        if !after.is_empty() && !is_id::<I>(after) {
            return Err(Self::unknown());
        }
        // One more than is shown tells whether another page follows.
        let window = Window { after: after.to_owned(), offset: offset.unwrap_or(0), limit: size + 1 };
        Ok(Self { window, size: size as usize, by_key })
    }

    /// The refusal of a token that means nothing: it is never taken for the first page.
    pub fn unknown() -> Error {
        Error::invalid("skipToken", "the skipToken of a nextPage is expected in the query")
    }

    /// What the store is asked for.
    pub fn window(&self) -> &Window {
        &self.window
    }

    /// The page of these rows, of which there may be one more than it shows.
    pub fn page<T, V>(&self, mut rows: Vec<T>, id: impl Fn(&T) -> &str, view: impl FnMut(T) -> V) -> Page<V> {
        let more = rows.len() > self.size;
        rows.truncate(self.size);
        let next = rows.last().filter(|_| more).map(|last| {
            if self.by_key {
                NextPage::SkipToken(id(last).to_owned())
            } else {
                NextPage::Offset(u64::from(self.window.offset) + self.size as u64)
            }
        });
        Page { elements: rows.into_iter().map(view).collect(), next }
    }
}

fn is_id<I: Identifier>(text: &str) -> bool {
    let text: serde::de::value::StrDeserializer<'_, serde::de::value::Error> = text.into_deserializer();
    I::deserialize(text).is_ok()
}
