//! Numbers and factors as people write them, where the language does not take them so.

use rust_decimal::Decimal;

/// A number as people write it: `1,000`, `1_000`, `1 000`, `2,5`, `10k`, `3M`. `None` for anything else.
#[must_use]
pub(crate) fn plain(text: &str) -> Option<Decimal> {
    let text = text.trim();
    let (text, worth) = match text.char_indices().next_back()? {
        (end, 'k' | 'K') => (&text[..end], 1_000),
        (end, 'M') => (&text[..end], 1_000_000),
        _ => (text, 1),
    };
    let groups: Vec<&str> = text.split([',', '_', ' ', '\'']).collect();
    let digits = |group: &&str| !group.is_empty() && group.bytes().all(|byte| byte.is_ascii_digit());
    let thousands = groups.len() > 1
        && groups.iter().all(digits)
        && groups[0].len() <= 3
        && groups[1..].iter().all(|group| group.len() == 3);
    let number = if thousands { groups.concat() } else { text.replacen(',', ".", 1) };
    let written = number.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    let number: Decimal = number.parse().ok().filter(|_| written)?;
    Some(number.checked_mul(Decimal::from(worth))?.normalize())
}

/// The factor or step that was meant by a text that is none: `10x`, `*10`, `+100%`, `x-25`, with what to say of it.
#[must_use]
pub(crate) fn relative(text: &str) -> Option<String> {
    let text = text.trim().replace(['\u{2212}', '\u{2013}'], "-");
    if let Some(percent) = text.strip_suffix('%') {
        let hundred = Decimal::ONE_HUNDRED;
        let (percent, of) = match (percent.strip_prefix('+'), percent.strip_prefix('-')) {
            (Some(more), _) => (hundred.checked_add(plain(more)?)?, format!("{more} % more than")),
            (_, Some(less)) => (hundred.checked_sub(plain(less)?)?, format!("{less} % less than")),
            _ => (plain(percent)?, format!("{percent} % of")),
        };
        let factor = percent.checked_div(hundred)?.normalize();
        return (factor > Decimal::ZERO)
            .then(|| format!("write `x{factor}`: {of} what the base profile has"));
    }
    let turned = text.strip_suffix(['x', 'X', '\u{d7}', '*']).filter(|_| !text.starts_with(['x', 'X']));
    let turned = turned.or_else(|| text.strip_suffix(" times"));
    let negative = text.strip_prefix("-x");
    let factor = negative.or(turned).or_else(|| text.strip_prefix(['x', 'X', '\u{d7}', '*']));
    if let Some(factor) = factor {
        let below = factor.trim().strip_prefix('-').or(negative);
        let number = plain(below.unwrap_or(factor)).filter(|number| *number > Decimal::ZERO)?;
        return Some(if below.is_some() {
            format!("write `x{number}` to multiply; a factor such as `x0.5` makes it smaller")
        } else {
            format!("a factor is written `x{number}`")
        });
    }
    if let Some(below) = text.strip_prefix('-') {
        return plain(below)
            .map(|_| "no step goes down: write the value itself, or a factor such as `x0.5`".to_owned());
    }
    let step = text.strip_prefix('+')?;
    plain(step).map(|step| format!("a step is written `+{}`", step.ceil()))
}

#[cfg(test)]
mod tests {
    use super::{plain, relative};

    #[test]
    fn numbers_as_people_write_them() {
        for (text, number) in [
            ("1,000", "1000"),
            ("1_000_000", "1000000"),
            ("12 500", "12500"),
            ("2,5", "2.5"),
            ("10k", "10000"),
            ("1.5M", "1500000"),
            ("07", "7"),
        ] {
            assert_eq!(plain(text).map(|own| own.to_string()).as_deref(), Some(number), "{text}");
        }
        for text in ["", "k", "1,2,3", "1.000.000", "ten", "-1", "1e5", "1,00,000", "\u{663}"] {
            assert_eq!(plain(text), None, "{text}");
        }
    }

    #[test]
    fn factors_as_people_write_them() {
        for (text, factor) in [
            ("10x", "`x10`"),
            ("X10", "`x10`"),
            ("x 10", "`x10`"),
            ("\u{d7}3", "`x3`"),
            ("10 times", "`x10`"),
            ("x2,5", "`x2.5`"),
            ("x-25", "`x25`"),
            ("-x25", "`x25`"),
            ("+100%", "`x2`"),
            ("-20%", "`x0.8`"),
            ("250%", "`x2.5`"),
            ("+2.5", "`+3`"),
            ("-1", "`x0.5`"),
        ] {
            let help = relative(text).unwrap_or_default();
            assert!(help.contains(factor), "{text}: {help}");
        }
        for text in ["", "x", "%", "-100%", "-200%", "+", "many", "x0", "-"] {
            assert_eq!(relative(text), None, "{text}");
        }
    }
}
