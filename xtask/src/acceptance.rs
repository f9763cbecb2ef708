//! The finished product before real clients: every script of `acceptance/` against a server started for it.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::fixtures::{self, Fixtures};
use crate::process::{Outcome, execute};
use crate::product::{self, Server};
use crate::repository::{self, fresh_folder};
use crate::secrets::{self, Kept, Known, Part};
use crate::setup::{self, Environment};
use crate::tally::{Tally, counted};

/// How a script is run.
enum Program {
    /// A Python script in an environment with a client.
    Python(&'static Environment),
    /// A Node script beside the installed packages.
    Node,
    /// A program of the system.
    System(&'static str),
}

struct Script {
    file: &'static str,
    program: Program,
    /// Through `canvass run`, because the client's host is written into it.
    through_run: bool,
}

const SCRIPTS: &[Script] = &[
    Script { file: "curl.sh", program: Program::System("bash"), through_run: false },
    Script { file: "openapi.py", program: Program::Python(&setup::OPENAPI), through_run: false },
    Script { file: "python-qualtrics.py", program: Program::Python(&setup::QUALTRICS), through_run: false },
    Script { file: "python-authlib.py", program: Program::Python(&setup::AUTHLIB), through_run: false },
    Script { file: "node-qualtrics-api.mjs", program: Program::Node, through_run: false },
    Script {
        file: "python-qualtricsapi.py",
        program: Program::Python(&setup::QUALTRICS_API),
        through_run: true,
    },
    Script {
        file: "python-qualtrics-utils.py",
        program: Program::Python(&setup::QUALTRICS_UTILS),
        through_run: true,
    },
    Script { file: "run-python.py", program: Program::Python(&setup::QUALTRICS_API), through_run: true },
    Script { file: "run-node.mjs", program: Program::Node, through_run: true },
    Script { file: "run-curl.sh", program: Program::System("bash"), through_run: true },
    Script { file: "run-r.R", program: Program::System("Rscript"), through_run: true },
    Script { file: "workflows.mjs", program: Program::Node, through_run: false },
    Script { file: "openapi-viewers.mjs", program: Program::Node, through_run: false },
    Script { file: "postman.mjs", program: Program::Node, through_run: false },
    Script { file: "browser.mjs", program: Program::Node, through_run: false },
    Script { file: "survey-pages.mjs", program: Program::Node, through_run: false },
    Script { file: "portal.mjs", program: Program::Node, through_run: false },
    Script { file: "portal-wizard.mjs", program: Program::Node, through_run: false },
    Script { file: "portal-plain.mjs", program: Program::Node, through_run: false },
    Script { file: "portal-modules.mjs", program: Program::Node, through_run: false },
    Script { file: "snippets.mjs", program: Program::Node, through_run: false },
    // Behind all that find one organization alone: each makes one of its own.
    Script { file: "mutual-tls.sh", program: Program::System("bash"), through_run: false },
    Script { file: "python-mutual-tls.py", program: Program::Python(&setup::REQUESTS), through_run: false },
    // Last: at its end it deletes what the examples name.
    Script { file: "curl-examples.mjs", program: Program::Node, through_run: false },
];

/// Installs the clients.
pub(crate) fn install() -> Outcome<()> {
    for environment in [
        &setup::OPENAPI,
        &setup::AUTHLIB,
        &setup::QUALTRICS,
        &setup::QUALTRICS_API,
        &setup::QUALTRICS_UTILS,
        &setup::REQUESTS,
    ] {
        setup::python(environment)?;
    }
    setup::node()?;
    setup::viewers()?;
    Ok(())
}

/// `cargo xtask clients`.
pub(crate) fn run_alone() -> Outcome<()> {
    let tally = run(&product::build(false)?)?;
    println!("{tally}");
    if tally.failed > 0 { Err("a client failed".into()) } else { Ok(()) }
}

/// Starts a server, fills it, and runs every script against it.
pub(crate) fn run(binary: &Path) -> Outcome<Tally> {
    let data = fresh_folder("acceptance/data")?;
    let _ = std::fs::remove_file(data.with_extension("log"));
    let _ = std::fs::remove_file(data.with_extension("secrets"));
    let server = Server::start(binary, &data, None)?;
    let fixtures = fixtures::surveys(&mut server.client())?;
    let (mut tally, mut histories) = (Tally::default(), Vec::new());
    for script in SCRIPTS {
        println!("  -- {}", script.file);
        match command(script, binary, &data, &server, &fixtures).and_then(|mut command| counted(&mut command))
        {
            Ok(counts) => tally.add(counts),
            Err(why) => {
                println!("    not ok - {}: {why}", script.file);
                tally.add(Tally::ONE_FAILED);
            }
        }
        histories.extend(secrets::history(&server, server.fact("token"))?);
    }
    println!("  -- secrets that were used");
    tally.add(search(&server, &data, histories)?);
    let status = server.stop()?;
    println!(
        "    {} - the server ends by itself on SIGTERM: {status}",
        if status.success() { "ok" } else { "not ok" }
    );
    tally.add(if status.success() { Tally { passed: 1, ..Tally::default() } } else { Tally::ONE_FAILED });
    Ok(tally)
}

/// Looks for every secret that the scripts made, sent or were given.
fn search(server: &Server, data: &Path, earlier: Vec<Part>) -> Outcome<Tally> {
    let mut known = Known::default();
    known.add("the administrator's token", server.fact("token"));
    let told = known.read(&data.with_extension("secrets"))?;
    if told < 10 {
        return Err(format!("the scripts told {told} secrets only").into());
    }
    known.add_tokens(&mut server.client())?;
    secrets::search(&Kept { server, data, earlier, postgres: None }, &mut known)
}

/// `cargo xtask pictures FOLDER [NAME]`: the portal's pages as pictures, for people to look at.
pub(crate) fn pictures(arguments: &[String]) -> Outcome<()> {
    let folder = arguments.first().ok_or("pictures wants a folder")?;
    let folder = std::path::absolute(folder)?;
    let server = Server::start(&product::build(false)?, &fresh_folder("acceptance/data")?, None)?;
    execute(
        Command::new("node")
            .arg(node_script("pictures.mjs")?)
            .arg(folder)
            .args(arguments.get(1))
            .env("CANVASS_ORIGIN", server.origin())
            .env("CANVASS_TOKEN", server.fact("token")),
    )
}

/// Where a Node script can be run: Node looks for packages beside it, so all of them go to where the packages are.
pub(crate) fn node_script(file: &str) -> Outcome<PathBuf> {
    let folder = setup::node()?;
    for entry in std::fs::read_dir(repository::root().join("acceptance"))? {
        let path = entry?.path();
        if let (Some(name), Some("mjs")) =
            (path.file_name(), path.extension().and_then(|ending| ending.to_str()))
        {
            std::fs::copy(&path, folder.join(name))?;
        }
    }
    Ok(folder.join(file))
}

fn command(
    script: &Script,
    binary: &Path,
    data: &Path,
    server: &Server,
    fixtures: &Fixtures,
) -> Outcome<Command> {
    let path = repository::root().join("acceptance").join(script.file);
    let (program, path) = match &script.program {
        Program::Python(environment) => (setup::python(environment)?, path),
        Program::System(name) => (PathBuf::from(name), path),
        Program::Node => (PathBuf::from("node"), node_script(script.file)?),
    };
    let mut command = if script.through_run {
        let mut command = Command::new(binary);
        command.arg("run").arg("--server-ready").arg(server.ready_file()).arg("--").arg(program);
        command
    } else {
        Command::new(program)
    };
    command
        .arg(path)
        .current_dir(fresh_folder("acceptance/work")?)
        .env("CANVASS_ORIGIN", server.origin())
        .env("CANVASS_TLS_ORIGIN", server.tls_origin())
        .env("CANVASS_BINARY", binary)
        .env("CANVASS_DATA", data)
        .env(secrets::VARIABLE, data.with_extension("secrets"))
        .env("CANVASS_DOCS", server.fact("docs"))
        .env("CANVASS_VIEWERS", setup::viewers()?)
        .env("CANVASS_CA", server.fact("ca"))
        .env("CANVASS_TOKEN", server.fact("token"))
        .env("CANVASS_PYTHON", setup::python(&setup::REQUESTS)?)
        .env("CANVASS_SURVEYS", fixtures.surveys.join(","))
        .env(
            "CANVASS_RESPONSES",
            fixtures.responses.iter().map(|of_one| of_one.join(" ")).collect::<Vec<_>>().join(","),
        )
        .env("LOGURU_LEVEL", "ERROR")
        .env("PYTHONUNBUFFERED", "1")
        .env("PYTHONPATH", repository::root().join("acceptance"))
        .env("PYTHONDONTWRITEBYTECODE", "1");
    Ok(command)
}
