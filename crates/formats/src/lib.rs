//! Files in and out: survey files, response files, zip. Bytes on one side, values of `model` on the other.
//!
//! Pure: no clock, no chance, no threads of its own; what runs in parallel is decided by the caller.

mod codebook;
pub mod difference;
pub mod export;
pub mod given;
pub mod import;
mod markup;
pub mod qsf;
pub mod scrubbing;
pub mod survey_files;
pub mod values;
pub mod zip;
