//! After everything has run: each secret that was used is looked for in everything that is kept or shown, and must be found in
//! none of it in clear.
//!
//! Not looked for in their own files: the key that secrets are sealed with and the CA's private key stand in the data folder of
//! an embedded server by design ("One key seals what must be read again" in ARCHITECTURE.md); everywhere else they are. What is
//! packed is not unpacked: exports and files of respondents, which hold answers.

mod known;
mod needles;
mod places;
mod using;

use std::path::Path;

use crate::postgres::Postgres;
use crate::process::Outcome;
use crate::product::{self, Server};
use crate::repository::fresh_folder;
use crate::tally::Tally;
pub(crate) use known::{Kept, Known, Part, VARIABLE};
use needles::Needles;
pub(crate) use places::history;

/// Looks for all of them; a line for each place. Each place is also looked through for what must be there, so that a search
/// that reads nothing fails.
pub(crate) fn search(kept: &Kept<'_>, known: &mut Known) -> Outcome<Tally> {
    known.read_own_files(kept.data);
    places::mark_printed(kept, known)?;
    let mut tally = Tally::default();
    for place in places::all(kept, known)? {
        let seen = look(&place, known);
        let size = place.parts.iter().map(|part| part.bytes.len()).sum::<usize>();
        let what = format!(
            "none of {} secrets is in {} ({} parts, {size} bytes)",
            known.secrets.len(),
            place.name,
            place.parts.len()
        );
        let control = Needles::of([place.control.as_str()].into_iter());
        let reads = place.parts.iter().any(|part| !control.found_in(&part.bytes).is_empty());
        let holds = seen.is_empty() && reads;
        println!("    {} - secrets: {what}", if holds { "ok" } else { "not ok" });
        if !reads {
            println!("        {:?}, which must be there, is not found", place.control);
        }
        for line in seen {
            println!("        {line}");
        }
        tally.add(if holds { Tally { passed: 1, ..Tally::default() } } else { Tally::ONE_FAILED });
    }
    Ok(tally)
}

/// Where which secret stands in clear; the secret itself is not told.
fn look(place: &places::Place, known: &Known) -> Vec<String> {
    let needles = Needles::of(known.secrets.iter().map(|secret| secret.text.as_str()));
    let mut seen = Vec::new();
    for part in &place.parts {
        for (secret, at) in needles.found_in(&part.bytes) {
            let secret = &known.secrets[secret];
            let is_own = secret.own_file.as_ref().is_some_and(|file| *file == Path::new(&part.name));
            let is_example = secret.printed && place.is_public;
            if !is_own && !is_example {
                seen.push(format!("{} is in {} at byte {at}", secret.name, part.name));
            }
        }
    }
    seen
}

/// `cargo xtask secrets`.
pub(crate) fn run() -> Outcome<()> {
    let tally = everywhere(&product::build(false)?)?;
    println!("{tally}");
    if tally.failed > 0 {
        Err("a secret is kept in clear, or could not be looked for".into())
    } else {
        Ok(())
    }
}

/// A server on each database, a secret of every kind used through it, and the search.
pub(crate) fn everywhere(binary: &Path) -> Outcome<Tally> {
    let mut tally = Tally::default();
    for database in ["sqlite", "postgres"] {
        println!("  -- secrets, {database}");
        let cluster = if database == "postgres" { Some(Postgres::start()?) } else { None };
        let name = "canvass_secrets";
        let url = cluster.as_ref().map(|cluster| cluster.database(name)).transpose()?;
        let data = fresh_folder("secrets")?.join("data");
        let server = Server::start(binary, &data, url.as_deref())?;
        let mut known = Known::default();
        using::each_kind(&server, binary, &data, url.as_deref(), &mut known)?;
        let kept = Kept {
            server: &server,
            data: &data,
            earlier: Vec::new(),
            postgres: cluster.as_ref().map(|cluster| (cluster, name)),
        };
        tally.add(search(&kept, &mut known)?);
        server.stop()?;
    }
    Ok(tally)
}

#[cfg(test)]
mod tests {
    use super::places::{Place, files};
    use super::*;

    const TOKEN: &str = "q8Zr2Lw0Xc5Vb7Nm1Kj4Hg6Fd9Sa3Pq2Wo5Ei8Ru";

    fn seen_in(folder: &Path, known: &Known) -> Vec<String> {
        let parts = files(folder).unwrap();
        let place = Place { name: "the folder".to_owned(), control: String::new(), is_public: false, parts };
        look(&place, known)
    }

    /// Planted in a file, and in a page of a database that SQLite itself wrote, whole and broken off over two pages.
    #[test]
    fn what_is_planted_is_found() {
        let folder = tempfile::tempdir().unwrap();
        let mut known = Known::default();
        known.add("a token", TOKEN);
        std::fs::write(folder.path().join("a"), "nothing").unwrap();
        assert!(seen_in(folder.path(), &known).is_empty());

        let inner = folder.path().join("files/deeper");
        std::fs::create_dir_all(&inner).unwrap();
        std::fs::write(inner.join("log"), format!("GET /API/v3/whoami token={TOKEN}\n")).unwrap();
        let seen = seen_in(folder.path(), &known);
        assert!(
            seen.len() == 1 && seen[0].contains("a token is in") && seen[0].contains("deeper/log"),
            "{seen:?}"
        );
        assert!(!seen[0].contains(TOKEN), "what is told of a secret is not the secret");
        std::fs::remove_file(inner.join("log")).unwrap();

        // 4,096 bytes to a page, and a value that is longer goes on elsewhere behind the number of a page.
        let mut pages = vec![0; 3 * 4096];
        let at = 4096 - 15;
        pages[at..4096].copy_from_slice(&TOKEN.as_bytes()[..15]);
        pages[2 * 4096 + 4..2 * 4096 + 4 + 25].copy_from_slice(&TOKEN.as_bytes()[15..]);
        std::fs::write(folder.path().join("canvass.db"), &pages).unwrap();
        assert_eq!(seen_in(folder.path(), &known).len(), 1);
    }

    #[test]
    fn a_key_is_found_outside_its_own_file_alone() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("secret-key"), format!("{TOKEN}\n")).unwrap();
        let mut known = Known::default();
        known.read_own_files(folder.path());
        assert_eq!(known.secrets.len(), 1);
        assert!(seen_in(folder.path(), &known).is_empty());
        std::fs::write(folder.path().join("canvass.db-wal"), format!("\u{0}{TOKEN}")).unwrap();
        assert_eq!(seen_in(folder.path(), &known).len(), 1);
    }

    #[test]
    fn what_clients_wrote_is_read_and_what_is_printed_is_no_secret_on_pages() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("secrets");
        std::fs::write(&file, "password\t\"a\\\"b c d e f\"\npassword\t\"choose-one-of-8\"\n").unwrap();
        let mut known = Known::default();
        assert_eq!(known.read(&file).unwrap(), 2);
        assert_eq!(known.secrets[0].text, "a\"b c d e f");
        known.secrets[1].printed = true;
        let part = Part { name: "/docs".to_owned(), bytes: b"choose-one-of-8".to_vec() };
        let mut place =
            Place { name: "pages".to_owned(), control: String::new(), is_public: true, parts: vec![part] };
        assert!(look(&place, &known).is_empty());
        place.is_public = false;
        assert_eq!(look(&place, &known).len(), 1);
        std::fs::write(&file, "no tab\n").unwrap();
        assert!(known.read(&file).is_err());
    }
}
