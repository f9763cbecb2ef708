//! Examples in R, with httr2: only functions that its old and its new versions have alike.

use contract::Verb;

use super::escape::r as quoted;
use super::host::Host;
use super::job::{Steps, words};
use super::literal::{self, R, r_member};
use super::step::{self, Step};
use crate::values::{Content, Field};

/// One request.
pub(super) fn request(step: &Step, host: &Host) -> String {
    let mut pipe = vec![format!("answer <- api({})", quoted(&step.fixed_path()))];
    pipe.extend(contents(step));
    pipe.push(performed(step));
    let shown = if step.is_file() { String::new() } else { "\n\nstr(resp_body_json(answer))".to_owned() };
    format!("{}{}{shown}", prelude(host), piped(&pipe, 0))
}

/// All pages of a list.
pub(super) fn pages(step: &Step, host: &Host) -> String {
    let mut pipe = vec!["answer <- api(path)".to_owned()];
    pipe.extend(contents(step).into_iter().filter(|part| !part.starts_with("req_url_query(")));
    pipe.push(performed(step));
    format!(
        "{}path <- {}\nelements <- list()\nwhile (!is.null(path)) {{\n  {}\n  result <- resp_body_json(answer)$result\n  \
         elements <- c(elements, result$elements)\n  path <- result$nextPage\n  \
         if (!is.null(path)) path <- sub(\"^[a-z]+://[^/]+\", \"\", path)\n}}\n\nfor (element in elements) str(element)",
        prelude(host),
        quoted(&step.address()),
        piped(&pipe, 2),
    )
}

/// A job from its start to its end.
pub(super) fn chain(steps: &Steps, host: &Host) -> String {
    let [in_progress, complete] = words().map(|word| quoted(&word));
    let mut start = vec![format!("answer <- api({})", quoted(&steps.start.fixed_path()))];
    start.extend(contents(&steps.start));
    start.push(performed(&steps.start));
    let poll = [api(&steps.poll, "started", 2), performed(&steps.poll)];
    let mut text = format!(
        "{}{}\nstarted <- resp_body_json(answer)$result\n\nrepeat {{\n  {}\n  progress <- resp_body_json(answer)$result\n  \
         if (progress$status != {in_progress}) break\n  Sys.sleep(1)\n}}\n\
         if (progress$status != {complete}) stop(\"the job ended as \", progress$status)\n",
        prelude(host),
        piped(&start, 0),
        piped(&poll, 2),
    );
    match &steps.file {
        None => text.push_str("str(progress)"),
        Some(file) => {
            let mut pipe = vec![api(file, "progress", 0)];
            pipe.extend(contents(file));
            pipe.push(performed(file));
            text.push_str(&format!("\n{}", piped(&pipe, 0)));
            if file.file_name().ends_with(".zip") {
                text.push_str(&format!(
                    "\nif (resp_content_type(answer) == \"application/zip\") print(unzip({}))",
                    quoted(file.file_name())
                ));
            }
        }
    }
    text
}

const SECONDS: u64 = 30;

fn prelude(host: &Host) -> String {
    format!(
        "# R 4.1 or later, with httr2.\nlibrary(httr2)\n\nbase_url <- paste0({}, Sys.getenv(\"QUALTRICS_BASE_URL\", {}))\n\n\
         # What every request has: the token, a time-out, patience with 429 and 503, the body of an error.\n\
         api <- function(...) {{\n  request(paste0(base_url, ...)) |>\n    \
         req_headers(\"X-API-TOKEN\" = Sys.getenv(\"QUALTRICS_API_KEY\")) |>\n    \
         req_timeout({SECONDS}) |>\n    req_retry(max_tries = 3) |>\n    \
         req_error(body = function(answer) resp_body_string(answer))\n}}\n\n",
        quoted(host.scheme),
        quoted(host.name),
    )
}

fn piped(parts: &[String], indent: usize) -> String {
    let pad = " ".repeat(indent + 2);
    let line = parts.join(" |> ");
    if indent + line.len() <= literal::WIDTH && parts.len() < 3 && !line.contains('\n') {
        return line;
    }
    parts.join(&format!(" |>\n{pad}"))
}

fn performed(step: &Step) -> String {
    if step.is_file() {
        format!("req_perform(path = {})", quoted(step.file_name()))
    } else {
        "req_perform()".to_owned()
    }
}

/// The call of `api` with a path that it joins of several arguments.
fn api(step: &Step, variable: &str, indent: usize) -> String {
    let pieces = step::joined(&step.path, "\n", quoted, |member| format!("{variable}${member}"));
    let pieces: Vec<String> = pieces.lines().map(str::to_owned).collect();
    step::called("answer <- api", &pieces, indent, 2, false)
}

/// Verb, query, headers, body and time-out, a function of the pipe each.
fn contents(step: &Step) -> Vec<String> {
    let mut pipe = Vec::new();
    if step.verb() != Verb::Get {
        pipe.push(format!("req_method({})", quoted(step.verb().as_str())));
    }
    let member = |(name, value): (&str, &str)| format!("{}{}", r_member(name), quoted(value));
    if !step.values.query.is_empty() {
        let query = step.values.query.iter().map(|(name, value)| member((name, value)));
        pipe.push(format!("req_url_query({})", query.collect::<Vec<_>>().join(", ")));
    }
    if !step.values.headers.is_empty() {
        let headers = step.values.headers.iter().map(|(name, value)| member((name, value)));
        pipe.push(format!("req_headers({})", headers.collect::<Vec<_>>().join(", ")));
    }
    match &step.values.body {
        Content::Nothing => {}
        Content::Json(text) => match literal::object(text) {
            Some(value) => pipe.push(format!("req_body_json({})", literal::write(&value, &R, 2, 16))),
            None => pipe.push(format!("req_body_raw({}, \"application/json\")", quoted(text))),
        },
        Content::Raw { media_type, text } => {
            let lines: Vec<String> =
                step::lines(text).iter().map(|line| format!("    {}", quoted(line))).collect();
            pipe.push(format!("req_body_raw(paste0(\n{}\n  ), {})", lines.join(",\n"), quoted(media_type)));
        }
        Content::Form(parts) => {
            let parts: Vec<String> = parts.iter().map(|(name, field)| part(name, field)).collect();
            pipe.push(step::called("req_body_multipart", &parts, 2, 2, false));
        }
    }
    if step.seconds() != SECONDS {
        pipe.push(format!("req_timeout({})", step.seconds()));
    }
    pipe
}

fn part(name: &str, field: &Field) -> String {
    let value = match field {
        Field::Text(text) => quoted(text),
        Field::File { name, media_type } => {
            format!("curl::form_file({}, type = {})", quoted(name), quoted(media_type))
        }
    };
    format!("{}{value}", r_member(name))
}
