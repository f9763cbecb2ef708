//! What an administrator does with a database beside serving it.

pub mod copy;
pub mod soundness;

crate::statements::files_of_statements! { "maintenance/";
    pub mod every;
}
