-- A survey's definition in versions that are never changed, each in pieces that versions share. A piece belongs to the
-- versions from its own on, up to the one that has another in its place or none: version <= V < ended, where one that is
-- still in place ends after every version there can be. A file of former times is one piece.

CREATE TABLE survey_version (
    survey_no BIGINT NOT NULL REFERENCES survey (no),
    version BIGINT NOT NULL,
    author {text} NOT NULL,
    made_ms BIGINT NOT NULL,
    PRIMARY KEY (survey_no, version)
);

-- No reference to survey_version, whose row the same transaction writes first.
CREATE TABLE survey_piece (
    survey_no BIGINT NOT NULL,
    place {text} NOT NULL,
    version BIGINT NOT NULL,
    ended BIGINT NOT NULL,
    body {text} NOT NULL,
    PRIMARY KEY (survey_no, place, version)
);
CREATE INDEX survey_piece_by_end ON survey_piece (survey_no, ended);

INSERT INTO survey_version (survey_no, version, author, made_ms)
SELECT no, version, creator, modified_ms FROM survey;
INSERT INTO survey_piece (survey_no, place, version, ended, body)
SELECT s.no, 'whole', s.version, 9223372036854775807, f.file
FROM survey s
JOIN survey_file f ON f.survey_no = s.no;
DROP TABLE survey_file;

-- Whoever began with a version stays on it.
ALTER TABLE session ADD COLUMN definition BIGINT NOT NULL DEFAULT 1;
UPDATE session SET definition = (SELECT s.version FROM survey s WHERE s.no = session.survey_no);
