//! A table is declared once: its columns, how a row is read, what a statement gets.
//!
//! `table!` makes a struct of a table whose rows have an `id` and a `brand`, with the five statements every such table needs;
//! `columns!` makes the struct alone, for tables that are different. A statement of one's own names the table and its columns in
//! braces, and remains one constant text that a test prepares on both databases:
//!
//! ```ignore
//! const MEMBERS: &str = sql! { User, "
//!     SELECT {all}
//!     FROM {table}
//!     JOIN group_member ON group_member.user_id = user_account.id
//!     WHERE group_member.group_id = $1
//!     ORDER BY user_account.id" };
//! ```
//!
//! | in braces | becomes |
//! |---|---|
//! | `{table}` | the table's name |
//! | `{columns}` | its columns: `id, brand, …` |
//! | `{all}` | the same with the table's name before each, for joins |
//! | `{values}` | `$1, $2, …`, one for each column |
//! | `{set}` | `id = $1, brand = $2, …` |

use model::BrandId;

use crate::access::action::{Create, Delete};
use crate::access::{Allowed, Changes, Guarded, Scope};
use crate::column::Column;
use crate::{Error, Param, Row, Transaction};

/// A row as a value. Made by `columns!` and `table!`.
pub trait Table: Sized + Send {
    /// The table's name.
    const TABLE: &'static str;
    /// Its columns, in the order of the members.
    const COLUMNS: &'static [&'static str];

    /// Reads the value from the first columns of a row.
    ///
    /// # Errors
    /// When a column holds something else.
    fn read(row: &mut Row) -> Result<Self, Error>;

    /// The value as parameters, in the order of the columns.
    fn params(&self) -> Vec<Param<'_>>;
}

/// A table whose rows have an id and a brand, with its five statements. Made by `table!`.
pub trait Stored: Table + Guarded {
    /// The id of a row.
    type Id: Column + Sync;
    /// Adds a row.
    const INSERT: &'static str;
    /// Reads a row of a brand.
    const GET: &'static str;
    /// Writes every column of a row.
    const UPDATE: &'static str;
    /// Removes a row.
    const DELETE: &'static str;
    /// Reads the rows of a brand by id: those behind one, some of them left out.
    const PAGE: &'static str;

    /// The row's id.
    fn id(&self) -> &Self::Id;
}

/// Makes the struct of a table, and what joins both. A column that is not called like its member stands behind it.
macro_rules! columns {
    (
        $(#[$doc:meta])* pub struct $name:ident in $table:literal {
            $($(#[$note:meta])* $member:ident: $type:ty $(= $column:literal)?),+ $(,)?
        }
    ) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq)]
        pub struct $name {
            $($(#[$note])* pub $member: $type,)+
        }

        impl $crate::table::Table for $name {
            const TABLE: &'static str = $table;
            const COLUMNS: &'static [&'static str] = &[$($crate::table::column_name!($member $($column)?)),+];

            fn read(row: &mut $crate::Row) -> Result<Self, $crate::Error> {
                let mut places = 0..;
                Ok(Self { $($member: $crate::column::next(row, &mut places)?,)+ })
            }

            fn params(&self) -> Vec<$crate::Param<'_>> {
                vec![$($crate::column::Column::param(&self.$member)),+]
            }
        }
    };
}

/// Makes the struct of a table whose first members are `id` and `brand`, and its five statements.
macro_rules! table {
    (
        $(#[$doc:meta])* pub struct $name:ident in $table:literal {
            $(#[$id_note:meta])* id: $id:ty,
            $($rest:tt)+
        }
    ) => {
        $crate::table::columns! {
            $(#[$doc])* pub struct $name in $table {
                $(#[$id_note])* id: $id,
                $($rest)+
            }
        }

        impl $crate::table::Stored for $name {
            type Id = $id;
            const INSERT: &'static str =
                $crate::table::sql! { $name, "INSERT INTO {table} ({columns}) VALUES ({values})" };
            const GET: &'static str =
                $crate::table::sql! { $name, "SELECT {columns} FROM {table} WHERE brand = $1 AND id = $2" };
            const UPDATE: &'static str =
                $crate::table::sql! { $name, "UPDATE {table} SET {set} WHERE id = $1 AND brand = $2" };
            const DELETE: &'static str =
                $crate::table::sql! { $name, "DELETE FROM {table} WHERE brand = $1 AND id = $2" };
            const PAGE: &'static str = $crate::table::sql! { $name,
                // What is left out is passed over in the index alone: no row of it is read.
                "SELECT {columns} FROM {table} WHERE brand = $1 AND id >= (SELECT id FROM {table} \
                 WHERE brand = $1 AND id > $2 ORDER BY id LIMIT 1 OFFSET $3) ORDER BY id LIMIT $4" };

            fn id(&self) -> &$id {
                &self.id
            }
        }

        impl $crate::access::Lookup for $id {
            type Row = $name;

            async fn find(
                tx: &mut $crate::Transaction,
                brand: &model::BrandId,
                id: &Self,
            ) -> Result<Option<$name>, $crate::Error> {
                $crate::table::get(tx, brand, id).await
            }
        }
    };
}

/// A statement about a table: a constant text in which braces stand for the table and its columns.
macro_rules! sql {
    ($table:ty, $template:literal) => {{
        const LENGTH: usize = $crate::table::fill(
            $template,
            <$table as $crate::table::Table>::TABLE,
            <$table as $crate::table::Table>::COLUMNS,
            &mut [],
        );
        const TEXT: [u8; LENGTH] = {
            let mut text = [0; LENGTH];
            $crate::table::fill(
                $template,
                <$table as $crate::table::Table>::TABLE,
                <$table as $crate::table::Table>::COLUMNS,
                &mut text,
            );
            text
        };
        match std::str::from_utf8(&TEXT) {
            Ok(text) => text,
            Err(_) => panic!("a statement is text"),
        }
    }};
}

/// The column of a member: its own name, unless another is given.
macro_rules! column_name {
    ($member:ident) => {
        stringify!($member)
    };
    ($member:ident $column:literal) => {
        $column
    };
}

/// The list of a file's statements: the five of its table, then its own.
macro_rules! statements {
    ($table:ident: $($own:ident),*) => {{
        use $crate::table::Stored;
        &[$table::INSERT, $table::GET, $table::UPDATE, $table::DELETE, $table::PAGE, $($own),*]
    }};
}

pub(crate) use {column_name, columns, sql, statements, table};

/// Which part of a list: behind an id, some left out, at most so many.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Window {
    /// Behind this id; from the beginning when empty.
    pub after: String,
    /// How many to leave out.
    pub offset: u32,
    /// At most so many.
    pub limit: u32,
}

impl Window {
    /// The window as parameters of a statement: what an id is greater than, LIMIT and OFFSET.
    pub(crate) fn params(&self) -> [Param<'_>; 3] {
        let number = |number: u32| Param::Integer(number.into());
        [self.after.as_str().into(), number(self.limit), number(self.offset)]
    }
}

/// A row of a brand.
pub(crate) async fn get<T: Stored>(
    tx: &mut Transaction,
    brand: &BrandId,
    id: &T::Id,
) -> Result<Option<T>, Error> {
    tx.one(T::GET, &[brand.param(), id.param()]).await
}

/// What statements of a table give.
impl Transaction {
    /// The row of a statement that gives the columns of the table, at most once.
    pub(crate) async fn one<T: Table>(
        &mut self,
        sql: &'static str,
        params: &[Param<'_>],
    ) -> Result<Option<T>, Error> {
        self.optional(sql, params).await?.map(|mut row| T::read(&mut row)).transpose()
    }

    /// All rows of a statement that gives the columns of the table.
    pub(crate) async fn all<T: Table>(
        &mut self,
        sql: &'static str,
        params: &[Param<'_>],
    ) -> Result<Vec<T>, Error> {
        self.rows(sql, params).await?.iter_mut().map(T::read).collect()
    }
}

/// What can be done with a row of any table: each asks for the proof that the caller may.
impl Transaction {
    /// Adds a row.
    ///
    /// # Errors
    /// [`Error::Duplicate`] when the id, or what else no two rows share, is taken.
    pub async fn insert<T: Stored>(&mut self, new: &Allowed<T, Create>) -> Result<(), Error> {
        self.execute(T::INSERT, &new.params()).await.map(drop)
    }

    /// Writes a row. False when it is not there any more.
    ///
    /// # Errors
    /// [`Error::Duplicate`] when what no two rows share is taken.
    pub async fn update<T: Stored, A: Changes>(&mut self, changed: &Allowed<T, A>) -> Result<bool, Error> {
        Ok(self.execute(T::UPDATE, &changed.params()).await? == 1)
    }

    /// Removes a row.
    ///
    /// # Errors
    /// When something still refers to it.
    pub async fn delete<T: Stored>(&mut self, gone: Allowed<T, Delete>) -> Result<(), Error> {
        self.execute(T::DELETE, &[gone.brand().param(), gone.id().param()]).await.map(drop)
    }

    /// A page of the rows that the scope shows, by id.
    pub async fn page<T: Stored>(&mut self, scope: &Scope, window: &Window) -> Result<Vec<T>, Error> {
        let [after, limit, offset] = window.params();
        self.all(T::PAGE, &[scope.brand().param(), after, offset, limit]).await
    }
}

/// Writes a template with its braces filled into `out`, as far as that reaches, and gives the length of the whole.
pub(crate) const fn fill(template: &str, table: &str, columns: &[&str], out: &mut [u8]) -> usize {
    let template = template.as_bytes();
    let (mut at, mut length) = (0, 0);
    while at < template.len() {
        if template[at] != b'{' {
            length = push(out, length, template[at]);
            at += 1;
            continue;
        }
        let (mut column, which) = (0, template[at + 1]);
        if which == b't' {
            length = text(out, length, table);
        } else {
            while column < columns.len() {
                if column > 0 {
                    length = text(out, length, ", ");
                }
                // {all}, {columns}, {values}, {set}: their first letters tell them apart.
                if which == b'a' {
                    length = text(out, length, table);
                    length = push(out, length, b'.');
                }
                if which != b'v' {
                    length = text(out, length, columns[column]);
                }
                if which == b's' {
                    length = text(out, length, " = ");
                }
                column += 1;
                if which == b's' || which == b'v' {
                    length = push(out, length, b'$');
                    length = number(out, length, column);
                }
            }
        }
        while template[at] != b'}' {
            at += 1;
        }
        at += 1;
    }
    length
}

const fn push(out: &mut [u8], length: usize, byte: u8) -> usize {
    if length < out.len() {
        out[length] = byte;
    }
    length + 1
}

const fn text(out: &mut [u8], mut length: usize, text: &str) -> usize {
    let (text, mut at) = (text.as_bytes(), 0);
    while at < text.len() {
        length = push(out, length, text[at]);
        at += 1;
    }
    length
}

/// A number below 100: no table has more columns.
const fn number(out: &mut [u8], mut length: usize, number: usize) -> usize {
    if number >= 10 {
        length = push(out, length, b'0' + (number / 10) as u8);
    }
    push(out, length, b'0' + (number % 10) as u8)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn filled(template: &str) -> String {
        let columns = &["id", "brand", "created_ms"];
        let mut out = vec![0; fill(template, "thing", columns, &mut [])];
        fill(template, "thing", columns, &mut out);
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn braces_stand_for_the_table_and_its_columns() {
        assert_eq!(
            filled("INSERT INTO {table} ({columns}) VALUES ({values})"),
            "INSERT INTO thing (id, brand, created_ms) VALUES ($1, $2, $3)"
        );
        assert_eq!(
            filled("SELECT {all} FROM {table} WHERE id = $1"),
            "SELECT thing.id, thing.brand, thing.created_ms FROM thing WHERE id = $1"
        );
        assert_eq!(
            filled("UPDATE {table} SET {set} WHERE id = $1"),
            "UPDATE thing SET id = $1, brand = $2, created_ms = $3 WHERE id = $1"
        );
        assert_eq!(number(&mut [0; 3], 0, 42), 2, "numbers of two digits are written");
    }
}
