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

    /// The rows of this part, and one more where another part follows, of all there are; `None` where the part begins behind one
    /// that there is not. For lists that a survey's definition holds.
    pub(crate) fn within<T>(&self, all: Vec<T>, id: impl Fn(&T) -> &str) -> Option<Vec<T>> {
        let start = match self.window.after.as_str() {
            "" => self.window.offset as usize,
            after => all.iter().position(|row| id(row) == after)? + 1,
        };
        Some(all.into_iter().skip(start).take(self.window.limit as usize).collect())
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

#[cfg(test)]
mod tests {
    use model::UserId;
    use serde_json::json;

    use super::*;

    fn by_key(query: &serde_json::Value) -> Result<Part, Error> {
        Part::by_key::<UserId>(&serde_json::from_value(query.clone()).unwrap())
    }

    #[test]
    fn a_page_goes_on_behind_its_last_row_and_the_last_page_nowhere() {
        let part = by_key(&json!({ "pageSize": 2, "skipToken": "UR_0123456789abcde" })).unwrap();
        assert_eq!(part.window().after, "UR_0123456789abcde");
        assert_eq!(part.window().limit, 3, "one more tells whether another page follows");
        let page = part.page(vec!["a", "b", "c"], |row| row, |row| row);
        assert_eq!((page.elements, page.next), (vec!["a", "b"], Some(NextPage::SkipToken("b".into()))));
        assert_eq!(part.page(vec!["a", "b"], |row| row, |row| row).next, None);
    }

    #[test]
    fn a_token_that_means_nothing_is_never_the_first_page() {
        for token in ["SV_0123456789abcde", "2", "UR_"] {
            let refused = by_key(&json!({ "skipToken": token })).err().unwrap();
            assert!(refused.is(model::error::codes::BAD_PARAMETER), "{token}: {refused}");
        }
    }

    #[test]
    fn who_asks_by_offset_is_answered_by_offset() {
        let asked = |query| Part::by_offset::<UserId>(&serde_json::from_value(query).unwrap());
        let part = asked(json!({ "offset": 200 })).unwrap();
        let rows: Vec<String> = (0..101).map(|number| number.to_string()).collect();
        assert_eq!(part.page(rows, String::as_str, |row| row).next, Some(NextPage::Offset(300)));
        assert!(asked(json!({ "offset": 1, "skipToken": "UR_0123456789abcde" })).is_err());
    }
}
