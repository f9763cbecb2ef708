//! What is served: the one place where storage, services and HTTP are put together.

use std::time::Duration;

use axum::Router;
use model::text::ApiToken;
use services::installation::{self, Belonging};
use services::seal::SecretKey;
use services::{App, AppSettings, SharedSecrets, Workers};
use store::{DatabaseUrl, FilesUrl, Store};

use crate::config::{Limits, Settings};
use crate::serve::{secret_key, shared_authority};
use crate::tls::Authority;
use crate::{Failure, clock};

/// How long a running job may go on when the server stops; it is run again at the next start otherwise.
const GRACE: Duration = Duration::from_secs(5);

/// The application, open and ready to answer.
pub(super) struct Application {
    /// Everything that is answered.
    pub(super) router: Router,
    /// The administrator's token, where it is known and works.
    pub(super) token: Option<ApiToken>,
    /// The path of a survey that can be taken, such as that of the example brand.
    pub(super) survey_path: Option<String>,
    /// What the router answers with.
    pub(super) app: App,
    workers: Workers,
    /// What signs the certificate for HTTPS, where none was given.
    pub(super) authority: Option<Authority>,
}

/// Opens everything the settings name.
pub(super) async fn open(settings: &Settings) -> Result<Application, Failure> {
    let limits = limits(&settings.limits)?;
    let store = store::Settings {
        database: match &settings.database {
            Some(url) => DatabaseUrl::Postgres(url.clone()),
            None => DatabaseUrl::Sqlite(settings.data.join("canvass.db")),
        },
        files: match &settings.files {
            Some(url) => FilesUrl::parse(url),
            None => FilesUrl::Folder(settings.data.join("files")),
        },
    };
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
    let authority = match (settings.listen_tls, &settings.certificate) {
        (Some(_), None) => Some(authority(settings, &store, &key).await?),
        _ => None,
    };
    let app_settings = AppSettings {
        datacenter: settings.datacenter.clone(),
        public_url: settings.public_url.clone(),
        fetch_private: settings.fetch_private,
    };
    let app = App::start(store, &key, app_settings).await.map_err(failed)?;
    let survey_path = if settings.example {
        services::example::install_once(&app, settings.admin_token.as_deref()).await.map_err(failed)?;
        Some(format!("/jfe/form/{}", services::example::SURVEY_ID))
    } else {
        None
    };
    let token = working_token(&app, settings).await.map_err(failed)?;
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
    Ok(Application { router, token, survey_path, app, workers, authority })
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

/// The token that was brought along, else that of the example brand's administrator, where somebody has it.
async fn working_token(app: &App, settings: &Settings) -> Result<Option<ApiToken>, services::Error> {
    if let Some(token) = &settings.admin_token
        && app.caller_by_token(token).await?.is_some()
    {
        return Ok(Some(token.clone()));
    }
    Ok(services::example::token(app).await?.map(ApiToken::stored))
}

fn failed(why: services::Error) -> Failure {
    Failure::failed("the application cannot be started", why)
}

fn limits(given: &Limits) -> Result<server::Limits, Failure> {
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
