//! The settings that hold: every option decided and checked.

use std::net::{Ipv4Addr, SocketAddr};
use std::ops::Deref;
use std::path::{Path, PathBuf};

use model::text::{ApiToken, SecretUrl};

use super::options::{Limits, LogFormat, ServeOptions, TlsListen};
use super::secrets::{KeySource, Secrets};
use crate::Failure;

/// What `serve` works with.
#[derive(Debug, Clone, PartialEq, Eq)]
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
    pub database: Option<SecretUrl>,
    /// `s3://…`; without it, a folder in the data folder.
    pub files: Option<SecretUrl>,
    /// Where the key that secrets are sealed with comes from.
    pub secret_key: KeySource,
    /// `smtp://…` or `smtps://…`; without it, the built-in mailbox.
    pub mail: Option<SecretUrl>,
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
    pub admin_token: Option<ApiToken>,
}

impl Settings {
    /// The settings that hold: these options, then the configuration file's, then the defaults.
    pub fn of(options: ServeOptions) -> Result<Self, Failure> {
        let mut file = match &options.config {
            Some(path) => ServeOptions::read(path)?,
            None if Path::new(FILE_NAME).exists() => ServeOptions::read(Path::new(FILE_NAME))?,
            None => ServeOptions::default(),
        };
        let mut secrets = Secrets::of_environment();
        // The command line wins over the environment, and that over the file.
        if options.secret_key.is_some() {
            secrets.secret_key = None;
        } else if secrets.secret_key.is_some() {
            file.secret_key = None;
        }
        Self::from_options(options.or(file), secrets)
    }

    /// Decides and checks every option. Where the key is given twice, itself and in a file, itself wins.
    pub fn from_options(options: ServeOptions, secrets: Secrets) -> Result<Self, Failure> {
        let listen_tls = options.listen_tls.unwrap_or(TlsListen::At(loopback(8443)));
        let certificate = match (options.tls_cert, options.tls_key) {
            (Some(chain), Some(key)) => Some((chain, key)),
            (None, None) => None,
            (Some(_), None) => return Err(Failure::Use("tls-cert is given without tls-key".to_owned())),
            (None, Some(_)) => return Err(Failure::Use("tls-key is given without tls-cert".to_owned())),
        };
        let admin_token = secrets.admin_token.map(|token| ApiToken::parse(&token)).transpose();
        let admin_token = admin_token.map_err(|_| {
            Failure::Use("CANVASS_ADMIN_TOKEN must be 40 characters of [0-9A-Za-z]".to_owned())
        })?;
        let database = address("database", options.database, &["postgres://", "postgresql://"])?;
        let secret_key = secrets.secret_key.as_deref();
        let secret_key = KeySource::decide(secret_key, options.secret_key, database.is_some())?;
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
            database,
            secret_key,
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

fn loopback(port: u16) -> SocketAddr {
    SocketAddr::from((Ipv4Addr::LOCALHOST, port))
}

/// The value is not repeated in the message: it may hold a password.
fn address<T: Deref<Target = str>>(
    option: &str,
    value: Option<T>,
    schemes: &[&str],
) -> Result<Option<T>, Failure> {
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
    use clap::{Args, FromArgMatches};
    use services::seal::SecretKey;

    use super::*;

    fn from_file(text: &str) -> Result<Settings, Failure> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("canvass.toml");
        std::fs::write(&path, text).unwrap();
        Settings::from_options(ServeOptions::read(&path)?, Secrets::default())
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
        let settings = Settings::from_options(line.or(file), Secrets::default()).unwrap();
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
        let short = Secrets { admin_token: Some("short".to_owned()), ..Secrets::default() };
        assert!(
            refusal(Settings::from_options(ServeOptions::default(), short)).contains("CANVASS_ADMIN_TOKEN")
        );
        let slip = refusal(from_file("history = 1\ndatabse = 'postgres://u:secret@h/d'"));
        assert!(slip.contains("line 2") && slip.contains("databse") && !slip.contains("secret@"), "{slip}");
    }

    #[test]
    fn the_key_is_demanded_where_several_processes_may_serve() {
        let source = |text: &str, key: Option<&str>| {
            let secrets = Secrets { secret_key: key.map(str::to_owned), ..Secrets::default() };
            Settings::from_options(toml::from_str(text).unwrap(), secrets).map(|settings| settings.secret_key)
        };
        let (postgres, hex) = ("database = 'postgres://h/d'\n", "07".repeat(32));
        let told = source(postgres, None).err().unwrap();
        assert_eq!(told.exit_code(), 2);
        assert!(told.to_string().contains("openssl rand -hex 32"), "{told}");
        assert_eq!(source("", None), Ok(KeySource::DataFolder));
        let file = format!("{postgres}secret-key = 'a'");
        assert_eq!(source(&file, None), Ok(KeySource::File("a".into())));
        let key = KeySource::Given(SecretKey::parse(&hex).unwrap());
        assert_eq!(source(postgres, Some(&hex)), Ok(key));
        let wrong = source("", Some("0badkey")).err().unwrap().to_string();
        assert!(wrong.starts_with("CANVASS_SECRET_KEY: ") && !wrong.contains("0badkey"), "{wrong}");
    }

    #[test]
    fn nothing_that_is_printed_for_debugging_holds_a_secret() {
        let options: ServeOptions = toml::from_str(
            "database = 'postgres://u:hidden@h/d'\nfiles = 's3://u:hidden@b/p'\nmail = 'smtp://u:hidden@h'",
        )
        .unwrap();
        let line = ["canvass", "--database", "postgres://u:hidden@h/d", "--mail", "smtp://u:hidden@h"];
        let matches = ServeOptions::augment_args(clap::Command::new("canvass")).get_matches_from(line);
        let typed = ServeOptions::from_arg_matches(&matches).unwrap();
        let (token, key) = ("T0ken".repeat(8), "07".repeat(32));
        let secrets = Secrets { admin_token: Some(token.clone()), secret_key: Some(key.clone()) };
        let settings = Settings::from_options(options.clone(), secrets).unwrap();
        for printed in [format!("{options:?}"), format!("{typed:?}"), format!("{settings:?}")] {
            assert!(printed.contains("********"), "{printed}");
            for secret in ["hidden", &token, &key] {
                assert!(!printed.contains(secret), "{printed}");
            }
        }
    }

    #[test]
    fn the_slash_at_the_end_of_the_public_url_goes() {
        let settings = from_file("public-url = 'https://surveys.example.org/'").unwrap();
        assert_eq!(settings.public_url.as_deref(), Some("https://surveys.example.org"));
    }
}
