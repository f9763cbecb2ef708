//! `canvass run -- COMMAND`: runs a program so that its requests to `*.qualtrics.com` reach the server here.
//!
//! Three means, from the mildest on: environment variables that name a CONNECT proxy of ours and a bundle with our CA;
//! for Node, a script that is loaded before the program; on Linux, a mount namespace of the program's own, in which
//! the system's CA bundle has our CA added. All of them end with the program and touch nothing outside it.

mod bundle;
mod child;
mod environment;
mod namespace;
mod proxy;
mod truststore;

use std::ffi::OsString;
use std::fs;
use std::net::{SocketAddr, ToSocketAddrs};
use std::path::{Path, PathBuf};

use clap::Args;

use crate::ready::Ready;
use crate::{Failure, clock};

/// The options of `canvass run`.
#[derive(Debug, Args)]
pub struct RunOptions {
    /// The ready file of the server [default: serving.json in the data folder]
    #[arg(long, env = "CANVASS_SERVER_READY", value_name = "FILE", conflicts_with = "tls_address")]
    pub server_ready: Option<PathBuf>,
    /// The data folder of the server [default: ./canvass-data]
    #[arg(long, env = "CANVASS_DATA", value_name = "DIR")]
    pub data: Option<PathBuf>,
    /// Where the server is served over HTTPS, when no file says so
    #[arg(long, value_name = "ADDR")]
    pub tls_address: Option<SocketAddr>,
    /// The CA that signed the server's certificate [default: as the file says, or ca.pem in the data folder]
    #[arg(long, value_name = "FILE")]
    pub ca: Option<PathBuf>,
    /// The program to run and its arguments
    #[arg(last = true, required = true, value_name = "COMMAND")]
    pub command: Vec<OsString>,
}

/// Runs the command to its end; the result is its exit code (128 and the signal's number when a signal ended it).
pub async fn run(options: RunOptions) -> Result<u8, Failure> {
    let server = Server::find(&options)?;
    if let Err(why) = tokio::net::TcpStream::connect(server.address).await {
        return Err(Failure::failed(format!("no server answers at {}", server.address), why));
    }
    let folder = tempfile::Builder::new()
        .prefix("canvass-run-")
        .tempdir()
        .map_err(|why| Failure::failed("no folder for the files of the program could be made", why))?;
    let prepared = Prepared::write(folder.path(), &server)
        .map_err(|why| Failure::failed(format!("{} cannot be written", folder.path().display()), why))?;
    let proxy = proxy::Proxy::start(server.address)
        .await
        .map_err(|why| Failure::failed("the proxy could not be started", why))?;

    let variables = environment::variables(proxy.address(), server.address, &prepared.files, |name| {
        std::env::var(name).ok()
    });
    let command = match namespace::wrap(&prepared.mounts, &options.command).await {
        Ok(wrapped) => wrapped,
        Err(reason) => {
            eprintln!("canvass: {reason}");
            eprintln!(
                "canvass: running without it. A program that takes its CA only from the system's bundle (R, for \
                 one) must be given {} itself: in R, httr::config(cainfo = Sys.getenv(\"SSL_CERT_FILE\")).",
                prepared.files.bundle.as_deref().unwrap_or(Path::new("the CA")).display()
            );
            options.command.clone()
        }
    };
    child::run(&command, &variables).await
}

/// The server that the program's requests are joined to.
struct Server {
    address: SocketAddr,
    /// The PEM text of its CA; without one, the program must trust its certificate already.
    authority: Option<Vec<u8>>,
}

impl Server {
    fn find(options: &RunOptions) -> Result<Self, Failure> {
        let data = options.data.clone().unwrap_or_else(|| PathBuf::from("canvass-data"));
        let (address, authority) = match options.tls_address {
            Some(address) => (address, Some(data.join("ca.pem")).filter(|file| file.exists())),
            None => {
                let file = options.server_ready.clone().unwrap_or_else(|| data.join(Ready::FILE_NAME));
                let ready = Ready::read(&file)?;
                let url = ready.tls.ok_or_else(|| {
                    Failure::Failed("the server has HTTPS turned off (listen-tls = off)".to_owned())
                })?;
                let address = url.strip_prefix("https://").unwrap_or(&url);
                let address = address.to_socket_addrs().ok().and_then(|mut found| found.next());
                (address.ok_or_else(|| Failure::Failed(format!("{url} is no address")))?, ready.ca)
            }
        };
        let authority = match options.ca.clone().or(authority) {
            None => None,
            Some(file) => Some(
                fs::read(&file)
                    .map_err(|why| Failure::failed(format!("{} cannot be read", file.display()), why))?,
            ),
        };
        Ok(Self { address, authority })
    }
}

/// The files that the program is pointed to, and those laid over the system's.
struct Prepared {
    files: environment::Files,
    mounts: Vec<namespace::Mount>,
}

impl Prepared {
    fn write(folder: &Path, server: &Server) -> std::io::Result<Self> {
        let preload = folder.join("preload.cjs");
        fs::write(&preload, include_str!("run/preload.cjs"))?;
        let mut prepared = Self {
            files: environment::Files { bundle: None, node_authorities: None, truststore: None, preload },
            mounts: Vec::new(),
        };
        let Some(authority) = &server.authority else { return Ok(prepared) };

        let system = bundle::system();
        for (number, over) in system.iter().enumerate() {
            let from = folder.join(format!("system-{number}.pem"));
            fs::write(&from, bundle::joined(Some(over), authority)?)?;
            prepared.mounts.push(namespace::Mount { from, over: over.clone() });
        }
        let given = |name: &str| std::env::var_os(name).map(PathBuf::from).filter(|file| file.is_file());
        let base = given("SSL_CERT_FILE").or_else(|| system.first().cloned());
        let everything = bundle::joined(base.as_deref(), authority)?;
        let write = |name: &str, content: &[u8]| {
            let file = folder.join(name);
            fs::write(&file, content).map(|()| Some(file))
        };
        prepared.files.bundle = write("bundle.pem", &everything)?;
        prepared.files.truststore =
            write("truststore.jks", &truststore::from_pem(&everything, clock::now())?)?;
        let node = bundle::joined(given("NODE_EXTRA_CA_CERTS").as_deref(), authority)?;
        prepared.files.node_authorities = write("node.pem", &node)?;
        Ok(prepared)
    }
}

#[cfg(test)]
#[path = "run_tests.rs"]
mod tests;
