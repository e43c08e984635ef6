//! Uploads and downloads over sockets, by both clients: lengths and chunks, what breaks off, what is sent again.

use std::io::{self, Read, Write};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use soapwright_runtime::error::{Error, ErrorKind};
use soapwright_runtime::soap::unpack;
use soapwright_runtime::values::{Base64, Upload};

use crate::server::{Seen, Server, answer};
use crate::vault::{
    DOWNLOAD, Headers, Session, UPLOAD, both, bytes, download, envelope, of_unknown_length, session, upload,
};

const UPLOADED: &str =
    "<UploadResponse xmlns='urn:soapwright:kit:vault:1'><sha256>x</sha256><size>1</size></UploadResponse>";

fn accepting() -> Server {
    Server::start(usize::MAX, |_, to| answer(to, "200 OK", "text/xml", envelope(UPLOADED).as_bytes()))
}

fn at(server: &Server) -> Session {
    session(&server.url, |builder| builder)
}

/// The body's media type.
fn media(seen: &Seen) -> &str {
    seen.head.lines().find_map(|line| line.strip_prefix("content-type: ")).unwrap()
}

#[test]
fn a_length_that_is_known_is_told_and_others_go_in_chunks() {
    let server = accepting();
    let session = at(&server);
    for count in [0, 5, 200_000] {
        let content = bytes(count);
        let file = Folder::with(&content);
        let length = u64::try_from(count).unwrap();
        for (data, known, is_upload) in [
            (Base64(content.clone()), true, false),
            (Upload::bytes(content.clone()).into(), true, true),
            (Upload::file(file.path()).into(), true, true),
            (of_unknown_length(&content).length(length).into(), true, true),
            (of_unknown_length(&content).into(), false, true),
        ] {
            for mtom in [true, false] {
                for result in both(|| upload(&session, &UPLOAD, &data).mtom(mtom)) {
                    result.unwrap();
                }
                let is_part = mtom && (is_upload || count >= 1_024);
                for seen in server.taken() {
                    assert!(seen.whole);
                    assert_eq!(seen.head.contains("\r\ncontent-length: "), known, "{data:?} {}", seen.head);
                    assert_eq!(seen.head.contains("\r\ntransfer-encoding: chunked"), !known, "{}", seen.head);
                    let unpacked = unpack(Some(media(&seen)), &seen.body).unwrap();
                    assert_eq!(unpacked.is_some(), mtom, "{}", seen.head);
                    let ends = |end: &[u8]| seen.body.windows(end.len()).any(|window| window == end);
                    let inline = format!("<a:data>{}</a:data>", Base64(content.clone()));
                    let part = [b"\r\n\r\n", &content[..], b"\r\n--soapwright-"].concat();
                    let empty = count == 0 && !is_upload;
                    assert_eq!(
                        ends(if empty { b"<a:data/>" } else { inline.as_bytes() }),
                        !is_part,
                        "{data:?}"
                    );
                    assert_eq!(ends(&part), is_part, "{data:?} {mtom}");
                }
            }
        }
    }
}

/// A file that is gone with the test.
struct Folder(std::path::PathBuf);

impl Folder {
    fn with(content: &[u8]) -> Self {
        static NUMBER: AtomicUsize = AtomicUsize::new(0);
        let number = NUMBER.fetch_add(1, Ordering::SeqCst);
        let path = std::env::temp_dir().join(format!("soapwright-mtom-{}-{number}", std::process::id()));
        std::fs::write(&path, content).unwrap();
        Self(path)
    }

    fn path(&self) -> &std::path::Path {
        &self.0
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.0);
    }
}

/// A reader that breaks off after so many bytes, or panics.
struct Breaking(usize, bool);

impl Read for Breaking {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match (self.0, self.1) {
            (0, true) => panic!("the reader panics"),
            (0, false) => return Err(io::Error::other("the disk is gone")),
            _ => {}
        }
        let count = self.0.min(buffer.len());
        self.0 -= count;
        Ok(count)
    }
}

#[test]
fn a_reader_that_breaks_off_leaves_a_request_that_nobody_takes_for_whole() {
    let server = accepting();
    let session = at(&server);
    for upload_of in [
        || Upload::new(|| Ok(Breaking(300_000, false))),
        || Upload::new(|| Ok(Breaking(300_000, false))).length(400_000),
        || of_unknown_length(&[0; 300_000]).length(400_000),
    ] {
        let data = upload_of().into();
        for result in both(|| upload(&session, &UPLOAD, &data)) {
            let error = result.unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Encode, "{error}");
            let text = error.to_string();
            assert!(text.contains("the disk is gone") || text.contains("100000 bytes before"), "{text}");
        }
        std::thread::sleep(std::time::Duration::from_millis(50));
        assert!(server.taken().iter().all(|seen| !seen.whole));
    }
    // A reader that panics ends its thread, and the call.
    let data = Upload::new(|| Ok(Breaking(10, true))).into();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let error = runtime.block_on(async { upload(&session, &UPLOAD, &data).await.unwrap_err() });
    assert!(error.to_string().contains("the reader of an `Upload` panicked"), "{error}");
}

#[test]
fn what_can_be_read_only_once_is_sent_once_and_kept_where_nothing_was_sent() {
    // Nobody listens: the reader was not touched.
    let data: Base64 = Upload::once(&b"only once"[..]).into();
    let nowhere = session("http://127.0.0.1:1/", |builder| builder);
    for result in both(|| upload(&nowhere, &UPLOAD, &data)) {
        assert_eq!(result.unwrap_err().kind(), ErrorKind::Transport);
    }
    let refusing = Server::start(usize::MAX, |_, to| answer(to, "401 Unauthorized", "text/plain", b"no"));
    let logins = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&logins);
    let session = at(&refusing).login_with_blocking(move || {
        count.fetch_add(1, Ordering::SeqCst);
        Ok::<Headers, Error>(Headers::from("new".to_owned()))
    });
    let error = upload(&session, &UPLOAD, &data).blocking().unwrap_err();
    assert!(error.to_string().contains("can be read only once, and was sent already"), "{error}");
    let seen = refusing.taken();
    assert_eq!((seen.len(), logins.load(Ordering::SeqCst)), (1, 0));
    assert!(seen[0].whole && String::from_utf8_lossy(&seen[0].body).contains("\r\n\r\nonly once\r\n--"));
    // From a function it is opened again.
    let opened = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&opened);
    let data = Upload::new(move || {
        count.fetch_add(1, Ordering::SeqCst);
        Ok(&b"again"[..])
    });
    upload(&session, &UPLOAD, &data.into()).blocking().unwrap_err();
    assert_eq!((refusing.taken().len(), opened.load(Ordering::SeqCst)), (4, 4));
}

/// The reader of an async call is on a thread of its own: the executor goes on meanwhile.
#[test]
fn a_reader_that_waits_does_not_hold_up_the_executor() {
    let server = accepting();
    let session = at(&server);
    let (go, wait) = std::sync::mpsc::channel::<()>();
    let wait = Arc::new(Mutex::new(wait));
    let data = Upload::new(move || {
        wait.lock().unwrap().recv().map_err(io::Error::other)?;
        Ok(&b"late"[..])
    })
    .into();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let late = async {
        // Only this, on the same thread, lets the reader go on.
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        go.send(()).unwrap();
    };
    let (result, ()) =
        runtime.block_on(async { tokio::join!(async { upload(&session, &UPLOAD, &data).await }, late) });
    result.unwrap();
    assert!(String::from_utf8_lossy(&server.taken()[0].body).contains("late"));
    // Who gives up leaves no thread that waits for room.
    let endless = Upload::new(|| Ok(io::repeat(1))).into();
    let call = upload(&session, &UPLOAD, &endless).timeout(std::time::Duration::from_millis(100));
    let error = runtime.block_on(async { call.await.unwrap_err() });
    assert!(error.is_timeout(), "{error}");
}

#[test]
fn a_reply_in_chunks_goes_to_its_writer_as_it_comes() {
    let content = bytes(150_000);
    let root = envelope(
        "<DownloadResponse xmlns='urn:soapwright:kit:vault:1'><data><x:Include \
         xmlns:x='http://www.w3.org/2004/08/xop/include' href='cid:a'/></data></DownloadResponse>",
    );
    let head = format!("--b\r\nContent-ID: <r>\r\n\r\n{root}\r\n--b\r\nContent-ID: <a>\r\n\r\n");
    let body = [head.as_bytes(), &content, b"\r\n--b--\r\n"].concat();
    let server = Server::start(0, move |_, to| {
        write!(
            to,
            "HTTP/1.1 200 OK\r\nContent-Type: multipart/related; boundary=b\r\nConnection: close\r\n"
        )?;
        write!(to, "Transfer-Encoding: chunked\r\n\r\n")?;
        for chunk in body.chunks(1_777) {
            write!(to, "{:x}\r\n", chunk.len())?;
            to.write_all(chunk)?;
            to.write_all(b"\r\n")?;
        }
        to.write_all(b"0\r\n\r\n")
    });
    let session = at(&server);
    let file = Arc::new(Mutex::new(Vec::new()));
    for result in both(|| {
        file.lock().unwrap().clear();
        let file = Arc::clone(&file);
        download(&session, &DOWNLOAD).attachments_to(move |_| Ok(Shared(Arc::clone(&file))))
    }) {
        let reply = result.unwrap();
        assert_eq!((reply.streamed.len(), reply.streamed[0].bytes), (1, 150_000));
    }
    assert!(*file.lock().unwrap() == content);
}

struct Shared(Arc<Mutex<Vec<u8>>>);

impl Write for Shared {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
