//! The program `canvass`.

use std::process::ExitCode;

use clap::Parser;

use canvass::cli::{Cli, Command};
use canvass::config::Settings;
use canvass::{Failure, logging, run, serve};

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let ended = start(Cli::parse());
    logging::end();
    match ended {
        Ok(code) => ExitCode::from(code),
        Err(failure) => {
            eprintln!("canvass: {failure}");
            ExitCode::from(failure.exit_code())
        }
    }
}

fn start(cli: Cli) -> Result<u8, Failure> {
    if let Some(Command::Openapi) = cli.command {
        println!("{}", server::openapi("http://127.0.0.1:8080"));
        return Ok(0);
    }
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(|why| Failure::failed("the threads could not be started", why))?;
    match cli.command {
        Some(Command::Run(options)) => runtime.block_on(run::run(options)),
        Some(Command::Serve(options)) => runtime.block_on(serve::serve(Settings::of(*options)?)).map(|()| 0),
        Some(Command::Openapi) | None => runtime.block_on(serve::serve(Settings::of(cli.serve)?)).map(|()| 0),
    }
}
