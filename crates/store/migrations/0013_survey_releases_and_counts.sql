-- What respondents see of a survey (live) is no longer its latest version but the one that was published last; nothing where none
-- ever was. A release is a version that somebody gave a number: to publish it, or to come back to it.

ALTER TABLE survey ADD COLUMN live BIGINT;
UPDATE survey SET live = version WHERE active = 1 OR activated_ms IS NOT NULL;

CREATE TABLE survey_release (
    survey_no BIGINT NOT NULL,
    number BIGINT NOT NULL,
    id BIGINT NOT NULL,
    version BIGINT NOT NULL,
    description {text} NOT NULL,
    author {text} NOT NULL,
    made_ms BIGINT NOT NULL,
    published BIGINT NOT NULL,
    PRIMARY KEY (survey_no, number)
);
INSERT INTO survey_release (survey_no, number, id, version, description, author, made_ms, published)
SELECT no, 1, 1000000000000000 + no, version, '', creator, COALESCE(activated_ms, created_ms), 1 FROM survey WHERE live IS NOT NULL;

-- How many responses each cell of a quota counts, and how often each child of an evenly presented randomizer was given to a respondent.
-- What is missing was counted never.
CREATE TABLE quota_count (
    survey_no BIGINT NOT NULL,
    cell {text} NOT NULL,
    counted BIGINT NOT NULL,
    PRIMARY KEY (survey_no, cell)
);
CREATE TABLE presentation_count (
    survey_no BIGINT NOT NULL,
    flow {text} NOT NULL,
    child {text} NOT NULL,
    presented BIGINT NOT NULL,
    PRIMARY KEY (survey_no, flow, child)
);
