//! The product code of one resource as it stands in the working tree.

use super::{kind, product_lines};
use crate::process::Outcome;
use crate::repository::{self, File};

/// Where the code of a resource lies, each a file or a folder of its name.
const PLACES: &[&str] = &[
    "crates/contract/src/",
    "crates/services/src/",
    "crates/store/src/accounts/",
    "crates/store/src/survey/",
    "crates/store/src/",
];

/// Prints the files of a resource, such as `users`, with their lines outside tests.
pub(in crate::tidy) fn print(name: &str) -> Outcome<()> {
    let files = repository::files()?;
    let parts = parts(&files, name);
    if parts.is_empty() {
        return Err(format!(
            "there is no resource {name}: {} has neither file nor folder of it",
            PLACES.join(", ")
        )
        .into());
    }
    let lines: usize = parts.iter().map(|(_, lines)| lines).sum();
    for (file, lines) in &parts {
        println!("| {} | {lines} |", file.path);
    }
    println!("| together | {lines} |\n");
    let operations = parts
        .iter()
        .flat_map(|(file, _)| file.text.lines().filter_map(|line| kind::operation(&file.path, line)))
        .count();
    if let Some(each) = lines.checked_div(operations) {
        println!("{operations} operations, {each} lines of product code for each");
    }
    Ok(())
}

/// The files of a resource and their lines.
fn parts<'a>(files: &'a [File], name: &str) -> Vec<(&'a File, usize)> {
    let belongs = |path: &str| {
        PLACES
            .iter()
            .filter_map(|place| path.strip_prefix(place)?.strip_prefix(name))
            .any(|rest| rest == ".rs" || rest.starts_with('/') && rest.ends_with(".rs"))
    };
    files
        .iter()
        .filter(|file| belongs(&file.path) && !repository::is_test(&file.path))
        .map(|file| (file, product_lines(&file.text)))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_resource_is_its_files_and_folders_in_every_place() {
        let file = |path: &str| File {
            path: path.to_owned(),
            text: "a\nb\n#[cfg(test)]\nmod tests {}\n".to_owned(),
        };
        let files = [
            "crates/contract/src/users/mod.rs",
            "crates/contract/src/users/get_user.rs",
            "crates/services/src/users.rs",
            "crates/services/src/users/tests.rs",
            "crates/store/src/accounts/users.rs",
            "crates/store/src/accounts/users_more.rs",
            "crates/store/src/surveys.rs",
            "crates/server/tests/api/users.rs",
        ]
        .map(file);
        let parts = parts(&files, "users");
        assert_eq!(parts.len(), 4);
        assert!(parts.iter().all(|(_, lines)| *lines == 2));
    }
}
