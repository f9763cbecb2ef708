//! Where a survey is answered: the server of a test, or one that really listens.

use http::Method;
use serde_json::{Value, json};

use super::remote::Remote;
use super::sending::Sending;
use crate::server::ADMINISTRATOR;
use crate::{Answer, Ask, Form, TestServer};

/// Where a survey is answered.
pub enum Site<'s> {
    /// The server of a test, without a socket.
    InProcess(&'s TestServer),
    /// A server that listens at an address.
    Remote(Remote),
}

impl Site<'_> {
    /// Sends a request from an address and holds the answer.
    ///
    /// # Errors
    /// When no answer comes, which only a connection can fail to bring.
    pub(super) async fn send(&self, sending: Sending<'_>, from: &str) -> Result<Answer, String> {
        match self {
            Self::InProcess(server) => {
                let mut ask = server.ask(sending.method, sending.path).from(from);
                for (name, value) in sending.headers {
                    ask = ask.header(name, &value);
                }
                Ok(with_body(ask, sending.body).send().await)
            }
            Self::Remote(remote) => remote.send(sending, from).await,
        }
    }

    /// Imports a survey file, opens the survey for respondents and gives its id.
    ///
    /// # Errors
    /// When the server refuses it.
    pub async fn import(&self, name: &str, file: &[u8]) -> Result<String, String> {
        let form = Form::new().text("name", name).file(
            "file",
            "survey.qsf",
            "application/vnd.qualtrics.survey.qsf",
            file,
        );
        let (media_type, body) = form.finish();
        let id = self.call(Method::POST, "/surveys", &media_type, body).await?["id"].take();
        let id = id.as_str().ok_or("an import without an id")?.to_owned();
        let active = json!({ "isActive": true }).to_string().into_bytes();
        self.call(Method::PUT, &format!("/surveys/{id}"), JSON, active).await?;
        Ok(id)
    }

    /// Exports all responses of a survey and gives the file.
    ///
    /// # Errors
    /// When the server refuses it, or the export fails.
    pub async fn export(&self, survey: &str, format: &str) -> Result<String, String> {
        let path = format!("/surveys/{survey}/export-responses");
        let options = json!({ "format": format, "compress": false }).to_string().into_bytes();
        let started = self.call(Method::POST, &path, JSON, options).await?;
        let job = started["progressId"].as_str().ok_or("an export without a job")?;
        loop {
            if let Self::InProcess(server) = self {
                server.run_jobs().await;
            }
            let state = self.call(Method::GET, &format!("{path}/{job}"), "", Vec::new()).await?;
            match (state["status"].as_str(), self) {
                (Some("complete"), _) => {
                    let file = state["fileId"].as_str().ok_or("an export without a file")?;
                    let address = format!("/API/v3{path}/{file}/file");
                    let answer = self.send(self.signed(Sending::get(&address)), LOCAL).await?;
                    return if answer.status == 200 { Ok(answer.text()) } else { Err(answer.text()) };
                }
                (Some("inProgress"), Self::Remote(_)) => {}
                _ => return Err(format!("the export: {state}")),
            }
        }
    }

    /// The `result` of a call of the API.
    async fn call(
        &self,
        method: Method,
        path: &str,
        media_type: &str,
        body: Vec<u8>,
    ) -> Result<Value, String> {
        let address = format!("/API/v3{path}");
        let mut sending = Sending { method, body, ..Sending::get(&address) };
        if !media_type.is_empty() {
            sending.headers.push(("content-type", media_type.to_owned()));
        }
        let answer = self.send(self.signed(sending), LOCAL).await?;
        if !(200..300).contains(&answer.status) {
            return Err(format!("{path}: {}: {}", answer.status, answer.text()));
        }
        Ok(answer.json()["result"].take())
    }

    fn signed<'r>(&self, mut sending: Sending<'r>) -> Sending<'r> {
        let token = match self {
            Self::InProcess(_) => ADMINISTRATOR,
            Self::Remote(remote) => remote.token(),
        };
        sending.headers.push(("X-API-TOKEN", token.to_owned()));
        sending
    }
}

const JSON: &str = "application/json";
/// Where the API's own calls come from.
const LOCAL: &str = "127.0.0.1";

fn with_body(ask: Ask<'_>, body: Vec<u8>) -> Ask<'_> {
    if body.is_empty() { ask } else { ask.body(body) }
}
