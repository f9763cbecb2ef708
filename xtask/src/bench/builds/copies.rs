//! Copies of an operation, under other names and paths, as somebody would write them: a file, a line of its category's
//! list, a function of its service, a route.

use std::path::Path;

use crate::process::Outcome;

/// A simple operation, and where it stands.
const NAME: &str = "DeleteGroup";
const CONTRACT: &str = "crates/contract/src/groups";
const LINE: &str = "delete_group :: DeleteGroup,";
const ROUTES: &str = "crates/server/src/routes.rs";
/// The service whose function is its answer, and how that function begins.
const SERVICE: &str = "crates/services/src/groups.rs";
const FUNCTION: &str = "pub async fn delete(";

/// Adds so many copies to a workspace.
pub(super) fn add(workspace: &Path, copies: usize) -> Outcome<()> {
    let read =
        |path: &str| std::fs::read_to_string(workspace.join(path)).map_err(|why| format!("{path}: {why}"));
    let (list, routes) = (format!("{CONTRACT}/mod.rs"), read(ROUTES)?);
    let definition = read(&format!("{CONTRACT}/delete_group.rs"))?;
    let mut service = read(SERVICE)?;
    let answer = block(&service, FUNCTION).ok_or("the service has no `delete`")?.to_owned();
    let route = routes
        .lines()
        .find(|line| line.contains("groups::delete)"))
        .ok_or("there is no route of Delete Group")?;
    let (mut lines, mut new_routes) = (LINE.to_owned(), route.to_owned());
    for number in 1..=copies {
        let name = format!("{NAME}Copy{number}");
        let copied = definition
            .replace(NAME, &name)
            .replace("\"deleteGroup\"", &format!("\"deleteGroupCopy{number}\""))
            .replace("Delete Group", &format!("Delete Group Copy {number}"))
            .replace("/groups/", &format!("/copies-{number}/"));
        std::fs::write(workspace.join(format!("{CONTRACT}/delete_group_copy{number}.rs")), copied)?;
        lines.push_str(&format!("\n    delete_group_copy{number} :: {name},"));
        service.push('\n');
        service.push_str(
            &answer
                .replace(NAME, &format!("contract::groups::{name}"))
                .replace(FUNCTION, &format!("/// A copy.\npub async fn delete_copy{number}(")),
        );
        new_routes.push('\n');
        new_routes.push_str(&route.replace("groups::delete)", &format!("groups::delete_copy{number})")));
    }
    std::fs::write(workspace.join(SERVICE), service)?;
    std::fs::write(workspace.join(ROUTES), routes.replace(route, &new_routes))?;
    let text = read(&list)?;
    if !text.contains(LINE) {
        return Err(format!("{list} has no line `{LINE}`").into());
    }
    std::fs::write(workspace.join(&list), text.replace(LINE, &lines))?;
    Ok(())
}

/// The item that begins so, up to the brace that closes it at the beginning of a line.
fn block<'a>(text: &'a str, opening: &str) -> Option<&'a str> {
    let rest = text.get(text.find(opening)?..)?;
    rest.get(..rest.find("\n}\n")? + 3)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::repository;

    fn workspace(files: &[(&str, &str)]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        for (path, text) in files {
            let path = folder.path().join(path);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, text).unwrap();
        }
        folder
    }

    const DEFINITION: &str = "impl Endpoint for DeleteGroup {\n    id: \"deleteGroup\",\n    path: \"/API/v3/groups/{groupId}\",\n}\n";

    #[test]
    fn a_copy_is_a_file_a_line_an_answer_and_a_route() {
        let folder = workspace(&[
            ("crates/contract/src/groups/delete_group.rs", DEFINITION),
            ("crates/contract/src/groups/mod.rs", "operations! {\n    delete_group :: DeleteGroup,\n}\n"),
            (ROUTES, "        route(groups::delete),\n"),
            (SERVICE, "pub async fn delete(call: Call<DeleteGroup>) -> Answer<DeleteGroup> {\n}\n"),
        ]);
        add(folder.path(), 2).unwrap();
        let read = |path: &str| std::fs::read_to_string(folder.path().join(path)).unwrap();
        let copy = read("crates/contract/src/groups/delete_group_copy2.rs");
        assert!(
            copy.contains("for DeleteGroupCopy2 {") && copy.contains("/API/v3/copies-2/{groupId}"),
            "{copy}"
        );
        assert!(copy.contains("\"deleteGroupCopy2\""), "{copy}");
        assert!(
            read("crates/contract/src/groups/mod.rs")
                .contains("\n    delete_group_copy2 :: DeleteGroupCopy2,\n}")
        );
        assert_eq!(
            read(ROUTES),
            "        route(groups::delete),\n        route(groups::delete_copy1),\n        route(groups::delete_copy2),\n"
        );
        assert!(
            read(SERVICE)
                .contains("pub async fn delete_copy2(call: Call<contract::groups::DeleteGroupCopy2>)")
        );
    }

    #[test]
    fn the_operation_that_is_copied_is_there() {
        let files: Vec<(String, String)> =
            repository::files().unwrap().into_iter().map(|file| (file.path, file.text)).collect();
        let files: Vec<(&str, &str)> = files
            .iter()
            .map(|(path, text)| (path.as_str(), text.as_str()))
            .filter(|(path, _)| path.starts_with("crates/"))
            .collect();
        add(workspace(&files).path(), 1).unwrap();
    }
}
