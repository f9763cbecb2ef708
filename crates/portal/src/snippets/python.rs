//! Examples in Python, with requests.

use super::escape::python as quoted;
use super::host::Host;
use super::job::{Steps, words};
use super::literal::{self, PYTHON};
use super::step::{self, Step};
use crate::values::{Content, Field};

/// One request.
pub(super) fn request(step: &Step, host: &Host) -> String {
    let function = format!("answer = session.{}", step.verb().as_str().to_ascii_lowercase());
    let mut arguments = vec![format!("BASE_URL + {}", quoted(&step.fixed_path()))];
    arguments.extend(contents(step));
    if step.is_file() {
        arguments.push("stream=True".to_owned());
    }
    arguments.push(format!("timeout={}", step.seconds()));
    let call = step::called(&function, &arguments, 0, 4, true);
    let shown = if step.is_file() { saved(step) } else { "print(answer.text)".to_owned() };
    format!("{}\n{call}\n{}{shown}", prelude(host, &["os", "sys"]), checked(""))
}

/// All pages of a list.
pub(super) fn pages(step: &Step, host: &Host) -> String {
    let mut arguments = vec!["address".to_owned()];
    arguments.extend(headers(step));
    arguments.push(format!("timeout={}", step.seconds()));
    let call = step::called("answer = session.get", &arguments, 8, 4, true);
    format!(
        "{}\n\ndef elements(address):\n    \"\"\"Every element of the list, page after page.\"\"\"\n    while address:\n        \
         {call}\n{}        result = answer.json()[\"result\"]\n        yield from result[\"elements\"]\n        \
         address = result[\"nextPage\"]\n\n\nfor element in elements(BASE_URL + {}):\n    print(element)",
        prelude(host, &["os", "sys"]),
        checked("        "),
        quoted(&step.address()),
    )
}

/// A job from its start to its end.
pub(super) fn chain(steps: &Steps, host: &Host) -> String {
    let [in_progress, complete] = words().map(|word| quoted(&word));
    let unzips = steps.file.as_ref().is_some_and(|file| file.file_name().ends_with(".zip"));
    let modules: &[&str] = if unzips { &["os", "sys", "time", "zipfile"] } else { &["os", "sys", "time"] };
    let mut arguments = vec![quoted(steps.start.verb().as_str()), quoted(&steps.start.fixed_path())];
    arguments.extend(contents(&steps.start));
    if steps.start.seconds() != SECONDS {
        arguments.push(format!("timeout={}", steps.start.seconds()));
    }
    let start = step::called("started = call", &arguments, 0, 4, true);
    let poll = path(&steps.poll, "started");
    let mut text = format!(
        "{}\n\ndef call(method, path, timeout={SECONDS}, **options):\n    answer = session.request(method, BASE_URL + path, \
         timeout=timeout, **options)\n{}    return answer\n\n\n{start}.json()[\"result\"]\n\npath = {poll}\nwhile True:\n    \
         progress = call(\"GET\", path).json()[\"result\"]\n    if progress[\"status\"] != {in_progress}:\n        break\n    \
         time.sleep(1)\nif progress[\"status\"] != {complete}:\n    sys.exit(str(progress))\n",
        prelude(host, modules),
        checked("    "),
    );
    match &steps.file {
        None => text.push_str("print(progress)"),
        Some(file) => {
            let arguments = [
                "\"GET\"".to_owned(),
                "path".to_owned(),
                format!("timeout={}", file.seconds()),
                "stream=True".to_owned(),
            ];
            let call = step::called("answer = call", &arguments, 0, 4, true);
            text.push_str(&format!("\npath = {}\n{call}\n{}", path(file, "progress"), saved(file)));
            if unzips {
                let name = quoted(file.file_name());
                text.push_str(&format!(
                    "\nif zipfile.is_zipfile({name}):\n    with zipfile.ZipFile({name}) as archive:\n        \
                     archive.extractall()\n        print(archive.namelist())"
                ));
            }
        }
    }
    text
}

/// The time-out of a request that nothing else is known of.
const SECONDS: u64 = 30;

fn prelude(host: &Host, modules: &[&str]) -> String {
    let imports: String = modules.iter().map(|module| format!("import {module}\n")).collect();
    format!(
        "# Python 3.8 or later, with requests: pip install requests\n{imports}\nimport requests\nfrom requests.adapters import HTTPAdapter\nfrom urllib3.util import Retry\n\n\
         BASE_URL = {} + os.environ.get(\"QUALTRICS_BASE_URL\", {})\n\n\
         session = requests.Session()\nsession.headers[\"X-API-TOKEN\"] = os.environ[\"QUALTRICS_API_KEY\"]\n\
         # 429 and 503 are tried again after the time that Retry-After tells.\n\
         retry = Retry(5, connect=0, read=0, status_forcelist=[429, 503], allowed_methods=None,\n\
         \x20             backoff_factor=1, raise_on_status=False)\n\
         session.mount(BASE_URL, HTTPAdapter(max_retries=retry))\n",
        quoted(host.scheme),
        quoted(host.name),
    )
}

fn checked(pad: &str) -> String {
    format!("{pad}if not answer.ok:\n{pad}    sys.exit(f\"{{answer.status_code}}: {{answer.text}}\")\n")
}

fn saved(step: &Step) -> String {
    format!(
        "with open({}, \"wb\") as file:\n    for piece in answer.iter_content(65536):\n        file.write(piece)",
        quoted(step.file_name())
    )
}

fn path(step: &Step, variable: &str) -> String {
    let member = |member: &str| format!("{variable}[{}]", quoted(member));
    let pieces = step::joined(&step.path, "\n    + ", quoted, member);
    format!("(\n    {pieces}\n)")
}

/// Query, headers and body, an argument each.
fn contents(step: &Step) -> Vec<String> {
    let mut arguments = Vec::new();
    if !step.values.query.is_empty() {
        let pair = |(name, value): &(String, String)| format!("({}, {})", quoted(name), quoted(value));
        let pairs: Vec<String> = step.values.query.iter().map(pair).collect();
        arguments.push(format!("params=[{}]", pairs.join(", ")));
    }
    arguments.extend(headers(step));
    match &step.values.body {
        Content::Nothing => {}
        Content::Json(text) => match literal::object(text) {
            Some(value) => arguments.push(format!("json={}", literal::write(&value, &PYTHON, 4, 5))),
            None => arguments.push(format!("data={}.encode()", quoted(text))),
        },
        Content::Raw { text, .. } => {
            let lines: Vec<String> =
                step::lines(text).iter().map(|line| format!("        {}", quoted(line))).collect();
            arguments.push(format!("data=(\n{}\n    ).encode()", lines.join("\n")));
        }
        Content::Form(parts) => {
            let parts: Vec<String> = parts.iter().map(|(name, field)| part(name, field)).collect();
            arguments.push(format!("files={{\n{}    }}", parts.concat()));
        }
    }
    arguments
}

fn headers(step: &Step) -> Option<String> {
    let knows_json = !matches!(&step.values.body, Content::Json(text) if literal::object(text).is_none());
    let headers = step.headers(knows_json);
    let pairs: Vec<String> =
        headers.iter().map(|(name, value)| format!("{}: {}", quoted(name), quoted(value))).collect();
    (!pairs.is_empty()).then(|| format!("headers={{{}}}", pairs.join(", ")))
}

fn part(name: &str, field: &Field) -> String {
    let value = match field {
        Field::Text(text) => format!("(None, {})", quoted(text)),
        Field::File { name, media_type } => {
            format!("({0}, open({0}, \"rb\"), {1})", quoted(name), quoted(media_type))
        }
    };
    format!("        {}: {value},\n", quoted(name))
}
