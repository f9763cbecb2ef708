//! The same files in a bucket, spoken to in S3's own words: a server of them in this process, on the loopback address.

use hyper_util::rt::{TokioExecutor, TokioIo};
use hyper_util::server::conn::auto::Builder;
use object_store::aws::AmazonS3Builder;
use s3s::auth::SimpleAuth;
use s3s::service::S3ServiceBuilder;
use tokio::net::TcpListener;

use super::suite;
use crate::files::in_bucket;

const NAME: &str = "canvass";
const SECRET: &str = "a secret of the tests";

#[tokio::test(flavor = "multi_thread")]
async fn files_are_kept_in_a_bucket() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join("bucket")).unwrap();
    let endpoint = serve(folder.path()).await;
    let bucket = |secret: &str| {
        let builder = AmazonS3Builder::new()
            .with_endpoint(&endpoint)
            .with_allow_http(true)
            .with_region("us-east-1")
            .with_access_key_id(NAME)
            .with_secret_access_key(secret);
        in_bucket(builder, "s3://bucket/some/prefix").unwrap()
    };
    suite(&bucket(SECRET)).await;
    let kept = folder.path().join("bucket/some/prefix/brands");
    assert!(kept.is_dir(), "the names begin with the prefix");
    let key = crate::FileKey::of_server("secret");
    assert!(bucket("another secret").get(&key).await.is_err(), "the server asks who it is");
}

/// Serves the folders of a folder as buckets; gives the address.
async fn serve(folder: &std::path::Path) -> String {
    let mut service = S3ServiceBuilder::new(s3s_fs::FileSystem::new(folder).unwrap());
    service.set_auth(SimpleAuth::from_single(NAME, SECRET));
    let service = service.build();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        while let Ok((socket, _)) = listener.accept().await {
            let service = service.clone();
            tokio::spawn(async move {
                // A connection that the client ends is no fault of the test.
                let _ =
                    Builder::new(TokioExecutor::new()).serve_connection(TokioIo::new(socket), service).await;
            });
        }
    });
    format!("http://{address}")
}
