//! The data that the settings name, opened: what serving and the commands of the shell begin with.

use std::path::PathBuf;
use std::sync::Arc;

use services::installation::{self, Belonging};
use services::seal::SecretKey;
use services::{App, AppSettings, NoContacts};
use store::{DatabaseUrl, FilesUrl, Store};

use super::secret_key;
use crate::Failure;
use crate::config::Settings;

/// Opens the data for a command of the shell. A server may work on them at the same time.
///
/// # Errors
/// As [`open_store`] and [`start`].
pub(crate) async fn open_app(settings: &Settings) -> Result<App, Failure> {
    let (store, key) = open_store(settings).await?;
    start(store, &key, settings).await
}

/// The database's file in the data folder, where it is embedded.
pub(crate) const DATABASE: &str = "canvass.db";
/// The folder of the files in the data folder, where no other place is named.
pub(crate) const FILES: &str = "files";

/// The file of the embedded database.
///
/// # Errors
/// When there is none.
pub(crate) fn database_file(settings: &Settings) -> Result<PathBuf, Failure> {
    let file = settings.data.join(DATABASE);
    if file.is_file() {
        return Ok(file);
    }
    Err(Failure::Failed(format!("there is no database {}", file.display())))
}

/// Where the store is that the settings name.
pub(crate) fn store_settings(settings: &Settings) -> store::Settings {
    store::Settings {
        database: match &settings.database {
            Some(url) => DatabaseUrl::Postgres(url.clone()),
            None => DatabaseUrl::Sqlite(settings.data.join(DATABASE)),
        },
        files: match &settings.files {
            Some(url) => FilesUrl::parse(url),
            None => FilesUrl::Folder(settings.data.join(FILES)),
        },
    }
}

/// Opens the store, and the key that its secrets are sealed with.
///
/// # Errors
/// When one of them cannot be opened, or database and files are of two installations.
pub(super) async fn open_store(settings: &Settings) -> Result<(Store, SecretKey), Failure> {
    let store = store_settings(settings);
    let (opened, belonging) = match settings.accept_storage {
        false => (Store::open(&store).await, Belonging::Demanded),
        true => (Store::open_as_it_is(&store).await, Belonging::Declared),
    };
    let store = opened.map_err(|why| Failure::failed("the store cannot be opened", why))?;
    if let Some(why) = store.trouble() {
        tracing::error!(%why, "nothing can be written: what is there is served, changes are answered by 503");
    }
    installation::join(&store, belonging).await.map_err(failed)?;
    let key = secret_key::open(&settings.secret_key, &settings.data, &store).await?;
    Ok((store, key))
}

/// Starts what works on the store.
///
/// # Errors
/// When the key is another than that of the installation, or the store fails.
pub(super) async fn start(store: Store, key: &SecretKey, settings: &Settings) -> Result<App, Failure> {
    let app_settings = AppSettings {
        datacenter: settings.datacenter.clone(),
        public_url: settings.public_url.clone(),
        fetch_private: settings.fetch_private,
        survey_web_services: settings.survey_web_services,
        // Nobody's contacts are kept yet.
        contacts: Arc::new(NoContacts),
        purge_after_days: settings.purge_after_days.into(),
    };
    App::start(store, key, app_settings).await.map_err(failed)
}

pub(super) fn failed(why: services::Error) -> Failure {
    Failure::failed("the application cannot be started", why)
}
