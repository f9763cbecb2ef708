-- What the processes of one installation share, and how each hears what the others have changed.

-- What each migration said when it was run; null for those of a time when it was not written down.
ALTER TABLE schema_version ADD COLUMN checksum {text};

-- Which installation this database is; its file store is marked with the same id. One row, whose place is 1.
CREATE TABLE installation (
    place BIGINT PRIMARY KEY,
    id {text} NOT NULL
);

-- Secrets of the server itself, sealed with the installation's key.
CREATE TABLE server_secret (
    name {text} PRIMARY KEY,
    sealed {text} NOT NULL
);

-- What was changed that other processes may have in memory, by the transaction that changed it.
CREATE TABLE announcement (
    no {rising key},
    kind {text} NOT NULL,
    thing {text} NOT NULL,
    announced_ms BIGINT NOT NULL
);
CREATE INDEX announcement_by_time ON announcement (announced_ms);

-- The processes that serve; each counts its own row up as long as it lives.
CREATE TABLE process (
    id {text} PRIMARY KEY,
    beat BIGINT NOT NULL
);

-- How many transactions SQLite has committed.
INSERT INTO sequence (name, value) VALUES ('commit', 0);
