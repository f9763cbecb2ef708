//! Installs what the tests need and the machine has not: Debian's packages, and clients from the registries in folders
//! of their own below the target folder. Says what it cannot have and what that costs.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::process::{Outcome, execute_quietly, is_root, is_there};
use crate::{postgres, repository};

/// A program, the Debian packages that bring it, and what cannot be tested without it.
struct Need {
    is_met: fn() -> bool,
    packages: &'static [&'static str],
    for_what: &'static str,
}

const NEEDS: &[Need] = &[
    Need { is_met: || is_there("cc"), packages: &["gcc", "libc6-dev"], for_what: "everything (SQLite is C)" },
    Need {
        is_met: || postgres::programs().is_some(),
        packages: &["postgresql"],
        for_what: "the tests on PostgreSQL",
    },
    Need { is_met: || is_there("curl"), packages: &["curl"], for_what: "the curl client" },
    Need { is_met: || is_there("openssl"), packages: &["openssl"], for_what: "the certificate checks" },
    Need { is_met: has_venv, packages: &["python3-venv"], for_what: "the Python clients" },
    Need { is_met: has_node, packages: &["nodejs", "npm"], for_what: "the Node client and the browser test" },
    Need { is_met: || is_there("chromium"), packages: &["chromium"], for_what: "the browser test" },
    Need { is_met: has_r_curl, packages: &["r-base-core", "r-cran-curl"], for_what: "the R client" },
    Need {
        is_met: has_httr2,
        packages: &["r-base-core", "r-cran-httr2", "r-cran-jsonlite"],
        for_what: "the documentation's examples and programs in R",
    },
    Need {
        is_met: || is_there("javac") && Path::new(JACKSON).exists(),
        packages: &["default-jdk-headless", "libjackson2-databind-java"],
        for_what: "the documentation's examples and programs in Java",
    },
    Need {
        is_met: || is_there("jq") && is_there("unzip"),
        packages: &["jq", "unzip"],
        for_what: "the whole jobs among the documentation's examples",
    },
];

/// Where Debian puts it.
const JACKSON: &str = "/usr/share/java/jackson-databind.jar";

fn has_httr2() -> bool {
    execute_quietly(Command::new("Rscript").args(["-e", "library(httr2); library(jsonlite)"])).is_ok()
}

fn has_node() -> bool {
    is_there("node") && is_there("npm")
}

fn has_venv() -> bool {
    execute_quietly(Command::new("python3").args(["-c", "import ensurepip, venv"])).is_ok()
}

fn has_r_curl() -> bool {
    execute_quietly(Command::new("Rscript").args(["-e", "library(curl)"])).is_ok()
}

/// Installs Debian packages that are missing. What cannot be installed is said, and the tests that need it fail by name.
pub(crate) fn packages() -> Outcome<()> {
    let missing: Vec<&Need> = NEEDS.iter().filter(|need| !(need.is_met)()).collect();
    if missing.is_empty() {
        return Ok(());
    }
    let names: Vec<&str> = missing.iter().flat_map(|need| need.packages).copied().collect();
    println!("    installing {}", names.join(" "));
    let installed = apt(&["update", "-qq"]).and_then(|()| {
        apt(&[&["install", "-y", "-qq", "--no-install-recommends"], names.as_slice()].concat())
    });
    if let Err(why) = installed {
        println!("    could not install: {why}");
    }
    for need in missing.iter().filter(|need| !(need.is_met)()) {
        println!(
            "    MISSING {}: {} cannot run; install it and try again",
            need.packages.join(", "),
            need.for_what
        );
    }
    Ok(())
}

fn apt(arguments: &[&str]) -> Outcome<()> {
    let mut command = Command::new(if is_root() { "apt-get" } else { "sudo" });
    if !is_root() {
        command.args(["-n", "--preserve-env=DEBIAN_FRONTEND", "apt-get"]);
    }
    execute_quietly(command.args(arguments).env("DEBIAN_FRONTEND", "noninteractive"))
}

/// A Python environment of the acceptance tests: its name, and what pip installs into it, every version pinned.
pub(crate) struct Environment {
    pub(crate) name: &'static str,
    pub(crate) requirements: &'static [&'static str],
}

/// Each client has its own: two of them share a module name. `qualtrics-utils` does not declare attrs and httpx.
pub(crate) const QUALTRICS: Environment =
    Environment { name: "qualtrics", requirements: &["qualtrics==0.4.2"] };
pub(crate) const QUALTRICS_API: Environment =
    Environment { name: "qualtricsapi", requirements: &["QualtricsAPI==0.6.2"] };
pub(crate) const QUALTRICS_UTILS: Environment = Environment {
    name: "qualtrics-utils",
    requirements: &["qualtrics-utils==0.6.5", "attrs==26.1.0", "httpx==0.28.1"],
};
/// A library of OAuth 2, and what it makes its requests with.
pub(crate) const AUTHLIB: Environment =
    Environment { name: "authlib", requirements: &["authlib==1.9.10", "requests==2.34.2"] };
pub(crate) const OPENAPI: Environment =
    Environment { name: "openapi", requirements: &["openapi-spec-validator==0.9.0"] };
/// What the documentation's examples and programs in Python need.
pub(crate) const REQUESTS: Environment =
    Environment { name: "requests", requirements: &["requests==2.34.2"] };
pub(crate) const DUCKDB: Environment = Environment { name: "duckdb", requirements: &["duckdb==2.0.0"] };

const NODE: &[&str] = &["qualtrics-api@2.5.0", "playwright-core@1.65.1", "axe-core@4.14.1"];

/// The Python of an environment, made on first use.
pub(crate) fn python(environment: &Environment) -> Outcome<PathBuf> {
    let folder = repository::scratch("acceptance")?.join(format!("python-{}", environment.name));
    let python = folder.join("bin/python");
    once(&folder, &environment.requirements.join(" "), || {
        execute_quietly(Command::new("python3").args(["-m", "venv", "--clear"]).arg(&folder))?;
        execute_quietly(
            Command::new(&python)
                .args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check"])
                .args(environment.requirements),
        )
    })?;
    Ok(python)
}

/// The folder with `node_modules` of the Node scripts, made on first use.
pub(crate) fn node() -> Outcome<PathBuf> {
    let folder = repository::scratch("acceptance")?.join("node");
    once(&folder, &NODE.join(" "), || npm(&folder, NODE))?;
    Ok(folder)
}

/// What our documents are put before: a linter and viewers of OpenAPI, which need nothing but what is in their packages,
/// and Postman's own reader.
const VIEWERS: &[(&str, &str)] =
    &[("@redocly/cli", "2.77.0"), ("@scalar/api-reference", "1.72.1"), ("swagger-ui-dist", "5.35.0")];
const POSTMAN: &[&str] = &["postman-collection@5.3.1"];

/// The folder with those packages, made on first use.
pub(crate) fn viewers() -> Outcome<PathBuf> {
    let folder = repository::scratch("acceptance")?.join("viewers");
    let all = format!("{} {}", versions(VIEWERS), POSTMAN.join(" "));
    once(&folder, &all, || {
        npm(&folder, POSTMAN)?;
        unpack(&folder, VIEWERS)
    })?;
    Ok(folder)
}

/// What the portal is measured beside: renderers of OpenAPI documents, for `cargo xtask bench portal` alone.
const RIVALS: &[(&str, &str)] = &[
    ("@scalar/api-reference", "1.72.1"),
    ("@stoplight/elements", "9.0.25"),
    ("swagger-ui-dist", "5.35.0"),
    ("redoc", "3.0.1"),
];

/// The folder with those packages, made on first use.
pub(crate) fn rivals() -> Outcome<PathBuf> {
    let folder = repository::scratch("bench-rivals")?;
    once(&folder, &versions(RIVALS), || unpack(&folder, RIVALS))?;
    Ok(folder)
}

fn versions(packages: &[(&str, &str)]) -> String {
    packages.iter().map(|(name, version)| format!("{name}@{version}")).collect::<Vec<_>>().join(" ")
}

/// Unpacks packages below their names, without what they depend on: only the bundles inside them are wanted.
fn unpack(folder: &Path, packages: &[(&str, &str)]) -> Outcome<()> {
    for (name, version) in packages {
        let home = folder.join(name);
        std::fs::create_dir_all(&home)?;
        execute_quietly(
            Command::new("npm").args(["pack", "--silent", &format!("{name}@{version}")]).current_dir(folder),
        )?;
        let packed = format!("{}-{version}.tgz", name.trim_start_matches('@').replace('/', "-"));
        execute_quietly(
            Command::new("tar")
                .args(["-xzf", &packed, "--strip-components=1", "-C"])
                .arg(&home)
                .current_dir(folder),
        )?;
        std::fs::remove_file(folder.join(packed))?;
    }
    Ok(())
}

/// Installs packages with what they depend on. No lock file: it would name a registry.
fn npm(folder: &Path, packages: &[&str]) -> Outcome<()> {
    std::fs::create_dir_all(folder)?;
    std::fs::write(folder.join("package.json"), "{\"private\":true}")?;
    execute_quietly(
        Command::new("npm")
            .args([
                "install",
                "--no-package-lock",
                "--no-audit",
                "--no-fund",
                "--ignore-scripts",
                "--save-exact",
            ])
            .args(packages)
            .current_dir(folder),
    )
}

/// What `cargo xtask check` reads the licences and sources of the dependencies with.
const CARGO_DENY: &str = "0.20.2";

/// The program, the machine's own or one that is built on first use, which takes some minutes.
pub(crate) fn cargo_deny() -> Outcome<PathBuf> {
    if is_there("cargo-deny") {
        return Ok(PathBuf::from("cargo-deny"));
    }
    let folder = repository::scratch("tools")?;
    let install = || {
        execute_quietly(
            Command::new("cargo")
                .args(["install", "--quiet", "--locked", "cargo-deny", "--version", CARGO_DENY, "--root"])
                .arg(&folder),
        )
    };
    once(&folder, &format!("cargo-deny {CARGO_DENY}"), install).map_err(|why| {
        format!(
            "MISSING cargo-deny: licences and sources cannot be checked; install it and try again ({why})"
        )
    })?;
    Ok(folder.join("bin/cargo-deny"))
}

/// Does the work unless a note in the folder says that just this was done.
fn once(folder: &Path, what: &str, work: impl FnOnce() -> Outcome<()>) -> Outcome<()> {
    let note = folder.join("installed.txt");
    if std::fs::read_to_string(&note).is_ok_and(|text| text == what) {
        return Ok(());
    }
    println!("    installing {what}");
    work()?;
    Ok(std::fs::write(note, what)?)
}
