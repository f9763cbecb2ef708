//! Surveys, and what respondents answer.

pub(crate) mod group_commit;
pub(crate) mod survey_no;
mod survey_row;

crate::statements::files_of_statements! { "survey/";
    pub mod counters;
    pub mod field_lists;
    pub mod presentations;
    pub mod purge;
    pub mod quota_counts;
    pub(crate) mod recording;
    pub mod releases;
    pub mod responses;
    pub(crate) mod scan;
    pub mod sessions;
    pub mod surveys;
    pub mod versions;
}
