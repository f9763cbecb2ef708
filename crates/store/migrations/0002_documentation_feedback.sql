-- What readers of the documentation say of its pages. It belongs to the server, not to a brand: pages are the same for
-- all, and who answers is not asked.

CREATE TABLE documentation_feedback (
    id {text} PRIMARY KEY,
    page {text} NOT NULL,
    helpful BIGINT NOT NULL,
    comment {text} NOT NULL,
    created_ms BIGINT NOT NULL
);
CREATE INDEX documentation_feedback_by_time ON documentation_feedback (created_ms, id);
