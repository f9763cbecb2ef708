//! The program when its disk takes nothing, its folder is another's, or its database is gone.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use rustix::process::{Pid, Resource, Rlimit, prlimit};

/// A server on free ports, killed when it is dropped.
struct Server {
    child: Child,
    address: String,
}

impl Server {
    /// Starts one. `before` is a piece of shell that is run first in the same process.
    fn start(folder: &Path, before: &str) -> Self {
        let mut child = command(folder, before).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines().map(Result::unwrap);
        let url = lines.into_iter().find(|line| line.contains("base URL")).unwrap();
        let address = url.rsplit("http://").next().unwrap().split('/').next().unwrap().to_owned();
        Self { child, address }
    }

    /// Asks with the administrator's token and gives the whole answer, head and body.
    fn ask(&self, method: &str, path: &str, token: &str, body: &str) -> String {
        let mut connection = TcpStream::connect(&self.address).unwrap();
        write!(
            connection,
            "{method} {path} HTTP/1.1\r\nHost: here\r\nConnection: close\r\nX-API-TOKEN: {token}\r\n\
             Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
            body.len()
        )
        .unwrap();
        let mut answer = String::new();
        connection.read_to_string(&mut answer).unwrap();
        answer
    }

    fn stop(mut self) {
        rustix::process::kill_process(self.pid(), rustix::process::Signal::TERM).unwrap();
        assert!(self.child.wait().unwrap().success());
    }

    fn pid(&self) -> Pid {
        Pid::from_child(&self.child)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn command(folder: &Path, before: &str) -> Command {
    let mut command = Command::new("sh");
    command.args(["-c", &format!("{before} exec \"$0\" \"$@\"")]).arg(env!("CARGO_BIN_EXE_canvass"));
    command.args(["serve", "--listen", "127.0.0.1:0", "--listen-tls", "127.0.0.1:0", "--data"]).arg(folder);
    command.stdin(Stdio::null());
    command
}

/// What a start that is refused says, with its exit code.
fn refusal(folder: &Path) -> (String, Option<i32>) {
    let output = command(folder, "").output().unwrap();
    (String::from_utf8_lossy(&output.stderr).into_owned(), output.status.code())
}

/// A folder with the example brand, and its administrator's token.
fn installed() -> (tempfile::TempDir, String) {
    let folder = tempfile::tempdir().unwrap();
    let ready = folder.path().join("ready.json");
    let server = Server::start(folder.path(), &format!("export CANVASS_READY_FILE='{}';", ready.display()));
    let ready_file: serde_json::Value = serde_json::from_slice(&fs::read(&ready).unwrap()).unwrap();
    let token = ready_file["token"].as_str().unwrap().to_owned();
    let serving = fs::read_to_string(folder.path().join("serving.json")).unwrap();
    assert!(!serving.contains(&token));
    server.stop();
    assert!(!ready.exists() && !folder.path().join("serving.json").exists());
    (folder, token)
}

/// X14: a disk that takes nothing prevents no start; what is there is served, and it goes on by itself.
#[test]
fn a_full_disk_prevents_no_start_and_no_reading() {
    let (folder, token) = installed();
    // No file may grow, as on a full disk; the limit can be lifted while the server runs.
    let server = Server::start(folder.path(), "trap '' XFSZ; ulimit -S -f 0;");
    let status = |answer: &str| answer.split(' ').nth(1).unwrap().to_owned();
    let whoami = server.ask("GET", "/API/v3/whoami", &token, "");
    assert_eq!(status(&whoami), "200", "{whoami}");
    assert_eq!(status(&server.ask("GET", "/API/v3/surveys", &token, "")), "200");
    assert_eq!(status(&server.ask("GET", "/health/live", "", "")), "200");
    let ready = server.ask("GET", "/health/ready", "", "");
    assert_eq!(status(&ready), "503", "{ready}");
    let new = r#"{"name": "Circulation"}"#;
    let refused = server.ask("POST", "/API/v3/divisions", &token, new);
    assert_eq!(status(&refused), "503", "{refused}");
    assert!(refused.to_lowercase().contains("retry-after:"), "{refused}");

    let unlimited = Rlimit { current: None, maximum: None };
    prlimit(Some(server.pid()), Resource::Fsize, unlimited).unwrap();
    let made = server.ask("POST", "/API/v3/divisions", &token, new);
    assert_eq!(status(&made), "200", "{made}");
    // What failed in the background before may be told a moment longer.
    let mut asked = 0;
    while status(&server.ask("GET", "/health/ready", "", "")) != "200" {
        asked += 1;
        assert!(asked < 100, "it does not go on by itself");
        std::thread::sleep(Duration::from_millis(100));
    }
    server.stop();
}

/// U15 and X13: nothing starts beside a server, nor as new beside files of an installation.
#[test]
fn nothing_starts_beside_another_or_without_its_database() {
    let (folder, _) = installed();
    let server = Server::start(folder.path(), "");
    let (told, code) = refusal(folder.path());
    assert_eq!(code, Some(1));
    assert!(told.contains(&format!("another server (process {})", server.child.id())), "{told}");
    assert!(folder.path().join("serving.json").exists(), "the first one's");
    server.stop();

    for file in ["canvass.db", "canvass.db-mark"] {
        fs::remove_file(folder.path().join(file)).unwrap();
        let (told, code) = refusal(folder.path());
        assert_eq!(code, Some(1));
        assert!(told.contains("--accept-storage"), "{told}");
    }
}
