//! What an administrator does from the shell, with the real program, on SQLite and on PostgreSQL.

#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on fails")]

mod accounts;
mod backup;
mod check;
mod program;
mod qsf;
mod upgrade;
