//! The original's index of operations: facts, kept as a table of our own.

use contract::{Category, Description};

const TABLE: &str = include_str!("../../data/original.tsv");

/// An operation of the original.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Original {
    /// Its category here; `None` beyond the fourteen.
    pub(crate) category: Option<Category>,
    /// The group it stands in within the index.
    pub(crate) group: &'static str,
    /// The verb.
    pub(crate) verb: &'static str,
    /// The path below the version of the API.
    pub(crate) path: &'static str,
    /// The name, without capitals.
    pub(crate) name: &'static str,
}

impl Original {
    /// Whether an operation of ours is this one: the same verb and path, whatever the ids in the path are called.
    pub(crate) fn is(&self, description: &Description) -> bool {
        let operation = &description.operation;
        operation.verb.as_str() == self.verb
            && operation
                .path
                .strip_prefix("/API/v3")
                .is_some_and(|path| nameless(path).eq(nameless(self.path)))
    }
}

/// The whole index, in its own order.
pub(super) fn all() -> Vec<Original> {
    TABLE.lines().skip(1).filter_map(line).collect()
}

fn line(line: &'static str) -> Option<Original> {
    let mut cells = line.split('\t');
    let (group, verb, path, name) = (cells.next()?, cells.next()?, cells.next()?, cells.next()?);
    Some(Original { category: category(group), group, verb, path, name })
}

/// The index heads three groups otherwise than the reference: what libraries hold is reached by their messages, the
/// directory has a second name, and tokens are users'.
fn category(group: &str) -> Option<Category> {
    match group {
        "Libraries" => Some(Category::MessageLibrary),
        "Organizations mTLS" => Some(Category::Organizations),
        "OAuth tokens" => Some(Category::Users),
        "XM Directory" => Some(Category::XmDirectory),
        title => Category::ALL.into_iter().find(|category| category.title() == title),
    }
}

/// The parts of a path, ids without their names.
pub(super) fn nameless(path: &str) -> impl Iterator<Item = &str> {
    path.split('/').map(|part| if part.starts_with('{') { "{}" } else { part })
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_table_is_read_whole() {
        let all = super::all();
        assert_eq!(all.len(), super::TABLE.lines().count() - 1);
        for operation in &all {
            assert!(operation.path.starts_with('/') && !operation.name.is_empty(), "{operation:?}");
            assert!(["GET", "POST", "PUT", "PATCH", "DELETE"].contains(&operation.verb), "{operation:?}");
            let same =
                |other: &&super::Original| other.verb == operation.verb && other.path == operation.path;
            assert_eq!(all.iter().filter(same).count(), 1, "{operation:?}");
        }
        for category in contract::Category::ALL {
            assert!(all.iter().any(|operation| operation.category == Some(category)), "{}", category.title());
        }
    }
}
