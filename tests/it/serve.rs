//! The preview: who may ask, what is answered, what happens on save.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Stdio};
use std::time::Duration;

use crate::archive::Archive;

/// A running `dibao serve`, ended with the test.
struct Server {
    child: Child,
    /// `127.0.0.1:PORT`
    host: String,
    /// Read to its end by nobody: kept open so that the server can write.
    _stderr: Box<dyn Read + Send>,
}

impl Server {
    fn start(archive: &Archive) -> Self {
        let mut command = archive.command("serve", &["--port", "0"]);
        let mut child = command.stderr(Stdio::piped()).spawn().expect("starts");
        let mut stderr = BufReader::new(child.stderr.take().expect("piped"));
        let mut told = String::new();
        loop {
            let mut line = String::new();
            let n = stderr.read_line(&mut line).expect("UTF-8");
            assert!(n > 0, "the server ended: {told}");
            told.push_str(&line);
            if let Some(rest) = line.strip_prefix("serving http://") {
                let host = rest.split('/').next().expect("a host").to_owned();
                return Self {
                    child,
                    host,
                    _stderr: Box::new(stderr),
                };
            }
        }
    }

    fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(&self.host).expect("listens");
        stream
            .set_read_timeout(Some(Duration::from_secs(30)))
            .expect("not zero");
        stream
    }

    /// Sends bytes and returns everything that comes back.
    fn send(&self, bytes: &str) -> String {
        let mut stream = self.connect();
        stream.write_all(bytes.as_bytes()).expect("is read");
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).expect("is closed");
        String::from_utf8_lossy(&answer).into_owned()
    }

    fn get(&self, target: &str) -> String {
        let host = &self.host;
        self.send(&format!(
            "GET {target} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n"
        ))
    }

    /// Listens to events.
    fn events(&self) -> Events {
        let mut stream = self.connect();
        let host = &self.host;
        let request = format!("GET /_dibao/events HTTP/1.1\r\nHost: {host}\r\n\r\n");
        stream.write_all(request.as_bytes()).expect("is read");
        Events(BufReader::new(stream))
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

struct Events(BufReader<TcpStream>);

impl Events {
    /// The next state that the server tells.
    fn next(&mut self) -> serde_json::Value {
        loop {
            let mut line = String::new();
            let n = self.0.read_line(&mut line).expect("in time");
            assert!(n > 0, "the server closed the events");
            if let Some(data) = line.strip_prefix("data: ") {
                return serde_json::from_str(data).expect("JSON");
            }
        }
    }

    /// The next state that fits: a save may be told more than once.
    fn until(&mut self, fits: impl Fn(&serde_json::Value) -> bool) -> serde_json::Value {
        loop {
            let state = self.next();
            if fits(&state) {
                return state;
            }
        }
    }
}

#[test]
fn a_save_makes_a_new_site_and_errors_keep_the_last_good_one() {
    let archive = Archive::new(&[("content/a.md", "# 甲\n\n旧的正文。\n")]);
    let server = Server::start(&archive);
    let mut events = server.events();
    let first = events.next();
    assert_eq!(first["failed"], false);
    let page = server.get("/posts/a/");
    assert!(
        page.starts_with("HTTP/1.1 200 OK\r\n") && page.contains("旧的正文"),
        "{page}"
    );
    assert!(
        page.contains("<script src=\"/_dibao/reload.js\" defer></script></body>"),
        "{page}"
    );

    archive.write("content/a.md", "# 甲\n\n新的正文。\n");
    let second = events.until(|state| state["site"] != first["site"]);
    assert!(server.get("/posts/a/").contains("新的正文"));

    archive.write(
        "content/a.md",
        "<<<<<<< HEAD\n一\n=======\n二\n>>>>>>> topic\n",
    );
    let broken = events.until(|state| state["failed"] == true);
    let head = broken["problems"][0]["head"].as_str().expect("a problem");
    assert!(
        head.starts_with("content/a.md:1:1: error[conflict-marker]"),
        "{head}"
    );
    let last = events_site(&second, &broken);
    assert!(server.get("/posts/a/").contains("新的正文"), "{last}");

    archive.write("content/a.md", "# 甲\n\n第三版。\n");
    events.until(|state| state["failed"] == false && state["site"] != second["site"]);
    assert!(server.get("/posts/a/").contains("第三版"));
}

#[test]
fn a_list_that_was_loaded_before_the_archive_was_gathered_again_is_loaded_again() {
    let text = |title: &str, tag: &str| format!("---\ntags: [{tag}]\n---\n\n# {title}\n\n正文。\n");
    let archive = Archive::new(&[
        ("content/a.md", &text("旧题", "旧签")),
        ("content/b.md", "# 乙\n\n[甲](a.md)\n"),
    ]);
    let server = Server::start(&archive);
    let mut events = server.events();
    let mut shown = events.next();
    for round in 0..5 {
        let (title, tag) = (format!("题{round}"), format!("签{round}"));
        archive.write("content/a.md", text(&title, &tag));
        let saved = events.until(|state| state["site"] != shown["site"]);
        assert!(server.get("/posts/a/").contains(&title), "{round}");
        // The tag's page is there once the archive is gathered; a list that is loaded before that
        // has the tag when no further event comes.
        let mut home = server.get("/tags/");
        shown = saved;
        while !home.contains(&tag) {
            shown = events.until(|state| state["site"] != shown["site"]);
            home = server.get("/tags/");
        }
        assert!(server.get(&format!("/tags/{tag}/")).contains(&title));
    }
}

/// The site that browsers are told to show is the one before the error.
fn events_site(before: &serde_json::Value, after: &serde_json::Value) -> String {
    let name = |state: &serde_json::Value| state["site"].as_str().expect("a name").to_owned();
    // Saves in quick succession may have made more than one site: never fewer.
    assert!(name(after) >= name(before));
    name(after)
}

#[test]
fn another_name_for_this_machine_is_not_answered() {
    let archive = Archive::new(&[("content/a.md", "# 甲\n")]);
    let server = Server::start(&archive);
    for host in [
        "evil.example",
        "127.0.0.1.evil.example",
        "localhost.evil.example:80",
    ] {
        let answer = server.send(&format!("GET / HTTP/1.1\r\nHost: {host}\r\n\r\n"));
        assert!(answer.starts_with("HTTP/1.1 403 "), "{host}: {answer}");
    }
    let answer = server.send("GET / HTTP/1.1\r\n\r\n");
    assert!(answer.starts_with("HTTP/1.1 400 "), "{answer}");
    let port = server.host.rsplit(':').next().expect("a port");
    for host in ["localhost", "127.0.0.1", "[::1]"] {
        let request = format!("GET / HTTP/1.1\r\nHost: {host}:{port}\r\nConnection: close\r\n\r\n");
        let answer = server.send(&request);
        assert!(answer.starts_with("HTTP/1.1 200 "), "{host}: {answer}");
    }
}

#[test]
fn no_way_leads_out_of_the_site() {
    let archive = Archive::new(&[
        ("content/a.md", "# 甲\n"),
        ("content/a.txt", "附件"),
        ("secret.txt", "密"),
    ]);
    let server = Server::start(&archive);
    assert!(server.get("/posts/a.txt").ends_with("附件"));
    for target in [
        "/../secret.txt",
        "/posts/../../secret.txt",
        "/%2e%2e/secret.txt",
        "/..%2fsecret.txt",
        "/%2e%2e%2fsecret.txt",
        "/%252e%252e/secret.txt",
        "/..%5csecret.txt",
        "/..\\secret.txt",
        "//secret.txt",
        "/posts//a.txt",
        "/posts/a.txt%00.html",
        "/posts/a.txt/",
        "/content/a.md",
        "/.dibao",
        "http://127.0.0.1/secret.txt",
    ] {
        let answer = server.get(target);
        let status = answer.split(' ').nth(1).unwrap_or_default();
        assert!(["400", "404"].contains(&status), "{target}: {answer}");
        assert!(!answer.contains('密'), "{target}");
    }
}

#[test]
fn paths_without_a_slash_lead_to_the_page_and_heads_have_no_body() {
    let archive = Archive::new(&[("content/通知.md", "# 甲\n"), ("content/p.png", "png")]);
    let server = Server::start(&archive);
    let answer = server.get("/posts/%E9%80%9A%E7%9F%A5");
    assert!(answer.starts_with("HTTP/1.1 301 "), "{answer}");
    assert!(
        answer.contains("\r\nLocation: /posts/%E9%80%9A%E7%9F%A5/\r\n"),
        "{answer}"
    );
    let host = &server.host;
    let head = server.send(&format!(
        "HEAD /posts/p.png HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n"
    ));
    assert!(
        head.contains("\r\nContent-Length: 3\r\n") && head.ends_with("\r\n\r\n"),
        "{head}"
    );
    assert!(head.contains("\r\nContent-Type: image/png\r\n"), "{head}");
    let post = server.send(&format!(
        "POST / HTTP/1.1\r\nHost: {host}\r\nContent-Length: 0\r\n\r\n"
    ));
    assert!(post.starts_with("HTTP/1.1 405 "), "{post}");
    assert!(server.get("/nowhere/").starts_with("HTTP/1.1 404 "));
}

#[test]
fn the_policy_for_scripts_is_the_one_that_is_built() {
    let archive = Archive::new(&[("content/a.md", "# 甲\n")]);
    let server = Server::start(&archive);
    archive.run("build", &[]).ends_with(0);
    let built = String::from_utf8(archive.tree("public")["_headers"].clone()).expect("UTF-8");
    let line = built
        .lines()
        .find(|line| line.contains("Content-Security-Policy"));
    let policy = line.expect("a policy").trim();
    assert!(
        server
            .get("/posts/a/")
            .contains(&format!("\r\n{policy}\r\n")),
        "{policy}"
    );
}

#[test]
fn a_client_that_sends_too_much_is_cut_off_and_others_are_served() {
    let archive = Archive::new(&[("content/a.md", "# 甲\n")]);
    let server = Server::start(&archive);
    let _idle: Vec<TcpStream> = (0..50).map(|_| server.connect()).collect();
    let mut stream = server.connect();
    // The server may close before all is sent.
    let _ = stream.write_all(format!("GET / HTTP/1.1\r\nX: {}\r\n", "a".repeat(40_000)).as_bytes());
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer);
    let answer = String::from_utf8_lossy(&answer);
    assert!(
        answer.is_empty() || answer.starts_with("HTTP/1.1 431 "),
        "{answer}"
    );
    assert!(server.get("/").starts_with("HTTP/1.1 200 "));
}

#[test]
fn only_this_machine_is_answered_and_no_other_site_may_load_the_preview() {
    let archive = Archive::new(&[("content/a.md", "# 甲\n")]);
    let server = Server::start(&archive);
    let (address, port) = server.host.rsplit_once(':').expect("a port");
    assert_eq!(address, "127.0.0.1");
    // An address of this machine, too, but not the one that is listened on.
    assert!(TcpStream::connect(format!("127.0.0.2:{port}")).is_err());
    // The index of drafts is a script: a page elsewhere could load it without this.
    for target in ["/", "/search/search.js", "/nowhere/"] {
        let answer = server.get(target);
        assert!(
            answer.contains("\r\nCross-Origin-Resource-Policy: same-origin\r\n"),
            "{target}: {answer}"
        );
    }
}

#[test]
fn ten_thousand_requests_are_answered() {
    let archive = Archive::new(&[("content/a.md", "# 甲\n\n正文。\n")]);
    let server = Server::start(&archive);
    let wanted = server.get("/posts/a/").len();
    assert!(wanted > 1000);
    let host = server.host.as_str();
    std::thread::scope(|scope| {
        for _ in 0..20 {
            scope.spawn(|| {
                let request = format!("GET /posts/a/ HTTP/1.1\r\nHost: {host}\r\n\r\n");
                let mut stream = TcpStream::connect(host).expect("listens");
                let mut reader = BufReader::new(stream.try_clone().expect("ours"));
                for _ in 0..500 {
                    stream.write_all(request.as_bytes()).expect("is read");
                    let mut line = String::new();
                    reader.read_line(&mut line).expect("in time");
                    assert_eq!(line, "HTTP/1.1 200 OK\r\n");
                    let mut length = 0;
                    while line != "\r\n" {
                        line.clear();
                        reader.read_line(&mut line).expect("in time");
                        if let Some(value) = line.strip_prefix("Content-Length: ") {
                            length = value.trim().parse().expect("a number");
                        }
                    }
                    let mut body = vec![0; length];
                    reader.read_exact(&mut body).expect("in time");
                }
            });
        }
    });
}

#[test]
fn one_connection_carries_many_requests() {
    let archive = Archive::new(&[("content/p.txt", "附件")]);
    let server = Server::start(&archive);
    let mut stream = server.connect();
    let request = format!("GET /posts/p.txt HTTP/1.1\r\nHost: {}\r\n\r\n", server.host);
    stream
        .write_all(request.repeat(3).as_bytes())
        .expect("is read");
    let mut reader = BufReader::new(stream);
    for _ in 0..3 {
        let mut line = String::new();
        while line != "\r\n" {
            line.clear();
            reader.read_line(&mut line).expect("in time");
        }
        let mut body = [0; 6];
        reader.read_exact(&mut body).expect("in time");
        assert_eq!(body, "附件".as_bytes());
    }
}
