-- Which survey a job works for: it ends with the survey, and its files go with it.
ALTER TABLE job ADD COLUMN survey {text};
CREATE INDEX job_by_survey ON job (brand, survey, id) WHERE survey IS NOT NULL;
CREATE INDEX session_by_survey ON session (survey_no, id);

-- Surveys that were deleted before anything was purged get their days from then on.
INSERT INTO job (id, brand, queue, kind, payload, state, due_ms, attempts, progress, created_ms, changed_ms)
SELECT 'purge-' || id, brand, 'housekeeping', 'purge-survey', '{"survey":"' || id || '"}', 'queued',
       deleted_ms + 2592000000, 0, 0, deleted_ms, deleted_ms
FROM survey
WHERE deleted_ms IS NOT NULL;
