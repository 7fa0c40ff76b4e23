//! The forms that commands write their results in.

use clap::ValueEnum;

/// When messages are colored.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Color {
    /// On a terminal, unless `NO_COLOR` is set
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

/// How a table is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum TableFormat {
    /// For people
    Text,
    /// For programs
    Json,
    /// For pages and comments
    Markdown,
}

/// How a diff is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum DiffFormat {
    /// For a terminal
    Text,
    /// For a pull request
    Markdown,
    /// For programs; schema: scaleprof schema diff
    Json,
    /// One page without a network, for those who decide
    Html,
    /// Infracost's JSON of version 0.2, for what reads that already
    InfracostJson,
}

/// How a review is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ReviewFormat {
    /// For a terminal
    Text,
    /// For a pull request
    Markdown,
    /// For programs; schema: scaleprof schema review
    Json,
    /// SARIF 2.1.0, for code scanning
    Sarif,
}

/// How a status is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum StatusFormat {
    /// For people
    Text,
    /// For programs
    Json,
}

/// What has a schema.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum SchemaOf {
    /// profiles/*.yaml
    Profile,
    /// prices/own.yaml
    Prices,
    /// The JSON of `diff`
    Diff,
    /// The JSON of `review`
    Review,
    /// The JSON of `init --from DIR --format json`
    Survey,
    /// The JSON of `lookback`
    Lookback,
}
