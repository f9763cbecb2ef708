-- What was shared of a survey before there were actions for the parts of its definition: the rights that follow from what
-- was given (the bits of model::sharing::Shared and of model::access::Rights). No such row has any of these rights yet.
UPDATE survey_collaborator
SET rights = rights
    + (given / 256) % 2 * 2048
    + (given / 512) % 2 * 4096
    + (given / 4) % 2 * 8192
    + (given / 8) % 2 * 16384
    + (given / 2) % 2 * 32768
    + (given / 128) % 2 * 65536
    + (given / 64) % 2 * 131072
    + (given / 65536) % 2 * 262144
    + (given / 8192) % 2 * 524288;
