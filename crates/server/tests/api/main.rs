//! The behaviour of the API through the router, told as stories.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // The helpers of tests are not tests for the lint.

mod authorization;
mod bad_input;
mod brute_force;
mod certificates;
mod conventions;
mod corpus;
mod divisions;
mod every_operation;
mod examples;
mod exports;
mod field_lists;
mod groups;
mod imports;
mod jobs;
mod languages;
mod oauth;
mod oauth_code;
mod oauth_tokens;
mod owasp;
mod permissions;
mod processes;
mod protection;
mod purge;
mod quotas;
mod recorded_truth;
mod respondent;
mod responses;
mod samples;
mod secrets;
mod sessions;
mod shared_out;
mod sharing;
mod slow_work;
mod survey_pages;
mod surveys;
mod tenancy;
mod time_limit;
mod uploads;
mod users;
mod versions;
