//! Sizes as a profile writes them.

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive as _;

use crate::cloud::existing::shown::Shown;
use crate::cloud::existing::sort::Sort;

/// The value of a field of the language that stands for a size; nothing where the language has no way to write it.
#[must_use]
pub(super) fn written(shown: &Shown, sort: Sort) -> Option<String> {
    match (shown, sort) {
        (Shown::Name(name), Sort::Machine) => Some(name.clone()),
        (Shown::Flag(on), Sort::Flag) => Some(on.to_string()),
        (Shown::Number(number), _) => of_number(*number, sort),
        _ => None,
    }
}

fn of_number(number: Decimal, sort: Sort) -> Option<String> {
    let whole = || number.normalize().is_integer().then(|| number.to_u64()).flatten();
    Some(match sort {
        Sort::Count | Sort::Iops | Sort::Throughput | Sort::Target => whole()?.to_string(),
        Sort::Members => whole()?.checked_sub(1)?.to_string(),
        Sort::Gib => format!("{}GiB", whole()?),
        Sort::Mib => match whole()? {
            mib if mib > 0 && mib % 1024 == 0 => format!("{}GiB", mib / 1024),
            mib => format!("{mib}MiB"),
        },
        Sort::CpuUnits => (number / Decimal::from(1024)).normalize().to_string(),
        Sort::Vcpus | Sort::Units => number.normalize().to_string(),
        Sort::Machine | Sort::Step | Sort::Flag => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::{Decimal, Shown, Sort, written};

    #[test]
    fn a_size_is_written_as_the_language_has_it() {
        let number = |text: &str, sort| written(&Shown::Number(text.parse::<Decimal>().unwrap()), sort);
        assert_eq!(number("100", Sort::Gib).as_deref(), Some("100GiB"));
        assert_eq!(number("2048", Sort::Mib).as_deref(), Some("2GiB"));
        assert_eq!(number("512", Sort::Mib).as_deref(), Some("512MiB"));
        assert_eq!(number("256", Sort::CpuUnits).as_deref(), Some("0.25"));
        assert_eq!(number("3", Sort::Members).as_deref(), Some("2"));
        assert_eq!(number("60.0", Sort::Target).as_deref(), Some("60"));
        assert_eq!(number("60.5", Sort::Target), None);
        assert_eq!(number("-1", Sort::Count), None);
        assert_eq!(number("0", Sort::Members), None);
        let names = Shown::Names(vec!["m6g.large".to_owned(), "m6g.xlarge".to_owned()]);
        assert_eq!(written(&names, Sort::Machine), None);
    }
}
