//! Reads which paths a Rust file names: in `use` declarations and in code, without comments, strings and test modules.

use std::collections::{BTreeMap, BTreeSet};

/// What one file says of the others.
#[derive(Debug, Default)]
pub(crate) struct Names {
    /// Paths that the file names, from the crate's root (`price::meter::Per`), each with its line.
    pub paths: Vec<(usize, Vec<String>)>,
    /// Lines of `pub use`, with the path that is exported again.
    pub exported: Vec<(usize, Vec<String>)>,
    /// Names that `use` brings in, which others are to import from where they are defined.
    pub brought: BTreeSet<String>,
    /// Modules that exist in tests only, so that their files are not read.
    pub tests: Vec<String>,
}

/// Reads the text of the module `module` (`["price", "meter"]`; empty for `lib.rs`).
pub(crate) fn names(module: &[String], text: &str) -> Names {
    let tokens = tokens(&plain(text));
    let mut names = Names::default();
    let tokens = without_tests(&tokens, &mut names.tests);
    let (uses, rest) = uses(&tokens);
    // What a first segment stands for: a name that was imported, or a child module.
    let mut local: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for pair in rest.windows(3) {
        if pair[0].1 == "mod" && pair[2].1 == ";" {
            local.insert(pair[1].1.clone(), [module, std::slice::from_ref(&pair[1].1)].concat());
        }
    }
    names.brought.extend(uses.iter().filter_map(|declared| declared.name.clone()));
    for declared in &uses {
        let Some(path) = absolute(module, &declared.path, &local) else { continue };
        if let Some(name) = &declared.name {
            local.insert(name.clone(), path.clone());
        }
        if declared.public { &mut names.exported } else { &mut names.paths }.push((declared.line, path));
    }
    for (line, path) in inline(&rest) {
        // A name alone was counted where it was imported.
        if path.len() > 1 {
            names.paths.extend(absolute(module, &path, &local).map(|path| (line, path)));
        }
    }
    names
}

/// A path from the crate's root; none for one that leads out of the crate.
fn absolute(
    module: &[String],
    path: &[String],
    local: &BTreeMap<String, Vec<String>>,
) -> Option<Vec<String>> {
    let (first, rest) = path.split_first()?;
    match first.as_str() {
        "crate" => Some(rest.to_vec()),
        "self" => Some([module, rest].concat()),
        "super" => {
            let up = path.iter().take_while(|segment| *segment == "super").count();
            Some([&module[..module.len().checked_sub(up)?], &path[up..]].concat())
        }
        name => Some([local.get(name)?.as_slice(), rest].concat()),
    }
}

type Token = (usize, String);

/// The text with spaces for comments, strings and character literals; lines keep their numbers.
fn plain(text: &str) -> String {
    let chars: Vec<char> = text.chars().collect();
    let at = |index: usize| chars.get(index).copied().unwrap_or('\0');
    let (mut out, mut index) = (String::with_capacity(text.len()), 0);
    while index < chars.len() {
        let end = match at(index) {
            '/' if at(index + 1) == '/' => {
                (index..chars.len()).find(|end| at(*end) == '\n').unwrap_or(chars.len())
            }
            '/' if at(index + 1) == '*' => block_comment(&chars, index),
            '"' => string(&chars, index),
            // `r"…"`, `r#"…"#`, and so for bytes; not `r#type`, and not the end of a name.
            'r' if !word(at(index.wrapping_sub(1))) || at(index.wrapping_sub(1)) == 'b' => {
                let hashes = chars[index + 1..].iter().take_while(|char| **char == '#').count();
                if at(index + 1 + hashes) == '"' { raw(&chars, index + 1 + hashes, hashes) } else { index }
            }
            // A lifetime has no second quote.
            '\'' if at(index + 1) == '\\' => {
                (index + 3..chars.len()).find(|end| at(*end) == '\'').map_or(chars.len(), |end| end + 1)
            }
            '\'' if at(index + 2) == '\'' => index + 3,
            _ => index,
        };
        if end == index {
            out.push(at(index));
            index += 1;
        } else {
            out.extend(chars[index..end].iter().map(|char| if *char == '\n' { '\n' } else { ' ' }));
            index = end;
        }
    }
    out
}

fn word(char: char) -> bool {
    char.is_alphanumeric() || char == '_'
}

fn block_comment(chars: &[char], start: usize) -> usize {
    let (mut depth, mut index) = (0, start);
    while index < chars.len() {
        let pair = (chars[index], chars.get(index + 1).copied());
        match pair {
            ('/', Some('*')) => depth += 1,
            ('*', Some('/')) => depth -= 1,
            _ => {
                index += 1;
                continue;
            }
        }
        index += 2;
        if depth == 0 {
            return index;
        }
    }
    chars.len()
}

fn string(chars: &[char], start: usize) -> usize {
    let mut index = start + 1;
    while index < chars.len() && chars[index] != '"' {
        index += if chars[index] == '\\' { 2 } else { 1 };
    }
    (index + 1).min(chars.len())
}

fn raw(chars: &[char], quote: usize, hashes: usize) -> usize {
    (quote + 1..chars.len())
        .find(|end| {
            chars[*end] == '"'
                && chars[end + 1..].iter().take(hashes).filter(|char| **char == '#').count() == hashes
        })
        .map_or(chars.len(), |end| end + 1 + hashes)
}

/// Words, `::`, and every other character by itself.
fn tokens(text: &str) -> Vec<Token> {
    let mut tokens: Vec<Token> = Vec::new();
    for (line, text) in text.lines().enumerate() {
        let mut rest = text;
        while let Some(first) = rest.chars().next() {
            let length = match first {
                _ if word(first) => rest.find(|char| !word(char)).unwrap_or(rest.len()),
                ':' if rest.starts_with("::") => 2,
                _ => first.len_utf8(),
            };
            if !first.is_whitespace() {
                tokens.push((line + 1, rest[..length].to_owned()));
            }
            rest = &rest[length..];
        }
    }
    tokens
}

/// Without the items that `#[cfg(test)]` stands before; their modules in files of their own go to `tests`.
fn without_tests(tokens: &[Token], tests: &mut Vec<String>) -> Vec<Token> {
    let mut kept = Vec::new();
    let mut index = 0;
    let test = ["#", "[", "cfg", "(", "test", ")", "]"];
    while index < tokens.len() {
        if !tokens[index..].iter().map(|token| token.1.as_str()).take(test.len()).eq(test) {
            kept.push(tokens[index].clone());
            index += 1;
            continue;
        }
        let mut depth = 0;
        let start = index + test.len();
        index = start;
        while index < tokens.len() {
            match tokens[index].1.as_str() {
                "{" | "(" | "[" => depth += 1,
                "}" | ")" | "]" => depth -= 1,
                _ => {}
            }
            index += 1;
            if depth == 0 && matches!(tokens[index - 1].1.as_str(), "}" | ";") {
                break;
            }
        }
        if let [keyword, name, end] = &tokens[start..index]
            && (keyword.1.as_str(), end.1.as_str()) == ("mod", ";")
        {
            tests.push(name.1.clone());
        }
    }
    kept
}

/// One name that a `use` brings in.
struct Use {
    line: usize,
    path: Vec<String>,
    /// The name that stands for the path from now on; none for `*` and `_`.
    name: Option<String>,
    public: bool,
}

/// The names of all `use` declarations, and the tokens without them.
fn uses(tokens: &[Token]) -> (Vec<Use>, Vec<Token>) {
    let (mut found, mut rest, mut index) = (Vec::new(), Vec::new(), 0);
    while index < tokens.len() {
        match tokens[index].1.as_str() {
            "use" => {
                let public =
                    matches!(index.checked_sub(1).map(|before| tokens[before].1.as_str()), Some("pub" | ")"));
                index += 1;
                tree(tokens, &mut index, &[], public, &mut found);
            }
            // The path in `pub(in path)` is no import.
            "pub" if is_place(&tokens[index + 1..]) => {
                index += tokens[index..].iter().take_while(|token| token.1 != ")").count();
            }
            _ => {
                rest.push(tokens[index].clone());
                index += 1;
            }
        }
    }
    (found, rest)
}

/// Whether what follows `pub` says where it is visible: `(crate)`, `(in path)`; a tuple is a type.
fn is_place(tokens: &[Token]) -> bool {
    let [open, first, next, ..] = tokens else { return false };
    open.1 == "("
        && (first.1 == "in" || matches!(first.1.as_str(), "crate" | "super" | "self") && next.1 == ")")
}

/// One branch of a use tree, up to the `,`, `}` or `;` behind it.
fn tree(tokens: &[Token], index: &mut usize, before: &[String], public: bool, found: &mut Vec<Use>) {
    let mut path = before.to_vec();
    let mut name = None;
    let mut line = 0;
    while let Some((here, token)) = tokens.get(*index) {
        line = if line == 0 { *here } else { line };
        match token.as_str() {
            "{" => {
                while tokens.get(*index).is_some_and(|token| token.1 != "}") {
                    *index += 1;
                    tree(tokens, index, &path, public, found);
                }
                *index += 1;
                return;
            }
            "," | "}" | ";" => break,
            "as" => {
                *index += 1;
                name = tokens.get(*index).map(|token| token.1.clone());
            }
            "::" | "*" => {}
            "self" if !path.is_empty() => {}
            _ => path.push(token.clone()),
        }
        *index += 1;
    }
    let star = tokens.get(index.wrapping_sub(1)).is_some_and(|token| token.1 == "*");
    if path.len() > before.len()
        || tokens.get(index.wrapping_sub(1)).is_some_and(|token| token.1 == "self")
        || star
    {
        let name = name.or_else(|| path.last().cloned()).filter(|name| name != "_" && !star);
        found.push(Use { line, path, name, public });
    }
}

/// Paths in code: words joined by `::`.
fn inline(tokens: &[Token]) -> Vec<(usize, Vec<String>)> {
    let mut paths = Vec::new();
    let mut index = 0;
    while index < tokens.len() {
        let starts = tokens[index].1.starts_with(word)
            && index.checked_sub(1).is_none_or(|before| tokens[before].1 != "::");
        let mut path = vec![tokens[index].1.clone()];
        let line = tokens[index].0;
        index += 1;
        if !starts {
            continue;
        }
        while let [colons, next, ..] = &tokens[index..]
            && colons.1 == "::"
            && next.1.starts_with(word)
        {
            path.push(next.1.clone());
            index += 2;
        }
        paths.push((line, path));
    }
    paths
}

#[cfg(test)]
mod tests {
    use super::names;

    /// The paths of a text in `src/price/own.rs`, as `line path`.
    fn read(text: &str) -> Vec<String> {
        let module = ["price".to_owned(), "own".to_owned()];
        names(&module, text).paths.iter().map(|(line, path)| format!("{line} {}", path.join("::"))).collect()
    }

    #[test]
    fn a_use_tree_is_read_with_its_braces_and_other_names() {
        let text = "use crate::{bill::{self, Item as Thing, meter::Per}, money::*};\nuse std::fmt;\nuse crate::load as _;\n";
        assert_eq!(read(text), ["1 bill", "1 bill::Item", "1 bill::meter::Per", "1 money", "3 load"]);
    }

    #[test]
    fn a_path_from_the_module_itself_and_from_the_one_above_is_followed() {
        let text = "mod child;\nuse self::child::Row;\nuse super::meter;\nuse super::super::plan::Plan;\nuse child::Cell;\n";
        assert_eq!(
            read(text),
            ["2 price::own::child::Row", "3 price::meter", "4 plan::Plan", "5 price::own::child::Cell"]
        );
    }

    #[test]
    fn a_path_in_code_is_followed_through_the_name_that_was_imported() {
        let text = "use crate::cloud::aws as here;\nmod child;\nfn f() -> here::network::Net {\n    child::g(crate::plan::h::<u8>(), other::i())\n}\n";
        assert_eq!(
            read(text),
            ["1 cloud::aws", "3 cloud::aws::network::Net", "4 price::own::child::g", "4 plan::h"]
        );
    }

    #[test]
    fn comments_strings_and_characters_name_nothing() {
        let text = "// use crate::a;\n/* crate::b /* crate::c */ crate::d */\n/// See [`crate::e`].\nconst A: &str = \"\\\"crate::f\";\nconst B: &str = r#\"crate::g\" crate::h\"#;\nconst C: [char; 3] = ['\"', '\\'', '\\u{22}'];\nfn f<'a>(x: &'a str) { crate::i(x) }\n";
        assert_eq!(read(text), ["7 i"]);
    }

    #[test]
    fn tests_and_the_places_of_visibility_name_nothing() {
        let text = "pub(in crate::price) fn f() {}\npub(super) struct S(pub (crate::a::T, u8));\n#[cfg(test)]\nmod tests {\n    use crate::b;\n}\n#[cfg(test)]\n#[allow(dead_code)]\nfn g(x: [u8; 2]) { crate::c() }\n#[cfg(test)]\nmod scan_tests;\nfn h() { crate::d() }\n";
        assert_eq!(read(text), ["2 a::T", "12 d"]);
        assert_eq!(names(&[], text).tests, ["scan_tests"]);
    }

    #[test]
    fn a_name_that_is_exported_again_is_told_apart() {
        let read = names(
            &["price".to_owned()],
            "pub use std::fmt;\npub(crate) use own::Own;\nmod own;\nuse crate::money::Money;\n",
        );
        assert_eq!(read.exported, [(2, ["price", "own", "Own"].map(String::from).to_vec())]);
        assert_eq!(read.paths.len(), 1);
    }
}
