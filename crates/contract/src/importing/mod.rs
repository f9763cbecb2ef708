//! Importing responses from a file.

crate::category::operations! {
    start_response_import :: StartResponseImport { Charset, ImportFormat, ImportMode, ResponseSource, ResponseUpload },
    get_response_import_progress :: GetResponseImportProgress { ImportProgress, UnmatchedCell, UnmatchedCells, UnmatchedColumn },
}
