//! How much code something takes: of a range of commits (`cargo xtask tidy REV..REV`), or of one resource as it stands
//! (`cargo xtask tidy --resource users`). Every line counts, also blank ones and comments.

mod diff;
mod kind;
mod resource;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::path::Path;

use crate::process::{Outcome, output_of};
use crate::repository;
use diff::Changed;
use kind::Kind;

pub(super) use resource::print as print_resource;

/// Lines of one kind.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
struct Lines {
    added: usize,
    removed: usize,
}

/// What a range of commits changes.
#[derive(Debug, Default, PartialEq, Eq)]
struct Counts {
    lines: BTreeMap<Kind, Lines>,
    files: usize,
    /// Names of the operations that are there afterwards and were not before.
    operations: BTreeSet<String>,
}

/// Prints the counts of a range, `REV..REV`.
pub(super) fn print(range: &str) -> Outcome<()> {
    println!("{}", counts(&repository::root(), range)?);
    Ok(())
}

fn counts(repository: &Path, range: &str) -> Outcome<Counts> {
    let (from, to) = range.split_once("..").ok_or("a range of commits is REV..REV")?;
    let to = if to.is_empty() { "HEAD" } else { to };
    let git = |arguments: &[&str]| {
        let folder = repository.to_string_lossy();
        output_of("git", &[&["-C", &folder, "-c", "core.quotepath=off"], arguments].concat())
    };
    let text =
        git(&["diff", "--no-color", "--no-ext-diff", "--unified=0", "--find-renames", from, to, "--"])?;
    let files = diff::read(&text);
    let mut counts = Counts { files: files.len(), ..Counts::default() };
    let mut before = BTreeSet::new();
    for file in &files {
        for (side, revision) in [(&file.old, from), (&file.new, to)] {
            let Changed { path: Some(path), lines } = side else { continue };
            let tests_begin = match path.ends_with(".rs") && !lines.is_empty() {
                true => product_lines(&git(&["show", &format!("{revision}:{path}")])?),
                false => usize::MAX,
            };
            let is_new = revision == to && std::ptr::eq(side, &file.new);
            for (number, line) in lines {
                let counted = counts.lines.entry(Kind::of(path, *number > tests_begin)).or_default();
                *(if is_new { &mut counted.added } else { &mut counted.removed }) += 1;
                if let Some(operation) = kind::operation(path, line) {
                    (if is_new { &mut counts.operations } else { &mut before }).insert(operation.to_owned());
                }
            }
        }
    }
    counts.operations.retain(|operation| !before.contains(operation));
    Ok(counts)
}

/// How many lines of a Rust file come before its unit tests.
fn product_lines(text: &str) -> usize {
    text.lines().take_while(|line| *line != "#[cfg(test)]").count()
}

impl fmt::Display for Counts {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(formatter, "| lines of | added | removed |\n|---|---|---|")?;
        let mut product = Lines::default();
        for (kind, lines) in &self.lines {
            if matches!(kind, Kind::Product(_)) {
                product.added += lines.added;
                product.removed += lines.removed;
            }
            writeln!(formatter, "| {kind} | {} | {} |", lines.added, lines.removed)?;
        }
        writeln!(formatter, "| product code together | {} | {} |", product.added, product.removed)?;
        write!(formatter, "\n{} files", self.files)?;
        match self.operations.len() {
            0 => write!(formatter, ", no operation added"),
            several => write!(
                formatter,
                ", {several} operations added ({}), {} lines of product code added for each",
                self.operations.iter().map(String::as_str).collect::<Vec<_>>().join(", "),
                product.added.div_ceil(several),
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A repository of its own in a folder, with a function that writes files and commits them.
    fn commit(folder: &Path, files: &[(&str, &str)]) {
        for (path, text) in files {
            let path = folder.join(path);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, text).unwrap();
        }
        let folder = folder.to_string_lossy();
        let who = ["-C", &folder, "-c", "user.name=a", "-c", "user.email=a@example.com"];
        for arguments in [&["init", "-q"][..], &["add", "-A"], &["commit", "-q", "-m", "x"]] {
            output_of("git", &[&who, arguments].concat()).unwrap();
        }
    }

    #[test]
    fn a_range_is_counted_by_kind_and_crate() {
        let folder = tempfile::tempdir().unwrap();
        let store = "fn a() {}\nfn b() {}\n\n#[cfg(test)]\nmod tests {}\n";
        commit(
            folder.path(),
            &[
                ("crates/store/src/users.rs", store),
                ("crates/contract/src/users/get_user.rs", "impl Endpoint for GetUser {}\n"),
            ],
        );
        commit(
            folder.path(),
            &[
                (
                    "crates/store/src/users.rs",
                    "fn a() {}\nfn c() {}\nfn d() {}\n\n#[cfg(test)]\nmod tests {\n}\n",
                ),
                ("crates/store/migrations/sqlite/0002.sql", "CREATE TABLE a;\n"),
                ("crates/contract/src/users/get_user.rs", "// Renamed.\nimpl Endpoint for GetUser {}\n"),
                ("crates/contract/src/groups/get_group.rs", "impl Endpoint for GetGroup {}\n"),
                ("crates/contract/src/groups/list_groups.rs", "impl Endpoint for ListGroups {}\n"),
                ("crates/server/tests/api/groups.rs", "fn story() {}\n"),
                ("docs/a.md", "a\nb\n"),
            ],
        );
        let counts = counts(folder.path(), "HEAD~1..HEAD").unwrap();
        let lines: Vec<String> = counts
            .lines
            .iter()
            .map(|(kind, lines)| format!("{kind} +{} -{}", lines.added, lines.removed))
            .collect();
        assert_eq!(
            lines,
            ["contract +3 -0", "store +2 -1", "tests +3 -1", "migrations +1 -0", "documents +2 -0"]
        );
        assert_eq!(counts.files, 7);
        let shown = counts.to_string();
        assert!(shown.contains("| product code together | 5 | 1 |"), "{shown}");
        assert!(
            shown.contains("2 operations added (GetGroup, ListGroups), 3 lines of product code"),
            "{shown}"
        );
    }

    #[test]
    fn a_file_that_moves_counts_by_what_changes_in_it() {
        let folder = tempfile::tempdir().unwrap();
        let text: String = (0..30).map(|number| format!("fn f{number}() {{}}\n")).collect();
        commit(folder.path(), &[("crates/server/src/form.rs", &text)]);
        std::fs::remove_file(folder.path().join("crates/server/src/form.rs")).unwrap();
        commit(folder.path(), &[("crates/server/src/pipeline/form.rs", &text.replace("fn f7()", "fn g()"))]);
        let counts = counts(folder.path(), "HEAD~1..").unwrap();
        let lines: Vec<_> = counts.lines.values().collect();
        assert_eq!((lines, counts.files), (vec![&Lines { added: 1, removed: 1 }], 1));
    }
}
