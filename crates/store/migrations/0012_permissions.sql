-- What each level says of permissions (the bits of model::permissions::States), the types of users and groups of each brand, and what
-- was given of a survey when it was shared (the bits of model::sharing::Shared).

ALTER TABLE brand ADD COLUMN permissions BIGINT NOT NULL DEFAULT 0;
ALTER TABLE division ADD COLUMN permissions BIGINT NOT NULL DEFAULT 0;
ALTER TABLE user_group ADD COLUMN permissions BIGINT NOT NULL DEFAULT 0;
ALTER TABLE user_account ADD COLUMN permissions BIGINT NOT NULL DEFAULT 0;

CREATE TABLE account_type (
    brand {text} NOT NULL REFERENCES brand (id),
    id {text} NOT NULL,
    name {text} NOT NULL,
    permissions BIGINT NOT NULL DEFAULT 0,
    PRIMARY KEY (brand, id)
);
INSERT INTO account_type (brand, id, name) SELECT id, 'UT_BRANDADMIN', 'Brand administrator' FROM brand;
INSERT INTO account_type (brand, id, name) SELECT id, 'UT_FULLUSER', 'User' FROM brand;
INSERT INTO account_type (brand, id, name) SELECT id, 'UT_PARTICIPANT', 'Participant' FROM brand;
INSERT INTO account_type (brand, id, name) SELECT id, 'GT_3exampleType000', 'Group' FROM brand;
-- Until now any id was taken: those that are in use stay good, each called by its id.
INSERT INTO account_type (brand, id, name)
SELECT DISTINCT brand, user_type, user_type
FROM user_account
WHERE user_type NOT IN ('UT_BRANDADMIN', 'UT_FULLUSER', 'UT_PARTICIPANT');
INSERT INTO account_type (brand, id, name)
SELECT DISTINCT brand, kind, kind
FROM user_group
WHERE kind <> 'GT_3exampleType000';

ALTER TABLE survey_collaborator ADD COLUMN given BIGINT NOT NULL DEFAULT 0;
