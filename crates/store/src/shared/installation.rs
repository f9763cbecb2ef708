//! Which installation a database is, so that nobody serves it with the files of another one.

use crate::{Error, FileKey, Files, Param, Store, Transaction};

const SET: &str = "
    INSERT INTO installation (place, id)
    VALUES (1, $1)
    ON CONFLICT (place) DO NOTHING";
const GET: &str = "
    SELECT id
    FROM installation
    WHERE place = $1";

pub(crate) const STATEMENTS: &[&str] = &[SET, GET];

/// What the file store is marked with: the id of the installation on one line, and `new` on the next until the database
/// has it too.
const MARK_FILE: &str = "installation";
const NEW: &str = "new";

/// What a file store says of the installation that it belongs to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mark {
    /// The installation's id.
    pub id: String,
    /// Whether the database is known to have this id: a first start that was cut off leaves a mark without.
    pub confirmed: bool,
}

/// The id of the installation in the database.
pub async fn id(tx: &mut Transaction) -> Result<Option<String>, Error> {
    tx.optional(GET, &[Param::Integer(1)]).await?.map(|mut row| row.text(0)).transpose()
}

/// Gives the database this id unless it has one, and tells which it has.
pub async fn set_id(store: &Store, id: &str) -> Result<String, Error> {
    let mut tx = store.begin_statement().await?;
    tx.execute(SET, &[id.into()]).await?;
    tx.commit().await?;
    self::id(&mut store.read()).await?.ok_or_else(|| Error::Other("the installation has no id".into()))
}

/// The mark of the file store.
pub async fn mark(files: &Files) -> Result<Option<Mark>, Error> {
    let Some(bytes) = files.get(&FileKey::of_server(MARK_FILE)).await? else { return Ok(None) };
    let text = String::from_utf8_lossy(&bytes);
    let mut lines = text.lines();
    let id = lines.next().unwrap_or_default().to_owned();
    Ok(Some(Mark { id, confirmed: lines.next() != Some(NEW) }))
}

/// Marks the file store, not yet confirmed, unless it is marked. Tells whether it was not.
pub async fn begin_mark(files: &Files, id: &str) -> Result<bool, Error> {
    files.create(&FileKey::of_server(MARK_FILE), format!("{id}\n{NEW}\n").into()).await
}

/// Marks the file store with the id that the database has.
pub async fn confirm_mark(files: &Files, id: &str) -> Result<(), Error> {
    files.put(&FileKey::of_server(MARK_FILE), format!("{id}\n").into()).await
}

/// Takes the mark away again, of a start that found the database to be another's.
pub async fn remove_mark(files: &Files) -> Result<(), Error> {
    files.delete(&FileKey::of_server(MARK_FILE)).await
}
