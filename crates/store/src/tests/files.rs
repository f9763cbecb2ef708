//! Files in a folder, in memory and, with the feature `s3-tests`, in a bucket.

#[cfg(feature = "s3-tests")]
mod bucket;

use bytes::Bytes;
use futures_util::TryStreamExt;

use super::brand_id;
use crate::{FileKey, Files, FilesUrl};

#[tokio::test]
async fn files_are_kept_in_a_folder_and_in_memory() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().join("files");
    for url in [FilesUrl::Folder(root.clone()), FilesUrl::Memory] {
        let files = Files::open(&url).unwrap();
        suite(&files).await;
    }
    check_modes(folder.path(), &root);
}

/// What the rest of the server asks of a file store, whatever it is. Leaves two files.
async fn suite(files: &Files) {
    let key = FileKey::of_brand(&brand_id("one"), "exports", "../../x");
    let mut writer = files.writer(&key).await.unwrap();
    let piece = Bytes::from(vec![7; 3 << 20]);
    for _ in 0..5 {
        writer.write(piece.clone()).await.unwrap();
    }
    assert!(files.reader(&key).await.unwrap().is_none());
    assert_eq!(writer.finish().await.unwrap(), 15 << 20);
    let reader = files.reader(&key).await.unwrap().unwrap();
    assert_eq!(reader.length, 15 << 20);
    let read: Vec<Bytes> = reader.stream.try_collect().await.unwrap();
    assert_eq!(read.iter().map(Bytes::len).sum::<usize>(), 15 << 20);
    assert!(read.iter().all(|piece| piece.iter().all(|byte| *byte == 7)));

    let upload = FileKey::of_brand(&brand_id("one"), "uploads", "a");
    let mut writer = files.durable_writer(&upload).await.unwrap();
    writer.write(Bytes::from_static(b"a,b")).await.unwrap();
    writer.finish().await.unwrap();
    assert_eq!(files.get(&upload).await.unwrap().unwrap(), "a,b");
    let dropped = FileKey::of_brand(&brand_id("one"), "exports", "dropped");
    let mut writer = files.writer(&dropped).await.unwrap();
    writer.write(Bytes::from_static(b"half")).await.unwrap();
    writer.abort().await.unwrap();
    assert!(files.get(&dropped).await.unwrap().is_none());

    let secret = FileKey::of_server("secret");
    files.put(&secret, Bytes::from_static(b"s")).await.unwrap();
    assert_eq!(files.get(&secret).await.unwrap().unwrap(), "s");
    files.delete(&secret).await.unwrap();
    files.delete(&secret).await.unwrap();
    assert!(files.get(&secret).await.unwrap().is_none());
}

/// Everything lies within the folder, which only its owner may enter, and only its owner may read the files.
#[cfg(unix)]
fn check_modes(outside: &std::path::Path, root: &std::path::Path) {
    use std::os::unix::fs::PermissionsExt;

    assert_eq!(std::fs::read_dir(outside).unwrap().count(), 1);
    assert_eq!(root.metadata().unwrap().permissions().mode() & 0o777, 0o700);
    let mut folders = vec![root.to_owned()];
    let mut seen = 0;
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let entry = entry.unwrap();
            if entry.file_type().unwrap().is_dir() {
                folders.push(entry.path());
            } else {
                seen += 1;
                assert_eq!(entry.metadata().unwrap().permissions().mode() & 0o777, 0o600);
            }
        }
    }
    assert_eq!(seen, 2);
}

#[cfg(not(unix))]
fn check_modes(_: &std::path::Path, _: &std::path::Path) {}
