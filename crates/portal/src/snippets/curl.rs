//! Examples for a shell, by cURL; whole jobs read JSON with jq.
//!
//! The address is this server's own, so that the line runs as printed, and its query is part of it, encoded: it is what
//! the server sees, it can be pasted elsewhere, and `-G --data-urlencode` would leave no room for a body.

use contract::Verb;

use super::escape::shell;
use super::host::Host;
use super::job::{Steps, words};
use super::step::{Piece, Step};
use crate::values::{Content, Field};

/// One request.
pub(super) fn request(step: &Step, host: &Host) -> String {
    let head = format!("curl --fail-with-body -sS{}", options(step));
    let mut lines = vec![head, shell(&format!("{}{}", host.origin, step.address())), TOKEN.to_owned()];
    lines.extend(contents(step));
    if step.is_file() {
        lines.push("-OJ".to_owned());
    }
    lines.join(" \\\n  ")
}

/// All pages of a list.
pub(super) fn pages(step: &Step, host: &Host) -> String {
    let address = shell(&format!("{}{}", host.origin, step.address()));
    let headers: String = contents(step).iter().map(|line| format!(" \\\n    {line}")).collect();
    let read = format!("page=$(api{}{headers} \"$next\") || fail \"$page\"", options(step));
    format!(
        "{}next={address}\nwhile [ -n \"$next\" ]; do\n  {read}\n  jq -c '.result.elements[]' <<< \"$page\"\n  \
         next=$(jq -r '.result.nextPage // empty' <<< \"$page\")\ndone",
        prelude("jq")
    )
}

/// A job from its start to its end.
pub(super) fn chain(steps: &Steps, host: &Host) -> String {
    let [in_progress, complete] = words();
    let mut start = vec![format!("started=$(api{}", options(&steps.start))];
    start.push(shell(&format!("{}{}", host.origin, steps.start.address())));
    start.extend(contents(&steps.start));
    let start = start.join(" \\\n  ");
    let (poll_id, poll) = address(&steps.poll, host, "started");
    let poll_options = options(&steps.poll);
    let needs = if steps.file.is_some() { "jq and unzip" } else { "jq" };
    let mut text = prelude(needs);
    text.push_str(&format!(
        "{start}) || fail \"$started\"\n{poll_id}\n\nwhile :; do\n  progress=$(api{poll_options} \\\n    {poll}) ||\n    fail \"$progress\"\n  \
         status=$(jq -r .result.status <<< \"$progress\")\n  [ \"$status\" = {in_progress} ] || break\n  sleep 1\ndone\n\
         [ \"$status\" = {complete} ] || fail \"$progress\"\n"
    ));
    if let Some(file) = &steps.file {
        let (name, options) = (file.file_name(), options(file));
        let (id, address) = address(file, host, "progress");
        text.push_str(&format!(
            "{id}\n\ntype=$(api{options} -o {name} -w '%{{content_type}}' \\\n  {address}) ||\n  fail \"$(cat {name})\"\n\
             if [ \"$type\" = application/zip ]; then unzip -o {name}; fi"
        ));
    } else {
        text.push_str("jq . <<< \"$progress\"");
    }
    text
}

const TOKEN: &str = "-H \"X-API-TOKEN: $QUALTRICS_API_KEY\"";

fn prelude(needs: &str) -> String {
    format!(
        "#!/usr/bin/env bash\n# Needs bash, curl 7.76 or later, {needs}.\nset -euo pipefail\n\n\
         api() {{ curl --fail-with-body -sS {TOKEN} \"$@\"; }}\n\
         fail() {{ printf '%s\\n' \"$1\" >&2; exit 1; }}\n\n"
    )
}

/// Time-out and verb.
fn options(step: &Step) -> String {
    let verb = match step.verb() {
        Verb::Get => String::new(),
        verb => format!(" -X {}", verb.as_str()),
    };
    format!(" --max-time {}{verb}", step.seconds())
}

/// The statement that reads the id from the answer that a variable holds, and the address with it. The address is between
/// double quotes: it is encoded, so nothing else in it means anything to a shell.
fn address(step: &Step, host: &Host, variable: &str) -> (String, String) {
    let mut statement = String::new();
    let mut address = host.origin.to_owned();
    for piece in &step.path {
        match piece {
            Piece::Text(text) => address.push_str(text),
            Piece::Member(member) => {
                statement = format!("id=$(jq -r .result.{member} <<< \"${variable}\")");
                address.push_str("${id}");
            }
        }
    }
    (statement, format!("\"{address}{}\"", step.values.encoded_query()))
}

/// Headers and body, an option each.
fn contents(step: &Step) -> Vec<String> {
    let mut lines: Vec<String> = step
        .headers(false)
        .iter()
        .map(|(name, value)| format!("-H {}", shell(&format!("{name}: {value}"))))
        .collect();
    match &step.values.body {
        Content::Nothing => {}
        Content::Json(text) | Content::Raw { text, .. } => {
            // A text that begins with an at sign would be taken for the name of a file.
            let option = if text.starts_with('@') { "--data-raw" } else { "--data" };
            lines.push(format!("{option} {}", shell(text)));
        }
        Content::Form(parts) => lines.extend(parts.iter().map(|(name, field)| part(name, field))),
    }
    lines
}

fn part(name: &str, field: &Field) -> String {
    match field {
        // With -F these would name a file or a media type.
        Field::Text(text) if text.starts_with(['@', '<', '(']) || text.contains([';', '"']) => {
            format!("--form-string {}", shell(&format!("{name}={text}")))
        }
        Field::Text(text) => format!("-F {}", shell(&format!("{name}={text}"))),
        Field::File { name: file, media_type } if file.contains(',') => {
            format!("-F {}", shell(&format!("{name}=@\"{file}\";type={media_type}")))
        }
        Field::File { name: file, media_type } => {
            format!("-F {}", shell(&format!("{name}=@{file};type={media_type}")))
        }
    }
}
