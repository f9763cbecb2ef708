//! One who answers any survey by reading its pages as a browser without JavaScript shows them, and what comes of it: the
//! answers given beside those exported, and how much of what surveys are made of was met on the way.
//!
//! Nothing here knows how the server runs a survey. A field's name is the key its answer is exported under, which is all
//! that is taken from anywhere but the page.

mod browser;
mod cells;
mod chance;
mod dom;
mod exported;
mod field;
mod hand;
mod mend;
mod met;
mod page;
mod parts;
mod reached;
mod reader;
mod remote;
mod round;
mod sending;
mod site;
mod walker;
mod way;
mod words;

pub use browser::Browser;
pub use chance::Chance;
pub use exported::WALK;
pub use field::{Field, Hints, Offer, Takes};
pub use hand::Entered;
pub use page::{Asked, Form, Page};
pub use reached::Reached;
pub use remote::Remote;
pub use round::{Round, address, compare, walk_file, with_way_back};
pub use site::Site;
pub use walker::{Walk, walk};
pub use words::Knowledge;
