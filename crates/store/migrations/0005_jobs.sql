-- Jobs wait in queues, and each queue serves brands, and the users of a brand, in turn. What an earlier version added goes
-- into the queue of its kind.
ALTER TABLE job ADD COLUMN queue {text} NOT NULL DEFAULT 'housekeeping';
ALTER TABLE job ADD COLUMN priority BIGINT NOT NULL DEFAULT 0;
ALTER TABLE job ADD COLUMN owner {text} NOT NULL DEFAULT '';
UPDATE job SET queue = 'exports' WHERE kind = 'export-responses';
UPDATE job SET queue = 'imports' WHERE kind = 'import-responses';
UPDATE job SET priority = 1 WHERE kind = 'expire-file';

-- A lease is held in the time of the database, apart from the moment a job is due. Whoever ran a job of an earlier version
-- is gone, so its lease is over.
ALTER TABLE job ADD COLUMN lease_ms BIGINT;
UPDATE job SET lease_ms = 0, due_ms = NULL WHERE state = 'running';

-- How often it was claimed without telling its end, and how often it told of a failure.
ALTER TABLE job ADD COLUMN claims BIGINT NOT NULL DEFAULT 0;
ALTER TABLE job ADD COLUMN failures BIGINT NOT NULL DEFAULT 0;
UPDATE job SET failures = attempts WHERE state = 'queued';

-- The file that its end published, and how many bytes it keeps of the brand's room.
ALTER TABLE job ADD COLUMN file {text};
ALTER TABLE job ADD COLUMN bytes BIGINT NOT NULL DEFAULT 0;

DROP INDEX job_by_due;
CREATE INDEX job_by_brand ON job (queue, priority, brand, due_ms) WHERE due_ms IS NOT NULL;
CREATE INDEX job_by_owner ON job (queue, priority, brand, owner, due_ms, id) WHERE due_ms IS NOT NULL;
CREATE INDEX job_by_lease ON job (lease_ms) WHERE lease_ms IS NOT NULL;
CREATE INDEX job_by_end ON job (changed_ms) WHERE due_ms IS NULL AND lease_ms IS NULL;
CREATE INDEX job_by_file ON job (brand, file) WHERE file IS NOT NULL;
CREATE INDEX job_by_room ON job (brand, kind, bytes) WHERE bytes > 0;

-- Who was served when: a number that grows with every claim of a queue.
CREATE TABLE job_turn (
    queue {text} NOT NULL,
    brand {text} NOT NULL,
    owner {text} NOT NULL,
    served BIGINT NOT NULL,
    PRIMARY KEY (queue, brand, owner)
);
CREATE INDEX job_turn_by_served ON job_turn (queue, served);
CREATE INDEX job_turn_by_brand ON job_turn (queue, brand, served);
