//! Examples in JavaScript: fetch, in Node 18 or later as an ES module.

use contract::Verb;

use super::escape::javascript as quoted;
use super::host::Host;
use super::job::{Steps, words};
use super::literal::{self, JAVASCRIPT};
use super::step::{self, Step};
use crate::values::{Content, Field};

/// One request.
pub(super) fn request(step: &Step, host: &Host) -> String {
    let call = call(step, &quoted(&step.address()), "const answer = await call");
    let (before, shown) = if step.is_file() {
        let shown = format!("await writeFile({}, answer.body);", quoted(step.file_name()));
        ("import { writeFile } from 'node:fs/promises';\n", shown)
    } else {
        (import_of_files(step), "console.log(JSON.stringify(await answer.json(), null, 2));".to_owned())
    };
    format!("{}{}{call};\n{shown}", prelude(host, before), form(step))
}

/// All pages of a list.
pub(super) fn pages(step: &Step, host: &Host) -> String {
    let call = call(step, "path", "const answer = await call");
    format!(
        "{}// Every element of the list, page after page.\nasync function* elements(path) {{\n  while (path) {{\n    {}\n    \
         const {{ result }} = await answer.json();\n    yield* result.elements;\n    \
         const next = result.nextPage && new URL(result.nextPage);\n    path = next && next.pathname + next.search;\n  }}\n}}\n\n\
         for await (const element of elements({})) console.log(element);",
        prelude(host, ""),
        call.replace('\n', "\n    ") + ";",
        quoted(&step.address()),
    )
}

/// A job from its start to its end.
pub(super) fn chain(steps: &Steps, host: &Host) -> String {
    let [in_progress, complete] = words().map(|word| quoted(&word));
    let mut imports = String::new();
    if steps.file.as_ref().is_some_and(|file| file.file_name().ends_with(".zip")) {
        imports.push_str("import { execFileSync } from 'node:child_process';\n");
    }
    match import_of_files(&steps.start) {
        "" if steps.file.is_some() => imports.push_str("import { writeFile } from 'node:fs/promises';\n"),
        other => imports.push_str(other),
    }
    imports.push_str("import { setTimeout as sleep } from 'node:timers/promises';\n");
    let start = call(&steps.start, &quoted(&steps.start.address()), "const start = await call");
    let mut text = format!(
        "{}{}{start};\nconst {{ result: started }} = await start.json();\n\nlet path = {};\nlet progress;\ndo {{\n  \
         if (progress) await sleep(1000);\n  const answer = await call(path);\n  progress = (await answer.json()).result;\n}} \
         while (progress.status === {in_progress});\n\
         if (progress.status !== {complete}) throw new Error(JSON.stringify(progress));\n",
        prelude(host, &imports),
        form(&steps.start),
        path(&steps.poll, "started"),
    );
    match &steps.file {
        None => text.push_str("console.log(progress);"),
        Some(file) => {
            let name = quoted(file.file_name());
            let call = call(file, "path", "const answer = await call");
            text.push_str(&format!(
                "\npath = {};\n{call};\nawait writeFile({name}, answer.body);",
                path(file, "progress")
            ));
            if file.file_name().ends_with(".zip") {
                text.push_str(&format!(
                    "\n// Node itself reads no zip archives.\nif (answer.headers.get('content-type') === 'application/zip') {{\n  \
                     execFileSync('unzip', ['-o', {name}], {{ stdio: 'inherit' }});\n}}"
                ));
            }
        }
    }
    text
}

const SECONDS: u64 = 30;

fn prelude(host: &Host, imports: &str) -> String {
    let imports = if imports.is_empty() { String::new() } else { format!("{imports}\n") };
    format!(
        "// Node 18 or later: save it as example.mjs, then `node example.mjs`.\n{imports}\
         const base = {} + (process.env.QUALTRICS_BASE_URL ?? {});\n\n\
         async function call(path, {{ seconds = {SECONDS}, headers, ...options }} = {{}}) {{\n  \
         const answer = await fetch(base + path, {{\n    ...options,\n    \
         headers: {{ 'X-API-TOKEN': process.env.QUALTRICS_API_KEY, ...headers }},\n    \
         signal: AbortSignal.timeout(seconds * 1000),\n  }});\n  \
         if (!answer.ok) throw new Error(`${{answer.status}}: ${{await answer.text()}}`);\n  return answer;\n}}\n\n",
        quoted(host.scheme),
        quoted(host.name),
    )
}

/// The statement that makes the call.
fn call(step: &Step, path: &str, head: &str) -> String {
    let options = options(step);
    if options.is_empty() {
        format!("{head}({path})")
    } else {
        format!("{head}({path}, {})", braces(&options, head.len() + path.len()))
    }
}

/// An object of options, on one line where it is short; `used` is what the line holds already.
fn braces(options: &[String], used: usize) -> String {
    let line = format!("{{ {} }}", options.join(", "));
    if line.len() < 24 && used + line.len() < literal::WIDTH {
        return line;
    }
    let lines: String = options.iter().map(|option| format!("  {option},\n")).collect();
    format!("{{\n{lines}}}")
}

fn path(step: &Step, variable: &str) -> String {
    step::joined(&step.path, "\n  + ", quoted, |member| format!("{variable}.{member}"))
}

/// Verb, time-out, headers and body, a member each.
fn options(step: &Step) -> Vec<String> {
    let mut options = Vec::new();
    if step.verb() != Verb::Get {
        options.push(format!("method: {}", quoted(step.verb().as_str())));
    }
    if step.seconds() != SECONDS {
        options.push(format!("seconds: {}", step.seconds()));
    }
    let headers: Vec<String> = step
        .headers(false)
        .iter()
        .map(|(name, value)| format!("{}: {}", quoted(name), quoted(value)))
        .collect();
    if !headers.is_empty() {
        options.push(format!("headers: {{ {} }}", headers.join(", ")));
    }
    match &step.values.body {
        Content::Nothing => {}
        Content::Json(text) => match literal::object(text) {
            Some(value) => {
                let value = literal::write(&value, &JAVASCRIPT, 2, 22);
                options.push(format!("body: JSON.stringify({value})"));
            }
            None => options.push(format!("body: {}", quoted(text))),
        },
        Content::Raw { text, .. } => {
            let lines: Vec<String> =
                step::lines(text).iter().map(|line| format!("    {}", quoted(line))).collect();
            options.push(format!("body:\n{}", lines.join(" +\n")));
        }
        Content::Form(_) => options.push("body: form".to_owned()),
    }
    options
}

fn import_of_files(step: &Step) -> &'static str {
    let has_file = matches!(&step.values.body, Content::Form(parts)
        if parts.iter().any(|(_, field)| matches!(field, Field::File { .. })));
    if has_file { "import { readFile } from 'node:fs/promises';\n" } else { "" }
}

/// The statements that fill the form, where the body is one.
fn form(step: &Step) -> String {
    let Content::Form(parts) = &step.values.body else { return String::new() };
    let mut text = String::from("const form = new FormData();\n");
    for (name, field) in parts {
        let name = quoted(name);
        match field {
            Field::Text(value) => text.push_str(&format!("form.append({name}, {});\n", quoted(value))),
            Field::File { name: file, media_type } => {
                let (file, media_type) = (quoted(file), quoted(media_type));
                text.push_str(&format!(
                    "form.append(\n  {name},\n  new Blob([await readFile({file})], {{ type: {media_type} }}),\n  {file},\n);\n"
                ));
            }
        }
    }
    text
}
