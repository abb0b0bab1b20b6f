//! One text in several forms, as ninjs has it: `[{"contentType": "text/plain", "value": ...}, {"contentType": "text/html", ...}]`.
//!
//! Responsible for choosing one of them. Not responsible for what a page's text is ([`super::html`]).

use super::html;
use serde_json::Value;

/// Keys that say what a form is written in.
const TYPES: [&str; 3] = ["contentType", "contenttype", "mimetype"];

/// The plainest of the forms in a list, without its tags; `None` where the value is no such list. Of headlines, which have only roles, the
/// first.
pub(super) fn plainest(value: &Value) -> Option<String> {
    let items = value.as_array().filter(|items| !items.is_empty())?;
    let media = |item: &Value| TYPES.iter().find_map(|key| item.get(key)?.as_str()).map(str::to_ascii_lowercase);
    let is_form =
        |item: &Value| item.get("value").is_some_and(Value::is_string) && (media(item).is_some() || item.get("role").is_some());
    if !items.iter().all(is_form) {
        return None;
    }
    let is_plain = |item: &&Value| media(item).is_some_and(|media| media.starts_with("text/plain"));
    let chosen = items.iter().find(is_plain).or_else(|| items.first())?;
    let text = chosen.get("value")?.as_str()?;
    let is_page = media(chosen).is_some_and(|media| media.contains("html"));
    Some(if is_page { html::article(text.as_bytes(), Some("text/html; charset=utf-8"), None).text } else { text.to_owned() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn the_plain_form_wins_and_a_page_loses_its_tags() {
        let both = json!([{"contentType": "text/html", "value": "<p>A</p>"}, {"contentType": "text/plain", "value": "A b"}]);
        assert_eq!(plainest(&both).as_deref(), Some("A b"));
        assert_eq!(
            plainest(&json!([{"role": "main", "value": "Head"}, {"role": "sub", "value": "Line"}])).as_deref(),
            Some("Head")
        );
        assert_eq!(plainest(&json!([{"name": "A"}])), None);
        assert_eq!(plainest(&json!(["a"])), None);
        let words =
            "The ferry left the harbour of the town at noon and came back in the evening with all its passengers on board. ";
        let page = json!([{"contentType": "text/html", "value": format!("<p>{}</p><p>End.</p>", words.repeat(4))}]);
        let text = plainest(&page).unwrap();
        assert!(text.contains("left the harbour") && !text.contains('<'), "{text}");
    }
}
