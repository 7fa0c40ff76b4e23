//! Cutting: always within the limit, and with everything closed that was open.

use proptest::collection::vec;
use proptest::prelude::*;
use scaleprof::comment::fit::{LEAST, fit};

/// The end of every text that is cut.
const NOTICE: &str = " did not fit into this comment. All of it: `scaleprof diff FROM TO`.*\n";

/// The part that was kept and closed, without the last line.
fn kept(text: &str) -> &str {
    let text = text.strip_suffix(NOTICE).expect(text);
    &text[..=text.rfind("\n\n*").expect(text)]
}

#[test]
fn a_text_that_fits_is_left_alone() {
    assert_eq!(fit("a\r\nb", 4), "a\r\nb");
    assert_eq!(fit("ääää", 4), "ääää");
}

#[test]
fn says_how_much_is_left_out() {
    let text: String = (0..2000).map(|line| format!("line {line:04}\n")).collect();
    let cut = fit(&text, 500);
    assert!(
        cut.ends_with(
            "line 0040\n\n*1,959 more lines did not fit into this comment. \
         All of it: `scaleprof diff FROM TO`.*\n"
        ),
        "{cut}"
    );
}

#[test]
fn closes_what_is_open() {
    let cases = [
        ("~~~~hcl\n~~~\n", "~~~~\n"),
        ("- item\n\n  ```\n  code\n", "  ```\n"),
        ("<details open>\n<summary>all</summary>\n\n", "\n</details>\n"),
        ("<details>\n\n```diff\n<details>\n", "```\n\n</details>\n"),
        ("`<details>` is `` a ` <summary> ``\n", ""),
        ("<table>\n<thead>\n<tr><th>a<th>b</tr>\n<tbody>\n", "\n</tbody>\n</table>\n"),
        ("<pre>\n```\n", "</pre>\n"),
        ("<!-- hidden\n```\n", "-->\n"),
        ("<div>\n```\n\ntext\n", ""),
        ("<details>\n<details>\n</details>\n", "\n</details>\n"),
        ("```not `code`\n", ""),
        ("    ```\n", ""),
        ("<https://acme.dev/>\n```\n", "```\n"),
    ];
    for (open, closing) in cases {
        let text = format!("{open}{}\n", "x".repeat(1000));
        let cut = fit(&text, 400);
        assert_eq!(kept(&cut), format!("{open}{closing}"), "{cut}");
    }
}

#[test]
fn cuts_a_table_between_rows_only() {
    let head = "# Head\n\n| a | b |\n|---|--:|\n";
    let rows: String = (0..100).map(|row| format!("| {row} | {} |\n", "y".repeat(20))).collect();
    let text = format!("{head}{rows}");
    for limit in LEAST..600 {
        let cut = fit(&text, limit);
        let kept = kept(&cut);
        assert!(text.starts_with(kept) && kept.ends_with("|\n"), "{limit}: {cut}");
        assert!(kept.contains("|--:|"), "{limit}: {cut}");
    }
    // A head without its line below would be shown as text.
    let text = format!("{}\n\n| a | b |\n|{}|\n", "x".repeat(60), "-".repeat(1000));
    assert_eq!(kept(&fit(&text, LEAST)), format!("{}\n\n", "x".repeat(60)));
    // A row of HTML is never cut.
    let cells = "<td>1</td>\n".repeat(100);
    let text = format!("# Head\n\n<table>\n<tr>\n<td>first</td>\n</tr>\n<tr>\n{cells}</tr>\n</table>\n");
    let expected = "# Head\n\n<table>\n<tr>\n<td>first</td>\n</tr>\n\n</table>\n";
    assert_eq!(kept(&fit(&text, 500)), expected);
}

#[test]
fn keeps_the_start_of_a_first_line_that_is_too_long() {
    let text = format!("<!-- scaleprof:prod -->\n## Launch: {}\nmore\n", "ä".repeat(1000));
    let cut = fit(&text, 300);
    assert!(cut.starts_with("<!-- scaleprof:prod -->\n## Launch: ää"), "{cut}");
    assert!(cut.contains("ä…\n\n*2 more lines did not fit"), "{cut}");
    assert!((290..=300).contains(&cut.chars().count()));
}

/// Well-formed Markdown; fences are longer than any inside them.
fn block() -> impl Strategy<Value = String> {
    let leaf = prop_oneof![
        "[a-zäöü😀 *_&]{0,60}\n\n",
        ("[`~]", vec("[ -_a-z|ä]{0,20}", 0..8)).prop_map(|(mark, lines)| {
            let lines: String = lines.iter().map(|line| format!("{line}\n")).collect();
            let fence = mark.repeat(6);
            format!("{fence}diff\n{lines}<details>\n{}\n{fence}\n\n", mark.repeat(3))
        }),
        vec("[a-z0-9ä]{1,9}", 1..9).prop_map(|rows| {
            let rows: String = rows.iter().map(|cell| format!("| {cell} | {cell} |\n")).collect();
            format!("| a | b |\n|---|---|\n{rows}\n")
        }),
        vec("[a-z0-9]{1,9}", 1..9).prop_map(|rows| {
            let rows: String =
                rows.iter().map(|cell| format!("<tr>\n<td>{cell}</td>\n<td>{cell}</td>\n</tr>\n")).collect();
            format!("<table>\n<tbody>\n{rows}</tbody>\n</table>\n\n")
        }),
    ];
    leaf.prop_recursive(4, 40, 6, |inner| {
        ("[a-zä ]{0,20}", vec(inner, 0..6)).prop_map(|(summary, blocks)| {
            format!("<details>\n<summary>{summary}</summary>\n\n{}</details>\n\n", blocks.concat())
        })
    })
}

/// Whether every fence and tag that is opened is closed, at the end and in order.
fn assert_closed(text: &str) {
    let (mut fence, mut open) = (None, Vec::new());
    for line in text.lines() {
        if let Some(mark) = fence {
            if line == mark {
                fence = None;
            }
            continue;
        }
        fence = ["``````", "~~~~~~"].into_iter().find(|mark| line.starts_with(mark));
        if fence.is_some() || line.starts_with('|') {
            continue;
        }
        for part in line.split('<').skip(1) {
            let name = part.split('>').next().unwrap();
            match name.strip_prefix('/') {
                Some(name) => assert_eq!(open.pop(), Some(name), "{text}"),
                None => open.push(name),
            }
        }
    }
    assert_eq!((fence, open), (None, vec![]), "{text}");
}

/// Lines that open, close or look as if they did.
const WILD: [&str; 34] = [
    "```",
    "~~~~",
    "   ```",
    "```a`b",
    "~~~ `",
    "<details>",
    "</details>",
    "<details",
    "<summary>x",
    "</summary>",
    "<table>",
    "</table>",
    "<tr>",
    "</tr>",
    "<td>",
    "</td>",
    "<th>",
    "<!--",
    "-->",
    "<!-- x -->",
    "<pre>",
    "</pre>",
    "> ```",
    "- ```",
    "| a |",
    "|---|",
    "",
    "",
    "`<details>`",
    "<a>",
    "    <details>",
    "text <!--",
    "\r",
    "``` ```",
];

/// Any text, most of it such lines.
fn wild() -> impl Strategy<Value = String> {
    let line = prop_oneof![
        9 => proptest::sample::select(&WILD[..]).prop_map(str::to_owned),
        1 => ".{0,40}",
    ];
    vec(line, 0..120).prop_map(|lines| lines.join("\n"))
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(400) })]

    #[test]
    fn everything_is_closed(blocks in vec(block(), 1..30), limit in LEAST..3000_usize) {
        let text = blocks.concat();
        let cut = fit(&text, limit);
        prop_assert!(cut.chars().count() <= limit);
        prop_assert!(cut == text || cut.ends_with(NOTICE), "{}", cut);
        assert_closed(&cut);
    }

    #[test]
    fn nothing_is_too_long(text in wild(), limit in 0..4000_usize) {
        let cut = fit(&text, limit);
        prop_assert!(cut.chars().count() <= limit);
        if limit >= LEAST {
            prop_assert!(cut == text || cut.ends_with(NOTICE), "{}", cut);
        }
    }

    #[test]
    fn a_little_more_room_never_shows_less(text in wild(), limit in LEAST..2000_usize) {
        let lines = |limit| fit(&text, limit).strip_suffix(NOTICE).map_or(0, |cut| {
            let digits = &cut[cut.rfind('*').unwrap() + 1..];
            let number: String = digits.chars().filter(char::is_ascii_digit).collect();
            number.parse::<usize>().unwrap()
        });
        prop_assert!(lines(limit + 1) <= lines(limit));
    }
}
