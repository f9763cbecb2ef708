//! What the processes of one installation share: which installation it is, the server's own secrets, what was changed,
//! who else serves.

crate::statements::files_of_statements! { "shared/";
    pub mod announcements;
    pub mod installation;
    pub mod processes;
    pub mod secrets;
}
