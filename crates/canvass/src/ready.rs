//! What a running server says of itself: the file `serving.json` of its data folder, and the ready file.

use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use model::text::ApiToken;
use serde::{Deserialize, Serialize};

use crate::Failure;

/// One running server: its addresses as really bound (product.md, "The command line").
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ready {
    /// Where plain HTTP is served, without a path: `http://127.0.0.1:8080`.
    pub api: String,
    /// Where HTTPS is served, without a path; null when it is off.
    pub tls: Option<String>,
    /// The documentation.
    pub docs: String,
    /// The file of the CA that signed the HTTPS certificate; null when the certificate was given.
    pub ca: Option<PathBuf>,
    /// The administrator's API token, where this start knows it: only its hash is kept.
    pub token: Option<ApiToken>,
    /// The process that serves.
    pub pid: u32,
}

impl Ready {
    /// The name of the file in the data folder.
    pub const FILE_NAME: &str = "serving.json";

    /// What may lie in the data folder and in every copy of it: where the server is, without the token.
    #[must_use]
    pub fn without_token(&self) -> Self {
        Self { token: None, ..self.clone() }
    }

    /// Writes the file whole or not at all. It may hold a token, so its owner alone may read it.
    ///
    /// # Errors
    /// When the system does not let it.
    pub fn write(&self, path: &Path) -> io::Result<()> {
        let mut name = path.as_os_str().to_owned();
        name.push(format!(".{}", self.pid));
        let beside = PathBuf::from(name);
        let mut text = serde_json::to_vec(self)?;
        text.push(b'\n');
        match fs::remove_file(&beside) {
            Err(why) if why.kind() != io::ErrorKind::NotFound => return Err(why),
            _ => {}
        }
        let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&beside)?;
        let written = file.write_all(&text).and_then(|()| fs::rename(&beside, path));
        if written.is_err() {
            // What a full disk took of it is of no use to anybody.
            let _ = fs::remove_file(&beside);
        }
        written
    }

    /// Reads the file of a server.
    pub fn read(path: &Path) -> Result<Self, Failure> {
        let unusable = |why: &dyn std::fmt::Display| {
            Failure::Failed(format!("{} does not say where a server is: {why}", path.display()))
        };
        let text = fs::read(path).map_err(|why| unusable(&why))?;
        serde_json::from_slice(&text).map_err(|why| unusable(&why))
    }

    /// Takes the file away when the server ends; one that another server has written since is left alone.
    pub fn remove(&self, path: &Path) {
        if Self::read(path).is_ok_and(|there| there.pid == self.pid)
            && let Err(why) = fs::remove_file(path)
        {
            tracing::warn!(%why, "{} could not be removed", path.display());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt;

    fn ready(pid: u32) -> Ready {
        Ready {
            api: "http://127.0.0.1:8080".to_owned(),
            tls: Some("https://127.0.0.1:8443".to_owned()),
            docs: "http://127.0.0.1:8080/docs".to_owned(),
            ca: Some(PathBuf::from("data/ca.pem")),
            token: Some(ApiToken::stored("T0ken".repeat(8))),
            pid,
        }
    }

    #[test]
    fn it_is_read_as_written_by_its_owner_alone() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(Ready::FILE_NAME);
        ready(1).write(&path).unwrap();
        ready(2).write(&path).unwrap();
        assert_eq!(Ready::read(&path).unwrap(), ready(2));
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
        assert!(fs::read_to_string(&path).unwrap().contains("T0ken"));
        ready(2).without_token().write(&path).unwrap();
        assert_eq!(Ready::read(&path).unwrap(), Ready { token: None, ..ready(2) });
        assert!(!fs::read_to_string(&path).unwrap().contains("T0ken"));
        assert!(!format!("{:?}", ready(2)).contains("T0ken"), "for whoever reads the file, not for logs");
    }

    #[test]
    fn only_its_own_file_is_removed() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(Ready::FILE_NAME);
        ready(2).write(&path).unwrap();
        ready(1).remove(&path);
        assert!(path.exists());
        ready(2).remove(&path);
        assert!(!path.exists());
    }
}
