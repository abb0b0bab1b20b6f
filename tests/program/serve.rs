//! `serve` as programs meet it: plain sockets, well-behaved and not.

use std::fs;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::run::{newsprint, run_in, seeds, stderr, stdout};

/// The program on a free port; it is ended with the test.
struct Served {
    child: Child,
    port: u16,
}

impl Served {
    fn start(folder: &Path, flags: &[&str]) -> Self {
        let program = newsprint();
        let mut child = Command::new(program.get_program())
            .args(["serve", "run", "--port", "0", "-q"])
            .args(flags)
            .current_dir(folder)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program starts");
        let mut line = String::new();
        BufReader::new(child.stdout.take().expect("stdout")).read_line(&mut line).expect("a line");
        let port = line.trim().strip_prefix("http://127.0.0.1:").and_then(|rest| rest.strip_suffix('/')?.parse().ok());
        let port = port.unwrap_or_else(|| panic!("the first line is the address: {line:?}"));
        Self { child, port }
    }

    fn socket(&self) -> TcpStream {
        let socket = TcpStream::connect(("127.0.0.1", self.port)).expect("the server listens");
        socket.set_read_timeout(Some(Duration::from_secs(20))).expect("a socket");
        socket
    }

    /// What comes back for some bytes, up to the end of the connection or of the answer.
    fn raw(&self, request: &[u8]) -> Vec<u8> {
        let mut socket = self.socket();
        // The server may have closed before it has read all of it.
        let _ = socket.write_all(request);
        let mut answer = Vec::new();
        let _ = socket.read_to_end(&mut answer);
        answer
    }

    fn ask(&self, method: &str, path: &str, headers: &[&str], body: &str) -> Reply {
        let mut request = format!("{method} {path} HTTP/1.1\r\nHost: 127.0.0.1:{}\r\nConnection: close\r\n", self.port);
        for header in headers {
            request.extend([header, "\r\n"]);
        }
        if !body.is_empty() {
            request.extend(["Content-Length: ", &body.len().to_string(), "\r\n"]);
        }
        Reply::of(&self.raw(format!("{request}\r\n{body}").as_bytes()))
    }

    fn get(&self, path: &str) -> Reply {
        self.ask("GET", path, &[], "")
    }

    /// A JSON answer that is well.
    fn json(&self, path: &str) -> Value {
        let reply = self.get(path);
        assert_eq!(reply.status, 200, "{path}: {}", reply.body);
        serde_json::from_str(&reply.body).expect("JSON")
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// An answer, taken apart.
struct Reply {
    status: u16,
    head: String,
    body: String,
}

impl Reply {
    fn of(bytes: &[u8]) -> Self {
        let text = String::from_utf8_lossy(bytes).into_owned();
        let (head, body) = text.split_once("\r\n\r\n").unwrap_or((&text, ""));
        let status = head
            .strip_prefix("HTTP/1.1 ")
            .or(head.strip_prefix("HTTP/1.0 "))
            .and_then(|rest| rest.get(..3)?.parse().ok())
            .unwrap_or(0);
        Self { status, head: head.to_owned(), body: body.to_owned() }
    }

    fn header(&self, name: &str) -> Option<&str> {
        self.head.lines().find_map(|line| {
            let (own, value) = line.split_once(": ")?;
            own.eq_ignore_ascii_case(name).then_some(value)
        })
    }

    /// A problem as RFC 9457 has it, with what to do.
    fn problem(&self) -> Value {
        assert_eq!(self.header("content-type"), Some("application/problem+json"), "{}", self.head);
        let problem: Value = serde_json::from_str(&self.body).expect("JSON");
        assert_eq!(problem["status"], self.status);
        assert!(
            ["type", "title", "detail", "next"].iter().all(|name| problem[name].as_str().is_some_and(|text| !text.is_empty()))
        );
        problem
    }
}

/// A run of the demo corpus.
fn demo(folder: &Path, flags: &[&str]) {
    let (articles, texts) = (seeds("articles.jsonl"), seeds("town-herald"));
    let mut args = vec!["scan", &articles, &texts, "-o", "run", "-q"];
    args.extend(flags);
    let output = run_in(folder, &args);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
}

/// The rows of a table of JSON Lines.
fn rows(folder: &Path, table: &str) -> Vec<Value> {
    let page = fs::read_to_string(folder.join("run").join(format!("{table}.jsonl"))).expect("a table");
    page.lines().map(|line| serde_json::from_str(line).expect("a row")).collect()
}

fn escaped(text: &str) -> String {
    text.bytes().map(|b| if b.is_ascii_alphanumeric() { char::from(b).to_string() } else { format!("%{b:02X}") }).collect()
}

#[test]
fn every_table_is_a_resource_with_the_rows_of_its_file() {
    let home = tempfile::tempdir().expect("a folder");
    demo(home.path(), &["--tables", "jsonl"]);
    let server = Served::start(home.path(), &[]);
    for resource in server.json("/api/v1")["tables"].as_array().expect("tables") {
        let (name, href) = (resource["name"].as_str().expect("a name"), resource["href"].as_str().expect("an address"));
        let (mut seen, mut cursor) = (Vec::new(), String::new());
        loop {
            let page = server.json(&format!("{href}?limit=50{cursor}"));
            seen.extend(page["rows"].as_array().expect("rows").iter().cloned());
            match page["next_cursor"].as_str() {
                Some(next) => cursor = format!("&cursor={next}"),
                None => break,
            }
        }
        assert_eq!(seen, rows(home.path(), name), "{name}");
    }
    let run: Value = serde_json::from_slice(&fs::read(home.path().join("run/run.json")).expect("run.json")).expect("JSON");
    assert_eq!(server.json("/api/v1/run"), run);
    // Each row that has an id is found by it.
    for (table, column) in [("articles", "article_id"), ("matches", "match_id"), ("edges", "edge_id"), ("outlets", "outlet")] {
        for row in rows(home.path(), table).iter().take(3) {
            let id = escaped(row[column].as_str().expect("an id"));
            assert_eq!(server.json(&format!("/api/v1/{table}/{id}")), *row);
        }
    }
}

#[test]
fn rows_are_filtered_sorted_and_paged_as_asked() {
    let home = tempfile::tempdir().expect("a folder");
    demo(home.path(), &["--tables", "jsonl"]);
    let server = Served::start(home.path(), &[]);
    let (articles, matches) = (rows(home.path(), "articles"), rows(home.path(), "matches"));
    let outlet = articles[0]["outlet"].as_str().expect("an outlet");
    let own: Vec<&str> =
        articles.iter().filter(|row| row["outlet"] == outlet).map(|row| row["article_id"].as_str().expect("an id")).collect();
    let mut expected: Vec<i64> = matches
        .iter()
        .filter(|row| own.iter().any(|id| row["a"] == *id || row["b"] == *id))
        .map(|row| row["shared_words"].as_i64().expect("a number"))
        .collect();
    expected.sort_unstable_by_key(|&n| std::cmp::Reverse(n));
    let page = server.json(&format!("/api/v1/matches?outlet={}&sort=-words&limit=1000", escaped(outlet)));
    let given: Vec<i64> =
        page["rows"].as_array().expect("rows").iter().map(|row| row["shared_words"].as_i64().expect("a number")).collect();
    assert_eq!(given, expected);
    assert!(!given.is_empty() && page["total"] == given.len());
    let page = server.json("/api/v1/edges?direction=unknown&fields=edge_id,direction");
    assert!(
        page["rows"]
            .as_array()
            .expect("rows")
            .iter()
            .all(|row| row["direction"] == "unknown" && row.as_object().map(serde_json::Map::len) == Some(2))
    );
}

#[test]
fn the_text_of_a_row_is_the_slice_that_it_names() {
    let home = tempfile::tempdir().expect("a folder");
    demo(home.path(), &["--tables", "jsonl"]);
    let server = Served::start(home.path(), &[]);
    let texts: Vec<(String, Vec<char>)> = rows(home.path(), "texts")
        .iter()
        .map(|row| {
            (row["article_id"].as_str().expect("an id").to_owned(), row["text"].as_str().expect("a text").chars().collect())
        })
        .collect();
    let slice = |id: &Value, start: &Value, end: &Value| -> String {
        let text = &texts.iter().find(|(own, _)| id == own).expect("a text").1;
        let at = |value: &Value| usize::try_from(value.as_u64().expect("a place")).expect("small");
        text[at(start)..at(end)].iter().collect()
    };
    let passage = &rows(home.path(), "passages")[0];
    let given = server.json(&format!("/api/v1/passages/{}/text", passage["passage_id"].as_str().expect("an id")));
    assert_eq!(given["slices"][0]["text"], slice(&passage["a"], &passage["a_start"], &passage["a_end"]));
    assert_eq!(given["slices"][1]["text"], slice(&passage["b"], &passage["b_start"], &passage["b_end"]));
    let quote = rows(home.path(), "quotes").into_iter().find(|row| row["field"] == "text").expect("a quotation");
    let given = server.json(&format!("/api/v1/quotes/{}/text", quote["quote_id"].as_str().expect("an id")));
    assert_eq!(given["slices"][0]["text"], quote["text"]);
    let id = &texts[0].0;
    let given = server.json(&format!("/api/v1/texts/{}?start=5&end=17", escaped(id)));
    assert_eq!(given["text"], slice(&json!(id), &json!(5), &json!(17)));
    assert_eq!(server.get(&format!("/api/v1/texts/{}?start=9&end=8", escaped(id))).status, 400);
}

#[test]
fn a_search_finds_articles_and_quotations_and_pages_show_each() {
    let home = tempfile::tempdir().expect("a folder");
    demo(home.path(), &["--tables", "jsonl"]);
    let server = Served::start(home.path(), &[]);
    let quote = rows(home.path(), "utterances").into_iter().max_by_key(|row| row["quotes"].as_i64()).expect("an utterance");
    let words: Vec<&str> = quote["base_text"].as_str().expect("words").split_whitespace().take(3).collect();
    let found = server.json(&format!("/api/v1/search?in=quotations&q=%22{}%22", escaped(&words.join(" "))));
    assert!(found["rows"].as_array().expect("rows").iter().any(|row| row["utterance_id"] == quote["utterance_id"]), "{found}");
    let found = server.json("/api/v1/search?q=the");
    let first = &found["rows"][0];
    assert!(first["snippet"].as_array().expect("pieces").iter().any(|piece| piece["hit"] == true));
    for (view, id) in [
        ("utterance", &quote["utterance_id"]),
        ("article", &first["article_id"]),
        ("pair", &rows(home.path(), "matches")[0]["match_id"]),
        ("cluster", &rows(home.path(), "clusters")[0]["cluster_id"]),
    ] {
        let page = server.get(&format!("/{view}/{}", escaped(id.as_str().expect("an id"))));
        assert_eq!((page.status, page.header("content-type")), (200, Some("text/html; charset=utf-8")), "{view}");
        assert_eq!(server.get(&format!("/{view}/none-of-these")).status, 404);
    }
    let page = server.get("/");
    let policy = page.header("content-security-policy").expect("a policy");
    assert!(policy.starts_with("default-src 'none'; script-src 'sha256-") && policy.contains("connect-src 'self'"), "{policy}");
    assert!(page.body.contains("<meta http-equiv=\"Content-Security-Policy\"") && policy.ends_with("frame-ancestors 'none'"));
}

#[test]
fn the_description_of_the_api_names_what_is_answered() {
    let home = tempfile::tempdir().expect("a folder");
    demo(home.path(), &[]);
    let server = Served::start(home.path(), &[]);
    let description = server.json("/api/v1/openapi.json");
    for (path, methods) in description["paths"].as_object().expect("paths") {
        if path.contains('{') || path.ends_with("/search") {
            continue;
        }
        assert!(methods["get"].is_object());
        let rows = server.json(path);
        let Some(name) = path.strip_prefix("/api/v1/") else { continue };
        let schema = &description["components"]["schemas"][name];
        if let (Some(row), Some(properties)) = (rows["rows"].get(0), schema["properties"].as_object()) {
            let mut columns: Vec<&String> = row.as_object().expect("a row").keys().collect();
            let mut described: Vec<&String> = properties.keys().collect();
            columns.sort();
            described.sort();
            assert_eq!(columns, described, "{path}");
        }
    }
}

#[test]
fn what_has_not_changed_is_not_sent_again_and_head_sends_no_body() {
    let home = tempfile::tempdir().expect("a folder");
    demo(home.path(), &[]);
    let server = Served::start(home.path(), &[]);
    for path in ["/", "/api/v1/articles"] {
        let first = server.get(path);
        let tag = first.header("etag").expect("a tag");
        let again = server.ask("GET", path, &[&format!("If-None-Match: {tag}")], "");
        assert_eq!((again.status, again.body.as_str(), again.header("etag")), (304, "", Some(tag)), "{path}");
        let head = server.ask("HEAD", path, &[], "");
        assert_eq!((head.status, head.body.as_str()), (200, ""));
        assert_eq!(head.header("content-length"), Some(first.body.len().to_string().as_str()));
        assert_eq!(first.header("cache-control"), Some("private, no-cache"));
    }
}

/// A request, what it is, and the answers that refuse it; 0 is a connection that is closed without one.
type Hostile = (&'static str, Vec<u8>, &'static [u16]);

/// Forty requests and more that no honest reader sends.
#[allow(clippy::too_many_lines, reason = "a table")]
fn hostile(port: u16) -> Vec<Hostile> {
    let own = format!("Connection: close\r\nHost: 127.0.0.1:{port}");
    let with = |line: &str, headers: &[&str]| {
        format!("{line}\r\n{}\r\n\r\n", [&[own.as_str()], headers].concat().join("\r\n")).into_bytes()
    };
    let host = |host: &str| format!("GET / HTTP/1.1\r\nHost: {host}\r\n\r\n").into_bytes();
    let path = |path: &str| with(&format!("GET {path} HTTP/1.1"), &[]);
    let put = |headers: &[&str], body: &str| {
        let mut request = with("PUT /api/v1/verdicts/match/m HTTP/1.1", headers);
        request.extend_from_slice(body.as_bytes());
        request
    };
    let (json, length) = ("Content-Type: application/json", "Content-Length: 2");
    vec![
        ("a name that was pointed here", host("evil.example"), &[421]),
        ("the same with our port", host(&format!("evil.example:{port}")), &[421]),
        ("our name as a part of another", host(&format!("127.0.0.1.evil.example:{port}")), &[421]),
        ("our address without the port", host("127.0.0.1"), &[421]),
        ("another port", host("localhost:1"), &[421]),
        ("a name before our name", host(&format!("evil@localhost:{port}")), &[400, 421]),
        ("an address of any interface", host(&format!("0.0.0.0:{port}")), &[421]),
        ("no host", b"GET / HTTP/1.1\r\n\r\n".to_vec(), &[400]),
        ("two hosts", with("GET / HTTP/1.1", &["Host: evil.example"]), &[400]),
        ("an empty host", host(""), &[400, 421]),
        ("another host in the line", with("GET http://evil.example/ HTTP/1.1", &[]), &[421]),
        ("a proxy", with("GET https://evil.example/ HTTP/1.1", &[]), &[421]),
        ("a tunnel", with("CONNECT evil.example:443 HTTP/1.1", &[]), &[400, 421, 405]),
        ("HTTP/1.0 without a host", b"GET / HTTP/1.0\r\n\r\n".to_vec(), &[400]),
        ("a path that walks up", path("/../../etc/passwd"), &[400]),
        ("the same in escapes", path("/%2e%2e/%2e%2e/etc/passwd"), &[400]),
        ("the same in an id", path("/article/..%2F..%2Fetc%2Fpasswd"), &[400]),
        ("the same with backslashes", path("/api/v1/texts/..%5C..%5Cboot.ini"), &[400]),
        ("a double slash", path("//evil.example/"), &[400]),
        ("a NUL", path("/article/a%00b"), &[400]),
        ("a broken escape", path("/article/%zz"), &[400]),
        ("half an escape", path("/article/%4"), &[400]),
        ("no UTF-8", path("/article/%ff%fe"), &[400]),
        ("a line break in an id", path("/article/a%0d%0aSet-Cookie:x"), &[400]),
        ("a path of a file", path("/run.json"), &[404]),
        ("a table that is none", path("/api/v1/passwords"), &[404]),
        ("an address without an end", path(&format!("/article/{}", "a".repeat(5_000))), &[414]),
        ("an address of 100 kB", path(&format!("/{}", "a".repeat(100_000))), &[414, 431, 400, 0]),
        ("a parameter twice", path("/api/v1/articles?limit=1&limit=2"), &[400]),
        ("a limit of all", path("/api/v1/articles?limit=99999999999"), &[400]),
        ("a limit below none", path("/api/v1/articles?limit=-1"), &[400]),
        ("a cursor of somebody else", path("/api/v1/articles?cursor=AAAAAAAAAAAAAAAAAAAAAA"), &[400]),
        ("a column that is none", path("/api/v1/articles?__proto__=1"), &[400]),
        (
            "a hundred parameters",
            path(&format!("/api/v1/articles?{}", (0..100).map(|i| format!("p{i}=1")).collect::<Vec<_>>().join("&"))),
            &[400],
        ),
        ("a query with a broken escape", path("/api/v1/search?q=%"), &[400]),
        ("a search for nothing", path("/api/v1/search?q=%22%22"), &[400]),
        ("a search for everything", path(&format!("/api/v1/search?q={}", "a+".repeat(300))), &[400]),
        ("POST", with("POST /api/v1/articles HTTP/1.1", &["Content-Length: 0"]), &[405]),
        ("DELETE of a table", with("DELETE /api/v1/articles HTTP/1.1", &[]), &[405]),
        ("TRACE", with("TRACE / HTTP/1.1", &[]), &[405]),
        (
            "a preflight of another origin",
            with(
                "OPTIONS /api/v1/verdicts/match/m HTTP/1.1",
                &["Origin: http://evil.example", "Access-Control-Request-Method: PUT"],
            ),
            &[403],
        ),
        ("a method of its own", with("HACK / HTTP/1.1", &[]), &[405]),
        ("two lengths", put(&[json, length, "Content-Length: 3"], "{}"), &[400, 411]),
        ("a length and pieces", put(&[json, length, "Transfer-Encoding: chunked"], "0\r\n\r\n"), &[400, 411]),
        ("pieces", put(&[json, "Transfer-Encoding: chunked"], "2\r\n{}\r\n0\r\n\r\n"), &[411]),
        ("a coding that is none", put(&[json, "Transfer-Encoding: chunked, identity"], "{}"), &[400, 411]),
        ("a length with a sign", put(&[json, "Content-Length: +2"], "{}"), &[400]),
        ("a length below none", put(&[json, "Content-Length: -2"], "{}"), &[400]),
        ("a length without an end", put(&[json, "Content-Length: 99999999999999999999999"], "{}"), &[400]),
        ("ten gigabytes", put(&[json, "Content-Length: 10000000000"], "{}"), &[413]),
        ("a body for GET", with("GET / HTTP/1.1", &["Content-Length: 3"]), &[400]),
        ("a form", put(&["Content-Type: application/x-www-form-urlencoded", length], "{}"), &[415]),
        ("plain text, as a form can send", put(&["Content-Type: text/plain", length], "{}"), &[415]),
        ("a page of another origin", put(&[json, length, "Origin: http://evil.example"], "{}"), &[403]),
        ("a page without an origin", put(&[json, length, "Origin: null"], "{}"), &[403]),
        ("a page of another site", put(&[json, length, "Sec-Fetch-Site: cross-site"], "{}"), &[403]),
        (
            "an image of another site",
            with(
                "GET /api/v1/texts HTTP/1.1",
                &["Sec-Fetch-Site: cross-site", "Sec-Fetch-Mode: no-cors", "Sec-Fetch-Dest: image"],
            ),
            &[403],
        ),
        (
            "a frame of another site",
            with("GET / HTTP/1.1", &["Sec-Fetch-Site: cross-site", "Sec-Fetch-Mode: navigate", "Sec-Fetch-Dest: iframe"]),
            &[403],
        ),
        ("another protocol", with("GET / HTTP/1.1", &["Connection: Upgrade", "Upgrade: websocket"]), &[400]),
        ("HTTP/2", b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".to_vec(), &[400, 505, 0]),
        ("a version of its own", b"GET / HTTP/9.9\r\n\r\n".to_vec(), &[400, 505, 0]),
        ("a handshake of TLS", b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03".to_vec(), &[400, 0]),
        ("bytes", vec![0; 300], &[400, 0]),
        ("a thousand headers", with("GET / HTTP/1.1", &(0..1000).map(|_| "X: y").collect::<Vec<_>>()), &[431]),
        ("a header of 100 kB", with("GET / HTTP/1.1", &[&format!("X: {}", "y".repeat(100_000))]), &[431, 0]),
        ("a folded header", with("GET / HTTP/1.1", &["X: a", " Host: evil.example"]), &[400]),
        ("a space before the colon", with("GET / HTTP/1.1", &["Transfer-Encoding : chunked"]), &[400]),
        ("a bare line feed in a value", with("GET / HTTP/1.1", &["X: a\rb"]), &[400]),
    ]
}

/// Each is refused, and the server answers the next.
#[test]
fn hostile_requests_are_refused_and_the_server_still_answers() {
    let home = tempfile::tempdir().expect("a folder");
    demo(home.path(), &[]);
    let server = Served::start(home.path(), &["--verdicts"]);
    let requests = hostile(server.port);
    assert!(requests.len() >= 40);
    let mut wrong = Vec::new();
    for (name, request, expected) in &requests {
        let reply = Reply::of(&server.raw(request));
        if !expected.contains(&reply.status) {
            wrong.push(format!("{name}: {} {}", reply.status, reply.body));
            continue;
        }
        assert!(reply.header("access-control-allow-origin").is_none() && !reply.body.contains("root:"), "{name}");
        if reply.status == 405 {
            assert!(reply.header("allow").is_some_and(|allow| allow.contains("GET")), "{name}: {}", reply.head);
        }
        if !reply.body.is_empty() {
            reply.problem();
        }
        let after = server.get("/api/v1/articles?limit=1");
        assert_eq!(after.status, 200, "after {name}");
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(!home.path().join("run.verdicts.jsonl").exists(), "nothing of this was kept");
}

#[test]
fn a_second_request_is_not_smuggled_in_the_body_of_the_first() {
    let home = tempfile::tempdir().expect("a folder");
    demo(home.path(), &[]);
    let server = Served::start(home.path(), &["--verdicts"]);
    let inner = format!("GET /api/v1/run HTTP/1.1\r\nHost: 127.0.0.1:{}\r\n\r\n", server.port);
    let outer = format!(
        "PUT /api/v1/verdicts/match/m HTTP/1.1\r\nHost: 127.0.0.1:{}\r\nContent-Type: application/json\r\nContent-Length: {}\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n{inner}",
        server.port,
        inner.len() + 5
    );
    let answer = String::from_utf8_lossy(&server.raw(outer.as_bytes())).into_owned();
    assert_eq!(answer.matches("HTTP/1.1 ").count(), 1, "{answer}");
}

/// Sockets that this test may open, a thousand at most: other tests of the same process need files too.
fn room() -> usize {
    let limits = fs::read_to_string("/proc/self/limits").unwrap_or_default();
    let line = limits.lines().find(|line| line.starts_with("Max open files"));
    match line.and_then(|line| line.split_whitespace().nth(3)) {
        None => 100,
        Some(limit) => limit.parse().map_or(1_000, |limit: usize| limit.saturating_sub(600).min(1_000)),
    }
}

/// A thousand sockets that say nothing or half a line; fewer where the system does not let a test open so many.
#[test]
fn a_thousand_idle_sockets_leave_room_for_who_asks() {
    let home = tempfile::tempdir().expect("a folder");
    demo(home.path(), &[]);
    let server = Served::start(home.path(), &[]);
    server.get("/");
    let mut idle = Vec::new();
    for i in 0..room() {
        let mut socket = server.socket();
        if i % 2 == 1 {
            let _ = socket.write_all(b"GET / HTTP/1.1\r\nHost: 127");
        }
        idle.push(socket);
    }
    for _ in 0..5 {
        let asked = Instant::now();
        assert_eq!(server.get("/api/v1/articles?limit=5").status, 200);
        let took = asked.elapsed();
        // What is promised is a second; a machine under load is given ten.
        assert!(took < Duration::from_secs(10), "with {} idle sockets the answer took {took:?}", idle.len());
    }
    // They keep on saying nothing much, and it goes on.
    for socket in &mut idle {
        let _ = socket.write_all(b".");
    }
    assert_eq!(server.get("/").status, 200);
}

#[test]
fn verdicts_are_kept_beside_the_run_and_outlive_it() {
    let home = tempfile::tempdir().expect("a folder");
    demo(home.path(), &["--tables", "jsonl"]);
    let id = rows(home.path(), "matches")[0]["match_id"].as_str().expect("an id").to_owned();
    let path = format!("/api/v1/verdicts/match/{id}");
    let json = ["Content-Type: application/json"];
    {
        let reader = Served::start(home.path(), &[]);
        let refused = reader.ask("PUT", &path, &json, r#"{"verdict":"licensed"}"#);
        assert_eq!((refused.status, refused.header("allow")), (405, Some("GET,HEAD")));
        assert!(refused.problem()["next"].as_str().is_some_and(|next| next.contains("--verdicts")));
    }
    let file = home.path().join("run.verdicts.jsonl");
    assert!(!file.exists());
    {
        let server = Served::start(home.path(), &["--verdicts"]);
        assert_eq!(server.ask("PUT", &path, &json, r#"{"verdict":"licensed","note":"agreement of <May>"}"#).status, 201);
        assert_eq!(server.json(&path)["note"], "agreement of <May>");
        assert_eq!(server.ask("PUT", "/api/v1/verdicts/match/none", &json, r#"{"verdict":"licensed"}"#).status, 404);
    }
    let kept = fs::read_to_string(&file).expect("verdicts");
    assert_eq!(kept.lines().count(), 1);
    // The run is made again, by another corpus after that: what was said of it stays.
    demo(home.path(), &["--tables", "jsonl", "--overwrite"]);
    assert_eq!(fs::read_to_string(&file).expect("verdicts"), kept);
    let report = run_in(home.path(), &["report", "run", "-o", "report.html", "-q"]);
    assert_eq!(report.status.code(), Some(0), "{}", stderr(&report));
    assert!(fs::read_to_string(home.path().join("report.html")).expect("a report").contains(r"agreement of \u003cMay\u003e"));
    fs::write(home.path().join("one.jsonl"), "{\"id\":\"x\",\"text\":\"One text by itself, with nobody to share it.\"}\n")
        .expect("written");
    let other = run_in(home.path(), &["scan", "one.jsonl", "-o", "run", "--overwrite", "-q", "--tables", "jsonl"]);
    assert_eq!(other.status.code(), Some(0), "{}", stderr(&other));
    let server = Served::start(home.path(), &["--verdicts"]);
    let list = server.json("/api/v1/verdicts");
    assert_eq!((&list["orphans"], &list["rows"][0]["orphan"], &list["rows"][0]["id"]), (&json!(1), &json!(true), &json!(id)));
    assert_eq!(server.ask("DELETE", &path, &[], "").status, 200);
    assert_eq!(fs::read_to_string(&file).expect("verdicts"), "");
}

#[test]
fn hostile_texts_come_out_as_data() {
    let home = tempfile::tempdir().expect("a folder");
    let payload = "</script><script>alert(1)</script><img src=x onerror=alert(2)> \u{202e} moonlight";
    let row = json!({ "id": payload, "outlet": payload, "title": payload, "url": "javascript:alert(3)", "date": "2026-03-03",
        "text": format!("{payload} said \"{payload} and nobody heard it over the rain of that night\".") });
    fs::write(home.path().join("hostile.jsonl"), format!("{row}\n")).expect("written");
    let output = run_in(home.path(), &["scan", "hostile.jsonl", "-o", "run", "-q", "--tables", "jsonl"]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let server = Served::start(home.path(), &[]);
    let id = escaped(rows(home.path(), "articles")[0]["article_id"].as_str().expect("an id"));
    for path in [
        "/api/v1/articles",
        "/api/v1/texts",
        "/api/v1/quotes",
        "/api/v1/search?q=moonlight",
        "/api/v1/search?q=moonlight&in=quotations",
    ] {
        let reply = server.get(path);
        assert_eq!(
            (reply.status, reply.header("content-type"), reply.header("x-content-type-options")),
            (200, Some("application/json"), Some("nosniff"))
        );
        assert!(reply.body.contains("moonlight") && !reply.body.contains('<') && !reply.body.contains('\u{202e}'), "{path}");
    }
    for path in ["/".to_owned(), format!("/article/{id}"), "/pair/%3Cscript%3Ealert(1)%3C%2Fscript%3E".to_owned()] {
        let page = server.get(&path).body;
        assert!(page.contains("id=\"data\"") && !page.contains("<script>alert") && !page.contains("<img"), "{path}");
    }
    let told = server.get("/api/v1/articles?%3Cscript%3E=1");
    assert!(told.status == 400 && !told.body.contains('<'));
}

#[test]
fn a_taken_port_and_a_folder_that_is_no_run_are_told() {
    let home = tempfile::tempdir().expect("a folder");
    demo(home.path(), &[]);
    let server = Served::start(home.path(), &[]);
    let taken = run_in(home.path(), &["serve", "run", "--port", &server.port.to_string()]);
    assert_eq!(taken.status.code(), Some(4));
    assert!(stderr(&taken).contains("is taken") && stderr(&taken).contains("next: --port 0"), "{}", stderr(&taken));
    assert_eq!(stdout(&taken), "");
    let none = run_in(home.path(), &["serve", "elsewhere", "--port", "0"]);
    assert_eq!(none.status.code(), Some(2));
    fs::write(home.path().join("run.verdicts.jsonl"), "not a verdict\n").expect("written");
    let mangled = run_in(home.path(), &["serve", "run", "--port", "0"]);
    assert_eq!(mangled.status.code(), Some(2));
    assert!(stderr(&mangled).contains("run.verdicts.jsonl, line 1"), "{}", stderr(&mangled));
}

#[cfg(unix)]
#[test]
fn an_interrupt_ends_it_with_success_and_the_port_is_free_again() {
    let home = tempfile::tempdir().expect("a folder");
    demo(home.path(), &[]);
    let mut server = Served::start(home.path(), &[]);
    // Somebody is in the middle of a request, and somebody is idle: neither holds it up.
    let (_idle, mut half) = (server.socket(), server.socket());
    half.write_all(b"GET / HT").expect("written");
    let killed = Command::new("kill").args(["-INT", &server.child.id().to_string()]).status().expect("kill");
    assert!(killed.success());
    let status = server.child.wait().expect("it ends");
    assert_eq!(status.code(), Some(0));
    let mut told = String::new();
    server.child.stderr.take().expect("stderr").read_to_string(&mut told).expect("read");
    assert_eq!(told, "");
    assert!(TcpStream::connect(("127.0.0.1", server.port)).is_err());
}
