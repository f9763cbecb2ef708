-- Certificates that programs of an organization show over TLS, and whether the organization asks for one with every request.

ALTER TABLE brand ADD COLUMN certificates_required BIGINT NOT NULL DEFAULT 0;

CREATE TABLE client_certificate (
    id {text} PRIMARY KEY,
    brand {text} NOT NULL REFERENCES brand (id),
    fingerprint {text} NOT NULL UNIQUE,
    pem {text} NOT NULL,
    created_ms BIGINT NOT NULL,
    expires_ms BIGINT NOT NULL
);
CREATE INDEX client_certificate_by_brand ON client_certificate (brand, id);
