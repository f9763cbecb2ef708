//! The program: run as a command, or started as a server that is asked and ended.

use std::fs::{self, File};
use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use serde_json::Value;
use testkit::postgres::Database;

/// What secrets are sealed with where the database is PostgreSQL.
const KEY: &str = "7465737473206f6620746865207368656c6c206f6e6c792c2066726f6d207573";
/// How often a server is looked for, a twentieth of a second apart.
const LOOKS: usize = 1200;

/// A data folder of its own, and the database: SQLite in the folder, or PostgreSQL.
pub(crate) struct Place {
    folder: tempfile::TempDir,
    database: Option<Database>,
}

/// How a command ended, and what it said.
#[derive(Debug)]
pub(crate) struct Ended {
    /// The exit code.
    pub(crate) code: i32,
    /// Standard output.
    pub(crate) out: String,
    /// Standard error.
    pub(crate) err: String,
}

/// A server that runs. Dropped, it is killed.
pub(crate) struct Server {
    child: Child,
    ready: Value,
    said: PathBuf,
}

impl Place {
    /// One with SQLite.
    pub(crate) fn embedded() -> Self {
        Self { folder: tempfile::tempdir().unwrap(), database: None }
    }

    /// One with PostgreSQL, where there is a server for it.
    pub(crate) fn shared() -> Option<Self> {
        Database::fresh().map(|made| Self { database: Some(made), ..Self::embedded() })
    }

    /// One with SQLite, and one with PostgreSQL where there is a server for it.
    pub(crate) fn each() -> Vec<Self> {
        [Some(Self::embedded()), Self::shared()].into_iter().flatten().collect()
    }

    /// The data folder.
    pub(crate) fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    /// The folder around it, for files of the test.
    pub(crate) fn around(&self) -> &Path {
        self.folder.path()
    }

    /// Whether the database is PostgreSQL, and its URL.
    pub(crate) fn postgres(&self) -> Option<String> {
        self.database.as_ref().map(Database::url)
    }

    /// The program with these arguments, and nothing of the environment of the tests.
    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_canvass"));
        for (name, _) in
            std::env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("CANVASS_"))
        {
            command.env_remove(name);
        }
        command.args(arguments).current_dir(self.around()).stdin(Stdio::null());
        command.env("CANVASS_DATA", self.data());
        if let Some(url) = self.postgres() {
            command.env("CANVASS_DATABASE", url).env("CANVASS_SECRET_KEY", KEY);
        }
        command
    }

    /// Runs a command to its end.
    pub(crate) fn run(&self, arguments: &[&str]) -> Ended {
        ended(&mut self.command(arguments))
    }

    /// Runs a command that must succeed, and gives what it printed, without the end of the line.
    pub(crate) fn done(&self, arguments: &[&str]) -> String {
        let ended = self.run(arguments);
        assert_eq!(ended.code, 0, "{arguments:?}: {ended:?}");
        ended.out.trim_end().to_owned()
    }

    /// Starts a server and waits until it serves.
    pub(crate) fn serve(&self, arguments: &[&str]) -> Server {
        self.start(self.command(arguments))
    }

    /// As [`Place::serve`], of a command that more was said to.
    pub(crate) fn start(&self, mut command: Command) -> Server {
        let (ready_file, said) = (self.around().join("ready.json"), self.around().join("said"));
        let _ = fs::remove_file(&ready_file);
        command.args(["--listen", "127.0.0.1:0", "--listen-tls", "off", "--ready-file"]).arg(&ready_file);
        let errors = File::create(self.around().join("log")).unwrap();
        let mut child = command.stdout(File::create(&said).unwrap()).stderr(errors).spawn().unwrap();
        for _ in 0..LOOKS {
            // It greets once it has written the file.
            let has_greeted = fs::read_to_string(&said).unwrap().ends_with("\n\n");
            if let Some(ready) =
                fs::read(&ready_file).ok().and_then(|text| serde_json::from_slice(&text).ok())
                && has_greeted
            {
                return Server { child, ready, said };
            }
            let log = || fs::read_to_string(self.around().join("log")).unwrap();
            assert!(child.try_wait().unwrap().is_none(), "the server ended: {}", log());
            std::thread::sleep(Duration::from_millis(50));
        }
        let _ = child.kill();
        panic!("the server does not come up");
    }
}

/// Runs a command to its end.
pub(crate) fn ended(command: &mut Command) -> Ended {
    let output = command.output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    Ended { code: output.status.code().unwrap(), out: text(output.stdout), err: text(output.stderr) }
}

impl Server {
    /// What it greeted with.
    pub(crate) fn said(&self) -> String {
        fs::read_to_string(&self.said).unwrap()
    }

    /// The token that its ready file tells.
    pub(crate) fn token(&self) -> Option<&str> {
        self.ready["token"].as_str()
    }

    /// Asks for a path with a token; gives the status and the body.
    pub(crate) fn ask(&self, method: &str, path: &str, token: &str, body: Option<&Value>) -> (u16, Value) {
        let body = body.map(Value::to_string).unwrap_or_default();
        let (status, text) = self.exchange(method, path, token, "application/json", body.as_bytes());
        (status, serde_json::from_slice(&text).unwrap_or(Value::Null))
    }

    /// Asks with a body of any kind; gives the status and the bytes of the answer.
    pub(crate) fn exchange(
        &self,
        method: &str,
        path: &str,
        token: &str,
        kind: &str,
        body: &[u8],
    ) -> (u16, Vec<u8>) {
        let (status, _, body) = self.whole(method, path, &own(token), kind, body);
        (status, body)
    }

    /// Asks for a path with an access token of OAuth; gives the status.
    pub(crate) fn ask_as_program(&self, path: &str, token: &str) -> u16 {
        self.whole("GET", path, &format!("Authorization: Bearer {token}"), "application/json", b"").0
    }

    /// Sends a form as a browser does, goes where the answer says, and gives the page.
    pub(crate) fn submit(&self, path: &str, inputs: &[(String, String)]) -> String {
        let encoded = |text: &str| text.bytes().map(|byte| format!("%{byte:02X}")).collect::<String>();
        let form: Vec<_> =
            inputs.iter().map(|(name, value)| format!("{}={}", encoded(name), encoded(value))).collect();
        let kind = "application/x-www-form-urlencoded";
        let (mut status, mut head, mut body) =
            self.whole("POST", path, &own(""), kind, form.join("&").as_bytes());
        if status == 303 {
            let line = head.lines().find(|line| line.to_ascii_lowercase().starts_with("location: "));
            let to = line.expect("where to go")["location: ".len()..].trim();
            let to =
                to.split_once("://").map_or(to, |(_, rest)| rest.find('/').map_or("/", |at| &rest[at..]));
            (status, head, body) = self.whole("GET", to, &own(""), kind, b"");
        }
        let page = String::from_utf8(body).unwrap();
        assert_eq!(status, 200, "{head}\n{page}");
        page
    }

    fn whole(
        &self,
        method: &str,
        path: &str,
        credential: &str,
        kind: &str,
        body: &[u8],
    ) -> (u16, String, Vec<u8>) {
        let address = self.ready["api"].as_str().unwrap().trim_start_matches("http://").to_owned();
        let mut stream = TcpStream::connect(&address).unwrap();
        let head = format!(
            "{method} {path} HTTP/1.1\r\nHost: {address}\r\n{credential}\r\nContent-Type: {kind}\r\n\
             Content-Length: {}\r\nConnection: close\r\n\r\n",
            body.len()
        );
        stream.write_all(head.as_bytes()).and_then(|()| stream.write_all(body)).unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).unwrap();
        let end = answer.windows(4).position(|bytes| bytes == b"\r\n\r\n").expect("a head");
        let (head, body) = (String::from_utf8_lossy(&answer[..end]).into_owned(), &answer[end + 4..]);
        let status = head.split(' ').nth(1).unwrap().parse().unwrap();
        let is_chunked = head.to_ascii_lowercase().contains("transfer-encoding: chunked");
        (status, head, if is_chunked { unchunked(body) } else { body.to_vec() })
    }

    /// Ends it as a system does: SIGTERM, and waits.
    pub(crate) fn stop(mut self) {
        let pid = self.child.id().to_string();
        assert!(Command::new("kill").arg(pid).status().unwrap().success());
        assert!(self.child.wait().unwrap().success());
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The header with a user's own token.
fn own(token: &str) -> String {
    format!("X-API-TOKEN: {token}")
}

fn unchunked(mut rest: &[u8]) -> Vec<u8> {
    let mut whole = Vec::new();
    loop {
        let end = rest.windows(2).position(|bytes| bytes == b"\r\n").expect("a chunk");
        let length = usize::from_str_radix(std::str::from_utf8(&rest[..end]).unwrap().trim(), 16).unwrap();
        if length == 0 {
            return whole;
        }
        whole.extend_from_slice(&rest[end + 2..end + 2 + length]);
        rest = &rest[end + 4 + length..];
    }
}
