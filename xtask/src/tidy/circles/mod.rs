//! No circles: files that use each other cannot be read, or moved, one at a time. A file uses the file that defines what
//! it names. A parent that declares its children, or hands on what they define, does not use them by that.

mod graph;
mod imports;
mod modules;
mod source;

use std::collections::{BTreeMap, BTreeSet};

use super::problem::Problem;
use crate::process::Outcome;
use crate::repository::{self, File};
use graph::Graph;
use modules::Modules;

/// Files of one crate that use each other.
struct Circle {
    /// The shortest way around.
    way: Vec<String>,
    /// Every file that is in a circle with these, and what each takes from which.
    uses: BTreeMap<(String, String), BTreeSet<String>>,
}

/// Every circle.
pub(super) fn problems(files: &[File]) -> Vec<Problem> {
    crates(files)
        .into_iter()
        .flat_map(|name| match circles(files, &name) {
            Ok(circles) => circles.iter().map(Circle::problem).collect(),
            Err(why) => vec![Problem::new(name, why)],
        })
        .collect()
}

/// `cargo xtask tidy circles`: every circle, and what the files in it take from each other.
pub(super) fn print() -> Outcome<()> {
    let files = repository::files()?;
    for name in crates(&files) {
        for circle in circles(&files, &name)? {
            println!("{}", circle.problem());
            for ((from, to), names) in &circle.uses {
                println!("    {from} -> {to}: {}", names.iter().cloned().collect::<Vec<_>>().join(", "));
            }
        }
    }
    Ok(())
}

impl Circle {
    fn problem(&self) -> Problem {
        let short = |path: &'_ String| {
            path.split_once("/src/").map_or_else(|| path.clone(), |(_, short)| short.to_owned())
        };
        let names: Vec<String> = self.way.iter().chain(self.way.first()).map(short).collect();
        Problem::new(
            self.way.first().map_or("", String::as_str),
            format!(
                "these files use each other: {}; `cargo xtask tidy circles` says by what",
                names.join(" -> ")
            ),
        )
    }
}

/// The folders that hold a crate, from the root.
fn crates(files: &[File]) -> Vec<String> {
    let manifests = files.iter().filter_map(|file| file.path.strip_suffix("/Cargo.toml"));
    manifests.map(str::to_owned).collect()
}

fn circles(files: &[File], name: &str) -> Result<Vec<Circle>, String> {
    let modules = Modules::read(files, &format!("{name}/src/"))?;
    let uses = modules.uses();
    let mut graph = Graph::default();
    for one in &uses {
        graph.add(one.from, one.to);
    }
    let circle = |group: BTreeSet<&str>| {
        let mut inside: BTreeMap<(String, String), BTreeSet<String>> = BTreeMap::new();
        for one in uses.iter().filter(|one| group.contains(one.from) && group.contains(one.to)) {
            inside.entry((one.from.to_owned(), one.to.to_owned())).or_default().insert(one.what.clone());
        }
        Circle { way: graph.shortest_circle(&group).into_iter().map(str::to_owned).collect(), uses: inside }
    };
    Ok(graph.groups().into_iter().map(circle).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(files: &[(&str, &str)]) -> Vec<String> {
        let files: Vec<File> = files
            .iter()
            .map(|(path, text)| File { path: format!("crates/shop/src/{path}"), text: (*text).to_owned() })
            .collect();
        let circles = circles(&files, "crates/shop").unwrap();
        circles.iter().map(|circle| circle.problem().why.split(';').next().unwrap().to_owned()).collect()
    }

    #[test]
    fn the_shortest_circle_is_named() {
        let files = [
            ("lib.rs", "mod cart; mod goods; mod price;"),
            ("cart.rs", "use crate::goods::Good; pub fn sum(_: &Good) -> u8 { 1 }"),
            ("goods.rs", "use super::price; pub struct Good; fn p() { price::of(1) }"),
            ("price.rs", "pub fn of(x: u8) { crate::cart::sum(&x); let _ = crate::goods::Good; }"),
        ];
        assert_eq!(found(&files), ["these files use each other: goods.rs -> price.rs -> goods.rs"]);
    }

    #[test]
    fn a_name_that_is_handed_on_leads_to_the_file_that_defines_it() {
        let files = [
            ("lib.rs", "mod cart; pub mod goods; pub use goods::{Good as Thing, list};"),
            ("goods/mod.rs", "mod good; pub use good::*; pub fn list() { crate::cart::open() }"),
            ("goods/good.rs", "pub struct Good;"),
            ("cart.rs", "use crate::Thing; pub fn open() -> Thing { Thing }"),
        ];
        assert_eq!(found(&files), Vec::<String>::new());
        let mut back = files;
        back[3].1 = "use crate::list; pub fn open() { list() }";
        assert_eq!(found(&back), ["these files use each other: cart.rs -> goods/mod.rs -> cart.rs"]);
    }

    #[test]
    fn a_parent_that_calls_its_child_and_lends_it_a_type_is_a_circle() {
        let parent = "mod check; pub struct State; pub use check::Fault;";
        let child = "use super::State; pub struct Fault; pub fn all(_: &State) {}";
        assert_eq!(
            found(&[("run/mod.rs", parent), ("run/check.rs", child), ("lib.rs", "mod run;")]),
            Vec::<String>::new()
        );
        let parent = format!("{parent} fn go() {{ check::all(&State) }}");
        assert_eq!(
            found(&[("run/mod.rs", &parent), ("run/check.rs", child), ("lib.rs", "mod run;")]),
            ["these files use each other: run/check.rs -> run/mod.rs -> run/check.rs"]
        );
    }

    #[test]
    fn comments_strings_tests_and_declarations_are_no_use() {
        let goods = "pub struct Good; // crate::cart::open()
            const TEXT: &str = \"crate::cart::open()\";
            #[cfg(test)] mod tests { use crate::cart::open; }
            #[cfg(test)] use crate::cart::{open};";
        let files = [
            ("lib.rs", "mod cart; mod goods;"),
            ("goods.rs", goods),
            ("cart.rs", "use crate::goods::Good; pub fn open() {}"),
        ];
        assert_eq!(found(&files), Vec::<String>::new());
        let files = [
            ("lib.rs", "mod users;"),
            ("users/mod.rs", "crate::operations! { get_user :: GetUser, } pub struct UserPath;"),
            ("users/get_user.rs", "use super::UserPath; pub struct GetUser(UserPath);"),
        ];
        assert_eq!(found(&files), Vec::<String>::new());
    }

    #[test]
    fn paths_inside_macro_calls_and_inner_modules_are_seen() {
        let files = [
            ("lib.rs", "mod cart; mod goods;"),
            ("goods.rs", "pub struct Good; mod inner { use super::super::cart; fn f() { cart::open() } }"),
            ("cart.rs", "pub fn open() { html! { p.x { (crate::goods::Good) } } }"),
        ];
        assert_eq!(found(&files), ["these files use each other: cart.rs -> goods.rs -> cart.rs"]);
    }
}
