//! One thread's writer: from a stored body to a row of the file, without an allocation.

use model::response::{BodyError, BodyReader};

use super::bound::BoundPlan;
use super::object_writer::ObjectWriter;
use super::objects::ObjectPlan;
use super::stored::StoredResponse;
use super::table::TablePlan;
use super::table_writer::TableWriter;

/// Writes the rows of one thread; make one per thread by [`Plan::writer`](super::Plan::writer).
#[derive(Debug)]
pub struct RowWriter<'p> {
    reader: BodyReader<'static>,
    form: FileForm<'p>,
}

#[derive(Debug)]
enum FileForm<'p> {
    Table(TableWriter<'p>),
    Objects(ObjectWriter<'p>),
}

impl<'p> RowWriter<'p> {
    pub(super) fn of_table(plan: &'p TablePlan) -> Self {
        Self { reader: BodyReader::new(), form: FileForm::Table(TableWriter::new(plan)) }
    }

    pub(super) fn of_objects(plan: &'p ObjectPlan) -> Self {
        Self { reader: BodyReader::new(), form: FileForm::Objects(ObjectWriter::new(plan)) }
    }

    /// Appends one row to `out`. `bound` is the plan bound to the list that the body was written with.
    ///
    /// # Errors
    /// When the body cannot be read; `out` is then as it was.
    pub fn row(
        &mut self,
        bound: &BoundPlan,
        response: &StoredResponse<'_>,
        out: &mut Vec<u8>,
    ) -> Result<(), BodyError> {
        let mut reader = std::mem::take(&mut self.reader).emptied();
        let read = reader.read(response.body, &bound.list);
        if read.is_ok() {
            match &mut self.form {
                FileForm::Table(writer) => writer.row(bound, response, &reader, out),
                FileForm::Objects(writer) => writer.row(bound, response, &reader, out),
            }
        }
        self.reader = reader.emptied();
        read
    }
}
