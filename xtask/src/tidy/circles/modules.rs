//! The modules of a crate, and which file defines what a path names.

use std::collections::BTreeMap;

use super::imports::Path;
use super::source::{Import, Source};
use crate::repository::{self, File};

/// A crate's files below `src`, each of them a module.
pub(super) struct Modules<'a> {
    files: Vec<Module<'a>>,
    /// Index in `files` by the module's path: `["run", "check"]`.
    by_path: BTreeMap<Path, usize>,
}

struct Module<'a> {
    file: &'a str,
    path: Path,
    source: Source,
}

/// What a path leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Target {
    /// A module itself: naming it is no use of it.
    Module(usize),
    /// An item that this file defines.
    Item(usize),
}

/// One file uses another.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Use<'a> {
    pub(super) from: &'a str,
    pub(super) to: &'a str,
    /// The path as it is written.
    pub(super) what: String,
}

impl<'a> Modules<'a> {
    /// Reads the files of the folder `src`, which ends in `/`. A `main.rs` beside a `lib.rs` is a crate of its own.
    pub(super) fn read(files: &'a [File], src: &str) -> Result<Self, String> {
        let below: Vec<(&str, &File)> =
            files.iter().filter_map(|file| Some((file.path.strip_prefix(src)?, file))).collect();
        let root = if below.iter().any(|(name, _)| *name == "lib.rs") { "lib.rs" } else { "main.rs" };
        let mut modules = Self { files: Vec::new(), by_path: BTreeMap::new() };
        for (name, file) in below {
            let Some(path) = module_path(name, root).filter(|_| !repository::is_test(&file.path)) else {
                continue;
            };
            let source = Source::read(&file.text).map_err(|why| format!("{}: {why}", file.path))?;
            modules.by_path.insert(path.clone(), modules.files.len());
            modules.files.push(Module { file: &file.path, path, source });
        }
        Ok(modules)
    }

    /// Every use of one file by another.
    pub(super) fn uses(&self) -> Vec<Use<'a>> {
        let mut uses = Vec::new();
        for (from, module) in
            self.files.iter().enumerate().filter(|(_, module)| !self.is_for_tests(&module.path))
        {
            let imports = module.source.imports.iter().map(|import| (&import.path, import.is_public));
            let paths = module.source.paths.iter().map(|path| (path, false));
            for (path, is_handed_on) in imports.chain(paths) {
                let Some(Target::Item(to)) = self.resolve(from, path, &mut Vec::new()) else { continue };
                let target = &self.files[to];
                // A parent that hands on what its children define does not depend on them.
                let is_child = target.path.starts_with(&module.path);
                if to != from && !(is_handed_on && is_child) && !self.is_for_tests(&target.path) {
                    uses.push(Use { from: module.file, to: target.file, what: path.join("::") });
                }
            }
        }
        uses
    }

    fn is_for_tests(&self, path: &[String]) -> bool {
        (1..=path.len()).any(|length| {
            self.by_path
                .get(&path[..length - 1])
                .is_some_and(|parent| self.files[*parent].source.test_modules.contains(&path[length - 1]))
        })
    }

    /// What a path leads to that is written in this file. `None`: something of another crate, or a local name.
    fn resolve(&self, file: usize, path: &[String], passed: &mut Vec<(usize, String)>) -> Option<Target> {
        let (first, rest) = path.split_first()?;
        let here = &self.files[file].path;
        match first.as_str() {
            "crate" => self.walk(*self.by_path.get([].as_slice())?, rest, passed),
            "self" => self.walk(file, rest, passed),
            "super" => {
                let parent = here.get(..here.len().checked_sub(1)?)?;
                let parent = *self.by_path.get(parent)?;
                match rest.first().map(String::as_str) {
                    Some("super") => self.resolve(parent, rest, passed),
                    _ => self.walk(parent, rest, passed),
                }
            }
            _ => self.look_up(file, first, rest, passed),
        }
    }

    /// Goes on from a module by the rest of a path: as deep as there are files, then to the item's file.
    fn walk(&self, file: usize, rest: &[String], passed: &mut Vec<(usize, String)>) -> Option<Target> {
        match rest.split_first() {
            None => Some(Target::Module(file)),
            Some((first, rest)) if first != "*" => {
                Some(self.look_up(file, first, rest, passed).unwrap_or(Target::Item(file)))
            }
            Some(_) => Some(Target::Module(file)),
        }
    }

    /// A name within a module: a child, something imported, an item, or something of an import by `*`.
    fn look_up(
        &self,
        file: usize,
        name: &str,
        rest: &[String],
        passed: &mut Vec<(usize, String)>,
    ) -> Option<Target> {
        let module = &self.files[file];
        let child: Path = module.path.iter().cloned().chain([name.to_owned()]).collect();
        if let Some(child) = self.by_path.get(&child) {
            return self.walk(*child, rest, passed);
        }
        if passed.iter().any(|(seen, word)| *seen == file && word == name) {
            return module.source.items.contains(name).then_some(Target::Item(file));
        }
        passed.push((file, name.to_owned()));
        let imports = &module.source.imports;
        for Import { path, .. } in imports.iter().filter(|import| import.name == name) {
            match self.resolve(file, path, passed) {
                Some(Target::Module(target)) => return self.walk(target, rest, passed),
                Some(item) => return Some(item),
                None => {}
            }
        }
        if module.source.items.contains(name) {
            return Some(Target::Item(file));
        }
        imports.iter().filter(|import| import.name == "*").find_map(|import| {
            let Some(Target::Module(target)) = self.resolve(file, &import.path, passed) else { return None };
            self.look_up(target, name, rest, passed)
        })
    }
}

/// `run/check.rs` is the module `run::check`; `None` for what is no module of this crate.
fn module_path(name: &str, root: &str) -> Option<Path> {
    if name == root {
        return Some(Vec::new());
    }
    let name = name.strip_suffix(".rs").filter(|name| !["lib", "main"].contains(name))?;
    let mut path: Path = name.split('/').map(str::to_owned).collect();
    if path.last().is_some_and(|last| last == "mod") {
        path.pop();
    }
    Some(path)
}
