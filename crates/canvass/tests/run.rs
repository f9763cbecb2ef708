//! `canvass run` with real programs: each has `https://canvass1.qualtrics.com` built in and reaches the server here.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::path::Path;
use std::process::Stdio;

use axum::Router;
use axum::routing::get;
use tokio::net::TcpListener;
use tokio::process::Command;
use tokio::sync::watch;

use canvass::clock;
use canvass::http::{Connections, serve_http};
use canvass::ready::Ready;
use canvass::tls::{Authority, Tls};
use server::TrustedProxies;

const PYTHON: &str =
    "import requests; print(requests.get('https://canvass1.qualtrics.com/hello').text, end='')";
const NODE_HTTPS: &str = "require('https').get('https://canvass1.qualtrics.com/hello', answer => \
                          answer.on('data', data => process.stdout.write(data)))";
const NODE_FETCH: &str = "fetch('https://canvass1.qualtrics.com/hello').then(answer => answer.text())\
                          .then(text => process.stdout.write(text))";
const R_CURL: &str =
    "cat(rawToChar(curl::curl_fetch_memory('https://canvass1.qualtrics.com/hello')$content))";

/// A server whose data folder is `folder`; it ends with the sender.
async fn serve(folder: &Path) -> watch::Sender<bool> {
    let authority = Authority::open(folder, clock::now()).unwrap();
    let ca = authority.certificate_file().to_owned();
    let tls = Tls::from_authority(authority, clock::now()).unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let ready = Ready {
        api: "http://127.0.0.1:0".to_owned(),
        tls: Some(format!("https://{}", listener.local_addr().unwrap())),
        docs: "http://127.0.0.1:0/docs".to_owned(),
        ca: Some(ca),
        token: None,
        pid: std::process::id(),
    };
    ready.write(&folder.join(Ready::FILE_NAME)).unwrap();
    let app = Router::new().route("/hello", get(async || "hello from here"));
    let (stop, shutdown) = watch::channel(false);
    tokio::spawn(serve_http(
        listener,
        Some(tls),
        app,
        Connections::of_a_server(TrustedProxies::default()),
        shutdown,
    ));
    stop
}

/// What the program prints, and its exit code, when `canvass run` runs it.
async fn run(folder: &Path, command: &[&str]) -> (String, Option<i32>) {
    let mut canvass = Command::new(env!("CARGO_BIN_EXE_canvass"));
    canvass.args(["run", "--data"]).arg(folder).arg("--").args(command).stderr(Stdio::inherit());
    let output = canvass.output().await.unwrap();
    (String::from_utf8_lossy(&output.stdout).into_owned(), output.status.code())
}

async fn is_here(probe: &[&str]) -> bool {
    let mut command = Command::new(probe[0]);
    command.args(&probe[1..]).stdout(Stdio::null()).stderr(Stdio::null());
    let here = command.status().await.is_ok_and(|status| status.success());
    if !here {
        needs::skip(needs::Need::System, &format!("`{}` does not run", probe.join(" ")));
    }
    here
}

#[tokio::test(flavor = "multi_thread")]
async fn programs_with_a_fixed_host_reach_the_server_here() {
    let folder = tempfile::tempdir().unwrap();
    let stop = serve(folder.path()).await;
    let curl = ["curl", "-sS", "https://canvass1.qualtrics.com/hello"];
    for (probe, command) in [
        (&["curl", "--version"][..], &curl[..]),
        (&["python3", "-c", "import requests"], &["python3", "-c", PYTHON]),
        (&["node", "--version"], &["node", "-e", NODE_HTTPS]),
        (&["node", "--version"], &["node", "-e", NODE_FETCH]),
        (&["Rscript", "-e", "library(curl)"], &["Rscript", "-e", R_CURL]),
    ] {
        if is_here(probe).await {
            let (printed, code) = run(folder.path(), command).await;
            assert_eq!((printed.as_str(), code), ("hello from here", Some(0)), "{command:?}");
        }
    }
    drop(stop);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_exit_code_is_passed_on_and_no_server_is_said() {
    let folder = tempfile::tempdir().unwrap();
    assert_eq!(run(folder.path(), &["true"]).await.1, Some(1));
    let stop = serve(folder.path()).await;
    assert_eq!(run(folder.path(), &["sh", "-c", "exit 42"]).await.1, Some(42));
    assert_eq!(run(folder.path(), &[]).await.1, Some(2));
    drop(stop);
}
