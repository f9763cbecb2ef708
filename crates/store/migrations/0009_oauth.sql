-- Programs that act for a user by OAuth 2, and the tokens they were given. Secrets and tokens are kept as hashes alone.

CREATE TABLE oauth_client (
    id {text} PRIMARY KEY,
    brand {text} NOT NULL REFERENCES brand (id),
    user_id {text} NOT NULL REFERENCES user_account (id),
    name {text} NOT NULL,
    secret_hash {text} NOT NULL,
    scopes {text} NOT NULL,
    created_ms BIGINT NOT NULL
);
CREATE INDEX oauth_client_by_user ON oauth_client (user_id, id);

CREATE TABLE oauth_token (
    hash {text} PRIMARY KEY,
    brand {text} NOT NULL REFERENCES brand (id),
    client {text} NOT NULL REFERENCES oauth_client (id),
    scopes {text} NOT NULL,
    expires_ms BIGINT NOT NULL
);
CREATE INDEX oauth_token_by_client ON oauth_token (client, expires_ms);
