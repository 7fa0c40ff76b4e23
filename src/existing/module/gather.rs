//! Everything that a root makes: instances of resources, and calls of modules whose source is not in the repository.

use super::call::{address, both, children};
use super::content::content;
use super::copies::Copy;
use super::outward::provider;
use super::resource::Resource;
use super::state::{Module, World, doubt};
use super::written::written;
use crate::existing::instance::{Call, Content, Exists, Ignored, Instance, Provider};
use crate::existing::origin::Sort;
use crate::existing::syntax::{Block, Body, Kind};
use crate::existing::unknown::Unknown;
use crate::source::Place;

/// How many instances a root may have.
const MOST: usize = 20_000;

/// Arguments of a call that are not the module's.
const META: [&str; 6] = ["source", "version", "count", "for_each", "providers", "depends_on"];

/// All instances and calls of a root.
#[derive(Default)]
pub(in crate::existing) struct Gathered {
    /// The instances.
    pub instances: Vec<Instance>,
    /// The calls.
    pub calls: Vec<Call>,
    /// The providers of the root itself.
    pub providers: Vec<Provider>,
    /// Whether there are more than are taken.
    pub cut: bool,
}

/// Gathers them.
pub(in crate::existing) fn gather(world: &World<'_>) -> Gathered {
    let mut gathered = Gathered::default();
    let mut open = vec![0];
    while let Some(id) = open.pop() {
        let module = world.module(id);
        resources(world, &module, &mut gathered);
        if id == 0 {
            gathered.providers.extend(module.definition.providers.iter().filter_map(|block| {
                let content = content(&block.body, &world.scope(id, None, Sort::Resource));
                Some(Provider { name: block.labels.first()?.clone(), content })
            }));
        }
        let mut next: Vec<usize> = Vec::new();
        for (name, block) in &module.definition.calls {
            let Some(children) = children(world, &module, name) else { continue };
            match &children.modules {
                Ok(ids) => next.extend(ids),
                Err(_) => {
                    for copy in &children.repeated.list {
                        let by = children.repeated.by.clone();
                        gathered.calls.push(Call { repeat: by, ..call(world, &module, name, block, copy) });
                    }
                }
            }
        }
        open.extend(next.into_iter().rev());
        if gathered.instances.len() + gathered.calls.len() > MOST {
            gathered.cut = true;
            break;
        }
    }
    gathered
}

fn resources<'a>(world: &World<'a>, module: &Module<'a>, gathered: &mut Gathered) {
    for at in 0..module.definition.resources.len() {
        let Some(resource) = Resource::new(world, module, at) else { continue };
        let Some(repeated) = resource.repeated() else { continue };
        let ignored = ignored(&resource.block.body);
        let provider = provider(world, module, resource.block);
        for (which, copy) in repeated.list.iter().enumerate() {
            if gathered.instances.len() > MOST {
                return;
            }
            gathered.instances.push(Instance {
                address: resource.address(copy),
                exists: resource.exists(copy),
                place: resource.block.header,
                repeat: repeated.by.clone(),
                content: resource.content(copy, which),
                ignored: ignored.clone(),
                provider: provider.clone(),
            });
        }
    }
}

fn call(world: &World<'_>, module: &Module<'_>, name: &str, block: &Block, copy: &Copy) -> Call {
    let text = |name: &str| block.body.get(name).and_then(|attr| attr.value.text()).cloned();
    let Content { mut attributes, blocks } =
        content(&block.body, &world.scope(module.id, copy.means.as_ref(), Sort::Argument));
    attributes.retain(|attribute| !META.contains(&attribute.name.as_ref()));
    Call {
        address: address(module, name, copy),
        source: text("source").unwrap_or_else(|| "".into()),
        version: text("version"),
        exists: match doubt(module.definition) {
            Some(why) => Exists::Unknown(Unknown::new(why, Some(block.header))),
            None => both(&module.exists, &copy.exists),
        },
        place: block.header,
        repeat: None,
        arguments: Content { attributes, blocks },
    }
}

/// What `lifecycle` says that Terraform ignores.
fn ignored(body: &Body) -> Ignored {
    let mut ignored = Ignored::default();
    for attr in body.blocks("lifecycle").filter_map(|block| block.body.get("ignore_changes")) {
        ignored.place = Some(whole(attr.place, attr.value.place));
        match &attr.value.kind {
            Kind::List(items) => {
                for path in items.iter().filter_map(written) {
                    ignored.all |= path == "all" || path == "*";
                    ignored.paths.push(path);
                }
            }
            _ => ignored.all |= written(&attr.value).is_some_and(|path| path == "all"),
        }
    }
    ignored
}

const fn whole(name: Place, value: Place) -> Place {
    Place { source: name.source, start: name.start, end: value.end }
}
