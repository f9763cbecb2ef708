//! The settings that hold: every option decided and checked.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};

use model::text::{ApiToken, SecretUrl};
use server::{Hsts, MetricsFor, TrustedProxies};

use super::options::ServeOptions;
use super::secrets::{KeySource, Secrets};
use super::sources;
use super::values::{Limits, LogFormat, TlsListen};
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
    /// The proxies whose word on their caller is believed.
    pub trusted_proxies: TrustedProxies,
    /// What browsers are told over HTTPS.
    pub hsts: Hsts,
    /// Who is answered at `/metrics`.
    pub metrics: MetricsFor,
    /// The data folder.
    pub data: PathBuf,
    /// `postgres://…`; without it, SQLite in the data folder.
    pub database: Option<SecretUrl>,
    /// `s3://…` or `file:///…`; without it, a folder in the data folder.
    pub files: Option<SecretUrl>,
    /// Where the key that secrets are sealed with comes from.
    pub secret_key: KeySource,
    /// The datacenter id that `whoami` answers.
    pub datacenter: String,
    /// The request limits.
    pub limits: Limits,
    /// Whether files may be fetched from private networks, and web services called there.
    pub fetch_private: bool,
    /// Whether surveys may call web services.
    pub survey_web_services: bool,
    /// How many calls of each token are kept in memory.
    pub history: u16,
    /// After how many days what was deleted is removed.
    pub purge_after_days: u16,
    /// Whether an empty data folder is given the example brand.
    pub example: bool,
    /// Whether database and files are served as they are, though they do not belong together or lack something.
    pub accept_storage: bool,
    /// Where to write what is being served, besides the data folder.
    pub ready_file: Option<PathBuf>,
    /// The form of log lines.
    pub log_format: LogFormat,
    /// The token of the first administrator, 40 characters of `[0-9A-Za-z]`; without it, a random one.
    pub admin_token: Option<ApiToken>,
}

impl Settings {
    /// The settings that hold: these options, then the environment's, then the configuration file's, then the defaults.
    pub fn of(line: ServeOptions) -> Result<Self, Failure> {
        let environment = sources::environment(|name| std::env::var_os(name))?;
        let file = match line.store.config.as_ref().or(environment.store.config.as_ref()) {
            Some(path) => sources::file(path)?,
            None if Path::new(FILE_NAME).exists() => sources::file(Path::new(FILE_NAME))?,
            None => ServeOptions::default(),
        };
        let mut secrets = Secrets::of_environment();
        if line.store.secret_key.is_some() {
            secrets.secret_key = None;
        }
        Self::from_options(line.or(environment).or(file), secrets)
    }

    /// Decides what was left open. Where the key is given twice, itself and in a file, itself wins.
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
            Failure::Use("CANVASS_ADMIN_TOKEN: 40 characters of [0-9A-Za-z] are expected".to_owned())
        })?;
        let store = options.store;
        let secret_key = secrets.secret_key.as_deref();
        let secret_key = KeySource::decide(secret_key, store.secret_key, store.database.is_some())?;
        Ok(Self {
            listen: options.listen.unwrap_or(loopback(8080)),
            listen_tls: match listen_tls {
                TlsListen::At(address) => Some(address),
                TlsListen::Off => None,
            },
            certificate,
            public_url: options.public_url,
            trusted_proxies: options.trusted_proxies.unwrap_or_default(),
            hsts: options.hsts.unwrap_or(Hsts::On),
            metrics: options.metrics.unwrap_or(MetricsFor::Local),
            data: store.data.unwrap_or_else(|| PathBuf::from("canvass-data")),
            database: store.database,
            secret_key,
            files: store.files,
            datacenter: options.datacenter.unwrap_or_else(|| "local".to_owned()),
            limits: options.limits.unwrap_or(Limits::Off),
            fetch_private: options.fetch_private.unwrap_or(false),
            survey_web_services: options.survey_web_services.unwrap_or(false),
            history: options.history.unwrap_or(50),
            purge_after_days: options.purge_after_days.unwrap_or(30),
            example: !options.no_example.unwrap_or(false),
            accept_storage: options.accept_storage.unwrap_or(false),
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

#[cfg(test)]
mod tests {
    use std::ffi::OsString;

    use clap::{Args, FromArgMatches};
    use services::seal::SecretKey;

    use super::*;

    fn options(text: &str) -> Result<ServeOptions, Failure> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("canvass.toml");
        std::fs::write(&path, text).unwrap();
        sources::file(&path)
    }

    fn from_file(text: &str) -> Result<Settings, Failure> {
        Settings::from_options(options(text)?, Secrets::default())
    }

    fn from_environment(name: &str, value: &str) -> Result<ServeOptions, Failure> {
        sources::environment(|asked| (asked == name).then(|| OsString::from(value)))
    }

    fn refusal<T>(result: Result<T, Failure>) -> String {
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
        assert_eq!((settings.hsts, settings.metrics), (Hsts::On, MetricsFor::Local));
        assert!(settings.trusted_proxies == TrustedProxies::default() && !settings.fetch_private);
        assert!(!settings.survey_web_services);
        assert_eq!(settings.purge_after_days, 30);
        assert!(settings.example && settings.certificate.is_none() && settings.ready_file.is_none());
    }

    #[test]
    fn the_command_line_wins_over_the_environment_and_that_over_the_file() {
        let file = "listen = '127.0.0.1:1'\nlisten-tls = 'off'\nno-example = true\nhistory = 0\nlimits = 'original'\n\
                    log-format = 'json'\ndatacenter = 'fra1'\ndata = 'of the file'\ntrusted-proxies = '10.0.0.0/8, ::1'\nhsts = 'subdomains'\n\
                    metrics = 'off'\npurge-after-days = 0\nfetch-private = true\nsurvey-web-services = true";
        let environment = |name: &str| match name {
            "CANVASS_LISTEN" => Some("127.0.0.1:2".into()),
            "CANVASS_DATACENTER" => Some("ca1".into()),
            // The key itself, which is no file's name.
            "CANVASS_SECRET_KEY" => Some("07".repeat(32).into()),
            _ => None,
        };
        let environment = sources::environment(environment).unwrap();
        assert_eq!(environment.store.secret_key, None);
        let line = ServeOptions { listen: "127.0.0.1:3".parse().ok(), ..ServeOptions::default() };
        let options = line.or(environment).or(options(file).unwrap());
        let settings = Settings::from_options(options, Secrets::default()).unwrap();
        assert_eq!((settings.listen.port(), settings.datacenter.as_str()), (3, "ca1"));
        assert_eq!(settings.data, PathBuf::from("of the file"));
        assert_eq!(settings.listen_tls, None);
        assert_eq!((settings.limits, settings.log_format), (Limits::Original, LogFormat::Json));
        assert!(settings.trusted_proxies.trusts([10, 1, 2, 3].into()));
        assert_eq!((settings.hsts, settings.metrics), (Hsts::Subdomains, MetricsFor::Nobody));
        assert!(settings.survey_web_services);
        assert!(settings.fetch_private && !settings.example && settings.history == 0);
        assert_eq!(settings.purge_after_days, 0);
    }

    #[test]
    fn what_is_wrong_is_told_with_its_place_and_what_is_accepted() {
        let slip = refusal(options("history = 1\ndatabse = 'postgres://u:hidden@h/d'"));
        assert!(slip.contains("canvass.toml, line 2, databse: it is none of the options"), "{slip}");
        assert!(slip.contains(", database, ") && !slip.contains("hidden"), "{slip}");
        for (text, place, accepted) in [
            ("\ndatacenter = 'a b/c'", "canvass.toml, line 2, datacenter: ", "letters, digits, hyphens"),
            ("listen-tls = 'on'", "line 1, listen-tls: ", "the word off"),
            ("listen = 8080", "line 1, listen: ", "an address such as 127.0.0.1:8080"),
            ("history = -1", "line 1, history: ", "a whole number from 0 to 65535"),
            ("no-example = 'perhaps'", "line 1, no-example: ", "true or false"),
            ("trusted-proxies = 'proxy.example.org'", "line 1, trusted-proxies: ", "10.0.0.0/8"),
            ("log-format = 'xml'", "line 1, log-format: ", "text or json"),
            ("mail = 'smtp://u:hidden@h'", "line 1, mail: ", "yet"),
            ("database = 'mysql://u:hidden@h/d'", "line 1, database: ", "postgres://"),
            ("config = 'other.toml'", "line 1, config: ", "none of the options"),
            ("listen = [1]", "line 1, listen: ", "a text, a whole number, true or false"),
            ("listen = 'hidden", "line 1: ", "string"),
        ] {
            let told = refusal(options(text));
            assert!(told.contains(place) && told.contains(accepted) && !told.contains("hidden"), "{told}");
        }
        for (name, value, accepted) in [
            ("CANVASS_DATACENTER", "a b/c", "letters, digits, hyphens"),
            ("CANVASS_MAIL", "smtp://u:hidden@h", "yet"),
            ("CANVASS_DATABASE", "mysql://u:hidden@h/d", "postgres://"),
            ("CANVASS_PUBLIC_URL", "surveys.example.org", "http://"),
            ("CANVASS_DATA", "", "value"),
        ] {
            let told = refusal(from_environment(name, value));
            assert!(told.starts_with(&format!("{name}: ")) && told.contains(accepted), "{told}");
            assert!(!told.contains("hidden"), "{told}");
        }
        assert!(refusal(from_file("tls-cert = 'a.pem'")).contains("tls-key"));
        let short = Secrets { admin_token: Some("short".to_owned()), ..Secrets::default() };
        let told = refusal(Settings::from_options(ServeOptions::default(), short));
        assert!(told.starts_with("CANVASS_ADMIN_TOKEN: "), "{told}");
    }

    #[test]
    fn the_key_is_demanded_where_several_processes_may_serve() {
        let source = |text: &str, key: Option<&str>| {
            let secrets = Secrets { secret_key: key.map(str::to_owned), ..Secrets::default() };
            Settings::from_options(options(text).unwrap(), secrets).map(|settings| settings.secret_key)
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
        let options = options("database = 'postgres://u:hidden@h/d'").unwrap();
        let line = ["canvass", "--database", "postgres://u:hidden@h/d"];
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
}
