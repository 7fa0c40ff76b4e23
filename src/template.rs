//! Texts that people read, from minijinja templates: the embedded ones, or the user's own of the same
//! name. Every value is escaped for what the text is: for HTML in `*.html`, else for Markdown, so that a
//! name in a profile cannot mention people, break a table or become HTML.

pub(crate) mod bounded;
pub mod error;
pub mod markdown;
pub mod place;

use std::collections::{BTreeMap, BTreeSet};

use minijinja::syntax::SyntaxConfig;
use minijinja::value::{Serde, Value, ValueKind};
use minijinja::{AutoEscape, Environment, ErrorKind, Output, State, UndefinedBehavior, escape_formatter};
use rust_decimal::Decimal;
use serde::Serialize;

use crate::money;
use crate::shell::lines::lines;
use crate::shell::word;
use crate::shown::visible;
use crate::template::error::{TemplateError, failure};
use crate::template::markdown::code;

/// The embedded templates by name.
pub const EMBEDDED: &[(&str, &str)] = &[
    ("diff.html", include_str!("../templates/diff.html.j2")),
    ("diff.md", include_str!("../templates/diff.md.j2")),
    ("external-request.md", include_str!("../templates/external-request.md.j2")),
    ("quota-request.md", include_str!("../templates/quota-request.md.j2")),
    ("runbook.md", include_str!("../templates/runbook.md.j2")),
];

/// The templates of a project.
#[derive(Debug)]
pub struct Templates {
    environment: Environment<'static>,
    /// Those that are the user's own.
    own: BTreeSet<String>,
}

impl Templates {
    /// The embedded templates, each replaced by the text of the same name in `own`.
    ///
    /// # Errors
    /// When one of `own` does not parse.
    pub fn new(own: &BTreeMap<String, String>) -> Result<Self, TemplateError> {
        let mut environment = Environment::new();
        environment.set_undefined_behavior(UndefinedBehavior::Strict);
        let mut syntax = SyntaxConfig::builder();
        syntax.trim_blocks(true).lstrip_blocks(true).keep_trailing_newline(true);
        environment.set_syntax(syntax.build().map_err(|error| TemplateError(error.to_string()))?);
        environment.set_auto_escape_callback(|name| match name.rsplit_once('.') {
            Some((_, "html")) => AutoEscape::Html,
            _ => AutoEscape::Custom("markdown".into()),
        });
        environment.set_formatter(format_escaped);
        environment.add_filter("figure", |value: &Value| decimal(value, money::figure));
        environment.add_filter("dollars", |value: &Value| decimal(value, money::dollars));
        environment.add_global("header", crate::artifact::HEADER);
        environment.add_filter("sh", |text: &str| word(text).into_owned());
        environment.add_filter("lines", |command: &str| lines(command));
        environment.add_filter("code", |text: &str| Value::from_safe_string(code(text)));
        // What a value is as JSON is a value like any other: it is escaped for where it stands.
        environment.add_filter("tojson", |value: &Value| {
            serde_json::to_string(value)
                .map_err(|error| minijinja::Error::new(ErrorKind::BadSerialization, error.to_string()))
        });
        // An embedded one is compiled when it is first asked for: most commands render one of them, or none.
        environment.set_loader(|name| {
            let embedded = EMBEDDED.iter().find(|(own, _)| *own == name);
            Ok(embedded.map(|(_, text)| *text))
        });
        if own.is_empty() {
            return Ok(Self { environment, own: BTreeSet::new() });
        }
        let texts = own.clone();
        let parsed = bounded::deep(move || parse_own(environment, texts));
        let no_room = || TemplateError("there is no thread to read the project's templates on".to_owned());
        Ok(Self { environment: parsed.ok_or_else(no_room)??, own: own.keys().cloned().collect() })
    }

    /// Compiles the embedded templates of these names that are in use, so that rendering them does not wait for it.
    pub(crate) fn prepare(&self, names: &[&str]) {
        for name in names.iter().filter(|name| !self.own.contains(**name)) {
            // What is wrong with a template is said by the one who renders it.
            let _ = self.environment.get_template(name);
        }
    }

    /// Renders a template.
    ///
    /// # Errors
    /// When it asks for something that it is not given, or is not known.
    pub fn render(&self, name: &str, context: &impl Serialize) -> Result<String, TemplateError> {
        let text = if self.own.contains(name) {
            let given = serde_json::to_vec(context).map_or(0, |json| json.len() as u64);
            bounded::render(&self.environment, name, Value::from(Serde(context)), given)
        } else {
            let template = self.environment.get_template(name);
            template
                .and_then(|template| template.render(Serde(context)))
                .map_err(|error| failure(name, &error))
        };
        let text = text?;
        let is_html = matches!(name.rsplit_once('.'), Some((_, "html")));
        Ok(if is_html { text } else { place::place(&text) })
    }
}

/// Adds the project's own templates.
fn parse_own(
    mut environment: Environment<'static>,
    texts: BTreeMap<String, String>,
) -> Result<Environment<'static>, TemplateError> {
    for (name, text) in texts {
        if text.len() > bounded::LARGEST {
            let most = bounded::LARGEST >> 10;
            return Err(TemplateError(format!("templates/{name}.j2: a template has at most {most} KiB")));
        }
        environment.add_template_owned(name.clone(), text).map_err(|error| failure(&name, &error))?;
    }
    Ok(environment)
}

/// A number, or a decimal as a text, as `say` writes it; anything else stays as it is.
fn decimal(value: &Value, say: fn(Decimal) -> String) -> Value {
    value.to_string().parse().map_or_else(|_| value.clone(), |decimal| say(decimal).into())
}

fn format_escaped(
    out: &mut Output<'_>,
    state: &mut State<'_, '_>,
    value: &Value,
) -> Result<(), minijinja::Error> {
    let html = matches!(state.auto_escape(), AutoEscape::Html);
    let written = match (value.kind(), value.as_str()) {
        (ValueKind::Undefined, _) => {
            return Err(minijinja::Error::from(ErrorKind::UndefinedError));
        }
        (ValueKind::None, _) => write!(out, "unknown"),
        (ValueKind::Bool, _) => write!(out, "{}", if value.is_true() { "yes" } else { "no" }),
        (ValueKind::String, Some(text)) if html && !value.is_safe() => {
            return escape_formatter(out, state, &Value::from(visible(text)));
        }
        (ValueKind::Number, _) => write!(out, "{value}"),
        (ValueKind::String, Some(_)) if html => return escape_formatter(out, state, value),
        _ if html => return escape_formatter(out, state, &Value::from(bounded::text(value)?)),
        (ValueKind::String, Some(text)) => place::mark(out, text, value.is_safe()),
        _ => place::mark(out, &bounded::text(value)?, false),
    };
    written.map_err(|_| minijinja::Error::from(ErrorKind::WriteFailure))
}
