//! On Linux, a mount namespace for the program alone, in which other files stand over the system's CA bundles.
//!
//! The work is done by `unshare` and `mount` of util-linux: as root directly, otherwise in a user namespace that is
//! left again (by a second one that maps the user back) before the program begins.

use std::ffi::{OsStr, OsString};
use std::path::PathBuf;
use std::process::Stdio;

use tokio::process::Command;

/// One file laid over another.
pub(super) struct Mount {
    /// What the program sees.
    pub(super) from: PathBuf,
    /// Where it sees it.
    pub(super) over: PathBuf,
}

/// The command that runs `command` with the mounts in place; the reason in words where this is not possible here.
/// Without mounts it is the command itself.
pub(super) async fn wrap(mounts: &[Mount], command: &[OsString]) -> Result<Vec<OsString>, String> {
    if mounts.is_empty() {
        return Ok(command.to_vec());
    }
    if !cfg!(target_os = "linux") {
        return Err("this system has no mount namespaces".to_owned());
    }
    let user = rustix::process::getuid();
    let ways: &[bool] = if user.is_root() { &[false, true] } else { &[true] };
    for &by_user_namespace in ways {
        let probe = wrapped(mounts, &[OsString::from("true")], by_user_namespace);
        if succeeds(&probe).await {
            return Ok(wrapped(mounts, command, by_user_namespace));
        }
    }
    Err("no private mount namespace can be made here (unshare of util-linux is missing, or not allowed)"
        .to_owned())
}

fn wrapped(mounts: &[Mount], command: &[OsString], by_user_namespace: bool) -> Vec<OsString> {
    let mut words: Vec<OsString> =
        ["unshare", "--mount", "--propagation", "private"].map(OsString::from).to_vec();
    let mut back = String::new();
    if by_user_namespace {
        words.extend(["--user", "--map-root-user"].map(OsString::from));
        let (user, group) = (rustix::process::getuid(), rustix::process::getgid());
        back = format!("unshare --user --map-user={} --map-group={} --", user.as_raw(), group.as_raw());
    }
    let script = format!(
        "while [ \"$1\" != -- ]; do mount --bind \"$1\" \"$2\" || exit 125; shift 2; done; shift; exec {back} \"$@\""
    );
    words.extend(["--", "sh", "-c", &script, "canvass run"].map(OsString::from));
    for mount in mounts {
        words.extend([mount.from.clone().into_os_string(), mount.over.clone().into_os_string()]);
    }
    words.push(OsString::from("--"));
    words.extend_from_slice(command);
    words
}

async fn succeeds(words: &[OsString]) -> bool {
    let Some((program, arguments)) = words.split_first() else { return false };
    let mut probe = Command::new::<&OsStr>(program);
    probe.args(arguments).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    probe.status().await.is_ok_and(|status| status.success())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn the_program_sees_the_file_and_nobody_else_does() {
        let folder = tempfile::tempdir().unwrap();
        let (from, over) = (folder.path().join("from"), folder.path().join("over it"));
        std::fs::write(&from, "new").unwrap();
        std::fs::write(&over, "old").unwrap();
        let command = [OsString::from("cat"), over.clone().into_os_string()];
        let words = match wrap(&[Mount { from, over: over.clone() }], &command).await {
            Ok(words) => words,
            Err(reason) => return needs::skip(needs::Need::System, &reason.to_string()),
        };
        let seen = Command::new(&words[0]).args(&words[1..]).output().await.unwrap();
        assert_eq!(String::from_utf8_lossy(&seen.stdout), "new");
        assert_eq!(std::fs::read_to_string(&over).unwrap(), "old");
    }

    #[tokio::test]
    async fn without_mounts_the_command_is_left_as_it_is() {
        let command = [OsString::from("true")];
        assert_eq!(wrap(&[], &command).await.unwrap(), command);
    }
}
