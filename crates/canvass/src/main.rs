//! The program `canvass`.

use std::process::ExitCode;
use std::time::Duration;

use canvass::cli::{Cli, Command};
use canvass::config::Settings;
use canvass::{Failure, accounts, backup, check, logging, qsf, run, serve};

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// How long threads that block may take to end when the program does.
const ENDING: Duration = Duration::from_secs(2);

fn main() -> ExitCode {
    use_small_pages();
    let ended = Cli::read(std::env::args_os()).and_then(start);
    logging::end();
    match ended {
        Ok(code) => ExitCode::from(code),
        Err(failure) => {
            eprintln!("canvass: {failure}");
            ExitCode::from(failure.exit_code())
        }
    }
}

/// The allocator asks for huge pages, and in those one small value that is kept keeps 2 MiB: after planting the example the
/// process had twice the memory.
fn use_small_pages() {
    #[cfg(target_os = "linux")]
    {
        // Where the system does not know them nothing is lost.
        let _ = rustix::thread::disable_transparent_huge_pages(true);
    }
}

fn start(command: Command) -> Result<u8, Failure> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(|why| Failure::failed("the threads could not be started", why))?;
    let ended = match command {
        Command::Openapi => {
            println!("{}", server::openapi("http://127.0.0.1:8080"));
            Ok(0)
        }
        Command::Backup(options) => backup::backup(options).map(|()| 0),
        Command::Restore(options) => backup::restore(options).map(|()| 0),
        Command::Init(options) => runtime.block_on(accounts::init(*options)).map(|()| 0),
        Command::User(command) => runtime.block_on(accounts::user(command)).map(|()| 0),
        Command::Token(command) => runtime.block_on(accounts::token(command)).map(|()| 0),
        Command::Division(command) => runtime.block_on(accounts::division(command)).map(|()| 0),
        Command::Permissions(command) => runtime.block_on(accounts::permissions(command)).map(|()| 0),
        Command::Types(command) => runtime.block_on(accounts::types(command)).map(|()| 0),
        Command::Organization(command) => runtime.block_on(accounts::organization(command)).map(|()| 0),
        Command::Oauth(command) => runtime.block_on(accounts::oauth(command)).map(|()| 0),
        Command::Check(options) => runtime.block_on(check::check(options)),
        Command::Qsf(command) => qsf::qsf(command),
        Command::Run(options) => runtime.block_on(run::run(options)),
        Command::Serve(options) => {
            Settings::of(*options).and_then(|settings| runtime.block_on(serve::serve(settings))).map(|()| 0)
        }
    };
    // A thread that blocks, such as one that writes an export, was told to end; the process does not wait for it for ever.
    runtime.shutdown_timeout(ENDING);
    ended
}
