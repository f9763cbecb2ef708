//! How a folder lists the statements of its files.

/// Declares the files of a folder that hold statements, and lists the statements of each by the file's place below `src`: a
/// test prepares all of them on both databases, and compares the lists with the sources.
macro_rules! files_of_statements {
    ($folder:literal; $($visible:vis mod $file:ident;)+) => {
        $($visible mod $file;)+

        /// Every statement of these files.
        pub(crate) const STATEMENTS: &[(&str, &[&str])] =
            &[$((concat!($folder, stringify!($file), ".rs"), $file::STATEMENTS)),+];
    };
}
pub(crate) use files_of_statements;
