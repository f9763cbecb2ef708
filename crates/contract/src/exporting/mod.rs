//! Exporting survey responses: start, ask how far it is, fetch the file.

crate::category::operations! {
    start_response_export :: StartResponseExport { ExportFormat, ExportRequest },
    get_response_export_progress :: GetResponseExportProgress { ExportProgress },
    get_response_export_file :: GetResponseExportFile,
}
