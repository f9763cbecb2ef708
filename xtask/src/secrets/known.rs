//! The secrets that were used, and what they are looked for in.

use std::path::{Path, PathBuf};

use serde_json::Value;

use super::needles;
use crate::http::Client;
use crate::postgres::Postgres;
use crate::process::Outcome;
use crate::product::Server;

/// The variable that names the file where a client writes the secrets it makes or sends: name, tab, the secret as JSON.
pub(crate) const VARIABLE: &str = "CANVASS_SECRETS";

/// A secret that was used.
#[derive(Debug, Clone)]
pub(super) struct Secret {
    pub(super) name: String,
    pub(super) text: String,
    /// The one file where it stands by design.
    pub(super) own_file: Option<PathBuf>,
    /// Whether the documentation prints it as an example, so that it is no secret on its pages.
    pub(super) printed: bool,
}

/// All that were used.
#[derive(Debug, Default)]
pub(crate) struct Known {
    pub(super) secrets: Vec<Secret>,
}

impl Known {
    /// Adds one that is long enough not to be found by chance.
    pub(crate) fn add(&mut self, name: &str, text: &str) {
        let text = text.trim();
        if text.len() >= needles::HEAD && self.secrets.iter().all(|known| known.text != text) {
            let name = name.to_owned();
            self.secrets.push(Secret { name, text: text.to_owned(), own_file: None, printed: false });
        }
    }

    /// Those that clients wrote into the file.
    pub(crate) fn read(&mut self, file: &Path) -> Outcome<usize> {
        let text = std::fs::read_to_string(file).unwrap_or_default();
        let mut read = 0;
        for line in text.lines() {
            let (name, secret) =
                line.split_once('\t').ok_or_else(|| format!("{VARIABLE}: {line:?} has no tab"))?;
            let secret: Value = serde_json::from_str(secret)?;
            self.add(name, secret.as_str().ok_or("a secret that is no text")?);
            read += 1;
        }
        Ok(read)
    }

    /// The tokens of all users there are, which an administrator is shown again.
    pub(crate) fn add_tokens(&mut self, client: &mut Client) -> Outcome<()> {
        let mut next = Some("/API/v3/users".to_owned());
        while let Some(path) = next.take() {
            let page = client.get(&path)?.json()?;
            let result = page.get("result").ok_or("no result")?;
            for user in result.get("elements").and_then(Value::as_array).into_iter().flatten() {
                let id = user.get("id").and_then(Value::as_str).unwrap_or_default();
                // Who has none is told so.
                if let Ok(token) =
                    client.get(&format!("/API/v3/users/{id}/apitoken"))?.result_text("apiToken")
                {
                    self.add("a user's token", &token);
                }
            }
            let address = result.get("nextPage").and_then(Value::as_str);
            next = address.and_then(|address| Some(address[address.find("/API/")?..].to_owned()));
        }
        Ok(())
    }

    /// The secrets that stand in files of their own.
    pub(super) fn read_own_files(&mut self, data: &Path) {
        for name in ["secret-key", "ca-key.pem"] {
            let file = data.join(name);
            let text = std::fs::read_to_string(&file).unwrap_or_default();
            // Of a key in PEM a line is enough, and the first tells no key from another.
            let lines: Vec<&str> = text.lines().filter(|line| !line.starts_with("-----")).collect();
            if let Some(line) = lines.get(lines.len() / 2) {
                self.add(name, line);
                if let Some(secret) = self.secrets.last_mut().filter(|secret| secret.name == name) {
                    secret.own_file = Some(file);
                }
            }
        }
    }
}

/// A file, a page, a table.
#[derive(Debug, Clone)]
pub(crate) struct Part {
    pub(crate) name: String,
    pub(crate) bytes: Vec<u8>,
}

/// What is kept of a server and shown by it, in which secrets are looked for.
pub(crate) struct Kept<'s> {
    pub(crate) server: &'s Server,
    pub(crate) data: &'s Path,
    /// What the history showed before, which keeps the last calls only.
    pub(crate) earlier: Vec<Part>,
    /// The cluster and the database in it, where it is PostgreSQL.
    pub(crate) postgres: Option<(&'s Postgres, &'s str)>,
}
