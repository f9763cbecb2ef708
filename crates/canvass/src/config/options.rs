//! The options of `serve`, from the three places they are given in: command line, environment, `canvass.toml`.

use std::convert::Infallible;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use clap::{Args, ValueEnum};
use model::text::SecretUrl;
use serde::Deserialize;

use crate::Failure;

/// The options of `serve` as given: on the command line, in the environment, or as the keys of `canvass.toml`.
/// An option that was not given is `None`.
#[derive(Debug, Clone, Default, Args, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct ServeOptions {
    /// Read options from this file [default: canvass.toml in the working directory, when there is one]
    #[arg(long, env = "CANVASS_CONFIG", value_name = "FILE")]
    #[serde(skip)]
    pub config: Option<PathBuf>,
    /// Serve plain HTTP here; port 0 picks a free one [default: 127.0.0.1:8080]
    #[arg(long, env = "CANVASS_LISTEN", value_name = "ADDR")]
    pub listen: Option<SocketAddr>,
    /// Serve HTTPS here, or `off` [default: 127.0.0.1:8443]
    #[arg(long, env = "CANVASS_LISTEN_TLS", value_name = "ADDR|off")]
    pub listen_tls: Option<TlsListen>,
    /// A PEM file with the certificate chain for HTTPS [default: made and signed by a CA in the data folder]
    #[arg(long, env = "CANVASS_TLS_CERT", value_name = "FILE")]
    pub tls_cert: Option<PathBuf>,
    /// The PEM file with the private key of --tls-cert
    #[arg(long, env = "CANVASS_TLS_KEY", value_name = "FILE")]
    pub tls_key: Option<PathBuf>,
    /// What links in mail, webhooks and nextPage begin with [default: what the caller used]
    #[arg(long, env = "CANVASS_PUBLIC_URL", value_name = "URL")]
    pub public_url: Option<String>,
    /// The folder for everything that must last [default: ./canvass-data]
    #[arg(long, env = "CANVASS_DATA", value_name = "DIR")]
    pub data: Option<PathBuf>,
    /// The database, postgres://... [default: SQLite in the data folder]
    #[arg(long, env = "CANVASS_DATABASE", value_name = "URL", hide_env_values = true, value_parser = url)]
    pub database: Option<SecretUrl>,
    /// Where files are kept, s3://bucket/prefix [default: a folder in the data folder]
    #[arg(long, env = "CANVASS_FILES", value_name = "URL", hide_env_values = true, value_parser = url)]
    pub files: Option<SecretUrl>,
    /// The file with the key that secrets are sealed with; CANVASS_SECRET_KEY may hold the key itself. With PostgreSQL
    /// one of them must be given: `openssl rand -hex 32` makes a key [default: a file made in the data folder]
    #[arg(long, value_name = "FILE")]
    pub secret_key: Option<PathBuf>,
    /// How mail leaves, smtp://... or smtps://... [default: kept in the built-in mailbox]
    #[arg(long, env = "CANVASS_MAIL", value_name = "URL", hide_env_values = true, value_parser = url)]
    pub mail: Option<SecretUrl>,
    /// The datacenter id that whoami answers [default: local]
    #[arg(long, env = "CANVASS_DATACENTER", value_name = "ID")]
    pub datacenter: Option<String>,
    /// Request limits: `off`, `original`, or a file that states them [default: off]
    #[arg(long, env = "CANVASS_LIMITS", value_name = "off|original|FILE")]
    pub limits: Option<Limits>,
    /// How many calls of each token the documentation's history keeps in memory; 0 keeps none [default: 50]
    #[arg(long, env = "CANVASS_HISTORY", value_name = "N")]
    pub history: Option<u16>,
    /// Do not put the example brand into an empty data folder
    #[arg(long, env = "CANVASS_NO_EXAMPLE", num_args = 0..=1, require_equals = true, default_missing_value = "true",
          value_parser = clap::builder::BoolishValueParser::new(), value_name = "BOOL")]
    pub no_example: Option<bool>,
    /// When serving, write one JSON object with the addresses and the token here
    #[arg(long, env = "CANVASS_READY_FILE", value_name = "FILE")]
    pub ready_file: Option<PathBuf>,
    /// How log lines are written [default: text]
    #[arg(long, env = "CANVASS_LOG_FORMAT", value_name = "FORMAT")]
    pub log_format: Option<LogFormat>,
}

/// Where HTTPS is served, if at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub enum TlsListen {
    /// Not at all.
    Off,
    /// At this address; port 0 picks a free one.
    At(SocketAddr),
}

/// The request limits that hold (api/conventions.md section 9).
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub enum Limits {
    /// None but those that protect the server.
    Off,
    /// Exactly the original's.
    Original,
    /// Those stated in this file.
    File(PathBuf),
}

/// The form of a log line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LogFormat {
    /// For people.
    Text,
    /// One JSON object per line.
    Json,
}

impl ServeOptions {
    /// Reads a configuration file; a key that is none of the options is an error that names it.
    pub fn read(path: &Path) -> Result<Self, Failure> {
        let text = std::fs::read_to_string(path)
            .map_err(|why| Failure::Use(format!("{} cannot be read: {why}", path.display())))?;
        toml::from_str(&text).map_err(|why| {
            let place = why.span().and_then(|span| place(&text, span.start)).unwrap_or_default();
            // Only the message: the line itself may hold a password.
            Failure::Use(format!("{}{place}: {}", path.display(), why.message()))
        })
    }

    /// These options, and for those not given the other's.
    pub fn or(self, other: Self) -> Self {
        Self {
            config: self.config.or(other.config),
            listen: self.listen.or(other.listen),
            listen_tls: self.listen_tls.or(other.listen_tls),
            tls_cert: self.tls_cert.or(other.tls_cert),
            tls_key: self.tls_key.or(other.tls_key),
            public_url: self.public_url.or(other.public_url),
            data: self.data.or(other.data),
            database: self.database.or(other.database),
            files: self.files.or(other.files),
            secret_key: self.secret_key.or(other.secret_key),
            mail: self.mail.or(other.mail),
            datacenter: self.datacenter.or(other.datacenter),
            limits: self.limits.or(other.limits),
            history: self.history.or(other.history),
            no_example: self.no_example.or(other.no_example),
            ready_file: self.ready_file.or(other.ready_file),
            log_format: self.log_format.or(other.log_format),
        }
    }
}

impl FromStr for TlsListen {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "off" => Ok(Self::Off),
            _ => text.parse().map(Self::At).map_err(|_| {
                format!("`{text}` is neither an address such as 127.0.0.1:8443 nor the word off")
            }),
        }
    }
}

impl TryFrom<String> for TlsListen {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        text.parse()
    }
}

impl FromStr for Limits {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        Ok(match text {
            "" => return Err("it is empty: say off, original or the name of a file".to_owned()),
            "off" => Self::Off,
            "original" => Self::Original,
            file => Self::File(PathBuf::from(file)),
        })
    }
}

impl TryFrom<String> for Limits {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        text.parse()
    }
}

/// The number of a line of the file and the key that it begins with.
fn place(text: &str, at: usize) -> Option<String> {
    let number = text.get(..at)?.matches('\n').count();
    let key = text.lines().nth(number)?.split_once('=').map(|(key, _)| format!(", {}", key.trim()));
    Some(format!(", line {}{}", number + 1, key.unwrap_or_default()))
}

/// Takes any text: what is wrong with it is told later, without repeating it as clap would.
#[expect(clippy::unnecessary_wraps, reason = "clap asks for a result")]
fn url(text: &str) -> Result<SecretUrl, Infallible> {
    Ok(SecretUrl::stored(text))
}
