//! What must not stand in the repository: paths of one machine, hosts of registries, work left open, foreign hosts
//! in what a browser loads.

use super::problem::Problem;
use crate::repository::File;

/// Written in pieces, so that this file does not break its own rules.
const MACHINE: &[&str] = &[
    concat!("/wo", "rk/"),
    concat!("/ro", "ot/"),
    concat!("/ho", "me/"),
    concat!("/tm", "p/"),
    concat!("registry.npm", "js"),
    concat!("python", "hosted"),
    concat!("py", "pi.org"),
    concat!("crates.io", "/api"),
    concat!("deb.deb", "ian"),
];

const OPEN: &[&str] =
    &[concat!("to", "do!"), concat!("unimple", "mented!"), concat!("TO", "DO"), concat!("FIX", "ME")];

/// Files that other programs write.
const WRITTEN_BY_PROGRAMS: &[&str] = &["Cargo.lock", "docs/openapi.json"];

/// Every such word.
pub(super) fn problems(files: &[File]) -> Vec<Problem> {
    let mut problems = Vec::new();
    for file in files.iter().filter(|file| !WRITTEN_BY_PROGRAMS.contains(&file.path.as_str())) {
        let is_asset = file.path.starts_with("crates/")
            && [".js", ".css", ".html", ".svg"].iter().any(|end| file.path.ends_with(end));
        for (index, line) in file.text.lines().enumerate() {
            let place = || format!("{}:{}", file.path, index + 1);
            for word in MACHINE.iter().filter(|word| line.contains(**word)) {
                problems.push(Problem::new(place(), format!("{word}: a path or host of one machine")));
            }
            for word in OPEN.iter().filter(|word| line.contains(**word)) {
                problems.push(Problem::new(place(), format!("{word}: finish it, or open an issue")));
            }
            if is_asset && names_a_host(line) {
                problems
                    .push(Problem::new(place(), "names another host: a page loads nothing from elsewhere"));
            }
        }
    }
    problems
}

/// Whether the line has an absolute URL, other than the names of XML namespaces, which nobody loads.
fn names_a_host(line: &str) -> bool {
    let namespace = concat!("http:/", "/www.w3.org/");
    let line = line.replace(namespace, "");
    ["http://", "https://", "url(//", "src=\"//", "href=\"//"].iter().any(|opening| line.contains(opening))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(path: &str, text: &str) -> Vec<Problem> {
        problems(&[File { path: path.to_owned(), text: text.to_owned() }])
    }

    #[test]
    fn paths_of_a_machine_and_open_work_are_found_with_their_line() {
        let text = format!("fine\nlet folder = \"{}x\";\n// {}\n", MACHINE[0], OPEN[2]);
        let places: Vec<String> =
            found("crates/store/src/lib.rs", &text).into_iter().map(|problem| problem.place).collect();
        assert_eq!(places, ["crates/store/src/lib.rs:2", "crates/store/src/lib.rs:3"]);
    }

    #[test]
    fn a_page_loads_nothing_from_elsewhere() {
        assert_eq!(found("crates/portal/assets/try.js", "fetch('https://cdn.example.com/x.js')").len(), 1);
        assert_eq!(found("crates/portal/assets/try.js", "fetch('/API/v3/whoami')").len(), 0);
        assert_eq!(
            found("crates/portal/assets/icon.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\">").len(),
            0
        );
    }
}
