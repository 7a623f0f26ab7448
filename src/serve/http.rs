//! As much of HTTP/1.1 as a browser needs of a preview: `GET` and `HEAD`, bounded heads, no bodies.

use std::fmt::Write as _;
use std::fs::File;
use std::io::{self, Read, Write};
use std::net::{IpAddr, TcpStream};
use std::sync::Arc;
use std::time::{Duration, Instant};

/// Longest head of a request, in bytes.
const MAX_HEAD: usize = 16 << 10;

/// How long a client may take to send a head, and how long a connection may idle between two.
const PATIENCE: Duration = Duration::from_secs(10);

/// How long a client may take to receive an answer, and how much longer for each mebibyte of it: one
/// that takes byte by byte may not hold a connection.
const SEND_PATIENCE: Duration = Duration::from_secs(20);
const SEND_PATIENCE_PER_MIB: Duration = Duration::from_secs(4);

/// A request, as far as it is looked at.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Request {
    /// Whether the answer goes without its body (`HEAD`).
    pub(super) head_only: bool,
    /// Path and query as sent.
    pub(super) target: String,
    /// `Host` as sent.
    pub(super) host: String,
    /// Whether the client wants to go on with this connection.
    pub(super) keep_alive: bool,
}

/// Why there is no request.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Refusal {
    /// The client is gone, or idle for too long.
    Gone,
    /// An answer with this status ends the connection.
    Status(u16),
}

/// What is sent back.
#[derive(Debug)]
pub(super) struct Answer {
    pub(super) status: u16,
    /// Name and value, each without line ends.
    pub(super) headers: Vec<(String, String)>,
    pub(super) body: Body,
}

#[derive(Debug, Clone)]
pub(super) enum Body {
    Bytes(Arc<[u8]>),
    /// A file of that length: pictures and films need not fit into memory.
    File(Arc<File>, u64),
}

impl Answer {
    /// A short text.
    pub(super) fn text(status: u16, text: &str) -> Self {
        Self {
            status,
            headers: vec![(
                "Content-Type".to_owned(),
                "text/plain; charset=utf-8".to_owned(),
            )],
            body: Body::Bytes(text.as_bytes().into()),
        }
    }

    /// Adds a header. Line ends would begin another one: a value that holds any is left out.
    pub(super) fn header(mut self, name: &str, value: &str) -> Self {
        if !value.contains(['\r', '\n', '\0']) {
            self.headers.push((name.to_owned(), value.to_owned()));
        }
        self
    }

    /// Sends it.
    pub(super) fn send(
        &self,
        stream: &mut TcpStream,
        head_only: bool,
        keep_alive: bool,
    ) -> io::Result<()> {
        let length = self.length();
        let n_mib = u32::try_from(length >> 20).unwrap_or(u32::MAX);
        let patience = SEND_PATIENCE.saturating_add(SEND_PATIENCE_PER_MIB.saturating_mul(n_mib));
        self.send_within(patience, stream, head_only, keep_alive)
    }

    /// Bytes of the body.
    fn length(&self) -> u64 {
        match &self.body {
            Body::Bytes(bytes) => bytes.len() as u64,
            Body::File(_, length) => *length,
        }
    }

    fn send_within(
        &self,
        patience: Duration,
        stream: &mut TcpStream,
        head_only: bool,
        keep_alive: bool,
    ) -> io::Result<()> {
        let length = self.length();
        let mut stream = Paced::new(stream, patience);
        let mut head = format!("HTTP/1.1 {} {}\r\n", self.status, reason(self.status));
        for (name, value) in &self.headers {
            let _ = write!(head, "{name}: {value}\r\n");
        }
        let connection = if keep_alive { "keep-alive" } else { "close" };
        let cached = |(name, _): &(String, _)| name.eq_ignore_ascii_case("cache-control");
        if !self.headers.iter().any(cached) {
            head.push_str("Cache-Control: no-store\r\n");
        }
        let _ = write!(
            head,
            "Content-Length: {length}\r\nConnection: {connection}\r\n\
             Cross-Origin-Resource-Policy: same-origin\r\n\r\n"
        );
        let mut out = head.into_bytes();
        match &self.body {
            _ if head_only => stream.write_all(&out),
            Body::Bytes(bytes) => {
                out.extend_from_slice(bytes);
                stream.write_all(&out)
            }
            Body::File(file, length) => {
                stream.write_all(&out)?;
                let sent = io::copy(&mut file.as_ref().take(*length), &mut stream)?;
                if sent < *length {
                    // Promised more than there was: only closing tells the client.
                    return Err(io::ErrorKind::UnexpectedEof.into());
                }
                Ok(())
            }
        }
    }
}

/// A client that has so long to take everything.
struct Paced<'s> {
    stream: &'s mut TcpStream,
    begin: Instant,
    patience: Duration,
}

impl<'s> Paced<'s> {
    fn new(stream: &'s mut TcpStream, patience: Duration) -> Self {
        #[expect(clippy::disallowed_methods, reason = "serve cuts slow clients off")]
        let begin = Instant::now();
        Self {
            stream,
            begin,
            patience,
        }
    }
}

impl Write for Paced<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let left = self.patience.saturating_sub(self.begin.elapsed());
        if left.is_zero() {
            return Err(io::ErrorKind::TimedOut.into());
        }
        self.stream.set_write_timeout(Some(left))?;
        self.stream.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.stream.flush()
    }
}

/// Reads the head of the next request. `rest` holds what came after the last one.
pub(super) fn read(stream: &mut TcpStream, rest: &mut Vec<u8>) -> Result<Request, Refusal> {
    read_within(PATIENCE, stream, rest)
}

fn read_within(
    patience: Duration,
    stream: &mut TcpStream,
    rest: &mut Vec<u8>,
) -> Result<Request, Refusal> {
    #[expect(clippy::disallowed_methods, reason = "serve cuts slow clients off")]
    let begin = Instant::now();
    let end = loop {
        if let Some(end) = find(rest, b"\r\n\r\n") {
            break end;
        }
        if rest.len() > MAX_HEAD {
            return Err(Refusal::Status(431));
        }
        let left = patience.saturating_sub(begin.elapsed());
        if left.is_zero() {
            return Err(if rest.is_empty() {
                Refusal::Gone
            } else {
                Refusal::Status(408)
            });
        }
        let _ = stream.set_read_timeout(Some(left));
        let mut buffer = [0; 4096];
        match stream.read(&mut buffer) {
            Ok(0) => return Err(Refusal::Gone),
            Ok(n) => rest.extend_from_slice(&buffer[..n]),
            Err(error) => match error.kind() {
                io::ErrorKind::Interrupted
                | io::ErrorKind::WouldBlock
                | io::ErrorKind::TimedOut => {}
                _ => return Err(Refusal::Gone),
            },
        }
    };
    if end > MAX_HEAD {
        return Err(Refusal::Status(431));
    }
    let head: Vec<u8> = rest.drain(..end + 4).collect();
    parse(&head[..end]).map_err(Refusal::Status)
}

/// Reads a head; `Err` is the status to answer with.
fn parse(head: &[u8]) -> Result<Request, u16> {
    let head = std::str::from_utf8(head).map_err(|_| 400_u16)?;
    let mut lines = head.split("\r\n");
    let mut first = lines.next().unwrap_or_default().split(' ');
    let (Some(method), Some(target), Some(version), None) =
        (first.next(), first.next(), first.next(), first.next())
    else {
        return Err(400);
    };
    let newer = match version {
        "HTTP/1.1" => true,
        "HTTP/1.0" => false,
        _ => return Err(505),
    };
    let mut host = None;
    let mut keep_alive = newer;
    let mut body = false;
    for line in lines {
        let (name, value) = line.split_once(':').ok_or(400_u16)?;
        let value = value.trim();
        match name.to_ascii_lowercase().as_str() {
            "host" if host.is_some() => return Err(400),
            "host" => host = Some(value.to_owned()),
            "connection" if value.eq_ignore_ascii_case("close") => keep_alive = false,
            "content-length" if value != "0" => body = true,
            "transfer-encoding" => body = true,
            _ => {}
        }
    }
    let head_only = match method {
        "GET" => false,
        "HEAD" => true,
        _ => return Err(405),
    };
    if !target.starts_with('/') {
        return Err(400);
    }
    Ok(Request {
        head_only,
        target: target.to_owned(),
        host: host.ok_or(400_u16)?,
        // A body is not read: nothing after it could be.
        keep_alive: keep_alive && !body,
    })
}

/// Whether a page that another name leads to may not read the site (DNS rebinding): only addresses
/// of this machine by number, `localhost` and the name that was asked for.
pub(super) fn is_own_host(host: &str, asked: &str) -> bool {
    let name = match host.strip_prefix('[') {
        Some(rest) => match rest.split_once(']') {
            Some((address, port)) if port.is_empty() || port.starts_with(':') => address,
            _ => return false,
        },
        None => host.rsplit_once(':').map_or(host, |(name, _)| name),
    };
    // A name can be pointed anywhere by whoever owns it; a number cannot.
    name.parse::<IpAddr>().is_ok()
        || name.eq_ignore_ascii_case("localhost")
        || name.eq_ignore_ascii_case(asked)
}

fn find(haystack: &[u8], needle: &[u8]) -> Option<usize> {
    haystack
        .windows(needle.len())
        .position(|window| window == needle)
}

fn reason(status: u16) -> &'static str {
    match status {
        200 => "OK",
        301 => "Moved Permanently",
        400 => "Bad Request",
        403 => "Forbidden",
        404 => "Not Found",
        405 => "Method Not Allowed",
        408 => "Request Timeout",
        431 => "Request Header Fields Too Large",
        503 => "Service Unavailable",
        505 => "HTTP Version Not Supported",
        _ => "Internal Server Error",
    }
}

#[cfg(test)]
mod tests {
    use std::net::TcpListener;

    use super::*;

    /// Both ends of a connection: ours, the client's.
    fn ends() -> (TcpStream, TcpStream) {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let client = TcpStream::connect(listener.local_addr().expect("bound")).expect("listens");
        (listener.accept().expect("it connects").0, client)
    }

    #[test]
    fn a_client_that_sends_a_head_byte_by_byte_is_cut_off() {
        for (sent, refusal) in [("", Refusal::Gone), ("GET / HT", Refusal::Status(408))] {
            let (mut ours, mut client) = ends();
            client.write_all(sent.as_bytes()).expect("room");
            let read = read_within(Duration::from_millis(30), &mut ours, &mut Vec::new());
            assert_eq!(read, Err(refusal), "{sent:?}");
        }
    }

    #[test]
    fn a_client_that_does_not_take_its_answer_is_cut_off() {
        let (mut ours, _client) = ends();
        let answer = Answer {
            status: 200,
            headers: Vec::new(),
            body: Body::Bytes(vec![0; 64 << 20].into()),
        };
        let sent = answer.send_within(Duration::from_millis(30), &mut ours, false, true);
        assert!(sent.is_err());
    }

    #[test]
    fn only_numbers_localhost_and_the_name_asked_for_are_own_hosts() {
        for (host, own) in [
            ("127.0.0.1:1111", true),
            ("localhost:1111", true),
            ("LOCALHOST", true),
            ("[::1]:1111", true),
            ("192.168.1.5:1111", true),
            ("preview.example:1111", true),
            ("evil.example:1111", false),
            ("127.0.0.1.evil.example", false),
            ("localhost.evil.example:80", false),
            ("[::1]evil.example", false),
            ("", false),
        ] {
            assert_eq!(is_own_host(host, "preview.example"), own, "{host}");
        }
    }

    #[test]
    fn heads_that_are_no_plain_request_get_a_status() {
        for (head, status) in [
            ("GET / HTTP/1.1", 400),
            ("GET / HTTP/1.1\r\nHost: a\r\nHost: b", 400),
            ("GET http://a/ HTTP/1.1\r\nHost: a", 400),
            ("POST / HTTP/1.1\r\nHost: a", 405),
            ("GET / HTTP/2\r\nHost: a", 505),
            ("GET /a b HTTP/1.1\r\nHost: a", 400),
            ("GET / HTTP/1.1\r\nHost: a\r\nno colon", 400),
        ] {
            assert_eq!(parse(head.as_bytes()), Err(status), "{head}");
        }
        let good = parse(b"HEAD /a?b HTTP/1.1\r\nHost: a\r\nConnection: close").expect("plain");
        assert!(good.head_only && !good.keep_alive);
        assert_eq!(good.target, "/a?b");
    }
}
