//! A walk over every expression of a Terraform file, down to the last.

use hcl::expr::{Expression, ObjectKey, Operation, TraversalOperator};
use hcl::template::{Element, Template};
use hcl::{Body, Structure};

/// Hands every expression of a body and of the blocks in it to `each`, those within others among them.
pub(crate) fn visit_body(body: &Body, each: &mut dyn FnMut(&Expression)) {
    for structure in body {
        match structure {
            Structure::Attribute(attribute) => visit(attribute.expr(), each),
            Structure::Block(block) => visit_body(&block.body, each),
        }
    }
}

/// Hands an expression and those within it to `each`.
pub(crate) fn visit(expression: &Expression, each: &mut dyn FnMut(&Expression)) {
    each(expression);
    match expression {
        Expression::FuncCall(call) => call.args.iter().for_each(|argument| visit(argument, each)),
        Expression::ForExpr(list) => {
            let plain = list.key_var.is_none() && list.key_expr.is_none() && list.cond_expr.is_none();
            assert!(plain, "say in this test what is used of `for`: {expression:?}");
            visit(&list.collection_expr, each);
            visit(&list.value_expr, each);
        }
        Expression::TemplateExpr(template) => {
            for element in Template::from_expr(template).unwrap().elements() {
                if let Element::Interpolation(part) = element {
                    visit(&part.expr, each);
                }
            }
        }
        Expression::Traversal(traversal) => {
            visit(&traversal.expr, each);
            for operator in &traversal.operators {
                if let TraversalOperator::Index(index) = operator {
                    visit(index, each);
                }
            }
        }
        Expression::Array(items) => items.iter().for_each(|item| visit(item, each)),
        Expression::Object(object) => {
            for (key, value) in object {
                if let ObjectKey::Expression(key) = key {
                    visit(key, each);
                }
                visit(value, each);
            }
        }
        Expression::Parenthesis(inner) => visit(inner, each),
        Expression::Conditional(choice) => {
            for part in [&choice.cond_expr, &choice.true_expr, &choice.false_expr] {
                visit(part, each);
            }
        }
        Expression::Operation(operation) => match &**operation {
            Operation::Unary(one) => visit(&one.expr, each),
            Operation::Binary(two) => {
                visit(&two.lhs_expr, each);
                visit(&two.rhs_expr, each);
            }
        },
        _ => {}
    }
}
