//! The settings that hold: every option decided and checked.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};

use super::options::{Limits, LogFormat, ServeOptions, TlsListen};
use crate::Failure;

/// What `serve` works with.
#[derive(Clone, PartialEq, Eq)]
pub struct Settings {
    /// Where plain HTTP is served.
    pub listen: SocketAddr,
    /// Where HTTPS is served, unless it is off.
    pub listen_tls: Option<SocketAddr>,
    /// The files of a given certificate chain and its key; without them the data folder's CA signs one.
    pub certificate: Option<(PathBuf, PathBuf)>,
    /// What links begin with, without a slash at the end; without it, what the caller used.
    pub public_url: Option<String>,
    /// The data folder.
    pub data: PathBuf,
    /// `postgres://…`; without it, SQLite in the data folder.
    pub database: Option<String>,
    /// `s3://…`; without it, a folder in the data folder.
    pub files: Option<String>,
    /// `smtp://…` or `smtps://…`; without it, the built-in mailbox.
    pub mail: Option<String>,
    /// The datacenter id that `whoami` answers.
    pub datacenter: String,
    /// The request limits.
    pub limits: Limits,
    /// How many calls of each token are kept in memory.
    pub history: u16,
    /// Whether an empty data folder is given the example brand.
    pub example: bool,
    /// Where to write what is being served, besides the data folder.
    pub ready_file: Option<PathBuf>,
    /// The form of log lines.
    pub log_format: LogFormat,
    /// The token of the first administrator, 40 characters of `[0-9A-Za-z]`; without it, a random one.
    pub admin_token: Option<String>,
}

impl Settings {
    /// The settings that hold: these options, then the configuration file's, then the defaults.
    pub fn of(options: ServeOptions) -> Result<Self, Failure> {
        let file = match &options.config {
            Some(path) => ServeOptions::read(path)?,
            None if Path::new(FILE_NAME).exists() => ServeOptions::read(Path::new(FILE_NAME))?,
            None => ServeOptions::default(),
        };
        Self::from_options(options.or(file), std::env::var(TOKEN_VARIABLE).ok())
    }

    /// Decides and checks every option; `admin_token` is the value of `CANVASS_ADMIN_TOKEN`.
    pub fn from_options(options: ServeOptions, admin_token: Option<String>) -> Result<Self, Failure> {
        let listen_tls = options.listen_tls.unwrap_or(TlsListen::At(loopback(8443)));
        let certificate = match (options.tls_cert, options.tls_key) {
            (Some(chain), Some(key)) => Some((chain, key)),
            (None, None) => None,
            (Some(_), None) => return Err(Failure::Use("tls-cert is given without tls-key".to_owned())),
            (None, Some(_)) => return Err(Failure::Use("tls-key is given without tls-cert".to_owned())),
        };
        if admin_token.as_ref().is_some_and(|token| !is_token(token)) {
            return Err(Failure::Use("CANVASS_ADMIN_TOKEN must be 40 characters of [0-9A-Za-z]".to_owned()));
        }
        let public_url = address("public-url", options.public_url, &["http://", "https://"])?;
        Ok(Self {
            listen: options.listen.unwrap_or(loopback(8080)),
            listen_tls: match listen_tls {
                TlsListen::At(address) => Some(address),
                TlsListen::Off => None,
            },
            certificate,
            public_url: public_url.map(|url| url.trim_end_matches('/').to_owned()),
            data: options.data.unwrap_or_else(|| PathBuf::from("canvass-data")),
            database: address("database", options.database, &["postgres://", "postgresql://"])?,
            files: address("files", options.files, &["s3://"])?,
            mail: address("mail", options.mail, &["smtp://", "smtps://"])?,
            datacenter: options.datacenter.unwrap_or_else(|| "local".to_owned()),
            limits: options.limits.unwrap_or(Limits::Off),
            history: options.history.unwrap_or(50),
            example: !options.no_example.unwrap_or(false),
            ready_file: options.ready_file,
            log_format: options.log_format.unwrap_or(LogFormat::Text),
            admin_token,
        })
    }
}

const FILE_NAME: &str = "canvass.toml";
const TOKEN_VARIABLE: &str = "CANVASS_ADMIN_TOKEN";

fn loopback(port: u16) -> SocketAddr {
    SocketAddr::from((Ipv4Addr::LOCALHOST, port))
}

fn is_token(text: &str) -> bool {
    text.len() == 40 && text.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

/// The value is not repeated in the message: it may hold a password.
fn address(option: &str, value: Option<String>, schemes: &[&str]) -> Result<Option<String>, Failure> {
    match value {
        Some(text)
            if !schemes
                .iter()
                .any(|scheme| text.strip_prefix(scheme).is_some_and(|rest| !rest.is_empty())) =>
        {
            Err(Failure::Use(format!("{option} must begin with {} and name a host", schemes.join(" or "))))
        }
        value => Ok(value),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn from_file(text: &str) -> Result<Settings, Failure> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("canvass.toml");
        std::fs::write(&path, text).unwrap();
        Settings::from_options(ServeOptions::read(&path)?, None)
    }

    fn refusal(result: Result<Settings, Failure>) -> String {
        let failure = result.err().unwrap();
        assert_eq!(failure.exit_code(), 2);
        failure.to_string()
    }

    #[test]
    fn the_defaults_are_those_of_the_table() {
        let settings = from_file("").unwrap();
        assert_eq!(settings.listen.to_string(), "127.0.0.1:8080");
        assert_eq!(settings.listen_tls.unwrap().to_string(), "127.0.0.1:8443");
        assert_eq!(settings.data, PathBuf::from("canvass-data"));
        assert_eq!(settings.datacenter, "local");
        assert_eq!((settings.limits, settings.history), (Limits::Off, 50));
        assert!(settings.example && settings.certificate.is_none() && settings.ready_file.is_none());
    }

    #[test]
    fn a_file_is_read_and_the_command_line_wins() {
        let file: ServeOptions = toml::from_str(
            "listen = '127.0.0.1:1'\nlisten-tls = 'off'\nno-example = true\nhistory = 0\nlimits = 'original'\nlog-format = 'json'",
        )
        .unwrap();
        let line = ServeOptions { listen: "127.0.0.1:2".parse().ok(), ..ServeOptions::default() };
        let settings = Settings::from_options(line.or(file), None).unwrap();
        assert_eq!(settings.listen.port(), 2);
        assert_eq!(settings.listen_tls, None);
        assert_eq!(settings.limits, Limits::Original);
        assert_eq!(settings.log_format, LogFormat::Json);
        assert!(!settings.example && settings.history == 0);
    }

    #[test]
    fn what_is_wrong_is_named() {
        assert!(refusal(from_file("lisen = '127.0.0.1:1'")).contains("lisen"));
        assert!(refusal(from_file("listen-tls = 'on'")).contains("listen-tls"));
        assert!(refusal(from_file("tls-cert = 'a.pem'")).contains("tls-key"));
        assert!(refusal(from_file("database = 'mysql://u:secret@h/d'")).contains("database"));
        assert!(!refusal(from_file("database = 'mysql://u:secret@h/d'")).contains("secret"));
        let short = Settings::from_options(ServeOptions::default(), Some("short".to_owned()));
        assert!(refusal(short).contains("CANVASS_ADMIN_TOKEN"));
    }

    #[test]
    fn the_slash_at_the_end_of_the_public_url_goes() {
        let settings = from_file("public-url = 'https://surveys.example.org/'").unwrap();
        assert_eq!(settings.public_url.as_deref(), Some("https://surveys.example.org"));
    }
}
