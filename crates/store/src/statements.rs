//! Every statement of the store in one list, by the file it stands in.

use crate::{
    brands, counters, divisions, feedback, field_lists, group_commit, jobs, migrations, responses, scan,
    sessions, surveys, tokens, users,
};

/// Every statement, by file: a test prepares all of them on both databases, and compares this list with the sources.
pub const STATEMENTS: &[(&str, &[&str])] = &[
    ("brands.rs", brands::STATEMENTS),
    ("counters.rs", counters::STATEMENTS),
    ("divisions.rs", divisions::STATEMENTS),
    ("feedback.rs", feedback::STATEMENTS),
    ("field_lists.rs", field_lists::STATEMENTS),
    ("group_commit.rs", group_commit::STATEMENTS),
    ("jobs.rs", jobs::STATEMENTS),
    ("migrations.rs", migrations::STATEMENTS),
    ("responses.rs", responses::STATEMENTS),
    ("scan.rs", scan::STATEMENTS),
    ("sessions.rs", sessions::STATEMENTS),
    ("surveys.rs", surveys::STATEMENTS),
    ("tokens.rs", tokens::STATEMENTS),
    ("users.rs", users::STATEMENTS),
];
