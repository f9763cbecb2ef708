//! Lists that can be narrowed, sorted and continued: put together from constant pieces, so that no text of a caller can
//! get into a statement.
//!
//! A [`List`] names its pieces; a test prepares each of them, and all together, on both databases. Pieces count their
//! parameters from `$1` each; the numbers of the whole are given here.
//!
//! ```text
//! const OF_OWNER: Filter = Filter("owner = $1");
//! const BY_NO: Sort = Sort { order: "no", after: "no > $1" };
//! static SURVEYS: List = List { base: "SELECT … FROM survey WHERE brand = $1", filters: &[OF_OWNER], sorts: &[BY_NO] };
//!
//! let query = SURVEYS.query(&[brand.param()]).filter_if(OF_OWNER, owner.map(Column::param));
//! let rows = tx.list(&query.page(BY_NO, Start::After(vec![last.param()]), 100)).await?;
//! ```

use crate::database::renumber;
use crate::{Error, Param, Row, Transaction};

/// What a list or a count selects, and the pieces that it can be put together from.
#[derive(Debug)]
pub struct List {
    /// A statement up to the end of its WHERE, with parameters of its own.
    pub base: &'static str,
    /// Conditions that can be added.
    pub filters: &'static [Filter],
    /// Orders that can be chosen; none for a count.
    pub sorts: &'static [Sort],
}

/// A condition: `owner = $1`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Filter(pub &'static str);

/// An order in which no two rows are equal and no column is null, so that a page can begin behind any row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sort {
    /// What follows ORDER BY: `created_ms DESC, id DESC`.
    pub order: &'static str,
    /// What holds behind a row of which these are the columns: `(created_ms, id) < ($1, $2)`.
    pub after: &'static str,
}

/// Where a page begins.
#[derive(Debug, Clone)]
pub enum Start<'a> {
    /// With the first row.
    First,
    /// Behind the row with these values in the columns of the order: found by the index, however far in the list.
    After(Vec<Param<'a>>),
    /// Behind so many rows, all of which are read.
    Offset(i64),
}

impl List {
    /// Begins a query, with the parameters of the base.
    pub fn query<'a>(&'static self, params: &[Param<'a>]) -> Query<'a> {
        let mut query = Query { list: self, text: String::new(), params: Vec::new(), fault: None };
        query.push(self.base, params);
        query
    }
}

/// A list being narrowed.
#[derive(Debug)]
#[must_use]
pub struct Query<'a> {
    list: &'static List,
    text: String,
    params: Vec<Param<'a>>,
    fault: Option<String>,
}

/// A query put together, ready to be run.
#[derive(Debug)]
#[must_use]
pub struct Composed<'a>(Query<'a>);

impl<'a> Query<'a> {
    /// Leaves only rows for which the condition holds.
    pub fn filter(mut self, filter: Filter, params: &[Param<'a>]) -> Self {
        self.known(self.list.filters.contains(&filter), filter.0);
        self.and(filter.0, params);
        self
    }

    /// Adds a condition of one parameter where there is a value for it.
    pub fn filter_if(self, filter: Filter, param: Option<impl Into<Param<'a>>>) -> Self {
        match param {
            Some(param) => self.filter(filter, &[param.into()]),
            None => self,
        }
    }

    /// All that is left, in no order: for counts.
    pub fn whole(self) -> Composed<'a> {
        Composed(self)
    }

    /// At most `limit` rows in an order.
    pub fn page(mut self, sort: Sort, start: Start<'a>, limit: i64) -> Composed<'a> {
        self.known(self.list.sorts.contains(&sort), sort.order);
        if let Start::After(key) = &start {
            self.and(sort.after, key);
        }
        self.push("\n    ORDER BY ", &[]);
        self.push(sort.order, &[]);
        self.push("\n    LIMIT $1", &[Param::Integer(limit)]);
        if let Start::Offset(offset) = start {
            self.push(" OFFSET $1", &[Param::Integer(offset)]);
        }
        Composed(self)
    }

    fn and(&mut self, condition: &'static str, params: &[Param<'a>]) {
        self.push("\n      AND (", &[]);
        self.push(condition, params);
        self.push(")", &[]);
    }

    fn push(&mut self, piece: &'static str, params: &[Param<'a>]) {
        let wanted = renumber(piece, self.params.len(), &mut self.text);
        if wanted != params.len() {
            self.fault = Some(format!("{} parameters for: {piece}", params.len()));
        }
        self.params.extend_from_slice(params);
    }

    /// A piece that the list does not name would be prepared by no test.
    fn known(&mut self, known: bool, piece: &str) {
        if !known {
            self.fault = Some(format!("no piece of this list: {piece}"));
        }
    }
}

impl Composed<'_> {
    /// Text and parameters.
    ///
    /// # Errors
    /// When a piece is not the list's, or has other parameters than were given.
    pub(crate) fn parts(&self) -> Result<(&str, &[Param<'_>]), Error> {
        match &self.0.fault {
            None => Ok((&self.0.text, &self.0.params)),
            Some(fault) => Err(Error::Other(fault.clone())),
        }
    }
}

impl Transaction {
    /// Runs a query and gives its rows.
    ///
    /// # Errors
    /// As [`Transaction::rows`]; when a piece is not the list's, or has other parameters than were given.
    pub async fn list(&mut self, query: &Composed<'_>) -> Result<Vec<Row>, Error> {
        let (text, params) = query.parts()?;
        self.rows_of(text, params).await
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const OF_OWNER: Filter = Filter("owner = $1 OR creator = $1");
    const BETWEEN: Filter = Filter("created_ms >= $1 AND created_ms < $2");
    const NEWEST: Sort = Sort { order: "created_ms DESC, id DESC", after: "(created_ms, id) < ($1, $2)" };
    static THINGS: List = List {
        base: "SELECT id FROM thing WHERE brand = $1",
        filters: &[OF_OWNER, BETWEEN],
        sorts: &[NEWEST],
    };

    fn number(number: i64) -> Param<'static> {
        Param::Integer(number)
    }

    #[test]
    fn pieces_keep_their_order_and_get_numbers_that_ascend() {
        let query = THINGS.query(&["one".into()]).filter(BETWEEN, &[number(1), number(2)]);
        let composed = query.filter_if(OF_OWNER, Some("ada")).filter_if(OF_OWNER, None::<&str>).page(
            NEWEST,
            Start::After(vec![number(3), "x".into()]),
            10,
        );
        let (text, params) = composed.parts().unwrap();
        assert_eq!(
            text,
            "SELECT id FROM thing WHERE brand = $1\
             \n      AND (created_ms >= $2 AND created_ms < $3)\
             \n      AND (owner = $4 OR creator = $4)\
             \n      AND ((created_ms, id) < ($5, $6))\
             \n    ORDER BY created_ms DESC, id DESC\
             \n    LIMIT $7"
        );
        assert_eq!(params.len(), 7);
        let offset = THINGS.query(&["one".into()]).page(NEWEST, Start::Offset(20), 10);
        assert!(offset.parts().unwrap().0.ends_with("LIMIT $2 OFFSET $3"));
    }

    #[test]
    fn a_piece_of_another_list_and_a_wrong_number_of_parameters_are_refused() {
        let query = || THINGS.query(&["one".into()]);
        assert!(query().filter(Filter("1 = 1"), &[]).whole().parts().is_err());
        assert!(query().filter(OF_OWNER, &[]).whole().parts().is_err());
        assert!(query().page(Sort { order: "id", after: "id > $1" }, Start::First, 1).parts().is_err());
        assert!(query().page(NEWEST, Start::After(vec![number(3)]), 1).parts().is_err());
        assert!(THINGS.query(&[]).whole().parts().is_err());
        assert!(query().filter(OF_OWNER, &["ada".into()]).whole().parts().is_ok());
    }
}
