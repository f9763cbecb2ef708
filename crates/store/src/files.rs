//! Files: finished exports, uploads, the server's own secrets. In a folder, in a bucket, or in memory.

mod pieces;

use std::io::Read;
use std::pin::Pin;
use std::sync::Arc;

use bytes::Bytes;
use futures_util::{Stream, StreamExt, TryStreamExt};
use model::{BrandId, Moment};
use object_store::local::LocalFileSystem;
use object_store::memory::InMemory;
use object_store::path::Path;
use object_store::{GetResultPayload, ObjectMeta, ObjectStore, ObjectStoreExt, PutMode, WriteMultipart};

use crate::{Error, FilesUrl};

/// How much of a file is read at once.
const PIECE: usize = 256 << 10;
/// Parts of a streamed file that may be on their way at once; with the 5 MiB of a part this bounds the memory.
const PARTS_AT_ONCE: usize = 2;

/// The name of a file. Every file of a brand lies below the brand, so no name reaches another brand's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileKey(Path);

impl FileKey {
    /// A file of a brand: `folder` says what it is for (`exports`, `uploads`).
    #[must_use]
    pub fn of_brand(brand: &BrandId, folder: &str, name: &str) -> Self {
        Self(Path::from_iter(["brands", brand.as_str(), folder, name]))
    }

    /// What one attempt of a job writes: `exports/JOB/ATTEMPT`. Attempts never share a file.
    #[must_use]
    pub fn of_attempt(brand: &BrandId, folder: &str, job: &str, attempt: i64) -> Self {
        Self(Path::from_iter(["brands", brand.as_str(), folder, job, &attempt.to_string()]))
    }

    /// The parts of the name: `brands`, the brand, the folder, and what stands in it.
    pub fn parts(&self) -> impl Iterator<Item = String> {
        self.0.parts().map(|part| part.as_ref().to_owned())
    }

    /// A file of the server itself.
    #[must_use]
    pub fn of_server(name: &str) -> Self {
        Self(Path::from_iter(["server", name]))
    }
}

/// The file store. Cheap to clone.
#[derive(Clone)]
pub struct Files {
    store: Arc<dyn ObjectStore>,
    /// The same folder again, without waiting for the disk; and by what its files are found to restrict them.
    folder: Option<Arc<LocalFileSystem>>,
}

/// A file being written. It appears under its name, whole, when it is finished; dropped, it never existed.
pub struct FileWriter {
    /// None once it has ended.
    upload: Option<WriteMultipart>,
    length: u64,
    folder: Option<Arc<LocalFileSystem>>,
    path: Path,
}

/// A file being read.
pub struct FileReader {
    /// Its length in bytes.
    pub length: u64,
    /// Its bytes, in order.
    pub stream: Pieces,
}

/// The bytes of a file, piece by piece.
pub type Pieces = Pin<Box<dyn Stream<Item = Result<Bytes, Error>> + Send>>;

impl Files {
    pub(crate) fn open(url: &FilesUrl) -> Result<Self, Error> {
        match url {
            FilesUrl::Memory => Ok(Self { store: Arc::new(InMemory::new()), folder: None }),
            FilesUrl::Folder(folder) => {
                if !folder.is_dir() {
                    std::fs::create_dir_all(folder).map_err(|why| Error::Unavailable(why.to_string()))?;
                }
                restrict(folder, 0o700)?;
                // A folder that a deletion leaves empty goes with it.
                let open = || {
                    LocalFileSystem::new_with_prefix(folder)
                        .map(|files| files.with_automatic_cleanup(true))
                        .map_err(failed)
                };
                let store = Arc::new(open()?.with_fsync(true));
                Ok(Self { store, folder: Some(Arc::new(open()?)) })
            }
            FilesUrl::S3(url) => open_bucket(url),
        }
    }

    /// Writes a small file. It is on the disk when this returns.
    pub async fn put(&self, key: &FileKey, bytes: Bytes) -> Result<(), Error> {
        self.store.put(&key.0, bytes.into()).await.map_err(failed)?;
        restrict_file(self.folder.as_deref(), &key.0)
    }

    /// Writes a small file unless there is one of this name already; tells whether it was written.
    pub async fn create(&self, key: &FileKey, bytes: Bytes) -> Result<bool, Error> {
        match self.store.put_opts(&key.0, bytes.into(), PutMode::Create.into()).await {
            Ok(_) => restrict_file(self.folder.as_deref(), &key.0).map(|()| true),
            Err(object_store::Error::AlreadyExists { .. }) => Ok(false),
            Err(error) => Err(failed(error)),
        }
    }

    /// Reads a small file.
    pub async fn get(&self, key: &FileKey) -> Result<Option<Bytes>, Error> {
        match self.store.get(&key.0).await {
            Ok(found) => found.bytes().await.map(Some).map_err(failed),
            Err(object_store::Error::NotFound { .. }) => Ok(None),
            Err(error) => Err(failed(error)),
        }
    }

    /// Begins a file that can be made again, such as an export: its end does not wait for the disk.
    pub async fn writer(&self, key: &FileKey) -> Result<FileWriter, Error> {
        match &self.folder {
            Some(folder) => self.begin(&**folder, key).await,
            None => self.begin(&*self.store, key).await,
        }
    }

    /// Begins a file that must not be lost, such as an upload: it is on the disk when it is finished.
    pub async fn durable_writer(&self, key: &FileKey) -> Result<FileWriter, Error> {
        self.begin(&*self.store, key).await
    }

    /// Reads a file as a stream; none when there is no such file.
    pub async fn reader(&self, key: &FileKey) -> Result<Option<FileReader>, Error> {
        match self.store.get(&key.0).await {
            Ok(found) => {
                let length = found.meta.size;
                let stream = match found.payload {
                    GetResultPayload::File(file, _) => pieces_of(file),
                    GetResultPayload::Stream(stream) => Box::pin(stream.map(|piece| piece.map_err(failed))),
                };
                Ok(Some(FileReader { length, stream }))
            }
            Err(object_store::Error::NotFound { .. }) => Ok(None),
            Err(error) => Err(failed(error)),
        }
    }

    /// Deletes a file. One that is not there is fine.
    pub async fn delete(&self, key: &FileKey) -> Result<(), Error> {
        match self.store.delete(&key.0).await {
            Ok(()) | Err(object_store::Error::NotFound { .. }) => Ok(()),
            Err(error) => Err(failed(error)),
        }
    }

    /// The files of all attempts of a job.
    pub async fn of_job(&self, brand: &BrandId, folder: &str, job: &str) -> Result<Vec<FileKey>, Error> {
        let prefix = Path::from_iter(["brands", brand.as_str(), folder, job]);
        let found = self.store.list(Some(&prefix)).map_ok(|found| FileKey(found.location));
        found.try_collect().await.map_err(failed)
    }

    /// Every file of every brand that was written before a moment, and when it was.
    pub fn of_brands(&self, before: Moment) -> impl Stream<Item = Result<(FileKey, Moment), Error>> + Send {
        let old = move |found: &ObjectMeta| found.last_modified.timestamp_millis() < before.0;
        let found = self.store.list(Some(&Path::from("brands")));
        let of =
            |found: ObjectMeta| (FileKey(found.location), Moment(found.last_modified.timestamp_millis()));
        found.try_filter(move |found| std::future::ready(old(found))).map_ok(of).map_err(failed)
    }

    /// Removes what killed processes left of files that they had not finished, last written before a moment, and gives how
    /// many there were. A bucket is to be told to do so itself: no program can ask it for them in a way that all buckets know.
    pub async fn remove_pieces(&self, before: Moment) -> Result<u64, Error> {
        let Some(folder) = &self.folder else { return Ok(0) };
        let root = folder.path_to_filesystem(&Path::from("brands")).map_err(failed)?;
        let removed = tokio::task::spawn_blocking(move || pieces::remove(&root, before));
        removed.await.map_err(Error::other)?.map_err(|error| Error::Unavailable(error.to_string()))
    }

    async fn begin(&self, store: &dyn ObjectStore, key: &FileKey) -> Result<FileWriter, Error> {
        let upload = store.put_multipart_opts(&key.0, Default::default()).await.map_err(failed)?;
        Ok(FileWriter {
            upload: Some(WriteMultipart::new(upload)),
            length: 0,
            folder: self.folder.clone(),
            path: key.0.clone(),
        })
    }
}

/// A file of the folder in pieces, each read on a thread for blocking work. object_store's own pieces of 8 KiB make a
/// download five times slower.
fn pieces_of(file: std::fs::File) -> Pieces {
    Box::pin(futures_util::stream::try_unfold(file, |mut file| async move {
        let read = tokio::task::spawn_blocking(move || {
            let mut piece = Vec::with_capacity(PIECE);
            file.by_ref().take(PIECE as u64).read_to_end(&mut piece).map(|_| (piece, file))
        });
        let (piece, file) = read.await.map_err(Error::other)?.map_err(Error::other)?;
        Ok(if piece.is_empty() { None } else { Some((piece.into(), file)) })
    }))
}

impl FileWriter {
    /// Appends bytes; waits while too much is on its way.
    pub async fn write(&mut self, bytes: Bytes) -> Result<(), Error> {
        let upload = self.upload.as_mut().ok_or_else(ended)?;
        upload.wait_for_capacity(PARTS_AT_ONCE).await.map_err(failed)?;
        self.length += bytes.len() as u64;
        upload.put(bytes);
        Ok(())
    }

    /// How many bytes were written so far.
    #[must_use]
    pub fn length(&self) -> u64 {
        self.length
    }

    /// Ends the file and gives its length.
    pub async fn finish(mut self) -> Result<u64, Error> {
        self.upload.take().ok_or_else(ended)?.finish().await.map_err(failed)?;
        restrict_file(self.folder.as_deref(), &self.path)?;
        Ok(self.length)
    }

    /// Gives up: what was written is removed.
    pub async fn abort(mut self) -> Result<(), Error> {
        self.upload.take().ok_or_else(ended)?.abort().await.map_err(failed)
    }
}

/// A bucket keeps the parts of a file that nobody ended until it is told.
impl Drop for FileWriter {
    fn drop(&mut self) {
        if let (Some(upload), Ok(runtime)) = (self.upload.take(), tokio::runtime::Handle::try_current()) {
            drop(runtime.spawn(upload.abort()));
        }
    }
}

fn ended() -> Error {
    Error::Other("this file has ended".into())
}

#[cfg(feature = "s3")]
fn open_bucket(url: &str) -> Result<Files, Error> {
    in_bucket(object_store::aws::AmazonS3Builder::from_env(), url)
}

/// `builder` knows where the bucket is and who asks; the URL names the bucket and what its files' names begin with.
#[cfg(feature = "s3")]
pub(crate) fn in_bucket(builder: object_store::aws::AmazonS3Builder, url: &str) -> Result<Files, Error> {
    use object_store::prefix::PrefixStore;

    // Whoever came first has installed the same one.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let bucket = builder.with_url(url).build().map_err(failed)?;
    let prefix = url.trim_start_matches("s3://").split_once('/').map_or("", |(_, prefix)| prefix);
    Ok(Files { store: Arc::new(PrefixStore::new(bucket, prefix)), folder: None })
}

#[cfg(not(feature = "s3"))]
fn open_bucket(_: &str) -> Result<Files, Error> {
    Err(Error::Other("this program was built without the feature s3, which a bucket needs".into()))
}

fn restrict_file(folder: Option<&LocalFileSystem>, path: &Path) -> Result<(), Error> {
    let Some(folder) = folder else { return Ok(()) };
    restrict(&folder.path_to_filesystem(path).map_err(failed)?, 0o600)
}

#[cfg(unix)]
fn restrict(path: &std::path::Path, mode: u32) -> Result<(), Error> {
    use std::os::unix::fs::PermissionsExt;
    let restricted = || {
        if std::fs::metadata(path)?.permissions().mode() & 0o777 == mode {
            return Ok(());
        }
        std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode))
    };
    restricted().map_err(Error::other)
}

#[cfg(not(unix))]
fn restrict(_: &std::path::Path, _: u32) -> Result<(), Error> {
    Ok(())
}

fn failed(error: object_store::Error) -> Error {
    Error::Unavailable(error.to_string())
}
