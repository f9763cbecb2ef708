//! `canvass restore`: a data folder made of an archive, whole or not at all.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use clap::Args;

use super::archive::Archive;
use super::parts::{DATABASE, FILES, SECRETS};
use super::postgres;
use crate::Failure;
use crate::config::{Settings, StoreOptions};
use crate::progress::Progress;

/// The options of `canvass restore`.
#[derive(Debug, Args)]
pub struct RestoreOptions {
    /// The archive that `canvass backup` wrote
    #[arg(value_name = "FILE")]
    pub archive: PathBuf,
    /// Where the data are to be: the data folder must be empty or not there.
    #[command(flatten)]
    pub store: StoreOptions,
}

/// Makes the data folder. It appears when every file in it is on the disk and was held against its checksum.
///
/// # Errors
/// When the folder holds something, the archive is not whole, or the database is PostgreSQL, whose way is told.
pub fn restore(options: RestoreOptions) -> Result<(), Failure> {
    let settings = Settings::of(options.store.into())?;
    if settings.database.is_some() {
        return Err(Failure::Use(postgres::how_to_restore(&settings)));
    }
    let (archive, data) = (&options.archive, &settings.data);
    let unreadable =
        |why: io::Error| Failure::failed(format!("{} cannot be restored", archive.display()), why);
    let cannot = |why: io::Error| Failure::failed(format!("{} cannot be made", data.display()), why);
    if !is_free(data).map_err(cannot)? {
        return Err(Failure::Failed(format!(
            "{} is not empty: name a folder that is, by --data DIR",
            data.display()
        )));
    }
    let file = File::open(archive).map_err(unreadable)?;
    let above = data.parent().filter(|above| !above.as_os_str().is_empty()).unwrap_or(Path::new("."));
    fs::create_dir_all(above).map_err(cannot)?;
    // On the same disk, open to its owner alone, and gone when the program ends early.
    let folder = tempfile::Builder::new().prefix(".canvass-restore-").tempdir_in(above).map_err(cannot)?;
    let progress = Progress::begin("unpacking the archive");
    let about = Archive::read(file, folder.path(), is_ours, &progress).map_err(unreadable)?;
    drop(progress);
    let onto_the_disk = || -> io::Result<()> {
        // The files are many: one wait for all of them.
        rustix::fs::syncfs(File::open(folder.path())?)?;
        if data.exists() {
            fs::remove_dir(data)?;
        }
        fs::rename(folder.path(), data)?;
        File::open(above)?.sync_all()
    };
    onto_the_disk().map_err(cannot)?;
    // It has its own name now; there is nothing to take away.
    let _ = folder.keep();
    eprintln!("{} is as it was at {}, written by version {}.", data.display(), about.made, about.program);
    let key = data.join(SECRETS[0]);
    if !key.exists() {
        eprintln!(
            "The archive did not hold the secret key: put it at {}, or give it to the server.",
            key.display()
        );
    }
    Ok(())
}

fn is_ours(name: &str) -> bool {
    name == DATABASE
        || SECRETS.contains(&name)
        || name.strip_prefix(FILES).is_some_and(|rest| rest.starts_with('/'))
}

fn is_free(folder: &Path) -> io::Result<bool> {
    match fs::read_dir(folder) {
        Ok(mut entries) => Ok(entries.next().is_none()),
        Err(why) if why.kind() == io::ErrorKind::NotFound => Ok(true),
        Err(why) => Err(why),
    }
}
