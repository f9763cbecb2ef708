//! A PostgreSQL of our own for tests and measurements: made new, on a free port of the loopback address, gone at the end.

use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use crate::process::{Outcome, execute_quietly, is_root, output_of};

/// A running cluster. Dropping it stops the server and removes its files.
pub(crate) struct Postgres {
    server: Child,
    folder: PathBuf,
    programs: PathBuf,
    port: u16,
}

impl Postgres {
    /// Makes and starts one. Who is root runs it as the user `postgres`, as the server demands.
    pub(crate) fn start() -> Outcome<Self> {
        let programs = programs().ok_or("PostgreSQL is not installed (package postgresql)")?;
        let port = TcpListener::bind(("127.0.0.1", 0))?.local_addr()?.port();
        // Not below the target folder: that may lie where the user `postgres` cannot go.
        let folder = std::env::temp_dir().join(format!("canvass-postgres-{}-{port}", std::process::id()));
        std::fs::create_dir(&folder)?;
        if is_root() {
            execute_quietly(Command::new("chown").arg("postgres").arg(&folder))?;
        }
        let data = folder.join("data");
        execute_quietly(
            as_postgres(&programs.join("initdb"))
                .args(["--auth=trust", "--username=postgres", "--encoding=UTF8", "--locale=C", "--pgdata"])
                .arg(&data)
                .current_dir(&folder),
        )?;
        let server = serve(&programs, &folder, port)?;
        let cluster = Self { server, folder, programs, port };
        cluster.wait()?;
        Ok(cluster)
    }

    /// Stops it in the middle of whatever it does (SIGQUIT: nothing is written any more), and starts it again after
    /// `pause` on what is on the disk.
    pub(crate) fn stop_hard(&mut self, pause: Duration) -> Outcome<()> {
        execute_quietly(Command::new("kill").args(["-QUIT", &self.server.id().to_string()]))?;
        self.server.wait()?;
        std::thread::sleep(pause);
        self.server = serve(&self.programs, &self.folder, self.port)?;
        self.wait()
    }

    /// Makes an empty database and gives its URL.
    pub(crate) fn database(&self, name: &str) -> Outcome<String> {
        self.sql("postgres", &format!("CREATE DATABASE {name}"))?;
        Ok(self.url(name))
    }

    /// The URL of a database.
    pub(crate) fn url(&self, name: &str) -> String {
        format!("postgres://postgres@127.0.0.1:{}/{name}", self.port)
    }

    /// Runs SQL in one database and gives what it prints, unaligned and without headings.
    pub(crate) fn sql(&self, database: &str, sql: &str) -> Outcome<String> {
        let program = self.programs.join("psql");
        let (host, port) = ("127.0.0.1", self.port.to_string());
        let arguments = [
            "-X",
            "-q",
            "-A",
            "-t",
            "-v",
            "ON_ERROR_STOP=1",
            "-h",
            host,
            "-p",
            &port,
            "-U",
            "postgres",
            "-d",
            database,
            "-c",
            sql,
        ];
        output_of(&program.to_string_lossy(), &arguments)
    }

    fn wait(&self) -> Outcome<()> {
        let begin = Instant::now();
        while begin.elapsed() < Duration::from_secs(60) {
            if TcpStream::connect(("127.0.0.1", self.port)).is_ok()
                && self.sql("postgres", "SELECT 1").is_ok()
            {
                return Ok(());
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        let said = std::fs::read_to_string(self.folder.join("log")).unwrap_or_default();
        Err(format!("PostgreSQL does not answer: {said}").into())
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        // SIGINT is PostgreSQL's fast shutdown; SIGKILL would leave its children behind.
        let asked = execute_quietly(Command::new("kill").args(["-INT", &self.server.id().to_string()]));
        if asked.is_ok() {
            let _ = self.server.wait();
        }
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

fn serve(programs: &Path, folder: &Path, port: u16) -> Outcome<Child> {
    let log = std::fs::OpenOptions::new().create(true).append(true).open(folder.join("log"))?;
    Ok(as_postgres(&programs.join("postgres"))
        .arg("-D")
        .arg(folder.join("data"))
        .arg("-k")
        .arg(folder)
        .args(["-p", &port.to_string()])
        .args(["-c", "listen_addresses=127.0.0.1", "-c", "max_connections=200"])
        .current_dir(folder)
        .stdin(Stdio::null())
        .stdout(log.try_clone()?)
        .stderr(log)
        .spawn()?)
}

/// A program of PostgreSQL that ends with us, run as the user `postgres` where we are root.
fn as_postgres(program: &Path) -> Command {
    let mut command = Command::new("setpriv");
    command.args(["--pdeathsig", "INT"]);
    if is_root() {
        command.args(["--reuid", "postgres", "--regid", "postgres", "--init-groups"]);
    }
    command.arg("--").arg(program);
    command
}

/// The folder of the newest installed PostgreSQL's programs.
pub(crate) fn programs() -> Option<PathBuf> {
    let newest = std::fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .filter_map(|entry| Some(entry.ok()?.path().join("bin")))
        .filter(|folder| folder.join("initdb").is_file())
        .max_by_key(|folder| {
            let version =
                folder.parent().and_then(Path::file_name).map(|name| name.to_string_lossy().into_owned());
            version.and_then(|name| name.parse::<u32>().ok())
        });
    newest.or_else(|| {
        let path = std::env::var_os("PATH")?;
        std::env::split_paths(&path).find(|folder| folder.join("initdb").is_file())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cluster_answers_and_leaves_nothing_behind() {
        if programs().is_none() {
            println!("SKIPPED: PostgreSQL is not installed");
            return;
        }
        let cluster = Postgres::start().unwrap();
        let url = cluster.database("one").unwrap();
        assert!(url.ends_with("/one"));
        assert_eq!(cluster.sql("one", "SELECT 6 * 7").unwrap().trim(), "42");
        let (folder, port) = (cluster.folder.clone(), cluster.port);
        drop(cluster);
        assert!(!folder.exists());
        assert!(TcpStream::connect(("127.0.0.1", port)).is_err());
    }
}
