-- People let programs act for them. A grant begins with a code, and has a refresh token once the code was exchanged; of all
-- of them hashes alone are kept. Access tokens get an id to be listed by, and are somebody's of their own. Those that are
-- there last an hour at the most, and end here.

ALTER TABLE oauth_client ADD COLUMN redirects {text} NOT NULL DEFAULT '';
ALTER TABLE oauth_client ADD COLUMN is_public BIGINT NOT NULL DEFAULT 0;

-- used: whether the code was exchanged. expires_ms: when the code ends, then when the refresh token ends unless it is used.
CREATE TABLE oauth_grant (
    id {text} PRIMARY KEY,
    brand {text} NOT NULL REFERENCES brand (id),
    client {text} NOT NULL REFERENCES oauth_client (id),
    user_id {text} NOT NULL REFERENCES user_account (id),
    scopes {text} NOT NULL,
    redirect {text} NOT NULL,
    challenge {text} NOT NULL,
    code_hash {text} NOT NULL,
    used BIGINT NOT NULL,
    family_hash {text} NOT NULL,
    secret_hash {text} NOT NULL,
    created_ms BIGINT NOT NULL,
    expires_ms BIGINT NOT NULL,
    ends_ms BIGINT NOT NULL
);
CREATE UNIQUE INDEX oauth_grant_by_code ON oauth_grant (code_hash);
CREATE INDEX oauth_grant_by_family ON oauth_grant (family_hash);
CREATE INDEX oauth_grant_by_client ON oauth_grant (client, user_id, created_ms);
CREATE INDEX oauth_grant_by_end ON oauth_grant (client, expires_ms);
CREATE INDEX oauth_grant_by_user ON oauth_grant (user_id);
CREATE INDEX oauth_grant_by_brand ON oauth_grant (brand, id);

DROP TABLE oauth_token;
CREATE TABLE oauth_token (
    id {text} PRIMARY KEY,
    hash {text} NOT NULL,
    brand {text} NOT NULL REFERENCES brand (id),
    client {text} NOT NULL REFERENCES oauth_client (id),
    user_id {text} NOT NULL REFERENCES user_account (id),
    grant_id {text} REFERENCES oauth_grant (id),
    scopes {text} NOT NULL,
    created_ms BIGINT NOT NULL,
    expires_ms BIGINT NOT NULL
);
CREATE UNIQUE INDEX oauth_token_by_hash ON oauth_token (hash);
CREATE INDEX oauth_token_by_client ON oauth_token (client, expires_ms);
CREATE INDEX oauth_token_by_grant ON oauth_token (grant_id, expires_ms);
CREATE INDEX oauth_token_by_user ON oauth_token (user_id);
CREATE INDEX oauth_token_by_brand ON oauth_token (brand, id);
