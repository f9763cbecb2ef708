//! Importing responses from a file.

crate::catalogue::operations! {
    start_response_import :: StartResponseImport,
    get_response_import_progress :: GetResponseImportProgress,
}
