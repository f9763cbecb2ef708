//! The commands and where they begin.

use std::ffi::OsString;

use clap::{Parser, Subcommand};

use crate::Failure;
use crate::accounts::{
    DivisionCommand, InitOptions, OauthCommand, OrganizationCommand, PermissionsCommand, TokenCommand,
    TypesCommand, UserCommand,
};
use crate::backup::{BackupOptions, RestoreOptions};
use crate::check::CheckOptions;
use crate::config::{ServeOptions, wrong_value};
use crate::qsf::QsfCommand;
use crate::run::RunOptions;

/// A self-hosted experience-management server, wire-compatible with the Qualtrics REST API v3.
#[derive(Debug, Parser)]
#[command(name = "canvass", version, after_help = SOURCES)]
pub struct Cli {
    /// What to do; without one, `serve`.
    #[command(subcommand)]
    pub command: Option<Command>,
    /// The options of `serve`, which may stand before the command's name too.
    #[command(flatten)]
    pub serve: ServeOptions,
}

/// What the program can do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Serve the API, the documentation and the survey pages (what `canvass` alone does).
    #[command(after_help = SOURCES)]
    Serve(Box<ServeOptions>),
    /// Write everything that must last into one archive, while a server works on it.
    Backup(BackupOptions),
    /// Make a data folder of an archive that `canvass backup` wrote.
    Restore(RestoreOptions),
    /// Make an organization of your own with its first administrator, and print the administrator's API token.
    Init(Box<InitOptions>),
    /// Add and disable users.
    #[command(subcommand)]
    User(UserCommand),
    /// Give users tokens.
    #[command(subcommand)]
    Token(TokenCommand),
    /// Say who administers a division.
    #[command(subcommand)]
    Division(DivisionCommand),
    /// Switch what users may do, for all of an organization or some of it.
    #[command(subcommand)]
    Permissions(PermissionsCommand),
    /// List and add the types of users and groups.
    #[command(subcommand)]
    Types(TypesCommand),
    /// Say what organizations demand of their programs.
    #[command(subcommand)]
    Organization(OrganizationCommand),
    /// Let programs act for users.
    #[command(subcommand)]
    Oauth(OauthCommand),
    /// Look whether what is kept can be read: exit code 0, or 1 with each problem on a line.
    Check(CheckOptions),
    /// Look into survey files, without a server.
    #[command(subcommand)]
    Qsf(QsfCommand),
    /// Run a program so that its requests to *.qualtrics.com reach the server running here.
    Run(RunOptions),
    /// Print the OpenAPI 3.1 document of the API.
    Openapi,
}

const SOURCES: &str = "Each option is also a variable of the environment (CANVASS_LISTEN for --listen) and a key of \
    canvass.toml (listen). The command line wins over the environment, and that over the file.";

impl Cli {
    /// What was asked for. Help, the version and what clap itself finds wrong end the process.
    ///
    /// # Errors
    /// When an option has a wrong value, which is not repeated: it may hold a password. When an option stands before a
    /// command that does not take it.
    pub fn read(arguments: impl IntoIterator<Item = OsString>) -> Result<Command, Failure> {
        let cli = Self::try_parse_from(arguments)
            .map_err(|error| wrong_value(&error).unwrap_or_else(|| error.exit()))?;
        let before = cli.serve;
        match cli.command {
            None => Ok(Command::Serve(Box::new(before))),
            Some(Command::Serve(after)) => Ok(Command::Serve(Box::new(after.or(before)))),
            Some(command) if before == ServeOptions::default() => Ok(command),
            Some(_) => Err(Failure::Use(
                "the options before this command are those of serve: give the command its own behind its name".to_owned(),
            )),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    fn read(line: &str) -> Result<Command, Failure> {
        Cli::read(line.split(' ').map(OsString::from))
    }

    fn served(line: &str) -> ServeOptions {
        match read(line) {
            Ok(Command::Serve(options)) => *options,
            other => panic!("not serve: {other:?}"),
        }
    }

    #[test]
    fn the_definition_is_sound() {
        Cli::command().debug_assert();
    }

    #[test]
    fn the_options_of_serve_stand_before_it_behind_it_and_without_it() {
        let lines = [
            "canvass --listen 127.0.0.1:0 --no-example --data d",
            "canvass serve --listen 127.0.0.1:0 --no-example --data d",
            "canvass --listen 127.0.0.1:0 --no-example --data d serve",
            "canvass --data d --no-example serve --listen 127.0.0.1:0",
        ];
        for line in lines {
            let options = served(line);
            assert_eq!(options.listen.map(|address| address.port()), Some(0), "{line}");
            assert_eq!((options.no_example, options.store.data), (Some(true), Some("d".into())), "{line}");
        }
        assert_eq!(served("canvass --history 1 serve --history 2").history, Some(2));
        assert!(read("canvass --history 1 openapi").unwrap_err().to_string().contains("those of serve"));
    }

    #[test]
    fn a_wrong_value_is_named_and_not_repeated_where_it_may_hold_a_password() {
        for (line, told) in [
            ("canvass --database mysql://u:hidden@h/d", "--database: postgres://"),
            ("canvass serve --mail smtp://u:hidden@h", "--mail: this version sends no mail"),
            ("canvass serve --datacenter a/c", "--datacenter: at most 63 letters"),
            ("canvass --listen 8080 serve", "--listen: an address such as"),
            ("canvass --log-format xml", "--log-format: text or json"),
        ] {
            let failure = read(line).unwrap_err();
            assert_eq!(failure.exit_code(), 2, "{line}");
            assert!(failure.to_string().starts_with(told), "{failure}");
            assert!(!failure.to_string().contains("hidden"), "{failure}");
        }
    }

    #[test]
    fn what_follows_the_two_dashes_is_the_command_of_run() {
        let Ok(Command::Run(run)) = read("canvass run --data d -- curl -v --data x") else {
            panic!("not run")
        };
        assert_eq!(run.command, ["curl", "-v", "--data", "x"]);
    }
}
