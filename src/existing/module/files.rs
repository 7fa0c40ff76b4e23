//! Functions that read files, within the border.

use crate::existing::access::text_of;
use crate::existing::evaluate::evaluate;
use crate::existing::library::Library;
use crate::existing::names::{Names, Scope};
use crate::existing::origin::{Constant, Origin, Sort};
use crate::existing::path;
use crate::existing::unknown::Why;
use crate::existing::value::{Data, Value};
use crate::source::Place;

/// What a function of files answers; none if it is another one. Paths are relative to a folder.
pub(in crate::existing) fn call(
    library: &Library<'_>,
    folder: &str,
    name: &str,
    arguments: &[Value],
    place: Place,
    names: &dyn Names,
) -> Option<Value> {
    let [argument] = arguments else { return None };
    let at = |of: &Value| text_of(of).and_then(|written| path::join(folder, &written));
    let unread = |path: &str, reason: &str| {
        let why = Why::File(path.to_owned(), reason.to_owned());
        Value::unknowable(why, Some(place), Origin::computed(argument.origins()))
    };
    let misfit = || match argument.unknown() {
        Some(unknown) => Value::new(Data::Unknown(unknown.clone()), Origin::computed(argument.origins())),
        None => unread("", "it lies outside the repository"),
    };
    Some(match name {
        "file" => match at(argument) {
            Some(path) => match library.text(&path) {
                Ok(text) => {
                    let whole = library.whole(&path, text.len());
                    let origin =
                        whole.map(|place| Origin::constant_at(Constant { place, sort: Sort::DataFile }));
                    Value::new(Data::Text(text), origin.unwrap_or_default())
                }
                Err(refused) => unread(&path, &refused.0),
            },
            None => misfit(),
        },
        "fileexists" => match at(argument) {
            Some(path) => {
                Value::new(Data::Bool(library.text(&path).is_ok()), Origin::computed(argument.origins()))
            }
            None => misfit(),
        },
        "abspath" | "pathexpand" => argument.clone(),
        "yamldecode" | "jsondecode" => match text_of(argument) {
            Some(text) => decode(library, &text, name == "jsondecode", argument, place, names),
            None => misfit(),
        },
        _ => return None,
    })
}

/// A text as data, with the places in its file if it is the whole text of one.
fn decode(
    library: &Library<'_>,
    text: &str,
    is_json: bool,
    argument: &Value,
    place: Place,
    names: &dyn Names,
) -> Value {
    if let Err(why) = names.meter().spend(text.len()) {
        return Value::unknowable(why, Some(place), Origin::default());
    }
    let file = argument
        .origin
        .constant()
        .filter(|constant| constant.sort == Sort::DataFile && constant.place.start == 0)
        .map(|constant| library.path_of(constant.place.source));
    let parsed = match library.decoded(text, is_json, file) {
        Ok(parsed) => parsed,
        Err(what) => {
            let what = format!("a text is decoded that cannot be parsed: {what}");
            return Value::unknowable(Why::Invalid(what), Some(place), Origin::computed(argument.origins()));
        }
    };
    let value = evaluate(&parsed, &Scope { names, module: 0, copy: None, frame: None, sort: Sort::DataFile });
    let value =
        if file.is_some() { value } else { without_places(&value, &Origin::computed(argument.origins())) };
    names.meter().bounded(value)
}

/// A value all of which comes from the same.
fn without_places(value: &Value, origin: &Origin) -> Value {
    let data = match &value.data {
        Data::List(items) => {
            Data::List(items.iter().map(|item| without_places(item, origin)).collect::<Vec<_>>().into())
        }
        Data::Map(map) => {
            let entries = map.entries.iter().map(|(key, value)| (key.clone(), without_places(value, origin)));
            return Value::of_map(entries.collect(), map.open.clone(), origin.clone());
        }
        data => data.clone(),
    };
    Value::new(data, origin.clone())
}
