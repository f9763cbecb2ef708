//! Whether changes can be kept at the moment, as far as the last one showed.

use std::sync::{Mutex, PoisonError};

use crate::Error;

/// Why the last change could not be kept, until one can again.
#[derive(Default)]
pub(crate) struct Health {
    trouble: Mutex<Option<String>>,
}

impl Health {
    /// Takes note of how a change went. Whoever is refused or came too late says nothing of the storage.
    pub(crate) fn note<T>(&self, outcome: &Result<T, Error>) {
        if let Err(Error::Unavailable(cause)) = outcome {
            *self.lock() = Some(cause.clone());
        }
    }

    /// A change is on the disk.
    pub(crate) fn is_well(&self) {
        let mut trouble = self.lock();
        if trouble.is_some() {
            *trouble = None;
        }
    }

    /// What keeps changes from being kept.
    pub(crate) fn trouble(&self) -> Option<String> {
        self.lock().clone()
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Option<String>> {
        self.trouble.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
