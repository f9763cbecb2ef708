-- The first tables. {integer key}, {text} and {bytes} are the three words that SQLite and PostgreSQL spell differently.
-- Times are milliseconds since 1970, booleans 0 or 1, JSON is text. No row is without its brand, directly or through
-- its survey.

CREATE TABLE brand (
    id {text} PRIMARY KEY,
    name {text} NOT NULL,
    created_ms BIGINT NOT NULL
);

CREATE TABLE division (
    id {text} PRIMARY KEY,
    brand {text} NOT NULL REFERENCES brand (id),
    name {text} NOT NULL,
    created_ms BIGINT NOT NULL
);
CREATE INDEX division_by_brand ON division (brand, id);

CREATE TABLE user_account (
    id {text} PRIMARY KEY,
    brand {text} NOT NULL REFERENCES brand (id),
    division {text} REFERENCES division (id),
    username {text} NOT NULL UNIQUE,
    first_name {text} NOT NULL,
    last_name {text} NOT NULL,
    email {text} NOT NULL,
    user_type {text} NOT NULL,
    status BIGINT NOT NULL,
    language {text} NOT NULL,
    time_zone {text} NOT NULL,
    created_ms BIGINT NOT NULL,
    expires_ms BIGINT,
    password_changed_ms BIGINT,
    last_login_ms BIGINT,
    password_hash {text}
);
CREATE INDEX user_account_by_brand ON user_account (brand, id);

CREATE TABLE api_token (
    user_id {text} PRIMARY KEY REFERENCES user_account (id),
    brand {text} NOT NULL REFERENCES brand (id),
    hash {text} NOT NULL UNIQUE,
    generation BIGINT NOT NULL,
    created_ms BIGINT NOT NULL
);

-- Numbers handed out one after the other.
CREATE TABLE sequence (
    name {text} PRIMARY KEY,
    value BIGINT NOT NULL
);
INSERT INTO sequence (name, value) VALUES ('survey', 0);

CREATE TABLE survey (
    no {integer key},
    id {text} NOT NULL UNIQUE,
    brand {text} NOT NULL REFERENCES brand (id),
    owner {text} NOT NULL,
    creator {text} NOT NULL,
    name {text} NOT NULL,
    active BIGINT NOT NULL,
    created_ms BIGINT NOT NULL,
    modified_ms BIGINT NOT NULL,
    activated_ms BIGINT,
    starts_ms BIGINT,
    ends_ms BIGINT,
    deleted_ms BIGINT,
    version BIGINT NOT NULL
);
CREATE INDEX survey_by_brand ON survey (brand, no);
CREATE INDEX survey_by_owner ON survey (brand, owner, no);

CREATE TABLE survey_file (
    survey_no BIGINT PRIMARY KEY REFERENCES survey (no),
    file {text} NOT NULL
);

-- Append-only: a body is readable only with the version it was written with.
CREATE TABLE field_list (
    survey_no BIGINT NOT NULL REFERENCES survey (no),
    version BIGINT NOT NULL,
    fields {text} NOT NULL,
    PRIMARY KEY (survey_no, version)
);

-- Written by the group commit only; what was deleted is counted beside it, so that a deletion never waits for, nor
-- conflicts with, responses that come in.
CREATE TABLE survey_counter (
    survey_no BIGINT PRIMARY KEY REFERENCES survey (no),
    sequence BIGINT NOT NULL,
    auditable BIGINT NOT NULL,
    generated BIGINT NOT NULL
);
CREATE TABLE survey_removed (
    survey_no BIGINT PRIMARY KEY REFERENCES survey (no),
    auditable BIGINT NOT NULL,
    generated BIGINT NOT NULL
);

-- id is survey_no * 2^40 + sequence. No reference to survey: its counter row, which each batch updates, is the proof
-- that the survey exists, so a check per row would ask again what is known.
CREATE TABLE response (
    id {integer key},
    survey_no BIGINT NOT NULL,
    rid {text} NOT NULL,
    recorded_ms BIGINT NOT NULL,
    modified_ms BIGINT NOT NULL,
    flags BIGINT NOT NULL,
    field_version BIGINT NOT NULL,
    body {bytes} NOT NULL,
    UNIQUE (survey_no, rid)
);
CREATE INDEX response_by_recorded ON response (survey_no, recorded_ms);

-- due_ms: when the job may be taken: its planned time, or the end of the lease of the worker that has it; null when
-- it is over.
CREATE TABLE job (
    id {text} PRIMARY KEY,
    brand {text} NOT NULL REFERENCES brand (id),
    kind {text} NOT NULL,
    payload {text} NOT NULL,
    state {text} NOT NULL,
    due_ms BIGINT,
    worker {text},
    attempts BIGINT NOT NULL,
    progress BIGINT NOT NULL,
    result {text},
    error {text},
    created_ms BIGINT NOT NULL,
    changed_ms BIGINT NOT NULL
);
CREATE INDEX job_by_due ON job (due_ms);

-- Answers in progress.
CREATE TABLE session (
    id {text} PRIMARY KEY,
    survey_no BIGINT NOT NULL REFERENCES survey (no),
    brand {text} NOT NULL REFERENCES brand (id),
    state {text} NOT NULL,
    version BIGINT NOT NULL,
    created_ms BIGINT NOT NULL,
    changed_ms BIGINT NOT NULL
);
CREATE INDEX session_by_changed ON session (changed_ms);
