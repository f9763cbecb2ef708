//! Who may import whom (ARCHITECTURE.md): each crate's Cargo.toml against the table.

use super::problem::Problem;
use crate::repository::File;

/// One line of the table: a crate, the crates of ours it may import, and the crates of others it never may.
struct Rule {
    name: &'static str,
    ours: &'static [&'static str],
    never: &'static [&'static [&'static str]],
}

const DATABASES: &[&str] = &["rusqlite", "tokio-postgres", "deadpool-postgres"];
const HTTP: &[&str] = &["axum"];
/// What a pure crate has no use for: tasks, clocks by another name, chance.
const EFFECTS: &[&str] = &["tokio", "getrandom", "reqwest", "hyper"];
const PURE: &[&[&str]] = &[DATABASES, HTTP, EFFECTS];

const TABLE: &[Rule] = &[
    Rule { name: "model", ours: &[], never: PURE },
    Rule { name: "engine", ours: &["model"], never: PURE },
    Rule { name: "contract", ours: &["model"], never: PURE },
    Rule { name: "formats", ours: &["model", "engine"], never: PURE },
    Rule { name: "store", ours: &["model"], never: &[HTTP] },
    Rule { name: "outgoing", ours: &["model"], never: &[DATABASES, HTTP] },
    Rule {
        name: "services",
        ours: &["model", "contract", "engine", "formats", "store", "outgoing"],
        never: &[DATABASES, HTTP],
    },
    Rule { name: "portal", ours: &["contract"], never: PURE },
    Rule { name: "pages", ours: &["model", "engine"], never: PURE },
    Rule { name: "server", ours: &["contract", "services", "portal", "pages", "model"], never: &[DATABASES] },
    Rule {
        name: "canvass",
        ours: &["model", "engine", "formats", "server", "services", "store", "outgoing"],
        never: &[DATABASES],
    },
    Rule {
        name: "testkit",
        ours: &[
            "model", "engine", "contract", "formats", "store", "outgoing", "services", "portal", "pages",
            "server", "canvass", "needs",
        ],
        never: &[],
    },
    Rule { name: "needs", ours: &[], never: PURE },
];

/// Every import that the table does not allow. Imports for tests alone are free.
pub(super) fn problems(files: &[File]) -> Vec<Problem> {
    let mut problems = Vec::new();
    for file in files {
        if let Some(name) = crate_of(&file.path) {
            check(name, file, &mut problems);
        }
    }
    problems
}

/// The crate whose manifest this is.
fn crate_of(path: &str) -> Option<&str> {
    let name = path.strip_prefix("crates/")?.strip_suffix("/Cargo.toml")?;
    (!name.contains('/')).then_some(name)
}

fn check(name: &str, file: &File, problems: &mut Vec<Problem>) {
    let Some(rule) = TABLE.iter().find(|rule| rule.name == name) else {
        problems.push(Problem::new(&file.path, "a crate that the table of imports does not name"));
        return;
    };
    let manifest: toml::Table = match file.text.parse() {
        Ok(manifest) => manifest,
        Err(why) => {
            problems.push(Problem::new(&file.path, format!("not TOML: {why}")));
            return;
        }
    };
    for import in imports(&manifest) {
        let is_ours = TABLE.iter().any(|rule| rule.name == import);
        if is_ours && !rule.ours.contains(&import) {
            problems.push(Problem::new(&file.path, format!("{name} may not import {import}")));
        }
        if rule.never.iter().any(|group| group.contains(&import)) {
            problems.push(Problem::new(&file.path, format!("{name} never imports {import}")));
        }
    }
}

/// The names under `[dependencies]` and `[target.….dependencies]`.
fn imports(manifest: &toml::Table) -> Vec<&str> {
    let targets = manifest.get("target").and_then(toml::Value::as_table);
    let of_targets =
        targets.into_iter().flat_map(|targets| targets.values()).filter_map(toml::Value::as_table);
    std::iter::once(manifest)
        .chain(of_targets)
        .filter_map(|table| table.get("dependencies")?.as_table())
        .flat_map(|dependencies| dependencies.keys())
        .map(String::as_str)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(name: &str, text: &str) -> Vec<String> {
        let path = format!("crates/{name}/Cargo.toml");
        problems(&[File { path, text: text.to_owned() }]).into_iter().map(|problem| problem.why).collect()
    }

    #[test]
    fn an_import_outside_the_table_is_found() {
        let text = "[dependencies]\nstore = { workspace = true }\nmodel = { workspace = true }\n";
        assert_eq!(found("server", text), ["server may not import store"]);
        assert_eq!(found("services", text), Vec::<String>::new());
    }

    #[test]
    fn a_driver_is_found_where_it_does_not_belong_also_below_a_target() {
        let text = "[target.'cfg(unix)'.dependencies]\nrusqlite = \"1\"\n";
        assert_eq!(found("services", text), ["services never imports rusqlite"]);
        assert_eq!(found("store", text), Vec::<String>::new());
    }

    #[test]
    fn imports_of_tests_are_free() {
        assert_eq!(
            found("model", "[dev-dependencies]\nstore = { workspace = true }\n"),
            Vec::<String>::new()
        );
    }

    #[test]
    fn a_crate_without_a_line_is_found() {
        assert_eq!(found("cellar", "").len(), 1);
    }
}
