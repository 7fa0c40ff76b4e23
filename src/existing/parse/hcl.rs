//! HCL, as `hcl_edit` parses it.

use std::ops::Range;
use std::sync::Arc;

use hcl_edit::Span as _;
use hcl_edit::expr::{BinaryOperator, Expression, ForExpr, ObjectKey, TraversalOperator, UnaryOperator};
use hcl_edit::structure::{BlockLabel, Structure};
use hcl_edit::template::{Directive, Element, Template};
use rust_decimal::Decimal;

use crate::source::{Place, SourceId, offset};

use super::fault::{Fault, FaultSort};
use super::number::decimal;
use super::{guard, repeated};
use crate::existing::syntax::{Attr, Block, Body, Expr, For, Kind, Operator, Step};

/// Parses a file.
pub(in crate::existing) fn body(text: &str, source: SourceId) -> Result<Body, Fault> {
    // Some editors begin a file with a mark of its encoding.
    let bare = text.strip_prefix('\u{feff}').unwrap_or(text);
    let shift = text.len() - bare.len();
    let shifted = |fault: Fault| Fault { at: fault.at + shift, ..fault };
    guard::check(bare, true).map_err(shifted)?;
    let body = repeated::body(bare).map_err(|error| shifted(fault(&error)))?;
    Ok(Lower { text: bare, source, shift: offset(shift), whole: None }.body(&body))
}

/// Parses a template that stands in a string of another syntax: from this byte on where the string has no escapes,
/// otherwise everything in it is at the place of the string.
pub(in crate::existing) fn expression(text: &str, string: Place, shift: Option<u32>) -> Result<Expr, Fault> {
    guard::check(text, true)?;
    let template = hcl_edit::parser::parse_template(text).map_err(|error| fault(&error))?;
    let whole = if shift.is_some() { None } else { Some(string) };
    let lower = Lower { text, source: string.source, shift: shift.unwrap_or_default(), whole };
    Ok(lower.template(&template, string))
}

fn fault(error: &hcl_edit::parser::Error) -> Fault {
    Fault { at: error.location().offset(), what: FaultSort::Syntax(error.message().to_owned()) }
}

/// Makes our own tree of theirs.
struct Lower<'a> {
    text: &'a str,
    source: SourceId,
    /// Where the text starts in its file, in bytes.
    shift: u32,
    /// The place of everything, where bytes of the text are not those of the file.
    whole: Option<Place>,
}

impl Lower<'_> {
    fn place(&self, span: Option<Range<usize>>) -> Place {
        let span = span.unwrap_or_default();
        let at = |at| offset(at).saturating_add(self.shift);
        self.whole.unwrap_or(Place { source: self.source, start: at(span.start), end: at(span.end) })
    }

    /// Whether a heredoc has a line that was another one in what was parsed.
    fn has_false_end(&self, span: Option<Range<usize>>) -> bool {
        span.and_then(|span| self.text.get(span)).is_some_and(repeated::has_false_end)
    }

    fn body(&self, body: &hcl_edit::structure::Body) -> Body {
        let mut made = Body::default();
        for structure in body {
            match structure {
                Structure::Attribute(attribute) => made.attributes.push(Attr::new(
                    attribute.key.as_str().into(),
                    self.place(attribute.key.span()),
                    self.expr(&attribute.value),
                )),
                Structure::Block(block) => made.blocks.push(self.block(block)),
            }
        }
        made
    }

    fn block(&self, block: &hcl_edit::structure::Block) -> Block {
        let start = block.ident.span();
        let end = block.labels.last().map_or_else(|| start.clone(), hcl_edit::Span::span);
        let header = start.unwrap_or_default().start..end.unwrap_or_default().end;
        Block {
            kind: block.ident.as_str().into(),
            labels: block.labels.iter().map(BlockLabel::as_str).map(Into::into).collect(),
            header: self.place(Some(header)),
            whole: self.place(block.span()),
            body: self.body(&block.body),
        }
    }

    fn expr(&self, expr: &Expression) -> Expr {
        let place = self.place(expr.span());
        let kind = match expr {
            Expression::Null(_) => Kind::Null,
            Expression::Bool(bool) => Kind::Bool(*bool.value()),
            Expression::Number(number) => self.number(number.span()),
            Expression::String(text) => Kind::Text(unescaped(text.as_str())),
            Expression::Array(list) => Kind::List(list.iter().map(|item| self.expr(item)).collect()),
            Expression::Object(object) => Kind::Object(
                object.iter().map(|(key, value)| (self.key(key), self.expr(value.expr()))).collect(),
            ),
            Expression::StringTemplate(template) => return self.template(template, place),
            // Terraform takes spaces away by indentation and by marks at once, line by line.
            Expression::HeredocTemplate(heredoc)
                if heredoc.indent().is_some() && heredoc.template.iter().any(is_trimmed) =>
            {
                Kind::Beyond("an indented text with directives")
            }
            Expression::HeredocTemplate(_) if self.has_false_end(expr.span()) => {
                Kind::Beyond("a text with a line that begins as its end does")
            }
            Expression::HeredocTemplate(heredoc) => return self.template(&heredoc.template, place),
            Expression::Parenthesis(inner) => return self.expr(inner.inner()),
            Expression::Variable(name) => Kind::Name(name.as_str().into()),
            Expression::Conditional(conditional) => Kind::Conditional(Box::new([
                self.expr(&conditional.cond_expr),
                self.expr(&conditional.true_expr),
                self.expr(&conditional.false_expr),
            ])),
            Expression::FuncCall(call) => {
                let mut name = String::new();
                for space in &call.name.namespace {
                    name.push_str(space.as_str());
                    name.push_str("::");
                }
                name.push_str(call.name.name.as_str());
                Kind::Call(
                    name.into(),
                    call.args.iter().map(|argument| self.expr(argument)).collect(),
                    call.args.expand_final(),
                )
            }
            Expression::Traversal(traversal) => Kind::Access(
                Box::new(self.expr(&traversal.expr)),
                traversal.operators.iter().map(|step| self.step(step.value())).collect(),
            ),
            Expression::UnaryOp(unary) => {
                let of = Box::new(self.expr(&unary.expr));
                match unary.operator.value() {
                    UnaryOperator::Neg => Kind::Negate(of),
                    UnaryOperator::Not => Kind::Not(of),
                }
            }
            Expression::BinaryOp(binary) => Kind::Binary(
                operator(*binary.operator.value()),
                Box::new([self.expr(&binary.lhs_expr), self.expr(&binary.rhs_expr)]),
            ),
            Expression::ForExpr(of) => Kind::For(Box::new(self.for_expr(of))),
        };
        Expr { place, kind }
    }

    /// The number at a place, exactly as written.
    fn number(&self, span: Option<Range<usize>>) -> Kind {
        let written = span.and_then(|span| self.text.get(span)).unwrap_or_default();
        let (sign, digits) =
            written.strip_prefix('-').map_or((false, written), |rest| (true, rest.trim_start()));
        match decimal(digits) {
            Some(number) => Kind::Number(if sign { -number } else { number }),
            None => Kind::Beyond("a number that is too large or too precise"),
        }
    }

    fn key(&self, key: &ObjectKey) -> Expr {
        match key {
            ObjectKey::Ident(name) => {
                let written = name.span().and_then(|span| self.text.get(span)).unwrap_or(name.as_str());
                Expr { place: self.place(name.span()), kind: Kind::Text(written.into()) }
            }
            ObjectKey::Expression(expr) => {
                let key = self.expr(expr);
                match expr.span().and_then(|span| repeated::quoted(self.text.get(span)?)) {
                    Some(written) => Expr { kind: Kind::Text(written.into()), ..key },
                    None => key,
                }
            }
        }
    }

    fn step(&self, step: &TraversalOperator) -> Step {
        match step {
            TraversalOperator::AttrSplat(_) | TraversalOperator::FullSplat(_) => Step::Splat,
            TraversalOperator::GetAttr(name) => Step::Attr(name.as_str().into()),
            TraversalOperator::Index(index) => Step::Index(self.expr(index)),
            TraversalOperator::LegacyIndex(index) => Step::Index(Expr {
                place: self.place(index.span()),
                kind: Kind::Number(Decimal::from(*index.value())),
            }),
        }
    }

    fn for_expr(&self, of: &ForExpr) -> For {
        For {
            key_name: of.intro.key_var.as_ref().map(|name| name.as_str().into()),
            value_name: of.intro.value_var.as_str().into(),
            over: self.expr(&of.intro.collection_expr),
            key: of.key_expr.as_ref().map(|key| self.expr(key)),
            value: self.expr(&of.value_expr),
            grouping: of.grouping,
            condition: of.cond.as_ref().map(|condition| self.expr(&condition.expr)),
        }
    }

    fn template(&self, template: &Template, place: Place) -> Expr {
        self.trimmed(template, place, (false, false))
    }

    /// A template, at whose start and end what is around it takes spaces away.
    fn trimmed(&self, template: &Template, place: Place, trims: (bool, bool)) -> Expr {
        let elements: Vec<&Element> = template.iter().collect();
        let mut parts = Vec::with_capacity(elements.len());
        for (at, element) in elements.iter().enumerate() {
            let part = match element {
                Element::Literal(text) => {
                    let mut text = text.value().as_str();
                    let before = at.checked_sub(1).and_then(|before| elements.get(before));
                    if before.map_or(trims.0, |before| strips(before).1) {
                        text = trim_start(text);
                    }
                    if elements.get(at + 1).map_or(trims.1, |after| strips(after).0) {
                        text = trim_end(text);
                    }
                    Expr { place: self.place(element.span()), kind: Kind::Text(unescaped(text)) }
                }
                Element::Interpolation(of) => self.expr(&of.expr),
                Element::Directive(directive) => self.directive(directive, self.place(element.span())),
            };
            parts.push(part);
        }
        match (parts.pop(), parts.is_empty()) {
            (None, _) => Expr { place, kind: Kind::Text("".into()) },
            // A template of nothing but an expression is that expression, whatever its type.
            (Some(only), true) if matches!(elements[..], [Element::Interpolation(_)]) => only,
            (Some(Expr { kind: text @ Kind::Text(_), .. }), true) => Expr { place, kind: text },
            (Some(last), _) => {
                parts.push(last);
                Expr { place, kind: Kind::Template(parts) }
            }
        }
    }

    /// A directive as the expression that answers the same text.
    fn directive(&self, directive: &Directive, place: Place) -> Expr {
        let text = |kind| Expr { place, kind };
        match directive {
            Directive::If(of) => {
                let (start, end) = (of.if_expr.strip, of.endif_expr.strip);
                let middle = of.else_expr.as_ref().map_or(end, |otherwise| otherwise.strip);
                text(Kind::Conditional(Box::new([
                    self.expr(&of.if_expr.cond_expr),
                    self.trimmed(&of.if_expr.template, place, (start.strip_end(), middle.strip_start())),
                    of.else_expr.as_ref().map_or_else(
                        || text(Kind::Text("".into())),
                        |otherwise| {
                            self.trimmed(&otherwise.template, place, (middle.strip_end(), end.strip_start()))
                        },
                    ),
                ])))
            }
            Directive::For(of) => {
                let trims = (of.for_expr.strip.strip_end(), of.endfor_expr.strip.strip_start());
                let each = For {
                    key_name: of.for_expr.key_var.as_ref().map(|name| name.as_str().into()),
                    value_name: of.for_expr.value_var.as_str().into(),
                    over: self.expr(&of.for_expr.collection_expr),
                    key: None,
                    value: self.trimmed(&of.for_expr.template, place, trims),
                    grouping: false,
                    condition: None,
                };
                let arguments = vec![text(Kind::Text("".into())), text(Kind::For(Box::new(each)))];
                text(Kind::Call("join".into(), arguments, false))
            }
        }
    }
}

/// Whether an element takes away the spaces before and behind it.
fn strips(element: &Element) -> (bool, bool) {
    match element {
        Element::Interpolation(of) => (of.strip.strip_start(), of.strip.strip_end()),
        Element::Directive(directive) => match directive.as_ref() {
            Directive::If(of) => (of.if_expr.strip.strip_start(), of.endif_expr.strip.strip_end()),
            Directive::For(of) => (of.for_expr.strip.strip_start(), of.endfor_expr.strip.strip_end()),
        },
        Element::Literal(_) => (false, false),
    }
}

/// Whether an element is a directive, or takes away spaces around it.
fn is_trimmed(element: &Element) -> bool {
    matches!(element, Element::Directive(_)) || strips(element) != (false, false)
}

/// Without the spaces at the start, up to the end of the line.
fn trim_start(text: &str) -> &str {
    let line = text.find('\n').map_or(text.len(), |end| end + 1);
    let spaces = text[..line].len() - text[..line].trim_start().len();
    &text[spaces..]
}

/// Without the spaces at the end, back to the start of the line.
fn trim_end(text: &str) -> &str {
    let before = text.strip_suffix('\n').unwrap_or(text);
    let line = before.rfind('\n').map_or(0, |end| end + 1);
    &text[..line + text[line..].trim_end().len()]
}

/// `$${` and `%%{` stand for the two characters without what they start.
fn unescaped(text: &str) -> Arc<str> {
    if text.contains("$${") || text.contains("%%{") {
        text.replace("$${", "${").replace("%%{", "%{").into()
    } else {
        text.into()
    }
}

const fn operator(operator: BinaryOperator) -> Operator {
    match operator {
        BinaryOperator::Eq => Operator::Equal,
        BinaryOperator::NotEq => Operator::NotEqual,
        BinaryOperator::LessEq => Operator::LessEqual,
        BinaryOperator::GreaterEq => Operator::GreaterEqual,
        BinaryOperator::Less => Operator::Less,
        BinaryOperator::Greater => Operator::Greater,
        BinaryOperator::Plus => Operator::Add,
        BinaryOperator::Minus => Operator::Subtract,
        BinaryOperator::Mul => Operator::Multiply,
        BinaryOperator::Div => Operator::Divide,
        BinaryOperator::Mod => Operator::Modulo,
        BinaryOperator::And => Operator::And,
        BinaryOperator::Or => Operator::Or,
    }
}
