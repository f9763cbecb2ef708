//! What is told where the database is PostgreSQL: its own programs copy it better than we could, while it is served.

use super::parts::files_folder;
use crate::config::Settings;

/// The commands that back an installation up. The files come first and again behind the database: a file is written
/// before the row that names it, so what a row names was there in one of the two.
pub(super) fn how_to_back_up(settings: &Settings) -> String {
    let (copy, again) = match files_folder(settings) {
        None => {
            ("copy the bucket that --files names".to_owned(), "copy what came to the bucket since".to_owned())
        }
        Some(files) => {
            let copy = format!("cp -a {}/. BACKUP/files/", files.display());
            (copy.clone(), copy)
        }
    };
    format!(
        "the database is PostgreSQL, which its own programs copy while it is served. In this order, into a new folder \
         BACKUP:\n\n  mkdir -p BACKUP/files\n  {copy}\n  pg_dump --format=custom --file=BACKUP/canvass.dump \
         \"$CANVASS_DATABASE\"\n  {again}\n\nKeep the secret key too, apart from them."
    )
}

/// The commands that restore one.
pub(super) fn how_to_restore(settings: &Settings) -> String {
    let copy = match files_folder(settings) {
        None => "copy the files into the bucket that --files names".to_owned(),
        Some(files) => {
            format!("mkdir -p {0} && cp -a BACKUP/files/. {0}/", files.display())
        }
    };
    format!(
        "the database is PostgreSQL, which its own programs restore. Into an empty database and an empty place for \
         the files, before a server is started on them:\n\n  pg_restore --exit-on-error --no-owner \
         --dbname=\"$CANVASS_DATABASE\" BACKUP/canvass.dump\n  {copy}\n\nThen start the server with the same secret key."
    )
}
