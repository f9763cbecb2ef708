//! Secrets that only the environment tells, since they stand on no command line; and where the key comes from that
//! others are sealed with.

use std::path::PathBuf;

use services::seal::SecretKey;

use crate::Failure;

/// The environment's secrets, as they are there.
#[derive(Default)]
pub struct Secrets {
    /// `CANVASS_ADMIN_TOKEN`.
    pub admin_token: Option<String>,
    /// `CANVASS_SECRET_KEY`.
    pub secret_key: Option<String>,
}

/// Where the key that secrets are sealed with comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum KeySource {
    /// `CANVASS_SECRET_KEY` holds it.
    Given(SecretKey),
    /// This file holds it.
    File(PathBuf),
    /// It is in the data folder, and made there at the first start.
    DataFolder,
}

impl Secrets {
    /// Reads the environment.
    pub(super) fn of_environment() -> Self {
        let variable = |name| std::env::var(name).ok();
        Self { admin_token: variable("CANVASS_ADMIN_TOKEN"), secret_key: variable("CANVASS_SECRET_KEY") }
    }
}

impl KeySource {
    /// Decides: the key itself, else its file, else the data folder unless several processes may serve (`is_shared`).
    pub(super) fn decide(key: Option<&str>, file: Option<PathBuf>, is_shared: bool) -> Result<Self, Failure> {
        match (key, file) {
            (Some(key), _) => SecretKey::parse(key)
                .map(Self::Given)
                .map_err(|why| Failure::Use(format!("CANVASS_SECRET_KEY: {why}"))),
            (None, Some(file)) => Ok(Self::File(file)),
            (None, None) if is_shared => Err(Failure::Use(KEY_WANTED.to_owned())),
            (None, None) => Ok(Self::DataFolder),
        }
    }
}

/// What is told where several processes may serve and no key is given: each would make one of its own.
const KEY_WANTED: &str = "with PostgreSQL several processes may serve together, so the key that secrets are sealed \
    with must be given to each: --secret-key FILE, or CANVASS_SECRET_KEY. To make one: \
    (umask 077; openssl rand -hex 32 > canvass-secret-key)";
