//! Who may speak to the server, and in which form. What does not pass never reaches a handler.
//!
//! A page of the web can make the user's browser send requests here: by a name that it lets point to 127.0.0.1 (DNS rebinding), by a
//! form, an image or a script. The first names another host; of the others the browser says where they come from. Programs say
//! neither, and can read the run folder as well.

use axum::http::request::Parts;
use axum::http::{HeaderMap, Method, StatusCode, Version, header};

use super::limits::{MAX_BODY_BYTES, MAX_TARGET_BYTES};
use super::problem::Problem;
use super::query::decoded;

/// Refuses what is not for this server, or not as it should be.
pub(super) fn check(request: &Parts, port: u16) -> Result<(), Problem> {
    if !matches!(request.version, Version::HTTP_10 | Version::HTTP_11) {
        let what = "this server speaks HTTP/1.1";
        return Err(Problem::new(StatusCode::HTTP_VERSION_NOT_SUPPORTED, "version", what, "ask with HTTP/1.1").closing());
    }
    host(request, port)?;
    target(request)?;
    body(request)?;
    origin(request, port)
}

/// The names by which a browser on this machine knows it.
fn is_ours(host: &str, port: u16) -> bool {
    ["localhost", "127.0.0.1", "[::1]"].iter().any(|name| {
        let rest = host.get(..name.len()).filter(|start| start.eq_ignore_ascii_case(name)).map(|_| &host[name.len()..]);
        rest == Some(&format!(":{port}")) || (port == 80 && rest == Some(""))
    })
}

fn host(request: &Parts, port: u16) -> Result<(), Problem> {
    let mut named = request.headers.get_all(header::HOST).into_iter();
    let (Some(host), None) = (named.next(), named.next()) else {
        return Err(Problem::request("a request names its host once", "send one Host header"));
    };
    let asked = request.uri.authority().map(axum::http::uri::Authority::as_str);
    if host.to_str().is_ok_and(|host| is_ours(host, port)) && asked.is_none_or(|asked| is_ours(asked, port)) {
        return Ok(());
    }
    Err(Problem::new(
        StatusCode::MISDIRECTED_REQUEST,
        "host",
        "this server answers to its own address alone",
        format!("open http://127.0.0.1:{port}/"),
    )
    .closing())
}

fn target(request: &Parts) -> Result<(), Problem> {
    let length = request.uri.path_and_query().map_or(0, |target| target.as_str().len());
    if length > MAX_TARGET_BYTES {
        let what = format!("the address is longer than {MAX_TARGET_BYTES} bytes");
        return Err(Problem::new(StatusCode::URI_TOO_LONG, "target", what, "ask for less at a time").closing());
    }
    let path = request.uri.path();
    let is_walk = |segment: &str| matches!(segment, "." | "..");
    let clean = decoded(path).filter(|decoded| {
        path.starts_with('/')
            && !path.contains("//")
            && !decoded.contains('\\')
            && !decoded.split('/').any(is_walk)
            && request.uri.scheme_str().is_none_or(|scheme| scheme == "http")
    });
    match clean {
        Some(_) => Ok(()),
        None => Err(Problem::request(
            "the address is none of this server's: it walks up, is empty in the middle, or has a broken escape",
            "ids go into an address with percent escapes; /api/v1/openapi.json lists all addresses",
        )),
    }
}

/// Only a verdict has a body, and its length stands before it: what two readers could part differently is refused.
fn body(request: &Parts) -> Result<(), Problem> {
    let headers = &request.headers;
    let mut lengths = headers.get_all(header::CONTENT_LENGTH).into_iter();
    let length = lengths.next();
    if headers.contains_key(header::TRANSFER_ENCODING) || lengths.next().is_some() {
        let what = "the length of a body is told once, by Content-Length";
        return Err(Problem::new(StatusCode::LENGTH_REQUIRED, "body", what, "send the body in one piece").closing());
    }
    if headers.contains_key(header::UPGRADE) {
        return Err(Problem::request("this server speaks nothing but HTTP/1.1", "leave Upgrade out"));
    }
    let length = length.map_or(Some(0), |value| value.to_str().ok()?.parse().ok());
    match length {
        Some(0) => Ok(()),
        Some(length) if request.method == Method::PUT && length <= MAX_BODY_BYTES => {
            let media = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
            let name = media.split(';').next().unwrap_or_default().trim();
            if name.eq_ignore_ascii_case("application/json") {
                return Ok(());
            }
            let next = "send JSON, with Content-Type: application/json";
            Err(Problem::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "body", "a verdict is JSON", next).closing())
        }
        Some(_) if request.method == Method::PUT => {
            let what = format!("the body is larger than {MAX_BODY_BYTES} bytes");
            Err(Problem::new(StatusCode::PAYLOAD_TOO_LARGE, "body", what, "write a shorter note").closing())
        }
        _ => Err(Problem::request("this request has no use for a body", "send none")),
    }
}

/// What a browser says of where a request comes from. A link from elsewhere may open the page; nothing else from elsewhere is answered.
fn origin(request: &Parts, port: u16) -> Result<(), Problem> {
    let says = |headers: &HeaderMap, name: &str| headers.get(name).map(|value| value.to_str().unwrap_or("?").to_owned());
    let reads = matches!(request.method, Method::GET | Method::HEAD);
    let opens = reads && says(&request.headers, "sec-fetch-mode").as_deref() == Some("navigate");
    let from = match says(&request.headers, "sec-fetch-site").as_deref() {
        None | Some("same-origin" | "none") => true,
        Some(_) => opens && says(&request.headers, "sec-fetch-dest").as_deref() == Some("document"),
    };
    let origin = match says(&request.headers, "origin") {
        None => true,
        Some(origin) => origin.strip_prefix("http://").is_some_and(|host| is_ours(host, port)),
    };
    if from && origin {
        return Ok(());
    }
    let what = "a page of another origin asks, and this server answers none";
    Err(Problem::new(StatusCode::FORBIDDEN, "origin", what, format!("open http://127.0.0.1:{port}/ itself")).closing())
}

#[cfg(test)]
mod tests {
    use axum::http::Request;

    use super::*;

    fn status(request: axum::http::request::Builder) -> u16 {
        let (parts, ()) = request.body(()).unwrap().into_parts();
        check(&parts, 8080).map_or_else(|problem| problem.status.as_u16(), |()| 200)
    }

    fn get(path: &str) -> axum::http::request::Builder {
        Request::get(path).header("host", "localhost:8080")
    }

    #[test]
    fn only_our_own_names_with_our_port_are_answered() {
        for (host, expected) in [
            ("localhost:8080", 200),
            ("LOCALHOST:8080", 200),
            ("127.0.0.1:8080", 200),
            ("[::1]:8080", 200),
            ("localhost", 421),
            ("localhost:80", 421),
            ("localhost:8080.evil.example", 421),
            ("evil.example:8080", 421),
            ("127.0.0.1.evil.example:8080", 421),
            ("localhost.:8080", 421),
            ("user@localhost:8080", 421),
            ("127.1:8080", 421),
            ("0.0.0.0:8080", 421),
            ("é", 421),
            ("", 421),
        ] {
            assert_eq!(status(Request::get("/").header("host", host)), expected, "{host}");
        }
        assert_eq!(status(Request::get("/")), 400);
        assert_eq!(status(get("/").header("host", "localhost:8080")), 400);
        assert_eq!(status(get("http://evil.example/")), 421);
        assert_eq!(status(get("http://localhost:8080/")), 200);
    }

    #[test]
    fn an_address_walks_nowhere() {
        for (path, expected) in [
            ("/article/a%2Fb.txt", 200),
            ("/article/%C3%A9", 200),
            ("/a..b", 200),
            ("/../etc/passwd", 400),
            ("/%2e%2e/etc/passwd", 400),
            ("/article/..%2f..%2fetc", 400),
            ("/a//b", 400),
            ("/a%5C..%5Cb", 400),
            ("/a%00b", 400),
            ("/a%", 400),
            ("/a%ff", 400),
        ] {
            assert_eq!(status(get(path)), expected, "{path}");
        }
        assert_eq!(status(get(&format!("/{}", "a".repeat(MAX_TARGET_BYTES)))), 414);
    }

    #[test]
    fn a_change_comes_from_the_page_itself_and_is_json() {
        let put = || Request::put("/api/v1/verdicts/match/m").header("host", "localhost:8080").header("content-length", "9");
        let json = || put().header("content-type", "application/json; charset=utf-8");
        for (request, expected) in [
            (json(), 200),
            (json().header("origin", "http://localhost:8080").header("sec-fetch-site", "same-origin"), 200),
            (json().header("origin", "http://evil.example"), 403),
            (json().header("origin", "null"), 403),
            (json().header("origin", "https://localhost:8080"), 403),
            (json().header("origin", "http://localhost:9090"), 403),
            (json().header("sec-fetch-site", "cross-site"), 403),
            (
                json()
                    .header("sec-fetch-site", "same-site")
                    .header("sec-fetch-mode", "navigate")
                    .header("sec-fetch-dest", "document"),
                403,
            ),
            (put(), 415),
            (put().header("content-type", "text/plain"), 415),
            (json().header("transfer-encoding", "chunked"), 411),
            (json().header("content-length", "9"), 411),
            (get("/").header("content-length", "3"), 400),
            (get("/").header("upgrade", "h2c"), 400),
            (get("/").header("sec-fetch-site", "cross-site"), 403),
            (
                get("/")
                    .header("sec-fetch-site", "cross-site")
                    .header("sec-fetch-mode", "navigate")
                    .header("sec-fetch-dest", "document"),
                200,
            ),
            (
                get("/")
                    .header("sec-fetch-site", "cross-site")
                    .header("sec-fetch-mode", "navigate")
                    .header("sec-fetch-dest", "iframe"),
                403,
            ),
        ] {
            assert_eq!(status(request), expected);
        }
        let large = Request::put("/x").header("host", "localhost:8080").header("content-length", "9999999");
        assert_eq!(status(large), 413);
    }
}
