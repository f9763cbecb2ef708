//! What a person at the terminal is told when the server is up.

use std::fmt::Write as _;
use std::io::Write as _;
use std::path::Path;

use super::application::Application;
use crate::ready::Ready;

/// Prints the addresses, the token and how to reach the server from programs with a fixed host.
pub(super) fn print(ready: &Ready, application: &Application, serving_file: &Path) {
    // Whoever reads no further ends no server by it.
    let _ = writeln!(std::io::stdout(), "{}", text(ready, application.survey_path.as_deref(), serving_file));
}

fn text(ready: &Ready, survey_path: Option<&str>, serving_file: &Path) -> String {
    let mut lines = String::from("Canvass is serving.\n\n");
    let mut line = |name: &str, value: &str| {
        // Writing to a String does not fail.
        let _ = writeln!(lines, "  {name:<15}{value}");
    };
    line("base URL", &format!("{}/API/v3", ready.api));
    if let Some(tls) = &ready.tls {
        line("over HTTPS", &format!("{tls}/API/v3"));
    }
    line("documentation", &ready.docs);
    if let Some(path) = survey_path {
        line("a survey", &format!("{}{path}", ready.api));
    }
    match &ready.token {
        Some(token) => line("API token", token),
        None => line("API token", "as shown at the first start"),
    }
    if let Some(ca) = &ready.ca {
        line("CA to trust", &ca.display().to_string());
    }
    if ready.tls.is_some() {
        lines.push_str("\nA program that has https://….qualtrics.com built in reaches this server by\n\n");
        let _ = writeln!(lines, "  canvass run --server-ready {} -- COMMAND", serving_file.display());
    }
    lines
}

#[cfg(test)]
mod tests {
    use model::text::ApiToken;

    use super::*;

    #[test]
    fn it_says_what_was_bound_and_nothing_that_is_off() {
        let mut ready = Ready {
            api: "http://127.0.0.1:4000".to_owned(),
            tls: Some("https://127.0.0.1:4001".to_owned()),
            docs: "http://127.0.0.1:4000/docs".to_owned(),
            ca: None,
            token: Some(ApiToken::stored("T".repeat(40))),
            pid: 1,
        };
        let shown = text(&ready, Some("/jfe/form/SV_1"), Path::new("data/serving.json"));
        for part in
            ["http://127.0.0.1:4000/API/v3", "/docs", "/jfe/form/SV_1", "TTTT", "data/serving.json -- "]
        {
            assert!(shown.contains(part), "{part} is not in {shown}");
        }
        ready.tls = None;
        ready.token = None;
        let shown = text(&ready, None, Path::new("data/serving.json"));
        assert!(!shown.contains("HTTPS") && !shown.contains("canvass run") && !shown.contains("a survey"));
    }
}
