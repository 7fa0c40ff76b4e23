//! The shapes of a refactoring, at each place that the value passes.

use crate::existing::edit::change::{Literal, Syntax};
use crate::existing::edit::{key, literal_at, written};
use crate::existing::separate::draft::{Sheet, Value};
use crate::existing::separate::name::unused;
use crate::existing::separate::outlet::{Outlet, Said};
use crate::existing::separate::shared::{Draft, Shared};
use crate::existing::separate::site::{Site, bytes};
use crate::existing::separate::way::{Level, Way};
use crate::existing::syntax::Kind;

/// All refactorings that may do, in the order in which they are to be tried.
pub(super) fn shapes(shared: &Shared<'_>, way: &Way, sites: &[Site]) -> Vec<Draft> {
    let outlets = Outlet::all(shared, way);
    let mut drafts = Vec::new();
    for site in sites {
        let Some(own) = Own::new(shared, way, site) else { continue };
        if site.level == 0 {
            drafts.extend(outlets.iter().filter_map(|outlet| own.at_root(outlet)));
            continue;
        }
        drafts.extend(own.by_copy());
        drafts.extend(outlets.iter().filter_map(|outlet| own.by_variable(outlet, false)));
        drafts.extend(outlets.iter().filter_map(|outlet| own.by_variable(outlet, true)));
    }
    drafts
}

/// A value at one of the places that it passes.
struct Own<'a> {
    shared: &'a Shared<'a>,
    way: &'a Way,
    site: &'a Site,
    level: &'a Level,
    /// What it says, as it is written.
    now: String,
    /// Its type.
    sort: &'static str,
}

impl<'a> Own<'a> {
    fn new(shared: &'a Shared<'a>, way: &'a Way, site: &'a Site) -> Option<Self> {
        let level = &way.levels[site.level];
        let literal = literal_at(&site.text, Syntax::Hcl, &(0..site.text.len()));
        let now = if site.is_literal { site.text.clone() } else { written(shared.now)? };
        let sort = match literal.as_ref().unwrap_or(shared.now) {
            Literal::Bool(_) => "bool",
            Literal::Number(_) => "number",
            Literal::Text(_) => "string",
        };
        Some(Self { shared, way, site, level, now, sort })
    }

    /// The value is told from the others in the root's own block.
    fn at_root(&self, outlet: &Outlet) -> Option<Draft> {
        let site = self.site;
        let mut sheet = Sheet::default();
        match outlet {
            // It is that already, or an argument that is not written, which is added without a refactoring.
            Outlet::Own if site.is_literal || site.bytes.is_none() => return None,
            Outlet::Own => sheet.replace(self.level.file(), site.bytes.clone()?, &self.now),
            Outlet::Entry("each.key" | "count.index", own) if site.looked_up.is_some() => {
                self.add_entry(&mut sheet, own)?;
            }
            _ => {
                let value = outlet.value(self.shared, self.way, &self.said(), &mut sheet)?;
                self.put(&mut sheet, value)?;
            }
        }
        sheet.draft(format!("becomes {}", outlet.describe()))
    }

    /// The value is told from the other copies of the block that it stands in, in a module.
    fn by_copy(&self) -> Option<Draft> {
        let (by, own) = self.level.each()?;
        let mut sheet = Sheet::default();
        if self.site.looked_up.is_some() {
            self.add_entry(&mut sheet, &own)?;
        } else {
            let local = unused(&self.way.levels, self.level.name(), &self.site.name);
            sheet.local(self.level.file(), &local, &Value::Map(key(&own)?, self.now.clone()));
            self.put(&mut sheet, Value::Plain(format!("lookup(local.{local}, {by}, {})", self.site.text)))?;
        }
        sheet.draft("becomes an entry of its own in a local map of the module".to_owned())
    }

    /// The value becomes a variable of its module, or an entry of one for its copy, and what the root says is handed on
    /// to it.
    fn by_variable(&self, outlet: &Outlet, by_copy: bool) -> Option<Draft> {
        let site = self.site;
        let each = self.level.each().filter(|_| by_copy);
        if by_copy && each.is_none() {
            return None;
        }
        let own = each.as_ref().map(|(_, own)| key(own)).map_or(Some(None), |key| key.map(Some))?;
        let name = unused(&self.way.levels, self.level.name(), &site.name);
        let (default, taken) = match &each {
            Some((by, _)) => ("{}", format!("lookup(var.{name}, {by}, {})", site.text)),
            None if site.is_literal => (site.text.as_str(), format!("var.{name}")),
            None => ("null", format!("coalesce(var.{name}, {})", site.text)),
        };
        let said = Said { base: default, is_constant: true, key: own.as_deref(), ..self.said() };
        let mut sheet = Sheet::default();
        self.put(&mut sheet, Value::Plain(taken))?;
        for at in (1..=site.level).rev() {
            let level = &self.way.levels[at];
            sheet.variable(&level.folder, level.file(), &name, &said.of_variable(), default);
            if at < site.level {
                let value = Value::Plain(format!("var.{name}"));
                sheet.argument(level.file(), &level.block, &name, &value)?;
            }
        }
        let root = &self.way.levels[0];
        let is_default = each.is_none() && site.is_literal;
        // An argument at the root's call is added by the build where the default says the same.
        if !(matches!(outlet, Outlet::Own) && is_default) {
            let value = outlet.value(self.shared, self.way, &said, &mut sheet)?;
            sheet.argument(root.file(), &root.block, &name, &value)?;
        }
        let more = if is_default { ", whose default is today's value" } else { "" };
        sheet.draft(format!("becomes the variable `{name}` of its module{more}"))
    }

    fn said(&self) -> Said<'_> {
        let (base, is_constant) = (self.site.text.as_str(), self.site.is_literal);
        let named = (self.level.name(), self.site.name.as_str());
        Said { named, base, is_constant, sort: self.sort, now: &self.now, key: None }
    }

    /// Another expression in the place of the one that is there, or an argument that was absent.
    fn put(&self, sheet: &mut Sheet, value: Value) -> Option<()> {
        let (file, site) = (self.level.file(), self.site);
        match (&site.bytes, value) {
            (Some(at), Value::Plain(text)) => sheet.replace(file, at.clone(), &text),
            (None, value) => sheet.argument(file, &self.level.block, &site.name, &value)?,
            (Some(_), Value::Own(_) | Value::Map(..)) => return None,
        }
        Some(())
    }

    /// An entry of a local map that is looked up already.
    fn add_entry(&self, sheet: &mut Sheet, own: &str) -> Option<()> {
        let name = self.site.looked_up.as_ref()?;
        let mut locals = self.level.folder.blocks("locals");
        let (file, map) = locals.find_map(|(file, block)| Some((file, &block.body.get(name)?.value)))?;
        if !matches!(map.kind, Kind::Object(_)) {
            return None;
        }
        sheet.entry(&file.path, &file.text, &bytes(map.place), &key(own)?, &Value::Own(self.now.clone()))
    }
}
