//! Examples in Java 17: java.net.http, and Jackson where a whole job has to read JSON.

use std::collections::BTreeSet;

use contract::Verb;

use super::escape::{java as quoted, java_block};
use super::host::Host;
use super::job::{Steps, words};
use super::step::{self, Step};
use crate::values::{Content, Field};

/// One request.
pub(super) fn request(step: &Step, host: &Host) -> String {
    let mut program = Program::new(class_name(step, ""));
    let built = program.build(step, &quoted(&step.address()));
    program.line(&format!("HttpRequest request = {built};"));
    program.send(step);
    if !step.is_file() {
        program.line("System.out.println(response.body());");
    }
    program.write(host)
}

/// All pages of a list.
pub(super) fn pages(step: &Step, host: &Host) -> String {
    let mut program = Program::new(class_name(step, "Pages"));
    program.reads_json = true;
    program.line(&format!("String next = BASE_URL + {};", quoted(&step.address())));
    program.line("while (next != null) {");
    program.indent = 12;
    let built = program.build(step, "next");
    program.line(&format!("JsonNode page = result({built});"));
    program.line("for (JsonNode element : page.path(\"elements\")) System.out.println(element);");
    program.line("next = page.path(\"nextPage\").textValue();");
    program.indent = 8;
    program.line("}");
    program.whole_addresses = true;
    program.write(host)
}

/// A job from its start to its end.
pub(super) fn chain(steps: &Steps, host: &Host) -> String {
    let [in_progress, complete] = words().map(|word| quoted(&word));
    let mut program = Program::new(class_name(&steps.start, "Job"));
    program.reads_json = true;
    let start = program.build(&steps.start, &quoted(&steps.start.address()));
    program.line(&format!("JsonNode started = result({start});"));
    program.line(&format!("String path = {};", path(&steps.poll, "started")));
    program.line("JsonNode progress;");
    program.line("while (true) {");
    program.indent = 12;
    let poll = program.build(&steps.poll, "path");
    program.line(&format!("progress = result({poll});"));
    program.line(&format!("if (!progress.path(\"status\").asText().equals({in_progress})) break;"));
    program.line("Thread.sleep(1000);");
    program.indent = 8;
    program.line("}");
    program.line(&format!("if (!progress.path(\"status\").asText().equals({complete})) {{"));
    program.line("    throw new IOException(progress.toString());");
    program.line("}");
    match &steps.file {
        None => program.line("System.out.println(progress);"),
        Some(file) => {
            program.line(&format!("path = {};", path(file, "progress")));
            let built = program.build(file, "path");
            program.line(&format!("HttpRequest request = {built};"));
            program.send(file);
            if file.file_name().ends_with(".zip") {
                program.unzip(file.file_name());
            }
        }
    }
    program.write(host)
}

const SECONDS: u64 = 30;

/// The class is named after the operation: `ListSurveys`.
fn class_name(step: &Step, ending: &str) -> String {
    let mut letters = step.description.operation.id.chars();
    let first = letters.next().map(|letter| letter.to_ascii_uppercase());
    first.into_iter().chain(letters).chain(ending.chars()).collect()
}

fn path(step: &Step, variable: &str) -> String {
    step::joined(&step.path, "\n            + ", quoted, |member| {
        format!("{variable}.path({}).asText()", quoted(member))
    })
}

/// A program that grows.
struct Program {
    class: String,
    main: String,
    /// Where the lines of `main` begin.
    indent: usize,
    imports: BTreeSet<&'static str>,
    reads_json: bool,
    sends_form: bool,
    sends_file: bool,
    /// Whether requests name whole addresses instead of paths.
    whole_addresses: bool,
}

impl Program {
    fn new(class: String) -> Self {
        let imports = [
            "java.io.IOException",
            "java.net.URI",
            "java.net.http.HttpClient",
            "java.net.http.HttpRequest",
            "java.net.http.HttpResponse",
            "java.net.http.HttpResponse.BodyHandlers",
            "java.time.Duration",
        ];
        Self {
            class,
            main: String::new(),
            indent: 8,
            imports: imports.into(),
            reads_json: false,
            sends_form: false,
            sends_file: false,
            whole_addresses: false,
        }
    }

    fn line(&mut self, line: &str) {
        self.main.push_str(&format!("{}{line}\n", " ".repeat(self.indent)));
    }

    /// The expression that makes the request; the address is an expression too.
    fn build(&mut self, step: &Step, address: &str) -> String {
        let mut calls = Vec::new();
        for (name, value) in step.headers(false) {
            calls.push(format!(".header({}, {})", quoted(name), quoted(value)));
        }
        if let Content::Form(_) = step.values.body {
            calls.push(".header(\"Content-Type\", \"multipart/form-data; boundary=\" + BOUNDARY)".to_owned());
        }
        if step.seconds() != SECONDS {
            calls.push(format!(".timeout(Duration.ofSeconds({}))", step.seconds()));
        }
        let body = self.body(step);
        calls.extend(match (step.verb(), body) {
            (Verb::Get, None) => None,
            (Verb::Delete, None) => Some(".DELETE()".to_owned()),
            (verb, body) => {
                self.imports.insert("java.net.http.HttpRequest.BodyPublishers");
                let body = body.unwrap_or_else(|| "BodyPublishers.noBody()".to_owned());
                Some(match verb {
                    Verb::Post => format!(".POST({body})"),
                    Verb::Put => format!(".PUT({body})"),
                    other => format!(".method({}, {body})", quoted(other.as_str())),
                })
            }
        });
        calls.push(".build()".to_owned());
        let line = format!("request({address}){}", calls.concat());
        if self.indent + line.len() + 30 < 90 && !line.contains('\n') {
            return line;
        }
        let pad = " ".repeat(self.indent + 4);
        let lines: String = calls.iter().map(|call| format!("\n{pad}{call}")).collect();
        format!("request({address}){lines}")
    }

    fn body(&mut self, step: &Step) -> Option<String> {
        let inner = self.indent + 8;
        let publisher = |text: &str| {
            if text.contains('\n') {
                format!("BodyPublishers.ofString({})", java_block(text, inner))
            } else {
                format!("BodyPublishers.ofString({})", quoted(text))
            }
        };
        match &step.values.body {
            Content::Nothing => None,
            Content::Json(text) | Content::Raw { text, .. } => Some(publisher(text)),
            Content::Form(parts) => {
                self.sends_form = true;
                let mut publishers: Vec<String> =
                    parts.iter().map(|(name, field)| self.part(name, field)).collect();
                publishers.push("BodyPublishers.ofString(\"--\" + BOUNDARY + \"--\\r\\n\")".to_owned());
                Some(step::called("BodyPublishers.concat", &publishers, self.indent + 4, 4, false))
            }
        }
    }

    fn part(&mut self, name: &str, field: &Field) -> String {
        match field {
            Field::Text(text) => format!("part({}, {})", quoted(name), quoted(text)),
            Field::File { name: file, media_type } => {
                self.sends_file = true;
                format!("file({}, {}, {})", quoted(name), quoted(file), quoted(media_type))
            }
        }
    }

    /// Sends `request` and looks at the status; a file is put where it belongs.
    fn send(&mut self, step: &Step) {
        if !step.is_file() {
            self.line("HttpResponse<String> response = CLIENT.send(request, BodyHandlers.ofString());");
            self.line("if (response.statusCode() >= 400) {");
            self.line("    throw new IOException(response.statusCode() + \": \" + response.body());");
            self.line("}");
            return;
        }
        self.imports.extend([
            "java.io.InputStream",
            "java.nio.file.Files",
            "java.nio.file.Path",
            "java.nio.file.StandardCopyOption",
        ]);
        self.line("HttpResponse<InputStream> response = CLIENT.send(request, BodyHandlers.ofInputStream());");
        self.line("if (response.statusCode() >= 400) {");
        self.line("    String body = new String(response.body().readAllBytes());");
        self.line("    throw new IOException(response.statusCode() + \": \" + body);");
        self.line("}");
        self.line(&format!("Path file = Path.of({});", quoted(step.file_name())));
        self.line("Files.copy(response.body(), file, StandardCopyOption.REPLACE_EXISTING);");
    }

    fn unzip(&mut self, name: &str) {
        self.imports.extend(["java.util.zip.ZipEntry", "java.util.zip.ZipInputStream"]);
        self.line(&format!("// Where {name} is no archive, nothing is found in it."));
        self.line("try (ZipInputStream archive = new ZipInputStream(Files.newInputStream(file))) {");
        self.line("    for (ZipEntry entry; (entry = archive.getNextEntry()) != null; ) {");
        self.line("        Path target = Path.of(entry.getName()).getFileName();");
        self.line("        Files.copy(archive, target, StandardCopyOption.REPLACE_EXISTING);");
        self.line("        System.out.println(target);");
        self.line("    }");
        self.line("}");
    }

    fn write(mut self, host: &Host) -> String {
        let class = &self.class;
        let mut functions = String::new();
        let mut constants = format!(
            "    static final String BASE_URL = {}\n        + System.getenv().getOrDefault(\"QUALTRICS_BASE_URL\", {});\n    \
             static final HttpClient CLIENT = HttpClient.newHttpClient();\n",
            quoted(host.scheme),
            quoted(host.name),
        );
        let comment = if self.reads_json {
            self.imports.extend([
                "com.fasterxml.jackson.databind.JsonNode",
                "com.fasterxml.jackson.databind.ObjectMapper",
            ]);
            constants.push_str("    static final ObjectMapper JSON = new ObjectMapper();\n");
            functions.push_str(RESULT);
            format!("// Java 17 or later, and Jackson: java -cp 'jackson/*' {class}.java")
        } else {
            format!("// Java 17 or later: java {class}.java")
        };
        if self.sends_form {
            self.imports.extend(["java.net.http.HttpRequest.BodyPublisher", "java.util.UUID"]);
            constants.push_str("    static final String BOUNDARY = UUID.randomUUID().toString();\n");
            functions.push_str(PART);
        }
        if self.sends_file {
            self.imports.insert("java.nio.file.Path");
            functions.push_str(FILE);
        }
        let imports: String = self.imports.iter().map(|name| format!("import {name};\n")).collect();
        let address =
            if self.whole_addresses { "URI.create(address)" } else { "URI.create(BASE_URL + path)" };
        let parameter = if self.whole_addresses { "address" } else { "path" };
        format!(
            "{comment}\n{imports}\npublic class {class} {{\n{constants}\n    \
             public static void main(String[] arguments) throws Exception {{\n{}    }}\n\n    \
             static HttpRequest.Builder request(String {parameter}) {{\n        return HttpRequest.newBuilder({address})\n            \
             .header(\"X-API-TOKEN\", System.getenv(\"QUALTRICS_API_KEY\"))\n            \
             .timeout(Duration.ofSeconds({SECONDS}));\n    }}\n{functions}}}",
            self.main,
        )
    }
}

const RESULT: &str = r#"
    static JsonNode result(HttpRequest request) throws Exception {
        HttpResponse<String> response = CLIENT.send(request, BodyHandlers.ofString());
        if (response.statusCode() >= 400) {
            throw new IOException(response.statusCode() + ": " + response.body());
        }
        return JSON.readTree(response.body()).path("result");
    }
"#;

/// The JDK has no publisher for forms.
const PART: &str = r#"
    static BodyPublisher part(String name, String text) {
        return BodyPublishers.ofString("--" + BOUNDARY + "\r\nContent-Disposition: form-data; name=\""
            + name + "\"\r\n\r\n" + text + "\r\n");
    }
"#;

const FILE: &str = r#"
    static BodyPublisher file(String name, String file, String type) throws IOException {
        return BodyPublishers.concat(
            BodyPublishers.ofString("--" + BOUNDARY + "\r\nContent-Disposition: form-data; name=\""
                + name + "\"; filename=\"" + file + "\"\r\nContent-Type: " + type + "\r\n\r\n"),
            BodyPublishers.ofFile(Path.of(file)),
            BodyPublishers.ofString("\r\n")
        );
    }
"#;
