-- Divisions get what they lacked; groups, their members, administrators of divisions, and what is shared.

ALTER TABLE division ADD COLUMN status BIGINT NOT NULL DEFAULT 0;
ALTER TABLE division ADD COLUMN creator {text} NOT NULL DEFAULT '';

CREATE TABLE user_group (
    id {text} PRIMARY KEY,
    brand {text} NOT NULL REFERENCES brand (id),
    division {text} REFERENCES division (id),
    kind {text} NOT NULL,
    name {text} NOT NULL,
    creator {text} NOT NULL,
    created_ms BIGINT NOT NULL
);
CREATE INDEX user_group_by_brand ON user_group (brand, id);

CREATE TABLE group_member (
    group_id {text} NOT NULL REFERENCES user_group (id),
    user_id {text} NOT NULL REFERENCES user_account (id),
    PRIMARY KEY (group_id, user_id)
);
CREATE INDEX group_member_by_user ON group_member (user_id, group_id);

CREATE TABLE division_administrator (
    division {text} NOT NULL REFERENCES division (id),
    user_id {text} NOT NULL REFERENCES user_account (id),
    PRIMARY KEY (division, user_id)
);
CREATE INDEX division_administrator_by_user ON division_administrator (user_id, division);

-- collaborator is a user or a group; rights are the bits of model::access::Rights.
CREATE TABLE survey_collaborator (
    survey_no BIGINT NOT NULL REFERENCES survey (no),
    collaborator {text} NOT NULL,
    rights BIGINT NOT NULL,
    PRIMARY KEY (survey_no, collaborator)
);
CREATE INDEX survey_collaborator_by_collaborator ON survey_collaborator (collaborator, survey_no);
