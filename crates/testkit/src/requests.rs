//! The requests that tests make most.

use http::Method;
use serde_json::{Value, json};

use crate::server::ADMINISTRATOR;
use crate::{Ask, Form, TestServer};

impl TestServer {
    /// A request without a token.
    #[must_use]
    pub fn ask(&self, method: Method, path: &str) -> Ask<'_> {
        Ask::new(self, method, path)
    }

    /// GET as the first brand's administrator; `path` follows `/API/v3`.
    #[must_use]
    pub fn get(&self, path: &str) -> Ask<'_> {
        self.ask(Method::GET, &format!("/API/v3{path}")).token(ADMINISTRATOR)
    }

    /// POST as the first brand's administrator.
    #[must_use]
    pub fn post(&self, path: &str) -> Ask<'_> {
        self.ask(Method::POST, &format!("/API/v3{path}")).token(ADMINISTRATOR)
    }

    /// PUT as the first brand's administrator.
    #[must_use]
    pub fn put(&self, path: &str) -> Ask<'_> {
        self.ask(Method::PUT, &format!("/API/v3{path}")).token(ADMINISTRATOR)
    }

    /// DELETE as the first brand's administrator.
    #[must_use]
    pub fn delete(&self, path: &str) -> Ask<'_> {
        self.ask(Method::DELETE, &format!("/API/v3{path}")).token(ADMINISTRATOR)
    }

    /// Imports a survey file and gives the survey's id.
    pub async fn import_survey(&self, name: &str, file: &[u8]) -> String {
        let form = Form::new().text("name", name).file(
            "file",
            "survey.qsf",
            "application/vnd.qualtrics.survey.qsf",
            file,
        );
        let result = self.post("/surveys").form(form).send().await.result();
        result["id"].as_str().unwrap_or_default().to_owned()
    }

    /// Imports responses and gives the finished import's progress.
    pub async fn import_responses(&self, survey: &str, query: &str, media_type: &str, file: &[u8]) -> Value {
        let path = format!("/surveys/{survey}/import-responses");
        let started = self.post(&format!("{path}{query}")).bytes(media_type, file).send().await;
        let id = started.result()["progressId"].as_str().unwrap_or_default().to_owned();
        self.run_jobs().await;
        self.get(&format!("{path}/{id}")).send().await.result()
    }

    /// Exports responses without a zip and gives the file.
    pub async fn export(&self, survey: &str, options: Value) -> String {
        let mut options = options;
        options["compress"] = json!(false);
        let path = format!("/surveys/{survey}/export-responses");
        let started = self.post(&path).json(&options).send().await.result();
        let id = started["progressId"].as_str().unwrap_or_default().to_owned();
        self.run_jobs().await;
        let done = self.get(&format!("{path}/{id}")).send().await.result();
        assert_eq!(done["status"], "complete", "{done}");
        let file = done["fileId"].as_str().unwrap_or_default().to_owned();
        let answer = self.get(&format!("{path}/{file}/file")).send().await;
        assert_eq!(answer.status, 200, "{}", answer.text());
        answer.text()
    }
}
