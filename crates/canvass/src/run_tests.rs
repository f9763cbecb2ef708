//! How a server is found.

use super::*;

fn options(folder: &Path) -> RunOptions {
    RunOptions {
        server_ready: None,
        data: Some(folder.to_owned()),
        tls_address: None,
        ca: None,
        command: Vec::new(),
    }
}

fn ready(folder: &Path, tls: Option<&str>) {
    let ready = Ready {
        api: "http://127.0.0.1:8080".to_owned(),
        tls: tls.map(str::to_owned),
        docs: "http://127.0.0.1:8080/docs".to_owned(),
        ca: Some(folder.join("ca.pem")),
        token: None,
        pid: 1,
    };
    ready.write(&folder.join(Ready::FILE_NAME)).unwrap();
}

#[test]
fn the_data_folder_says_where_the_server_is() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("ca.pem"), "the CA").unwrap();
    ready(folder.path(), Some("https://127.0.0.1:4001"));
    let server = Server::find(&options(folder.path())).unwrap();
    assert_eq!(server.address.to_string(), "127.0.0.1:4001");
    assert_eq!(server.authority.as_deref(), Some(&b"the CA"[..]));

    let mut by_address = options(folder.path());
    by_address.tls_address = "127.0.0.1:9".parse().ok();
    let server = Server::find(&by_address).unwrap();
    assert_eq!(server.address.port(), 9);
    assert_eq!(server.authority.as_deref(), Some(&b"the CA"[..]));
}

#[test]
fn where_no_server_is_the_file_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let failure = Server::find(&options(folder.path())).err().unwrap();
    assert!(failure.to_string().contains("serving.json"), "{failure}");
    ready(folder.path(), None);
    let failure = Server::find(&options(folder.path())).err().unwrap();
    assert!(failure.to_string().contains("turned off"), "{failure}");
}
