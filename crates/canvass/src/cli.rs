//! The commands and where they begin.

use clap::{Parser, Subcommand};

use crate::config::ServeOptions;
use crate::run::RunOptions;

/// A self-hosted experience-management server, wire-compatible with the Qualtrics REST API v3.
#[derive(Debug, Parser)]
#[command(name = "canvass", version, args_conflicts_with_subcommands = true)]
pub struct Cli {
    /// What to do; without one, `serve`.
    #[command(subcommand)]
    pub command: Option<Command>,
    /// The options of `serve`, when no command is named.
    #[command(flatten)]
    pub serve: ServeOptions,
}

/// What the program can do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Serve the API, the documentation and the survey pages (what `canvass` alone does).
    Serve(Box<ServeOptions>),
    /// Run a program so that its requests to *.qualtrics.com reach the server running here.
    Run(RunOptions),
    /// Print the OpenAPI 3.1 document of the API.
    Openapi,
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_definition_is_sound() {
        Cli::command().debug_assert();
    }

    #[test]
    fn without_a_command_the_options_of_serve_are_taken() {
        let cli = Cli::parse_from(["canvass", "--listen", "127.0.0.1:0", "--no-example"]);
        assert!(cli.command.is_none());
        assert_eq!(cli.serve.listen.map(|address| address.port()), Some(0));
        assert_eq!(cli.serve.no_example, Some(true));
    }

    #[test]
    fn what_follows_the_two_dashes_is_the_command_of_run() {
        let cli = Cli::parse_from(["canvass", "run", "--data", "d", "--", "curl", "-v", "--data", "x"]);
        let Some(Command::Run(run)) = cli.command else { panic!("not run: {cli:?}") };
        assert_eq!(run.command, ["curl", "-v", "--data", "x"]);
    }
}
