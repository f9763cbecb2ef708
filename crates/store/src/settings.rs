//! Where things are kept.

use std::path::PathBuf;

use model::text::SecretUrl;

/// Where the store keeps rows and files.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The database.
    pub database: DatabaseUrl,
    /// The file store.
    pub files: FilesUrl,
}

impl Settings {
    /// A database and files that are gone when the store is: for tests.
    #[must_use]
    pub fn in_memory() -> Self {
        Self { database: DatabaseUrl::SqliteInMemory, files: FilesUrl::Memory }
    }
}

/// Which database.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DatabaseUrl {
    /// SQLite in this file, made when it is missing.
    Sqlite(PathBuf),
    /// SQLite in a file of its own that is gone when the store is: in shared memory where the system has it, else
    /// in the temporary folder. The same code runs as on a real file (several connections, write-ahead log).
    SqliteInMemory,
    /// PostgreSQL at this URL (`postgres://user:password@host:port/database`).
    Postgres(SecretUrl),
}

/// Which file store.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FilesUrl {
    /// Files in this folder, made when it is missing, open to its owner only.
    Folder(PathBuf),
    /// Files in memory, for tests.
    Memory,
    /// A bucket that speaks S3: `s3://bucket/prefix`; credentials and region from the usual `AWS_*` variables.
    /// Needs the cargo feature `s3`.
    S3(SecretUrl),
}

impl DatabaseUrl {
    /// Reads `postgres://…`, `postgresql://…`, `sqlite:PATH` or a bare path; `sqlite::memory:` is in memory.
    #[must_use]
    pub fn parse(text: &str) -> Self {
        if text.starts_with("postgres://") || text.starts_with("postgresql://") {
            return Self::Postgres(SecretUrl::stored(text));
        }
        match text.strip_prefix("sqlite:").unwrap_or(text) {
            ":memory:" => Self::SqliteInMemory,
            path => Self::Sqlite(path.strip_prefix("//").unwrap_or(path).into()),
        }
    }
}

impl FilesUrl {
    /// Reads `s3://bucket/prefix`, `file://PATH` or a bare path; `memory:` is in memory.
    #[must_use]
    pub fn parse(text: &str) -> Self {
        if text.starts_with("s3://") {
            return Self::S3(SecretUrl::stored(text));
        }
        match text {
            "memory:" => Self::Memory,
            path => Self::Folder(path.strip_prefix("file://").unwrap_or(path).into()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_url_says_which_database_and_which_files() {
        assert!(matches!(DatabaseUrl::parse("postgres://a@b/c"), DatabaseUrl::Postgres(_)));
        assert_eq!(DatabaseUrl::parse("sqlite:///data/x.db"), DatabaseUrl::Sqlite("/data/x.db".into()));
        assert_eq!(DatabaseUrl::parse("x.db"), DatabaseUrl::Sqlite("x.db".into()));
        assert_eq!(DatabaseUrl::parse("sqlite::memory:"), DatabaseUrl::SqliteInMemory);
        assert_eq!(FilesUrl::parse("s3://b/p"), FilesUrl::S3(SecretUrl::stored("s3://b/p")));
        let both = (DatabaseUrl::parse("postgres://u:hidden@h/d"), FilesUrl::parse("s3://u:hidden@b/p"));
        assert!(!format!("{both:?}").contains("hidden"));
        assert_eq!(FilesUrl::parse("file:///data/files"), FilesUrl::Folder("/data/files".into()));
    }
}
