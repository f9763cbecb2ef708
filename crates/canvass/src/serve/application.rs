//! What is served: the one place where storage, services and HTTP are put together.

use std::time::Duration;

use axum::Router;
use services::seal::SecretKey;
use services::{App, SharedSecrets, Workers};
use store::Store;

use crate::config::{Limits, Settings};
use crate::serve::access::Access;
use crate::serve::opening::failed;
use crate::serve::{opening, shared_authority};
use crate::tls::Authority;
use crate::{Failure, clock};

/// How long a running job may go on when the server stops; it is run again at the next start otherwise.
const GRACE: Duration = Duration::from_secs(5);

/// The application, open and ready to answer.
pub(super) struct Application {
    /// Everything that is answered.
    pub(super) router: Router,
    /// Who can use it, and how.
    pub(super) access: Access,
    /// What the router answers with.
    pub(super) app: App,
    workers: Workers,
    /// What signs the certificate for HTTPS, where none was given.
    pub(super) authority: Option<Authority>,
}

/// Opens everything the settings name.
pub(super) async fn open(settings: &Settings, limits: server::Limits) -> Result<Application, Failure> {
    let (store, key) = opening::open_store(settings).await?;
    let authority = match (settings.listen_tls, &settings.certificate) {
        (Some(_), None) => Some(authority(settings, &store, &key).await?),
        _ => None,
    };
    let app = opening::start(store, &key, settings).await?;
    if settings.example {
        services::example::install_once(&app, settings.admin_token.as_deref()).await.map_err(failed)?;
    }
    let access = Access::find(&app, settings.admin_token.as_ref()).await.map_err(failed)?;
    let server = server::Settings {
        public_url: settings.public_url.clone(),
        limits,
        example: settings.example,
        history: settings.history.into(),
        trusted_proxies: settings.trusted_proxies.clone(),
        hsts: settings.hsts,
        metrics: settings.metrics,
    };
    let router = server::router(app.clone(), server);
    let workers = Workers::start(&app);
    Ok(Application { router, access, app, workers, authority })
}

impl Application {
    /// Lets jobs end or leaves them to the next start, then lets go of the store.
    pub(super) async fn close(self) {
        self.workers.stop(GRACE).await;
        if let Err(error) = self.app.close().await {
            tracing::warn!(%error, "the store could not be closed in order");
        }
    }
}

/// The CA: with SQLite that of the data folder, with PostgreSQL that of the database.
async fn authority(settings: &Settings, store: &Store, key: &SecretKey) -> Result<Authority, Failure> {
    let now = clock::now();
    if store.is_shared() {
        shared_authority::open(&SharedSecrets::of(store, key), &settings.data, now).await
    } else {
        Authority::open(&settings.data, now)
    }
}

/// The request limits that were asked for.
///
/// # Errors
/// When their file cannot be read, or states none.
pub(super) fn limits(given: &Limits) -> Result<server::Limits, Failure> {
    match given {
        Limits::Off => Ok(server::Limits::Off),
        Limits::Original => Ok(server::Limits::Original),
        Limits::File(path) => {
            let text = std::fs::read_to_string(path).map_err(|why| {
                Failure::Use(format!(
                    "limits: off, original or the name of a file is expected, and {} cannot be read: {why}",
                    path.display()
                ))
            })?;
            server::Limits::parse(&text)
                .map_err(|why| Failure::Use(format!("limits: {}: {why}", path.display())))
        }
    }
}
