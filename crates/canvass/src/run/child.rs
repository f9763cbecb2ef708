//! The program itself: started, signalled, waited for.

use std::ffi::OsString;
use std::io::{self, IsTerminal};
use std::os::unix::process::ExitStatusExt;
use std::process::ExitStatus;

use rustix::process::{Pid, Signal, kill_process};
use tokio::process::Command;
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::mpsc;

use crate::Failure;

/// Runs the program with these variables on top of its inherited ones and hands signals on to it. The result is its
/// exit code, as a shell would give it: 127 when there is no such program, 128 and more when a signal ended it.
pub(super) async fn run(command: &[OsString], variables: &[(&'static str, String)]) -> Result<u8, Failure> {
    let Some((program, arguments)) = command.split_first() else {
        return Err(Failure::Use("there is no command to run".to_owned()));
    };
    let mut signals = signals().map_err(|why| Failure::failed("signals cannot be listened to", why))?;
    let name = program.to_string_lossy();
    let variables = variables.iter().map(|(name, value)| (name, value));
    let mut child = match Command::new(program).args(arguments).envs(variables).spawn() {
        Ok(child) => child,
        Err(why) if why.kind() == io::ErrorKind::NotFound => {
            eprintln!("canvass: {name}: {why}");
            return Ok(127);
        }
        Err(why) => return Err(Failure::failed(format!("{name} could not be started"), why)),
    };
    loop {
        let pid = child.id().and_then(|id| i32::try_from(id).ok()).and_then(Pid::from_raw);
        tokio::select! {
            ended = child.wait() => {
                let status = ended.map_err(|why| Failure::failed(format!("{name} cannot be waited for"), why))?;
                return Ok(exit_code(status));
            }
            Some(given) = signals.recv() => {
                // Failing means that the program has just ended; the next turn sees it.
                let _ = pid.map(|pid| kill_process(pid, given));
            }
        }
    }
}

fn exit_code(status: ExitStatus) -> u8 {
    let code = status.code().unwrap_or_else(|| 128 + status.signal().unwrap_or(0));
    u8::try_from(code).unwrap_or(1)
}

/// The signals to hand on. What is typed at a terminal (interrupt, quit) reaches the program by itself, and would
/// reach it twice.
fn signals() -> io::Result<mpsc::Receiver<Signal>> {
    let typed = io::stdin().is_terminal();
    let (sender, receiver) = mpsc::channel(8);
    for (kind, given, by_terminal) in [
        (SignalKind::terminate(), Signal::TERM, false),
        (SignalKind::hangup(), Signal::HUP, false),
        (SignalKind::user_defined1(), Signal::USR1, false),
        (SignalKind::user_defined2(), Signal::USR2, false),
        (SignalKind::interrupt(), Signal::INT, true),
        (SignalKind::quit(), Signal::QUIT, true),
    ] {
        let mut source = signal(kind)?;
        let sender = sender.clone();
        tokio::spawn(async move {
            while source.recv().await.is_some() {
                if !(by_terminal && typed) && sender.send(given).await.is_err() {
                    return;
                }
            }
        });
    }
    Ok(receiver)
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn shell(script: &str) -> u8 {
        let command = ["sh", "-c", script].map(OsString::from);
        run(&command, &[("CANVASS_RUN_TLS", "there".to_owned())]).await.unwrap()
    }

    #[tokio::test]
    async fn the_exit_code_is_that_of_the_program() {
        assert_eq!(shell("exit 0").await, 0);
        assert_eq!(shell("exit 42").await, 42);
        assert_eq!(shell("kill -KILL $$").await, 137);
        assert_eq!(shell("test \"$CANVASS_RUN_TLS\" = there").await, 0);
        assert_eq!(run(&[OsString::from("no-such-program-here")], &[]).await.unwrap(), 127);
    }
}
