//! `canvass serve`: listen, say where, serve until told to stop.

mod access;
mod announced;
mod application;
mod data_folder;
mod greeting;
mod opening;
mod secret_key;
mod shared_authority;

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;

use axum::Router;
use model::text::ApiToken;
use services::App;
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::watch;

use crate::config::Settings;
use crate::http::{Connections, serve_http};
use crate::ready::Ready;
use crate::tls::{Authority, Tls};
use crate::{Failure, clock, logging};
use announced::Announced;
use data_folder::DataFolder;

pub(crate) use opening::{DATABASE, FILES, database_file, open_app, store_settings};

/// Serves until SIGINT or SIGTERM, then lets running requests end.
pub async fn serve(settings: Settings) -> Result<(), Failure> {
    logging::start(settings.log_format)?;
    // Before anything is made.
    let limits = application::limits(&settings.limits)?;
    let folder = DataFolder::open(&settings.data)?;
    let mut bound = Bound::bind(&settings).await?;
    let mut application = application::open(&settings, limits).await?;
    bound.certify(&settings, application.authority.take())?;
    let ready = bound.ready(application.access.token.clone());
    let serving_file = folder.path().join(Ready::FILE_NAME);

    let (stop, shutdown) = watch::channel(false);
    let superseded = stop_when_superseded(&application.app, stop.clone());
    let stopped = stop_on_signal(stop)?;
    let mut announced = Announced::write(ready.clone(), serving_file.clone(), settings.ready_file)?;
    greeting::print(&ready, &application.access, &serving_file);
    let connections = Connections::of_a_server(settings.trusted_proxies.clone());
    tokio::select! {
        () = bound.serve(application.router.clone(), connections, shutdown) => {}
        () = announced.keep_true(&application.app) => {}
    }
    application.close().await;
    announced.remove();
    stopped.abort();
    if superseded.is_finished() {
        let why = superseded.await.unwrap_or_default();
        return Err(Failure::Failed(format!(
            "a later version serves this database now, so this one has ended: {why}"
        )));
    }
    superseded.abort();
    Ok(())
}

/// The listeners, open but not yet answered.
struct Bound {
    plain: TcpListener,
    plain_address: SocketAddr,
    secure: Option<(TcpListener, SocketAddr)>,
    tls: Option<Tls>,
    authority_file: Option<PathBuf>,
}

impl Bound {
    /// Binds before anything else is opened, so that a port in use is said at once.
    async fn bind(settings: &Settings) -> Result<Self, Failure> {
        let (plain, plain_address) = bind("listen", settings.listen).await?;
        let secure = match settings.listen_tls {
            None => None,
            Some(address) => Some(bind("listen-tls", address).await?),
        };
        Ok(Self { plain, plain_address, secure, tls: None, authority_file: None })
    }

    /// Takes the certificate that was given, or lets the CA sign one.
    fn certify(&mut self, settings: &Settings, authority: Option<Authority>) -> Result<(), Failure> {
        if let Some((chain, key)) = &settings.certificate {
            self.tls = Some(Tls::from_files(chain, key)?);
        } else if let Some(authority) = authority {
            let file = authority.certificate_file();
            self.authority_file = Some(std::path::absolute(file).unwrap_or_else(|_| file.to_owned()));
            self.tls = Some(Tls::from_authority(authority, clock::now())?);
        }
        Ok(())
    }

    fn ready(&self, token: Option<ApiToken>) -> Ready {
        let api = format!("http://{}", reachable(self.plain_address));
        Ready {
            docs: format!("{api}/docs"),
            api,
            tls: self.secure.as_ref().map(|(_, address)| format!("https://{}", reachable(*address))),
            ca: self.authority_file.clone(),
            token,
            pid: std::process::id(),
        }
    }

    async fn serve(self, app: Router, connections: Arc<Connections>, shutdown: watch::Receiver<bool>) {
        let plain = serve_http(self.plain, None, app.clone(), Arc::clone(&connections), shutdown.clone());
        match (self.secure, self.tls) {
            (None, _) | (_, None) => plain.await,
            (Some((listener, _)), Some(tls)) => {
                tokio::join!(plain, serve_http(listener, Some(tls), app, connections, shutdown));
            }
        }
    }
}

async fn bind(option: &str, address: SocketAddr) -> Result<(TcpListener, SocketAddr), Failure> {
    let failed = |why| Failure::failed(format!("{option} {address} cannot be listened on"), why);
    let listener = TcpListener::bind(address).await.map_err(failed)?;
    let bound = listener.local_addr().map_err(failed)?;
    Ok((listener, bound))
}

/// The address by which this machine reaches a listener; that of all interfaces is no address to go to.
fn reachable(address: SocketAddr) -> SocketAddr {
    match address {
        SocketAddr::V4(v4) if v4.ip().is_unspecified() => {
            SocketAddr::from((std::net::Ipv4Addr::LOCALHOST, v4.port()))
        }
        SocketAddr::V6(v6) if v6.ip().is_unspecified() => {
            SocketAddr::from((std::net::Ipv6Addr::LOCALHOST, v6.port()))
        }
        given => given,
    }
}

/// A later version that takes the database over ends the server in order; gives the reason.
fn stop_when_superseded(app: &App, stop: watch::Sender<bool>) -> tokio::task::JoinHandle<String> {
    let app = app.clone();
    tokio::spawn(async move {
        let why = app.superseded().await;
        tracing::error!(%why, "stopping: a later version has taken the database over");
        let _ = stop.send(true);
        why
    })
}

/// The first signal ends the server in order; the second one ends the process.
fn stop_on_signal(stop: watch::Sender<bool>) -> Result<tokio::task::JoinHandle<()>, Failure> {
    let listen = |kind| signal(kind).map_err(|why| Failure::failed("signals cannot be listened to", why));
    let mut interrupt = listen(SignalKind::interrupt())?;
    let mut terminate = listen(SignalKind::terminate())?;
    Ok(tokio::spawn(async move {
        let mut next = async || {
            tokio::select! {
                _ = interrupt.recv() => {}
                _ = terminate.recv() => {}
            }
        };
        next().await;
        tracing::info!("stopping: running requests are answered first");
        let _ = stop.send(true);
        next().await;
        logging::end();
        std::process::exit(130);
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_interfaces_are_reached_by_loopback() {
        let shown = |text: &str| reachable(text.parse().unwrap()).to_string();
        assert_eq!(shown("0.0.0.0:8080"), "127.0.0.1:8080");
        assert_eq!(shown("[::]:8080"), "[::1]:8080");
        assert_eq!(shown("192.168.1.4:8080"), "192.168.1.4:8080");
    }

    #[tokio::test]
    async fn a_port_in_use_is_named_with_its_option() {
        let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let failure = bind("listen", taken.local_addr().unwrap()).await.err().unwrap();
        assert!(failure.to_string().starts_with("listen 127.0.0.1:"), "{failure}");
        assert_eq!(failure.exit_code(), 1);
    }
}
