//! How a category lists its operations.

/// Declares the operations of a category: the file and the type of each, and the types that others take from it. A
/// function cannot declare a module, and a second list beside the modules could drift from them.
macro_rules! operations {
    ($($file:ident :: $endpoint:ident $({ $($kind:ident),+ $(,)? })?),+ $(,)?) => {
        $(mod $file; pub use $file::{$endpoint $(, $($kind),+)?};)+
        /// Describes each operation of the category, in the order of the reference.
        pub(crate) const DESCRIPTIONS: &[fn() -> $crate::Description] =
            &[$($crate::Description::of::<$endpoint>),+];
    };
}
pub(crate) use operations;
