-- A session is closed when its time is over by whoever looks for what is due, not by a job of its own. All sessions there
-- are get looked at once: an ended one whose response was never recorded is found so, the others get the time they are due.
ALTER TABLE session ADD COLUMN due_ms BIGINT NOT NULL DEFAULT 0;
DELETE FROM job WHERE kind = 'close-session';
DROP INDEX session_by_changed;
CREATE INDEX session_by_due ON session (due_ms);
