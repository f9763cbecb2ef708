//! Our own words, a language in each file.

pub(crate) mod arabic;
pub(crate) mod brazilian;
pub(crate) mod czech;
pub(crate) mod danish;
pub(crate) mod dutch;
pub(crate) mod finnish;
pub(crate) mod french;
pub(crate) mod greek;
pub(crate) mod hebrew;
pub(crate) mod hindi;
pub(crate) mod hungarian;
pub(crate) mod italian;
pub(crate) mod japanese;
pub(crate) mod korean;
pub(crate) mod norwegian;
pub(crate) mod persian;
pub(crate) mod polish;
pub(crate) mod portuguese;
pub(crate) mod russian;
pub(crate) mod simplified_chinese;
pub(crate) mod swedish;
pub(crate) mod traditional_chinese;
pub(crate) mod turkish;
