//! Database and file store belong together: both are marked with the id of the installation, and a process that finds
//! them to be of two installations, or one of them gone, serves nothing and changes nothing.

use store::installation::{self, Mark};
use store::{FileKey, Store};

use crate::error::Error;
use crate::id_generator::IdGenerator;
use crate::tokens;

/// What to do about a database and a file store that are not known to belong together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Belonging {
    /// Refuse to serve them.
    Demanded,
    /// Take them for one installation from now on, as after one of them was lost or restored.
    Declared,
}

/// Finds database and file store to be of one installation, or makes one of two that are new. Several processes may do
/// it at once: all that share both end up with one id.
///
/// # Errors
/// When they do not belong together, in words for the person who starts the server; when the store fails.
pub async fn join(store: &Store, belonging: Belonging) -> Result<(), Error> {
    let (files, ids) = (store.files(), IdGenerator::seeded().map_err(Error::internal)?);
    let known = installation::id(&mut store.read()).await?;
    let mark = installation::mark(files).await?;
    match (known, mark) {
        (Some(known), Some(mark)) if mark.id == known => {
            if !mark.confirmed {
                installation::confirm_mark(files, &known).await?;
            }
            Ok(())
        }
        (Some(known), mark) if belonging == Belonging::Declared => {
            tracing::warn!(former = ?mark, installation = %known, "the file store is taken for that of the database");
            Ok(installation::confirm_mark(files, &known).await?)
        }
        (None, Some(Mark { id, confirmed: true })) if belonging == Belonging::Declared => {
            tracing::warn!(installation = %id, "the database is taken for that of the file store");
            installation::set_id(store, &id).await.map(drop).map_err(Error::from)
        }
        (Some(_), Some(_)) => Err(refused(
            "the file store belongs to another installation than the database",
            "give this process the file store of its database",
        )),
        (Some(_), None) => Err(refused(
            "the file store is not that of the database: several processes over one PostgreSQL need one file store, \
             and this one is empty or another's",
            "give this process the same folder or bucket as the others (--files, or --data)",
        )),
        (None, Some(Mark { confirmed: true, .. })) => Err(emptied()),
        (None, Some(Mark { id, confirmed: false })) => agree(store, id, false).await,
        (None, None) => {
            former(store, belonging).await?;
            let id = data_encoding::HEXLOWER.encode(&ids.bytes()[..16]);
            let is_ours = installation::begin_mark(files, &id).await?;
            let mark = installation::mark(files).await?.map_or(id, |mark| mark.id);
            agree(store, mark, is_ours).await
        }
    }
}

/// Gives the database the id that the file store is marked with. `is_ours`: this process has marked it.
async fn agree(store: &Store, mark: String, is_ours: bool) -> Result<(), Error> {
    let known = installation::set_id(store, &mark).await?;
    if known == mark {
        return Ok(installation::confirm_mark(store.files(), &known).await?);
    }
    // Another process was quicker, with a file store of its own. Nothing of this start stays.
    if is_ours {
        installation::remove_mark(store.files()).await?;
    }
    Err(refused(
        "another process has just begun to serve this database with another file store",
        "give this process the same folder or bucket as the others (--files, or --data)",
    ))
}

/// Holds an installation of a version that marked nothing to what it has: a secret in the file store, and brands in the
/// database.
async fn former(store: &Store, belonging: Belonging) -> Result<(), Error> {
    let has_secret = store.files().get(&FileKey::of_server(tokens::SECRET_FILE)).await?.is_some();
    let has_brands = !store::brands::list(&mut store.read()).await?.is_empty();
    match (has_brands, has_secret) {
        _ if belonging == Belonging::Declared => Ok(()),
        (false, true) => Err(emptied()),
        (true, false) => Err(refused(
            "the file store is not that of the database: it has no server/token-secret",
            "give this process the same folder or bucket as before (--files, or --data)",
        )),
        _ => Ok(()),
    }
}

fn emptied() -> Error {
    refused(
        "the database is empty, but the file store holds the files of an installation: the database was taken away or \
         replaced, or another one is named",
        "put the database back, or name it (--database, or --data), or restore a backup",
    )
}

fn refused(what: &str, to_do: &str) -> Error {
    Error::Internal(format!(
        "{what}. Nothing was changed. Either {to_do}; or, where you know that they shall be one installation from now \
         on, start once with --accept-storage"
    ))
}

#[cfg(test)]
mod tests {
    use store::{DatabaseUrl, FilesUrl, Settings};
    use tempfile::TempDir;

    use super::*;

    /// A database and a folder of files, each of which can be opened again.
    async fn open(database: &TempDir, files: &TempDir) -> Store {
        let settings = Settings {
            database: DatabaseUrl::Sqlite(database.path().join("canvass.db")),
            files: FilesUrl::Folder(files.path().to_owned()),
        };
        Store::open(&settings).await.unwrap()
    }

    fn folders() -> (TempDir, TempDir) {
        (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap())
    }

    async fn refusal(store: &Store) -> String {
        let told = join(store, Belonging::Demanded).await.unwrap_err().to_string();
        assert!(told.contains("--accept-storage"), "{told}");
        told
    }

    #[tokio::test]
    async fn a_database_and_its_files_are_known_again_and_no_others_are_taken() {
        let (one, other) = (folders(), folders());
        for (database, files) in [&one, &one, &other] {
            join(&open(database, files).await, Belonging::Demanded).await.unwrap();
        }
        let crossed = open(&one.0, &other.1).await;
        assert!(refusal(&crossed).await.contains("another installation"));
        let fresh = tempfile::tempdir().unwrap();
        let alone = open(&one.0, &fresh).await;
        assert!(refusal(&alone).await.contains("one file store"));
        assert_eq!(installation::mark(alone.files()).await.unwrap(), None);
        let emptied = open(&fresh, &one.1).await;
        assert!(refusal(&emptied).await.contains("the database is empty"));
        assert_eq!(installation::id(&mut emptied.read()).await.unwrap(), None);

        // Whoever knows better says so once.
        for store in [&crossed, &emptied] {
            join(store, Belonging::Declared).await.unwrap();
            join(store, Belonging::Demanded).await.unwrap();
        }
    }

    #[tokio::test]
    async fn a_first_start_that_was_cut_off_is_gone_on_with() {
        let (database, files) = folders();
        let store = open(&database, &files).await;
        assert!(installation::begin_mark(store.files(), "half").await.unwrap());
        join(&store, Belonging::Demanded).await.unwrap();
        assert_eq!(installation::id(&mut store.read()).await.unwrap().as_deref(), Some("half"));
        let again = folders();
        let store = open(&again.0, &again.1).await;
        installation::begin_mark(store.files(), "half").await.unwrap();
        installation::set_id(&store, "half").await.unwrap();
        join(&store, Belonging::Demanded).await.unwrap();
        assert!(installation::mark(store.files()).await.unwrap().unwrap().confirmed);
    }

    #[tokio::test]
    async fn of_two_first_starts_with_files_of_their_own_one_is_refused() {
        let (database, files) = folders();
        let own = tempfile::tempdir().unwrap();
        let (first, second) = (open(&database, &files).await, open(&database, &own).await);
        // The second has looked before the first was done.
        installation::begin_mark(second.files(), "second").await.unwrap();
        join(&first, Belonging::Demanded).await.unwrap();
        let told = agree(&second, "second".to_owned(), true).await.unwrap_err().to_string();
        assert!(told.contains("another process"), "{told}");
        assert_eq!(installation::mark(second.files()).await.unwrap(), None, "nothing of it stays");
        join(&first, Belonging::Demanded).await.unwrap();
    }

    #[tokio::test]
    async fn an_installation_of_a_version_that_marked_nothing_is_held_to_what_it_has() {
        let secret = FileKey::of_server(tokens::SECRET_FILE);
        let (database, files) = folders();
        let store = open(&database, &files).await;
        store.files().put(&secret, "sealed".into()).await.unwrap();
        assert!(refusal(&store).await.contains("the database is empty"));
        let mut tx = store.begin().await.unwrap();
        let brand = model::account::Brand {
            id: model::BrandId::parse("acme").unwrap(),
            name: "Acme".to_owned(),
            created: model::Moment(1),
        };
        store::brands::insert(&mut tx, &brand).await.unwrap();
        tx.commit().await.unwrap();
        let own = tempfile::tempdir().unwrap();
        assert!(refusal(&open(&database, &own).await).await.contains("server/token-secret"));
        join(&store, Belonging::Demanded).await.unwrap();
    }
}
