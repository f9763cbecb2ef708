//! `canvass backup`: everything that must last in one archive, while a server works on it.
//!
//! What the archive holds is of one moment. A file is written before the row that names it and deleted after it, so in
//! the moment in which nothing can be committed every file that a row names is there: then each is given a second name
//! in a folder of ours, by which it stays however soon the server deletes it, and the database's snapshot begins. Most
//! files are named so before that moment, so that those who write wait for the few that came last, and never for
//! the copying.

mod archive;
mod links;
mod parts;
mod postgres;
mod restore;

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use clap::Args;
use model::Moment;

use crate::config::{KeySource, Settings, StoreOptions};
use crate::progress::Progress;
use crate::serve::database_file;
use crate::{Failure, clock};
use archive::Archive;
use links::Links;
use parts::{DATABASE, FILES, SECRETS, files_folder};

pub use restore::{RestoreOptions, restore};

/// The options of `canvass backup`.
#[derive(Debug, Args)]
pub struct BackupOptions {
    /// The archive to write, or a folder to write it into under a name with the time
    #[arg(value_name = "FILE|DIR")]
    pub target: PathBuf,
    /// Put the secret key and the CA's key into the archive: whoever has it can then open everything that is sealed
    #[arg(long)]
    pub with_secrets: bool,
    /// Where the data are.
    #[command(flatten)]
    pub store: StoreOptions,
}

/// Writes the archive and prints its name. It appears under it when it is whole and on the disk.
///
/// # Errors
/// When the database is PostgreSQL, whose way is told; when something cannot be read or written, or the target is there.
pub fn backup(options: BackupOptions) -> Result<(), Failure> {
    let settings = Settings::of(options.store.into())?;
    if settings.database.is_some() {
        return Err(Failure::Use(postgres::how_to_back_up(&settings)));
    }
    let (data, now) = (&settings.data, clock::moment());
    let database = database_file(&settings)?;
    let target = target_of(&options.target, now);
    if target.exists() {
        return Err(Failure::Failed(format!("{} is there already", target.display())));
    }
    let cannot = |why: io::Error| Failure::failed(format!("{} cannot be written", target.display()), why);
    let folder = target.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    // Both are open to their owner alone, and gone when the program ends early.
    let copy = tempfile::Builder::new().prefix(".canvass-backup-").tempdir_in(folder).map_err(cannot)?;
    let written = tempfile::NamedTempFile::new_in(folder).map_err(cannot)?;

    let files = files_folder(&settings).filter(|files| files.is_dir());
    let links = files.as_deref().map(|files| Links::begin(files, data)).transpose();
    let mut links = links.map_err(|why| Failure::failed("the files cannot be kept for the backup", why))?;
    let progress = Progress::begin("copying the database");
    let at_the_moment = || match &mut links {
        Some(links) => links.complete().map_err(|why| store::Error::Other(why.to_string())),
        None => Ok(()),
    };
    let copied = copy.path().join(DATABASE);
    store::maintenance::copy::embedded(&database, &copied, at_the_moment, |done, all| progress.at(done, all))
        .map_err(|why| Failure::failed("the database cannot be copied", why))?;

    let mut entries = vec![(DATABASE.to_owned(), copied)];
    entries
        .extend(links.iter().flat_map(Links::entries).map(|(name, path)| (format!("{FILES}/{name}"), path)));
    if options.with_secrets {
        let there = SECRETS.iter().map(|name| ((*name).to_owned(), data.join(name)));
        entries.extend(there.filter(|(_, path)| path.is_file()));
    }
    let progress = Progress::begin("writing the archive");
    let file = written.reopen().map_err(cannot)?;
    Archive::write(file, &entries, now, &progress).map_err(cannot)?;
    written.persist_noclobber(&target).map_err(|why| cannot(why.error))?;
    File::open(folder).and_then(|folder| folder.sync_all()).map_err(cannot)?;
    drop(progress);

    println!("{}", target.display());
    tell(&settings, options.with_secrets);
    Ok(())
}

/// The file to write: the one that was named, or one in the folder that was named.
fn target_of(given: &Path, now: Moment) -> PathBuf {
    if given.is_dir() {
        let time: String = now.iso().chars().filter(char::is_ascii_alphanumeric).collect();
        return given.join(format!("canvass-{time}.tar.gz"));
    }
    given.to_owned()
}

/// What the archive does not hold, and its owner must keep.
fn tell(settings: &Settings, with_secrets: bool) {
    match files_folder(settings) {
        None => eprintln!("The files are in a bucket, which is not in the archive: copy it too."),
        Some(folder) if settings.files.is_some() => {
            eprintln!(
                "The files of {} are in the archive; restored, they are in the data folder.",
                folder.display()
            );
        }
        Some(_) => {}
    }
    let key = settings.data.join(SECRETS[0]);
    let is_in =
        with_secrets && settings.secret_key == KeySource::DataFolder && fs::exists(&key).unwrap_or(false);
    if is_in {
        eprintln!("The archive holds the secret key: guard it as you guard the key.");
    } else if settings.secret_key == KeySource::DataFolder {
        eprintln!(
            "The archive does not hold the secret key {}: keep it too, apart from the archive. What is sealed with it \
             cannot be opened without it.",
            key.display()
        );
    } else {
        eprintln!("The archive does not hold the secret key, which this server is given: keep it too.");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn in_a_folder_the_archive_is_named_by_its_time() {
        let (folder, now) = (tempfile::tempdir().unwrap(), Moment(1_764_521_992_000));
        let named = target_of(folder.path(), now);
        assert_eq!(named, folder.path().join("canvass-20251130T165952Z.tar.gz"));
        let file = folder.path().join("mine.tar.gz");
        assert_eq!(target_of(&file, now), file);
    }
}
