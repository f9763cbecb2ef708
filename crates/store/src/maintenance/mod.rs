//! What an administrator does with a database beside serving it.

pub mod copy;
