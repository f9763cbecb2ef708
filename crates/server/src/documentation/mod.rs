//! The documentation as it is served: its pages, and what its forms send here.

pub(crate) mod exchanges;
pub(crate) mod feedback;
pub(crate) mod form;
pub(crate) mod history_page;
pub(crate) mod page_cache;
pub(crate) mod site;
pub(crate) mod theme;
pub(crate) mod try_it;
