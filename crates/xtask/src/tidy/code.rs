//! Rust source without its comments and literals: enough to find names, braces and functions.
//!
//! Not a parser. Every byte of a comment or literal becomes a space, lines stay where they are.

/// One Rust file as the rules read it.
pub struct Code {
    masked: String,
    tests: Vec<(usize, usize)>,
}

/// A function with a body.
#[derive(Debug, PartialEq, Eq)]
pub struct Function<'a> {
    /// Its name.
    pub name: &'a str,
    /// The line its name stands on, from 1.
    pub line: usize,
    /// Lines of its body that hold code.
    pub lines: usize,
    /// Whether it is an `async fn`.
    pub is_async: bool,
}

impl Code {
    /// Reads a source text.
    pub fn read(text: &str) -> Self {
        let masked = mask(text);
        let tests = test_regions(&masked);
        Self { masked, tests }
    }

    /// Lines of code with their numbers from 1; comments and literals are blank.
    pub fn lines(&self) -> impl Iterator<Item = (usize, &str)> {
        self.masked.lines().enumerate().map(|(index, line)| (index + 1, line))
    }

    /// Whether a line belongs to a `#[cfg(test)]` module.
    pub fn is_test(&self, line: usize) -> bool {
        self.tests.iter().any(|(first, last)| (*first..=*last).contains(&line))
    }

    /// Lines from which on tests take part of the file, else its length.
    pub fn length_before_tests(&self) -> usize {
        let all = self.masked.lines().count();
        self.tests.iter().map(|(first, _)| first - 1).min().unwrap_or(all)
    }

    /// Lines that hold code, those of tests left out.
    pub fn length_without_tests(&self) -> usize {
        self.lines().filter(|(number, line)| !line.trim().is_empty() && !self.is_test(*number)).count()
    }

    /// Every function with a body, tests included.
    pub fn functions(&self) -> Vec<Function<'_>> {
        let mut found = Vec::new();
        for (at, _) in self.masked.match_indices("fn ") {
            let before = self.masked.get(..at).unwrap_or("");
            if before.ends_with(|c: char| c.is_alphanumeric() || c == '_') {
                continue;
            }
            let Some(rest) = self.masked.get(at + 3..) else { continue };
            let name = rest.split(|c: char| !(c.is_alphanumeric() || c == '_')).next().unwrap_or("");
            let Some(body) = body(rest) else { continue };
            found.push(Function {
                name,
                line: before.matches('\n').count() + 1,
                lines: body.lines().filter(|line| !line.trim().is_empty()).count(),
                is_async: before.trim_end().ends_with("async"),
            });
        }
        found
    }
}

/// What stands between the braces of the function whose signature begins `text`; `None` without a body.
fn body(text: &str) -> Option<&str> {
    let mut parentheses = 0_i32;
    let start = text.char_indices().find_map(|(at, c)| {
        match c {
            '(' | '[' => parentheses += 1,
            ')' | ']' => parentheses -= 1,
            '{' | ';' if parentheses == 0 => return Some((at, c)),
            _ => {}
        }
        None
    });
    let (open, '{') = start? else { return None };
    let inner = text.get(open..)?;
    inner.get(1..closing_brace(inner)?)
}

/// Position of the brace that closes the one `text` begins with.
fn closing_brace(text: &str) -> Option<usize> {
    let mut depth = 0_i32;
    text.char_indices().find_map(|(at, c)| {
        match c {
            '{' => depth += 1,
            '}' => depth -= 1,
            _ => return None,
        }
        (depth == 0).then_some(at)
    })
}

/// First and last line of each module under `#[cfg(test)]`.
fn test_regions(masked: &str) -> Vec<(usize, usize)> {
    let line_of = |at: usize| masked.get(..at).unwrap_or("").matches('\n').count() + 1;
    let region = |at: usize| {
        let rest = masked.get(at..)?;
        let open = rest.find(['{', ';'])?;
        let end = match rest.get(open..=open)? {
            "{" => open + closing_brace(rest.get(open..)?)?,
            _ => open,
        };
        Some((line_of(at), line_of(at + end)))
    };
    masked.match_indices("#[cfg(test)]").filter_map(|(at, _)| region(at)).collect()
}

/// Blanks comments, strings and character literals.
fn mask(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let previous = out.chars().next_back();
        let length = literal_length(rest, previous);
        let (part, after) = rest.split_at(length.unwrap_or(first.len_utf8()));
        if length.is_some() {
            out.extend(part.chars().map(|c| if c == '\n' { '\n' } else { ' ' }));
        } else {
            out.push(first);
        }
        rest = after;
    }
    out
}

/// Bytes of the comment or literal that `text` begins with.
fn literal_length(text: &str, previous: Option<char>) -> Option<usize> {
    if text.starts_with("//") {
        return Some(text.find('\n').unwrap_or(text.len()));
    }
    if text.starts_with("/*") {
        return Some(block_comment(text));
    }
    if text.starts_with('"') {
        return Some(quoted(text, '"'));
    }
    let in_word = previous.is_some_and(|c| c.is_alphanumeric() || c == '_');
    if !in_word && (text.starts_with('r') || text.starts_with("br")) {
        return raw_string(text);
    }
    if text.starts_with('\'') {
        let mut inner = text.chars().skip(1);
        let escaped = inner.next()? == '\\';
        // 'a' is a character, 'a without a second quote is a lifetime.
        return (escaped || inner.next() == Some('\'')).then(|| quoted(text, '\''));
    }
    None
}

fn block_comment(text: &str) -> usize {
    let mut depth = 0_usize;
    let mut at = 0;
    while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
        if rest.starts_with("/*") {
            depth += 1;
            at += 2;
        } else if rest.starts_with("*/") {
            depth -= 1;
            at += 2;
            if depth == 0 {
                return at;
            }
        } else {
            at += rest.chars().next().map_or(1, char::len_utf8);
        }
    }
    text.len()
}

fn quoted(text: &str, quote: char) -> usize {
    let mut escaped = false;
    for (at, c) in text.char_indices().skip(1) {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            _ if c == quote => return at + 1,
            _ => {}
        }
    }
    text.len()
}

/// `r"…"`, `r#"…"#`, `br#"…"#`; `None` for an identifier that merely begins so.
fn raw_string(text: &str) -> Option<usize> {
    let after = text.trim_start_matches('b').strip_prefix('r')?;
    let hashes = after.len() - after.trim_start_matches('#').len();
    let inner = after.get(hashes..)?.strip_prefix('"')?;
    let end = format!("\"{}", "#".repeat(hashes));
    let start = text.len() - inner.len();
    Some(inner.find(&end).map_or(text.len(), |at| start + at + end.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_and_literals_are_blank_and_lines_stay() {
        let source = "let a = \"{ \\\" fn x\"; // fn y {\nlet b = r#\"}\"{\"#; /* { /* } */ { */ let c = '{';\nlet d: &'a str;";
        let masked = mask(source);
        assert_eq!(masked.len(), source.len());
        assert!(!masked.contains(['{', '}']));
        assert!(masked.lines().nth(1).unwrap().contains("let c ="));
        assert!(masked.lines().nth(2).unwrap().contains("&'a str"));
    }

    #[test]
    fn functions_are_counted_by_their_lines_of_code() {
        let source = "pub async fn long(a: [u8; 2])\nwhere\n    T: X,\n{\n    one();\n\n    // two\n    three { }\n}\n\
            trait T { fn none(&self); }\nfn short() {}\nlet f: fn (u8) = g;\n";
        let found = Code::read(source);
        let functions = found.functions();
        let seen: Vec<_> = functions.iter().map(|f| (f.name, f.line, f.lines, f.is_async)).collect();
        assert_eq!(seen, [("long", 1, 2, true), ("short", 11, 0, false)]);
    }

    #[test]
    fn the_tests_of_a_file_are_known() {
        let code = Code::read("fn a() {}\n\n#[cfg(test)]\nmod tests {\n    fn b() {}\n}\nfn c() {}\n");
        assert_eq!(code.length_before_tests(), 2);
        assert!(code.is_test(5) && !code.is_test(1) && !code.is_test(7));
    }
}
