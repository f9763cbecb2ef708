//! The key that secrets are sealed with: read from where the settings say, or made in the data folder.

use std::fs;
use std::io::{self, Write};
use std::path::Path;

use services::seal::SecretKey;
use store::Store;

use crate::Failure;
use crate::config::KeySource;

/// The key's file in the data folder, where no other place is named.
const FILE_NAME: &str = "secret-key";

/// Reads the key, or makes it where nothing was sealed with another one before.
///
/// # Errors
/// When it cannot be read or written, is no key, or is missing although secrets were sealed with it.
pub(super) async fn open(source: &KeySource, data: &Path, store: &Store) -> Result<SecretKey, Failure> {
    let path = match source {
        KeySource::Given(key) => return Ok(key.clone()),
        KeySource::File(path) => return read(path),
        KeySource::DataFolder => data.join(FILE_NAME),
    };
    if !path.exists() {
        let sealed = services::tokens::are_sealed(store).await;
        if sealed.map_err(|why| Failure::failed("the file store cannot be read", why))? {
            return Err(Failure::Failed(format!(
                "the secrets of this installation were sealed with a key that is not in {}: put it there, or give it \
                 by --secret-key FILE or CANVASS_SECRET_KEY",
                path.display()
            )));
        }
        make(&path)?;
    }
    read(&path)
}

fn read(path: &Path) -> Result<SecretKey, Failure> {
    let text = fs::read_to_string(path)
        .map_err(|why| Failure::failed(format!("the secret key {} cannot be read", path.display()), why))?;
    // What is there instead is not repeated: it may be a key with a slip of the hand.
    SecretKey::parse(&text)
        .map_err(|why| Failure::failed(format!("{} holds no secret key", path.display()), why))
}

/// Writes a new key, whole, for its owner alone; one that another process has made meanwhile stays.
fn make(path: &Path) -> Result<(), Failure> {
    let key = SecretKey::generate().map_err(|why| Failure::failed("a secret key cannot be made", why))?;
    let folder = path.parent().unwrap_or(Path::new("."));
    let written = || -> io::Result<()> {
        // A temporary file is open to its owner only.
        let mut file = tempfile::NamedTempFile::new_in(folder)?;
        writeln!(file, "{}", key.to_hex())?;
        file.as_file().sync_all()?;
        match file.persist_noclobber(path) {
            Err(why) if why.error.kind() != io::ErrorKind::AlreadyExists => return Err(why.error),
            _ => {}
        }
        fs::File::open(folder)?.sync_all()
    };
    written().map_err(|why| Failure::failed(format!("the secret key {} cannot be made", path.display()), why))
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use services::{App, AppSettings};

    use super::*;

    async fn store() -> Store {
        Store::open(&store::Settings::in_memory()).await.unwrap()
    }

    async fn told(source: KeySource, data: &Path, store: &Store) -> String {
        open(&source, data, store).await.err().unwrap().to_string()
    }

    #[tokio::test]
    async fn the_data_folder_gets_a_key_once_for_its_owner_alone() {
        let (folder, store) = (tempfile::tempdir().unwrap(), store().await);
        let made = open(&KeySource::DataFolder, folder.path(), &store).await.unwrap();
        let path = folder.path().join(FILE_NAME);
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        assert_eq!(fs::read_to_string(&path).unwrap(), format!("{}\n", made.to_hex()));
        make(&path).unwrap();
        for source in [KeySource::DataFolder, KeySource::File(path)] {
            assert_eq!(open(&source, folder.path(), &store).await.unwrap(), made);
        }
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "no other file is left");
    }

    #[tokio::test]
    async fn a_missing_or_wrong_key_is_told_and_nothing_is_made() {
        let (folder, store) = (tempfile::tempdir().unwrap(), store().await);
        let (key, other) = (SecretKey::generate().unwrap(), SecretKey::generate().unwrap());
        App::start(store.clone(), &key, AppSettings::default()).await.unwrap();
        let missing = told(KeySource::DataFolder, folder.path(), &store).await;
        assert!(missing.contains("--secret-key FILE or CANVASS_SECRET_KEY"), "{missing}");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0, "no key is made beside the one in use");
        let given = open(&KeySource::Given(other), folder.path(), &store).await.unwrap();
        let wrong =
            App::start(store.clone(), &given, AppSettings::default()).await.err().unwrap().to_string();
        assert!(wrong.contains("nothing was changed"), "{wrong}");
        App::start(store.clone(), &key, AppSettings::default()).await.unwrap();

        let path = folder.path().join("key");
        assert!(told(KeySource::File(path.clone()), folder.path(), &store).await.contains("cannot be read"));
        fs::write(&path, "0badkey").unwrap();
        let wrong = told(KeySource::File(path), folder.path(), &store).await;
        assert!(wrong.contains("holds no secret key") && !wrong.contains("0badkey"), "{wrong}");
    }
}
