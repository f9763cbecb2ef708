//! Running other programs, with a line that says what and how long.

use std::process::{Command, Stdio};
use std::time::Instant;

/// What a task gives back: a failure is a sentence for the person at the terminal.
pub(crate) type Outcome<T> = Result<T, Box<dyn std::error::Error + Send + Sync>>;

/// Prints what begins, runs it, prints how long it took.
pub(crate) fn step<T>(name: &str, work: impl FnOnce() -> Outcome<T>) -> Outcome<T> {
    println!("==> {name}");
    let start = Instant::now();
    let outcome = work();
    let verdict = if outcome.is_ok() { "done" } else { "FAILED" };
    println!("<== {name}: {verdict} in {:.1} s", start.elapsed().as_secs_f64());
    outcome
}

/// Runs a program with our own output; a failure names the command.
pub(crate) fn execute(command: &mut Command) -> Outcome<()> {
    let shown = shown(command);
    let status = command.stdin(Stdio::null()).status().map_err(|why| format!("{shown}: {why}"))?;
    if status.success() { Ok(()) } else { Err(format!("{shown}: {status}").into()) }
}

/// Runs a program and hides what it says, unless it fails.
pub(crate) fn execute_quietly(command: &mut Command) -> Outcome<()> {
    let shown = shown(command);
    let output = command.stdin(Stdio::null()).output().map_err(|why| format!("{shown}: {why}"))?;
    if output.status.success() {
        return Ok(());
    }
    let said = String::from_utf8_lossy(&output.stderr);
    let said = if said.trim().is_empty() { String::from_utf8_lossy(&output.stdout) } else { said };
    let lines: Vec<&str> = said.lines().collect();
    let last = lines.get(lines.len().saturating_sub(12)..).unwrap_or_default().join("\n  ");
    Err(format!("{shown}: {}\n  {last}", output.status).into())
}

/// What a program prints, or why it failed.
pub(crate) fn output_of(program: &str, arguments: &[&str]) -> Outcome<String> {
    let output = Command::new(program)
        .args(arguments)
        .stdin(Stdio::null())
        .output()
        .map_err(|why| format!("{program}: {why}"))?;
    if !output.status.success() {
        let said = String::from_utf8_lossy(&output.stderr);
        return Err(format!("{program} {}: {}: {}", arguments.join(" "), output.status, said.trim()).into());
    }
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

/// Whether a program is there to be run.
pub(crate) fn is_there(program: &str) -> bool {
    std::env::var_os("PATH")
        .is_some_and(|path| std::env::split_paths(&path).any(|folder| folder.join(program).is_file()))
}

/// Whether we are the machine's administrator.
pub(crate) fn is_root() -> bool {
    output_of("id", &["-u"]).is_ok_and(|id| id.trim() == "0")
}

/// Ends a process at once and without a word to it: SIGKILL.
pub(crate) fn kill(process: u32) -> Outcome<()> {
    execute_quietly(Command::new("kill").args(["-KILL", &process.to_string()]))
}

fn shown(command: &Command) -> String {
    let mut line = command.get_program().to_string_lossy().into_owned();
    for argument in command.get_args() {
        line.push(' ');
        line.push_str(&argument.to_string_lossy());
    }
    line
}
