//! What a person at the terminal is told when the server is up.

use std::fmt::Write as _;
use std::io::Write as _;
use std::path::Path;

use super::access::Access;
use crate::ready::Ready;

/// Prints the addresses, what one can begin with, and how to reach the server from programs with a fixed host.
pub(super) fn print(ready: &Ready, access: &Access, serving_file: &Path) {
    // Whoever reads no further ends no server by it.
    let _ = writeln!(std::io::stdout(), "{}", text(ready, access, serving_file));
}

/// What is told of a token that was brought along and that nobody has.
const IN_VAIN: &str = "CANVASS_ADMIN_TOKEN is ignored: it is the first administrator's when the example or, by canvass init, an \
    organization is made, and was not given then or was replaced since. A new token for a user: canvass token new --user NAME";
/// What is told where nobody can have a token.
const NOBODY: &str = "There is no organization yet, so nobody can use it: canvass init makes one, with its administrator, also \
    while this server runs.";

fn text(ready: &Ready, access: &Access, serving_file: &Path) -> String {
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
    if let Some(path) = &access.survey_path {
        line("a survey", &format!("{}{path}", ready.api));
    }
    match &access.token {
        Some(token) => line("API token", token),
        None if access.is_nobodys => {}
        None => line("API token", "shown once, when it was made; a new one: canvass token new --user NAME"),
    }
    if let Some(ca) = &ready.ca {
        line("CA to trust", &ca.display().to_string());
    }
    let notes = [(access.is_nobodys, NOBODY), (access.is_given_in_vain, IN_VAIN)];
    for (_, note) in notes.into_iter().filter(|(holds, _)| *holds) {
        let _ = writeln!(lines, "\n{note}");
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
        let mut access = Access {
            token: ready.token.clone(),
            survey_path: Some("/jfe/form/SV_1".into()),
            ..Access::default()
        };
        let shown = text(&ready, &access, Path::new("data/serving.json"));
        for part in
            ["http://127.0.0.1:4000/API/v3", "/docs", "/jfe/form/SV_1", "TTTT", "data/serving.json -- "]
        {
            assert!(shown.contains(part), "{part} is not in {shown}");
        }
        ready.tls = None;
        access = Access { is_given_in_vain: true, ..Access::default() };
        let shown = text(&ready, &access, Path::new("data/serving.json"));
        assert!(!shown.contains("HTTPS") && !shown.contains("canvass run") && !shown.contains("a survey"));
        assert!(shown.contains("CANVASS_ADMIN_TOKEN is ignored") && !shown.contains("TTTT"), "{shown}");
        assert!(shown.contains("a new one: canvass token new"), "{shown}");
        access = Access { is_nobodys: true, ..Access::default() };
        let shown = text(&ready, &access, Path::new("data/serving.json"));
        assert!(shown.contains("canvass init") && !shown.contains("API token"), "{shown}");
    }
}
