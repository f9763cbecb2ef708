//! Uploads that are large, broken, in disguise or elsewhere.

use std::io::Write;

use bytes::Bytes;
use http::Method;
use serde_json::{Value, json};
use testkit::server::ADMINISTRATOR;
use testkit::{Answer, Form, TestServer};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

use crate::{imports, samples};

const QSF: &str = "application/vnd.qualtrics.survey.qsf";
const MEGABYTE: usize = 1 << 20;

fn sample() -> Vec<u8> {
    samples::survey(&json!({}))
}

fn form(file: &[u8]) -> Form {
    Form::new().text("name", "Uploaded").file("file", "survey.qsf", QSF, file)
}

async fn upload(server: &TestServer, file: &[u8]) -> Answer {
    server.post("/surveys").form(form(file)).send().await
}

async fn count(server: &TestServer, survey: &str) -> usize {
    server.export(survey, json!({ "format": "ndjson" })).await.lines().count()
}

/// A hundred megabytes in pieces that share their memory.
fn endless(piece: &[u8]) -> Vec<Bytes> {
    let piece = Bytes::from(piece.repeat(64 * 1024 / piece.len()));
    vec![piece.clone(); 100 * MEGABYTE / piece.len()]
}

/// The head of a form whose file never ends.
fn endless_form() -> (String, Vec<Bytes>) {
    let head = format!(
        "--B\r\nContent-Disposition: form-data; name=\"name\"\r\n\r\nLarge\r\n--B\r\nContent-Disposition: form-data; \
         name=\"file\"; filename=\"large.qsf\"\r\nContent-Type: {QSF}\r\n\r\n"
    );
    let mut pieces = vec![Bytes::from(head)];
    pieces.extend(endless(b"[1, 2, 3"));
    ("multipart/form-data; boundary=B".into(), pieces)
}

#[tokio::test]
async fn a_body_beyond_the_limit_is_refused_whether_its_length_is_told_or_not() {
    let server = TestServer::start().await;
    let survey = server.import_survey("Sample", &sample()).await;
    let responses = format!("/surveys/{survey}/responses");
    let exports = format!("/surveys/{survey}/export-responses");
    let (media_type, pieces) = endless_form();
    for (path, media_type, pieces) in [
        ("/surveys", media_type.as_str(), pieces),
        ("/surveys", "application/json", endless(b"{\"name\":")),
        (&responses, "application/json", endless(b"[")),
        (&exports, "application/json", endless(b"          ")),
    ] {
        let shown = server.post(path).pieces(media_type, vec![Bytes::from_static(b"x")]);
        let shown = shown.header("content-length", &(100 * MEGABYTE).to_string()).send().await;
        let untold = server.post(path).pieces(media_type, pieces).send().await;
        for answer in [shown, untold] {
            assert_eq!((answer.status, answer.error_code().as_str()), (413, "GEN_13"), "{path} {media_type}");
            assert!(answer.error_message().contains("MiB"), "{}", answer.text());
        }
    }
    let page = server.ask(Method::POST, &format!("/jfe/form/{survey}"));
    let page = page.pieces("application/x-www-form-urlencoded", endless(b"QID1=1&a")).send().await;
    assert_eq!(page.status, 413);
}

/// The largest resident size of this process so far, in KiB, where the system tells it.
fn peak() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    line.split_whitespace().nth(1)?.parse().ok()
}

const MEASURING: &str = "CANVASS_TEST_MEASURES_ITSELF";

/// Runs in a process of its own, where nothing else uses memory.
#[test]
fn hostile_bodies_do_not_grow_memory() {
    if std::env::var_os(MEASURING).is_some() {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        return runtime.block_on(measure());
    }
    if peak().is_none() {
        return needs::skip(needs::Need::System, "the system does not tell memory in /proc/self/status");
    }
    let mut program = std::process::Command::new(std::env::current_exe().unwrap());
    let name = "uploads::hostile_bodies_do_not_grow_memory";
    let program = program.args([name, "--exact", "--nocapture"]).env(MEASURING, "1");
    // Measured is the server, not the database.
    let done = program.env_remove("CANVASS_TEST_POSTGRES").output().unwrap();
    let said = String::from_utf8_lossy(&done.stdout).into_owned() + &String::from_utf8_lossy(&done.stderr);
    assert!(done.status.success() && said.contains("1 passed"), "{said}");
    println!("{said}");
}

async fn measure() {
    let server = TestServer::on_disk().await;
    let survey = server.import_survey("Sample", &sample()).await;
    let imports = format!("/surveys/{survey}/import-responses");
    // Once the usual way, so that what is kept anyhow (statements, definitions, pages) is there.
    server.import_responses(&survey, "", "text/csv", imports::FILE.as_bytes()).await;
    assert_eq!(count(&server, &survey).await, 2);

    // Streamed to disk, and refused when a row grows too long: by one cell, by many, by line breaks.
    let table = |piece: &[u8]| {
        let mut pieces = vec![Bytes::from_static(b"Q1,Q3\r\n10,\"")];
        pieces.extend(endless(piece));
        pieces
    };
    let mut zeros = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    zeros.write_all(&vec![0; 100 * MEGABYTE]).unwrap();
    let bomb = zeros.finish().unwrap();
    let before = peak().unwrap();
    let grown = |before: u64| (peak().unwrap() - before) / 1024;

    // The row is open when these begin, and never ends.
    for piece in [b"a long cell ".as_slice(), b"\",\"a,\"\"b\",", b"\r\n"] {
        let started = server.post(&imports).pieces("text/csv", table(piece)).send().await;
        let id = started.result()["progressId"].as_str().unwrap().to_owned();
        server.run_jobs().await;
        let done = server.get(&format!("{imports}/{id}")).send().await.result();
        assert_eq!(done["status"], "failed", "{done}");
        assert!(done["error"].as_str().unwrap().contains("line 2: the record is longer"), "{done}");
        assert_eq!(count(&server, &survey).await, 2, "nothing of it is kept");
    }
    println!("imports of 100 MB: {} MiB", grown(before));
    assert!(grown(before) < 64, "{} MiB", grown(before));

    let before = peak().unwrap();
    assert_eq!(upload(&server, &bomb).await.status, 400);
    let done = server.import_responses(&survey, "", "text/csv", &bomb).await;
    assert_eq!(done["status"], "failed");
    println!("a bomb of {} KiB: {} MiB", bomb.len() / 1024, grown(before));
    assert!(grown(before) < 16, "{} MiB", grown(before));

    let responses = format!("/surveys/{survey}/responses");
    let before = peak().unwrap();
    for piece in [b"[".as_slice(), b"{\"a\":"] {
        let answer = server.post(&responses).pieces("application/json", endless(piece)).send().await;
        assert_eq!(answer.status, 413);
    }
    println!("JSON of 100 MB: {} MiB", grown(before));
    assert!(grown(before) < 24, "{} MiB", grown(before));

    let before = peak().unwrap();
    for _ in 0..3 {
        let (media_type, pieces) = endless_form();
        assert_eq!(server.post("/surveys").pieces(&media_type, pieces).send().await.status, 413);
    }
    // A survey file is held whole: up to its limit of 20 MiB, and what a growing buffer leaves behind.
    println!("survey files of 100 MB: {} MiB", grown(before));
    assert!(grown(before) < 64, "{} MiB", grown(before));
}

#[tokio::test]
async fn deep_nesting_is_told_and_does_no_harm() {
    let server = TestServer::start().await;
    let survey = server.import_survey("Sample", &sample()).await;
    for deep in ["[".repeat(1_000_000), "{\"a\":".repeat(500_000)] {
        let answer = upload(&server, deep.as_bytes()).await;
        assert_eq!((answer.status, answer.error_code().as_str()), (400, "SVI_1"));
        assert!(answer.error_message().contains("nested too deeply"), "{}", answer.error_message());
        for path in ["/surveys".to_owned(), format!("/surveys/{survey}/responses")] {
            let answer = server.post(&path).bytes("application/json", deep.clone()).send().await;
            assert_eq!(answer.status, 400, "{path}");
            assert!(!answer.error_message().is_empty());
        }
        let within = format!("{{\"values\":{deep}");
        let answer = server
            .post(&format!("/surveys/{survey}/responses"))
            .bytes("application/json", within)
            .send()
            .await;
        assert_eq!(answer.status, 400);
    }
}

#[tokio::test]
async fn compressed_files_are_not_opened() {
    let server = TestServer::start().await;
    let survey = server.import_survey("Sample", &sample()).await;
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    packed.write_all(&vec![b' '; 10 * MEGABYTE]).unwrap();
    let gzip = packed.finish().unwrap();
    let export =
        server.post(&format!("/surveys/{survey}/export-responses")).json(&json!({ "format": "csv" }));
    let id = export.send().await.result()["progressId"].as_str().unwrap().to_owned();
    server.run_jobs().await;
    let progress = server.get(&format!("/surveys/{survey}/export-responses/{id}")).send().await.result();
    let file = format!("/surveys/{survey}/export-responses/{}/file", progress["fileId"].as_str().unwrap());
    let zip = server.get(&file).send().await.body.to_vec();
    for packed in [gzip, zip] {
        let answer = upload(&server, &packed).await;
        assert_eq!((answer.status, answer.error_code().as_str()), (400, "SVI_1"), "{}", answer.text());
        assert!(answer.error_message().contains("not JSON"), "{}", answer.text());
        let done = server.import_responses(&survey, "", "text/csv", &packed).await;
        assert_eq!(done["status"], "failed", "{done}");
        assert!(!done["error"].as_str().unwrap().is_empty());
    }
    assert_eq!(count(&server, &survey).await, 0);
}

#[tokio::test]
async fn a_survey_file_that_is_cut_off_is_refused_wherever_the_cut_is() {
    let server = TestServer::start().await;
    let file = sample();
    for cut in (0..file.len()).step_by(53) {
        let answer = upload(&server, &file[..cut]).await;
        assert_eq!((answer.status, answer.error_code().as_str()), (400, "SVI_1"), "{cut}: {}", answer.text());
        assert!(answer.error_message().contains("line 1, column"), "{cut}: {}", answer.error_message());
    }
    // The form itself may be cut off as well.
    let whole = "--B\r\nContent-Disposition: form-data; name=\"name\"\r\n\r\nCut\r\n--B\r\nContent-Disposition: form-data; \
                 name=\"file\"; filename=\"a.qsf\"\r\n\r\n{}\r\n--B--\r\n";
    for cut in (1..whole.len() - 4).step_by(7) {
        let cut = &whole[..cut];
        let answer = server.post("/surveys").bytes("multipart/form-data; boundary=B", cut).send().await;
        assert_eq!(answer.status, 400, "{cut}: {}", answer.text());
    }
    assert_eq!(server.get("/surveys").send().await.result()["elements"], json!([]));
}

#[tokio::test]
async fn a_table_that_is_cut_off_within_a_row_is_refused_whole() {
    let server = TestServer::start().await;
    let survey = server.import_survey("Sample", &sample()).await;
    let file = imports::FILE;
    let rows: Vec<usize> = file.match_indices("\r\n").map(|(at, _)| at).collect();
    assert_eq!(rows.len(), 5);
    for cut in (rows[2] + 4..file.len() - 6).step_by(9) {
        let whole_rows = rows[3].abs_diff(cut) <= 2;
        let done = server.import_responses(&survey, "", "text/csv", &file.as_bytes()[..cut]).await;
        // The last cell of a row may be cut without anyone knowing.
        let in_last_cell = file[..cut].ends_with(",North") || file[..cut].ends_with(",Nort");
        if whole_rows || in_last_cell {
            continue;
        }
        assert_eq!(done["status"], "failed", "{cut} ({}): {done}", &file[cut - 10..cut]);
        let error = done["error"].as_str().unwrap();
        assert!(error.contains("line ") && error.contains("cells"), "{cut}: {error}");
        assert_eq!((&done["importedRows"], &done["skippedRows"]), (&json!(0), &json!(0)), "{cut}");
    }
}

#[tokio::test]
async fn a_row_that_is_wrong_is_told_by_line_and_column_and_nothing_is_kept() {
    let server = TestServer::start().await;
    let survey = server.import_survey("Sample", &sample()).await;
    for (file, told) in [
        ("StartDate,Q1\r\n2024-01-01 10:00:00,10\r\nyesterday,20\r\n", ["line 3", "StartDate", "yesterday"]),
        ("Q3,Progress\r\n\"two\nlines\",5\r\nx,much\r\n", ["line 4", "Progress", "much"]),
        ("Q1,Finished\r\n10,1\r\n10,perhaps\r\n", ["line 3", "Finished", "perhaps"]),
        ("Q1,Q3\r\n10\r\n", ["line 2", "1 cells", "header 2"]),
        ("Q1,Q3\r\n10,a,b\r\n", ["line 2", "3 cells", "header 2"]),
        ("", ["empty", "header", "row"]),
        ("colour,shape\r\nblue,round\r\n", ["no column", "export tags", "import ids"]),
    ] {
        let done = server.import_responses(&survey, "?mode=migrate", "text/csv", file.as_bytes()).await;
        assert_eq!((&done["status"], &done["importedRows"]), (&json!("failed"), &json!(0)), "{file}: {done}");
        let error = done["error"].as_str().unwrap();
        assert!(told.iter().all(|part| error.contains(part)), "{told:?}: {error}");
        assert_eq!(count(&server, &survey).await, 0, "{file}");
    }
}

fn utf16(text: &str, mark: bool) -> Vec<u8> {
    let mark: &[u8] = if mark { &[0xFF, 0xFE] } else { &[] };
    mark.iter().copied().chain(text.encode_utf16().flat_map(u16::to_le_bytes)).collect()
}

#[tokio::test]
async fn every_charset_that_is_told_or_found_is_read_and_a_wrong_one_is_told() {
    let server = TestServer::start().await;
    let survey = server.import_survey("Sample", &sample()).await;
    let path = format!("/surveys/{survey}/import-responses");
    let text = "Q1\tQ3\r\n10\tgrün 🙂\r\n";
    let import = async |media_type: &str, charset: Option<&str>, body: Vec<u8>| {
        let mut ask = server.post(&path).bytes(media_type, body);
        if let Some(charset) = charset {
            ask = ask.header("charset", charset);
        }
        let answer = ask.send().await;
        if answer.status != 202 {
            return (answer.status, json!({ "error": answer.error_message() }));
        }
        let id = answer.result()["progressId"].as_str().unwrap().to_owned();
        server.run_jobs().await;
        (202, server.get(&format!("{path}/{id}")).send().await.result())
    };
    let mut rows = 0;
    for (media_type, charset, body) in [
        ("text/tsv", None, text.as_bytes().to_vec()),
        ("text/tab-separated-values", Some("UTF-8"), text.as_bytes().to_vec()),
        ("text/tsv", None, [b"\xEF\xBB\xBF", text.as_bytes()].concat()),
        ("text/tsv", Some("UTF-16"), utf16(text, true)),
        ("text/tsv; charset=UTF-16", None, utf16(text, false)),
        ("text/tsv", None, utf16(text, true)),
        ("text/csv", Some("UTF-16"), utf16(&text.replace('\t', ","), true)),
    ] {
        let (_, done) = import(media_type, charset, body).await;
        assert_eq!(
            (&done["status"], &done["importedRows"]),
            (&json!("complete"), &json!(1)),
            "{media_type} {charset:?}: {done}"
        );
        rows += 1;
    }
    let lines = server.export(&survey, json!({ "format": "ndjson" })).await;
    let texts: Vec<Value> = lines
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).unwrap()["values"]["QID3_TEXT"].take())
        .collect();
    assert_eq!(texts, vec![json!("grün 🙂"); rows]);

    let (_, done) = import("text/tsv", None, b"Q1\tQ3\r\n10\tgr\xfcn\r\n".to_vec()).await;
    assert_eq!(done["status"], "failed");
    assert!(done["error"].as_str().unwrap().contains("line 2: the row is not valid UTF-8"), "{done}");
    let (_, done) = import("text/tsv", Some("UTF-16"), text.as_bytes().to_vec()).await;
    assert_eq!(done["status"], "failed", "{done}");
    let (status, told) = import("text/tsv", Some("EBCDIC"), text.as_bytes().to_vec()).await;
    assert_eq!(status, 400, "{told}");
    assert!(told["error"].as_str().unwrap().contains("charset"), "{told}");
    let (status, _) = import("text/html", None, text.as_bytes().to_vec()).await;
    assert_eq!(status, 415);
    assert_eq!(count(&server, &survey).await, rows, "nothing of the wrong ones is kept");
}

#[tokio::test]
async fn responses_may_come_in_a_form() {
    let server = TestServer::start().await;
    let survey = server.import_survey("Sample", &sample()).await;
    let path = format!("/surveys/{survey}/import-responses");
    for (name, media_type, file) in [
        ("a.csv", "text/csv", "Q1,Q3\r\n10,a form\r\n"),
        ("b.tsv", "text/tab-separated-values", "Q1\tQ3\r\n10\ta form\r\n"),
    ] {
        let form = Form::new().file("file", name, media_type, file.as_bytes());
        assert_eq!(server.post(&path).form(form).send().await.status, 202);
    }
    server.run_jobs().await;
    assert_eq!(count(&server, &survey).await, 2);
    let empty = server.post(&path).form(Form::new().text("other", "x")).send().await;
    assert_eq!(empty.status, 400);
    assert!(empty.error_message().contains("file"), "{}", empty.text());
}

/// Serves one body to everyone who asks, and gives the address.
async fn elsewhere(body: Vec<u8>) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}/file", listener.local_addr().unwrap());
    tokio::spawn(async move {
        while let Ok((mut connection, _)) = listener.accept().await {
            let mut asked = [0; 2048];
            if connection.read(&mut asked).await.is_ok() {
                let head =
                    format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\nconnection: close\r\n\r\n", body.len());
                // Who refuses to read further has gone.
                let _ = connection.write_all(head.as_bytes()).await;
                let _ = connection.write_all(&body).await;
            }
        }
    });
    address
}

#[tokio::test]
async fn files_are_fetched_from_where_they_are() {
    let server = TestServer::start().await;
    let address = elsewhere(sample()).await;
    let answer = server.post("/surveys").json(&json!({ "name": "Fetched", "fileUrl": address })).send().await;
    let survey = answer.result()["id"].as_str().unwrap().to_owned();
    let overview = server.get(&format!("/surveys/{survey}")).send().await.result();
    assert_eq!((&overview["name"], overview["questions"].as_object().unwrap().len()), (&json!("Fetched"), 5));

    // The address as parts of a form, and a text there.
    let address = elsewhere(b"1. Tea?\n\nYes\nNo\n".to_vec()).await;
    for media_type in [None, Some("application/vnd.qualtrics.survey.txt")] {
        let mut form = Form::new().text("name", "Tea").text("fileUrl", &address);
        if let Some(media_type) = media_type {
            form = form.text("contentType", media_type);
        }
        let answer = server.post("/surveys").form(form).send().await;
        assert_eq!(answer.status, 200, "{media_type:?}: {}", answer.text());
    }
    let form = Form::new().text("name", "Tea").text("fileUrl", &address).text("contentType", QSF);
    let answer = server.post("/surveys").form(form).send().await;
    assert_eq!((answer.status, answer.error_code().as_str()), (400, "SVI_1"), "{}", answer.text());

    let address = elsewhere(imports::FILE.into()).await;
    let path = format!("/surveys/{survey}/import-responses");
    let answer = server.post(&path).json(&json!({ "format": "csv", "fileUrl": address })).send().await;
    assert_eq!(answer.status, 202, "{}", answer.text());
    server.run_jobs().await;
    assert_eq!(count(&server, &survey).await, 2);

    let large = elsewhere(vec![b' '; 21 * MEGABYTE]).await;
    for address in [large.as_str(), "http://127.0.0.1:1/closed", "ftp://127.0.0.1/file", "nonsense", ""] {
        let answer =
            server.post("/surveys").json(&json!({ "name": "Fetched", "fileUrl": address })).send().await;
        assert_eq!(answer.status, 400, "{address}: {}", answer.text());
        assert!(answer.error_message().contains("fileUrl"), "{address}: {}", answer.text());
    }
}

#[tokio::test]
async fn private_addresses_are_not_asked_unless_that_is_allowed() {
    let server = TestServer::guarded().await;
    let survey = server.import_survey("Sample", &sample()).await;
    let listening = elsewhere(sample()).await;
    let port = listening.rsplit_once(':').unwrap().1.to_owned();
    let named = format!("http://localhost:{port}");
    let mapped = format!("http://[::ffff:127.0.0.1]:{port}");
    for address in [
        listening.as_str(),
        &named,
        &mapped,
        "http://169.254.169.254/latest/meta-data/",
        "http://10.0.0.1/file",
        "http://192.168.1.1/file",
        "http://[::1]/file",
        "http://[fe80::1]/file",
        "http://0.0.0.0/file",
        "http://2130706433/file",
        "file:///etc/passwd",
    ] {
        let path = format!("/surveys/{survey}/import-responses");
        for (path, body) in [
            ("/surveys", json!({ "name": "Fetched", "fileUrl": address })),
            (path.as_str(), json!({ "format": "csv", "fileUrl": address })),
        ] {
            let ask = server.ask(Method::POST, &format!("/API/v3{path}")).token(ADMINISTRATOR);
            let answer = ask.json(&body).send().await;
            assert_eq!(answer.status, 400, "{address}: {}", answer.text());
            assert!(answer.error_message().contains("fileUrl"), "{address}: {}", answer.text());
        }
    }
    assert_eq!(server.get("/surveys").send().await.result()["elements"].as_array().unwrap().len(), 1);
}
