//! Client certificates, and the brands that demand them.

use model::CertificateId;

use super::{NOW, brand_id, make_brand, on_both, server, unique};
use crate::access::action::Delete;
use crate::certificates::{self, ClientCertificate};
use crate::{Allowed, Error};

fn certificate(brand: &str, fingerprint: &str) -> ClientCertificate {
    ClientCertificate {
        id: CertificateId::generate(NOW.0, unique(), 1),
        brand: brand_id(brand),
        fingerprint: fingerprint.to_owned(),
        pem: "-----BEGIN CERTIFICATE-----\n".to_owned(),
        created: NOW,
        expires: NOW.plus(10),
    }
}

#[tokio::test]
async fn a_certificate_is_its_brands_and_is_known_by_its_fingerprint() {
    on_both(async |store| {
        make_brand(&store, "one").await;
        make_brand(&store, "two").await;
        let kept = certificate("one", "aa");
        let mut tx = store.begin().await.unwrap();
        tx.insert(&server(kept.clone())).await.unwrap();
        tx.commit().await.unwrap();
        let mut tx = store.begin().await.unwrap();
        assert_eq!(tx.insert(&server(certificate("two", "aa"))).await, Err(Error::Duplicate));
        drop(tx);

        let mut read = store.read();
        let (one, two) = (brand_id("one"), brand_id("two"));
        assert_eq!(read.get(&one, &kept.id).await.unwrap(), Some(kept.clone()));
        assert_eq!(read.get(&two, &kept.id).await.unwrap(), None);
        assert_eq!(certificates::shown(&mut read, "aa").await.unwrap(), Some(kept.clone()));
        assert_eq!(certificates::shown(&mut read, "ab").await.unwrap(), None);
        for (brand, number) in [(&one, 1), (&two, 0)] {
            assert_eq!(certificates::count(&mut read, brand).await.unwrap(), number);
            assert_eq!(certificates::count_good(&mut read, brand, NOW.plus(9)).await.unwrap(), number);
            assert_eq!(certificates::count_good(&mut read, brand, NOW.plus(10)).await.unwrap(), 0);
        }

        let mut tx = store.begin().await.unwrap();
        let gone: Allowed<_, Delete> = server(kept);
        tx.delete(gone).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(certificates::shown(&mut store.read(), "aa").await.unwrap(), None);
    })
    .await;
}

#[tokio::test]
async fn a_brand_demands_certificates_by_itself() {
    on_both(async |store| {
        make_brand(&store, "one").await;
        make_brand(&store, "two").await;
        let set = async |brand: &str, required: bool| {
            let mut tx = store.begin().await.unwrap();
            let is_there = certificates::require(&mut tx, &brand_id(brand), required).await.unwrap();
            tx.commit().await.unwrap();
            is_there
        };
        let demanded = async |brand: &str| {
            certificates::are_required(&mut store.read(), &brand_id(brand)).await.unwrap()
        };
        assert!(!demanded("one").await && !demanded("nobody").await);
        assert!(set("one", true).await && !set("nobody", true).await);
        assert!(demanded("one").await && !demanded("two").await);
        assert!(set("one", false).await);
        assert!(!demanded("one").await);
    })
    .await;
}
