//! The finished program: built, started, asked where it is, stopped or killed.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::http::Client;
use crate::process::{Outcome, execute, execute_quietly};
use crate::repository;

/// Builds the program; gives the path of the binary.
pub(crate) fn build(release: bool) -> Outcome<PathBuf> {
    let mut command = Command::new("cargo");
    command.args(["build", "-p", "canvass"]).current_dir(repository::root());
    if release {
        command.arg("--release");
    }
    execute(&mut command)?;
    Ok(binary(release))
}

/// Runs a task of ours once more with everything built as a release: a load generator without optimisation would measure
/// itself.
pub(crate) fn as_release(task: &str, arguments: &[String]) -> Outcome<()> {
    execute(
        Command::new("cargo")
            .args(["build", "--release", "-p", "canvass", "-p", "xtask"])
            .current_dir(repository::root()),
    )?;
    execute(Command::new(repository::target().join("release/xtask")).arg(task).args(arguments))
}

/// Where cargo puts the binary.
pub(crate) fn binary(release: bool) -> PathBuf {
    repository::target().join(if release { "release" } else { "debug" }).join("canvass")
}

/// What the secrets in a database of PostgreSQL are sealed with; on SQLite the server makes a key of its own.
pub(crate) const SECRET_KEY: &str = "6372617368657320616e642062656e63686d61726b73206f6e6c79206e656564";

/// A command of the program on what is kept there, to which its own options are still to be added.
pub(crate) fn command(binary: &Path, words: &[&str], data: &Path, database: Option<&str>) -> Command {
    let mut command = Command::new(binary);
    command.args(words).arg("--data").arg(data);
    if let Some(url) = database {
        command.args(["--database", url]).env("CANVASS_SECRET_KEY", SECRET_KEY);
    }
    command
}

/// A server of ours, on free ports of the loopback address. Dropping it kills it.
pub(crate) struct Server {
    child: Child,
    ready_file: PathBuf,
    ready: Value,
}

impl Server {
    /// Starts `canvass serve` on a data folder and waits until it serves. `database` is a PostgreSQL URL, or SQLite in
    /// the data folder. Its log goes to `data.log` beside the data folder, what it tells the person at the terminal, the
    /// token among it, to `data.greeting`.
    pub(crate) fn start(binary: &Path, data: &Path, database: Option<&str>) -> Outcome<Self> {
        Self::start_with(binary, data, database, &[])
    }

    /// As [`Server::start`], with further options of `serve`.
    pub(crate) fn start_with(
        binary: &Path,
        data: &Path,
        database: Option<&str>,
        options: &[&str],
    ) -> Outcome<Self> {
        Self::start_within(binary, data, database, options, &[])
    }

    /// As [`Server::start_with`], with these variables in its environment.
    pub(crate) fn start_within(
        binary: &Path,
        data: &Path,
        database: Option<&str>,
        options: &[&str],
        variables: &[(&str, &str)],
    ) -> Outcome<Self> {
        std::fs::create_dir_all(data)?;
        let ready_file = data.with_extension("ready.json");
        let _ = std::fs::remove_file(&ready_file);
        let log_path = data.with_extension("log");
        let log = std::fs::OpenOptions::new().create(true).append(true).open(&log_path)?;
        let greeting = std::fs::File::create(data.with_extension("greeting"))?;
        let mut command = self::command(binary, &["serve"], data, database);
        command.args(["--listen", "127.0.0.1:0", "--listen-tls", "127.0.0.1:0"]);
        command.arg("--ready-file").arg(&ready_file).args(options);
        command.envs(variables.iter().copied()).stdin(Stdio::null()).stdout(greeting).stderr(log);
        let begin = Instant::now();
        let mut child = command.spawn().map_err(|why| format!("{}: {why}", binary.display()))?;
        loop {
            if let Some(ready) =
                std::fs::read(&ready_file).ok().and_then(|text| serde_json::from_slice(&text).ok())
            {
                return Ok(Self { child, ready_file, ready });
            }
            let ended = child.try_wait()?;
            if ended.is_some() || begin.elapsed() > Duration::from_secs(60) {
                let _ = child.kill();
                let said = std::fs::read_to_string(&log_path).unwrap_or_default();
                let how = ended.map_or_else(
                    || "is not ready after 60 s".to_owned(),
                    |status| format!("ended: {status}"),
                );
                return Err(format!("the server {how}\n{said}").into());
            }
            std::thread::sleep(Duration::from_micros(500));
        }
    }

    /// One member of the ready file: `api`, `tls`, `docs`, `ca`, `token`.
    pub(crate) fn fact(&self, name: &str) -> &str {
        self.ready.get(name).and_then(Value::as_str).unwrap_or_default()
    }

    /// The origin of plain HTTP: `http://127.0.0.1:PORT`.
    pub(crate) fn origin(&self) -> &str {
        origin(self.fact("api"))
    }

    /// The origin of HTTPS.
    pub(crate) fn tls_origin(&self) -> &str {
        origin(self.fact("tls"))
    }

    /// `127.0.0.1:PORT` of plain HTTP.
    pub(crate) fn address(&self) -> &str {
        self.origin().rsplit('/').next().unwrap_or_default()
    }

    /// The file that says where it is.
    pub(crate) fn ready_file(&self) -> &Path {
        &self.ready_file
    }

    /// The number of its process.
    pub(crate) fn process(&self) -> u32 {
        self.child.id()
    }

    /// A new connection with the administrator's token.
    pub(crate) fn client(&self) -> Client {
        Client::new(self.address(), self.fact("token"))
    }

    /// Asks it to end (SIGTERM) and waits.
    pub(crate) fn stop(mut self) -> Outcome<ExitStatus> {
        execute_quietly(Command::new("kill").args(["-TERM", &self.child.id().to_string()]))?;
        Ok(self.child.wait()?)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// `scheme://host:port` of a URL.
fn origin(url: &str) -> &str {
    let host = url.find("://").map_or(0, |at| at + 3);
    url.get(host..).and_then(|rest| rest.find('/')).map_or(url, |end| &url[..host + end])
}

#[cfg(test)]
mod tests {
    use super::origin;

    #[test]
    fn the_origin_is_what_stands_before_the_path() {
        assert_eq!(origin("http://127.0.0.1:8080/API/v3"), "http://127.0.0.1:8080");
        assert_eq!(origin("https://127.0.0.1:8443"), "https://127.0.0.1:8443");
    }
}
