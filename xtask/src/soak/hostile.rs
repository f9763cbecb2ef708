//! Clients that mean harm, or behave as if they did: slow, torn, huge, ill-formed, and authors who write bombs.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use serde_json::{Value, json};

use crate::fixtures;
use crate::http::Client;
use crate::process::Outcome;

/// What the attacks need.
pub(super) struct Hostile {
    address: String,
    token: String,
    /// A survey whose embedded data doubles a text twenty-six times (X1 of the trials).
    bomb: String,
}

/// How long an attacker listens.
const PATIENCE: Duration = Duration::from_secs(15);
const DOUBLINGS: usize = 26;

impl Hostile {
    /// Imports what a hostile author would write. Where the server refuses it, the attack goes at a plain survey.
    pub(super) fn prepare(client: &mut Client, address: &str, token: &str) -> Outcome<Self> {
        let mut file: Value = serde_json::from_slice(&fixtures::tiny_survey()?)?;
        let field = |value: &str| json!({ "Description": "a", "Field": "a", "Type": "Custom", "VariableType": "String", "Value": value });
        let mut fields = vec![field("x")];
        fields.extend(vec![field("${e://Field/a}${e://Field/a}"); DOUBLINGS]);
        let elements = file["SurveyElements"].as_array_mut().ok_or("a survey file without elements")?;
        let flow = elements.iter_mut().find(|element| element["Element"] == "FL").ok_or("no flow")?;
        let steps: Vec<Value> = (10..)
            .zip(fields)
            .map(|(number, field)| {
                json!({ "Type": "EmbeddedData", "FlowID": format!("FL_{number}"), "EmbeddedData": [field] })
            })
            .collect();
        let all = flow["Payload"]["Flow"].as_array_mut().ok_or("no flow")?;
        all.splice(0..0, steps);
        let bomb = match fixtures::import(client, "Bomb", file.to_string().as_bytes()) {
            Ok(bomb) => bomb,
            Err(_) => fixtures::import(client, "No bomb", &fixtures::tiny_survey()?)?,
        };
        Ok(Self { address: address.to_owned(), token: token.to_owned(), bomb })
    }

    /// One of the attacks; gives the status that it got.
    pub(super) fn attack(&self, turn: usize) -> Outcome<u16> {
        let form = format!("/jfe/form/{}", self.bomb);
        let responses = format!("/API/v3/surveys/{}/responses", self.bomb);
        match turn % 12 {
            0 => self.slowly(&form),
            1 => self.without_reading(),
            2 => self.raw(
                b"GET / HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\nTransfer-Encoding: chunked\r\n\r\n",
            ),
            3 => self.client("").get(&form).map(|answer| answer.status),
            4 => {
                self.send("POST", &form, "application/x-www-form-urlencoded", b"~token=%00&QID1=%FF%FE&=&&&")
            }
            5 => self.send(
                "POST",
                &form,
                "application/x-www-form-urlencoded",
                "a=&".repeat(600_000).as_bytes(),
            ),
            6 => self.send("POST", &responses, "application/json", "[".repeat(100_000).as_bytes()),
            7 => self.send("POST", &responses, "application/json", &vec![b' '; 3 << 20]),
            8 => self.client(&"x".repeat(40)).get("/API/v3/whoami").map(|answer| answer.status),
            9 => self.send("TRACE", "/API/v3/whoami", "", b""),
            10 => self.send("PUT", &format!("{responses}/R_%00"), "application/json", b"{\"values\":null}"),
            _ => self
                .raw(format!("GET / HTTP/1.1\r\nHost: x\r\nX: {}\r\n\r\n", "y".repeat(1 << 20)).as_bytes()),
        }
    }

    fn client(&self, token: &str) -> Client {
        Client::new(&self.address, token)
    }

    fn send(&self, verb: &str, path: &str, content_type: &str, body: &[u8]) -> Outcome<u16> {
        Ok(self.client(&self.token).send(verb, path, content_type, body)?.status)
    }

    /// Bytes as they are; whatever is answered.
    fn raw(&self, bytes: &[u8]) -> Outcome<u16> {
        let mut stream = self.connect()?;
        stream.write_all(bytes)?;
        status(&mut stream)
    }

    /// A page that is posted byte by byte, and never to its end.
    fn slowly(&self, path: &str) -> Outcome<u16> {
        let mut stream = self.connect()?;
        let head = format!("POST {path} HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\n");
        stream.write_all(head.as_bytes())?;
        for _ in 0..40 {
            stream.write_all(b"a")?;
            std::thread::sleep(Duration::from_millis(100));
        }
        Ok(0)
    }

    /// Asks for large documents and reads none.
    fn without_reading(&self) -> Outcome<u16> {
        let mut stream = self.connect()?;
        for _ in 0..40 {
            stream.write_all(b"GET /openapi.json HTTP/1.1\r\nHost: x\r\n\r\n")?;
        }
        std::thread::sleep(Duration::from_secs(4));
        Ok(0)
    }

    fn connect(&self) -> Outcome<TcpStream> {
        let stream = TcpStream::connect(&self.address)?;
        stream.set_read_timeout(Some(PATIENCE))?;
        stream.set_write_timeout(Some(PATIENCE))?;
        Ok(stream)
    }
}

/// The status of an answer whose rest nobody reads.
fn status(stream: &mut TcpStream) -> Outcome<u16> {
    let mut first = [0; 12];
    stream.read_exact(&mut first)?;
    Ok(std::str::from_utf8(&first)?.split(' ').nth(1).unwrap_or_default().parse()?)
}
