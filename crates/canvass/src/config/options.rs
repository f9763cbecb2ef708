//! The options of `serve` and of the commands that work on what it keeps.

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::Args;
use model::text::SecretUrl;
use server::{Hsts, MetricsFor, TrustedProxies};

use super::values::{self, Limits, LogFormat, NotYet, TlsListen};

/// Where the data are. An option that was not given is `None`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Args)]
pub struct StoreOptions {
    /// Read options from this file [default: canvass.toml in the working directory, when there is one]
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// The folder for everything that must last [default: ./canvass-data]
    #[arg(long, value_name = "DIR")]
    pub data: Option<PathBuf>,
    /// The database, postgres://... [default: SQLite in the data folder]
    #[arg(long, value_name = "URL", value_parser = values::database)]
    pub database: Option<SecretUrl>,
    /// Where files are kept, s3://bucket/prefix or file:///folder, for several processes [default: a folder in the data
    /// folder]
    #[arg(long, value_name = "URL", value_parser = values::files)]
    pub files: Option<SecretUrl>,
    /// The file with the key that secrets are sealed with; CANVASS_SECRET_KEY may hold the key itself. With PostgreSQL
    /// one of them must be given: `openssl rand -hex 32` makes a key [default: a file made in the data folder]
    #[arg(long, value_name = "FILE")]
    pub secret_key: Option<PathBuf>,
}

/// The options of `serve`: on the command line, in the environment, or as the keys of `canvass.toml`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Args)]
pub struct ServeOptions {
    /// Where the data are.
    #[command(flatten)]
    pub store: StoreOptions,
    /// Serve plain HTTP here; port 0 picks a free one [default: 127.0.0.1:8080]
    #[arg(long, value_name = "ADDR", value_parser = values::address)]
    pub listen: Option<SocketAddr>,
    /// Serve HTTPS here, or `off` [default: 127.0.0.1:8443]
    #[arg(long, value_name = "ADDR|off")]
    pub listen_tls: Option<TlsListen>,
    /// A PEM file with the certificate chain for HTTPS [default: made and signed by a CA in the data folder]
    #[arg(long, value_name = "FILE")]
    pub tls_cert: Option<PathBuf>,
    /// The PEM file with the private key of --tls-cert
    #[arg(long, value_name = "FILE")]
    pub tls_key: Option<PathBuf>,
    /// What links and nextPage begin with [default: what the caller used]
    #[arg(long, value_name = "URL", value_parser = values::public_url)]
    pub public_url: Option<String>,
    /// The proxies whose X-Forwarded-For and X-Forwarded-Proto are believed: networks and addresses with commas between
    /// them [default: none]
    #[arg(long, value_name = "CIDR,...")]
    pub trusted_proxies: Option<TrustedProxies>,
    /// What browsers are told over HTTPS to keep for a year: `off` nothing, `on` to come to this host by HTTPS only,
    /// `subdomains` to every host below it as well [default: on]
    #[arg(long, value_name = "off|on|subdomains", value_parser = values::hsts)]
    pub hsts: Option<Hsts>,
    /// Who is answered at /metrics: `off` nobody, `local` this machine and private networks, `all` everybody
    /// [default: local]
    #[arg(long, value_name = "off|local|all", value_parser = values::metrics)]
    pub metrics: Option<MetricsFor>,
    /// How mail leaves, smtp://... or smtps://...; not yet: no mail is sent, and the option is refused
    #[arg(long, value_name = "URL")]
    pub mail: Option<NotYet>,
    /// The datacenter id that whoami answers [default: local]
    #[arg(long, value_name = "ID", value_parser = values::datacenter)]
    pub datacenter: Option<String>,
    /// Request limits: `off`, `original`, or a file that states them [default: off]
    #[arg(long, value_name = "off|original|FILE")]
    pub limits: Option<Limits>,
    /// Let files that imports name by their URL come from private networks and this machine as well, and web services of
    /// surveys be there
    #[arg(long, num_args = 0..=1, require_equals = true, default_missing_value = "true", value_name = "BOOL",
          value_parser = values::yes_or_no)]
    pub fetch_private: Option<bool>,
    /// Let surveys call the web services in their flow; without it the fields that they would set stay empty
    #[arg(long, num_args = 0..=1, require_equals = true, default_missing_value = "true", value_name = "BOOL",
          value_parser = values::yes_or_no)]
    pub survey_web_services: Option<bool>,
    /// How many calls of each token the documentation's history keeps in memory; 0 keeps none [default: 50]
    #[arg(long, value_name = "N", value_parser = values::number)]
    pub history: Option<u16>,
    /// After how many days the rows and files of a deleted survey are removed; 0 removes them at once [default: 30]
    #[arg(long, value_name = "DAYS", value_parser = values::number)]
    pub purge_after_days: Option<u16>,
    /// Do not put the example brand into an empty data folder
    #[arg(long, num_args = 0..=1, require_equals = true, default_missing_value = "true", value_name = "BOOL",
          value_parser = values::yes_or_no)]
    pub no_example: Option<bool>,
    /// Serve database and files as they are, though they do not belong together or lack changes that were acknowledged:
    /// for one start, after one of them was lost or restored
    #[arg(long, num_args = 0..=1, require_equals = true, default_missing_value = "true", value_name = "BOOL",
          value_parser = values::yes_or_no)]
    pub accept_storage: Option<bool>,
    /// When serving, write one JSON object with the addresses and the token here
    #[arg(long, value_name = "FILE")]
    pub ready_file: Option<PathBuf>,
    /// How log lines are written, `text` or `json` [default: text]
    #[arg(long, value_name = "FORMAT")]
    pub log_format: Option<LogFormat>,
}

impl StoreOptions {
    /// These options, and for those not given the other's.
    pub fn or(self, other: Self) -> Self {
        Self {
            config: self.config.or(other.config),
            data: self.data.or(other.data),
            database: self.database.or(other.database),
            files: self.files.or(other.files),
            secret_key: self.secret_key.or(other.secret_key),
        }
    }
}

impl ServeOptions {
    /// These options, and for those not given the other's.
    pub fn or(self, other: Self) -> Self {
        Self {
            store: self.store.or(other.store),
            listen: self.listen.or(other.listen),
            listen_tls: self.listen_tls.or(other.listen_tls),
            tls_cert: self.tls_cert.or(other.tls_cert),
            tls_key: self.tls_key.or(other.tls_key),
            public_url: self.public_url.or(other.public_url),
            trusted_proxies: self.trusted_proxies.or(other.trusted_proxies),
            hsts: self.hsts.or(other.hsts),
            metrics: self.metrics.or(other.metrics),
            mail: self.mail.or(other.mail),
            datacenter: self.datacenter.or(other.datacenter),
            limits: self.limits.or(other.limits),
            fetch_private: self.fetch_private.or(other.fetch_private),
            survey_web_services: self.survey_web_services.or(other.survey_web_services),
            history: self.history.or(other.history),
            purge_after_days: self.purge_after_days.or(other.purge_after_days),
            no_example: self.no_example.or(other.no_example),
            accept_storage: self.accept_storage.or(other.accept_storage),
            ready_file: self.ready_file.or(other.ready_file),
            log_format: self.log_format.or(other.log_format),
        }
    }
}

impl From<StoreOptions> for ServeOptions {
    fn from(store: StoreOptions) -> Self {
        Self { store, ..Self::default() }
    }
}
