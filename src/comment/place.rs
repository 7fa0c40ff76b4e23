//! The pull request and its API, checked before anything is sent.

use std::net::IpAddr;

use ureq::http::Uri;

use crate::comment::error::CommentError;
use crate::comment::forge::Forge;

/// A pull request (a merge request, on GitLab), and where its API is.
#[derive(Clone, Debug)]
pub struct Place {
    pub(super) forge: Forge,
    /// The address of the API, without a slash at its end.
    pub(super) api: String,
    /// The address of GitHub's GraphQL API.
    pub(super) graphql: String,
    pub(super) repo: String,
    pub(super) number: u64,
    pub(super) origin: Origin,
}

impl Place {
    /// A pull request. Without `api`, its API is the one that CI names, or the forge's public one; `variable` reads
    /// the environment.
    ///
    /// # Errors
    /// When the repository, the number or the URL is not valid, or the token would be sent unencrypted.
    pub fn new(
        forge: Forge,
        repo: &str,
        number: u64,
        api: Option<&str>,
        variable: impl Fn(&str) -> Option<String>,
    ) -> Result<Self, CommentError> {
        if number == 0 {
            return Err(CommentError::Usage("a request's number starts at 1".to_owned()));
        }
        Ok(Self { number, ..Self::of_repository(forge, repo, api, variable)? })
    }

    /// A repository, of which no pull request is meant yet.
    ///
    /// # Errors
    /// When the repository or the URL is not valid, or the token would be sent unencrypted.
    pub fn of_repository(
        forge: Forge,
        repo: &str,
        api: Option<&str>,
        variable: impl Fn(&str) -> Option<String>,
    ) -> Result<Self, CommentError> {
        match forge {
            Forge::Github if !is_github(repo) => return Err(no_repo(repo, "owner/name")),
            Forge::Gitlab if !is_gitlab(repo) => {
                return Err(no_repo(repo, "group/project, or the project's number"));
            }
            _ => {}
        }
        let (api_variable, default) = match forge {
            Forge::Github => ("GITHUB_API_URL", "https://api.github.com"),
            Forge::Gitlab => ("CI_API_V4_URL", "https://gitlab.com/api/v4"),
        };
        let base = match api {
            Some(url) => url.to_owned(),
            None => variable(api_variable).unwrap_or_else(|| default.to_owned()),
        };
        let base = base.trim_end_matches('/').to_owned();
        let origin = Origin::of_api(&base)?;
        let graphql = match variable("GITHUB_GRAPHQL_URL") {
            Some(url) if api.is_none() && forge == Forge::Github => url,
            _ => graphql(&base),
        };
        if Origin::of(&graphql).as_ref() != Some(&origin) {
            let message = format!("GITHUB_GRAPHQL_URL is `{graphql}`, on another host than {base}");
            return Err(CommentError::Usage(message));
        }
        Ok(Self { forge, api: base, graphql, repo: repo.to_owned(), number: 0, origin })
    }

    /// The forge that the pull request is on.
    #[must_use]
    pub const fn forge(&self) -> Forge {
        self.forge
    }

    /// One pull request of the same repository.
    pub(super) fn at(&self, number: u64) -> Self {
        Self { number, ..self.clone() }
    }

    /// The pull request in words.
    pub(super) fn words(&self) -> String {
        match self.forge {
            _ if self.number == 0 => format!("repository {}", self.repo),
            Forge::Github => format!("pull request {} of {}", self.number, self.repo),
            Forge::Gitlab => format!("merge request {} of {}", self.number, self.repo),
        }
    }
}

/// The part of a URL that says which server is asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Origin {
    scheme: String,
    host: String,
    port: Option<u16>,
}

impl Origin {
    /// The origin of a URL; `None` if it has no host, or contains a user.
    pub(super) fn of(url: &str) -> Option<Self> {
        let uri: Uri = url.parse().ok()?;
        let authority = uri.authority().filter(|authority| !authority.as_str().contains('@'))?;
        let scheme = uri.scheme_str()?.to_ascii_lowercase();
        let port = authority.port_u16().or(match scheme.as_str() {
            "http" => Some(80),
            "https" => Some(443),
            _ => None,
        });
        Some(Self { scheme, host: authority.host().to_ascii_lowercase(), port })
    }

    /// The origin of an API that a token may be sent to.
    fn of_api(url: &str) -> Result<Self, CommentError> {
        let origin = Self::of(url).filter(|_| !url.contains(['?', '#']));
        match origin {
            Some(origin) if origin.scheme == "https" || origin.is_loopback() => Ok(origin),
            Some(origin) if origin.scheme == "http" => Err(CommentError::Usage(format!(
                "the API's URL is `{url}`: a token is only sent over https://, or to this machine"
            ))),
            _ => Err(CommentError::Usage(format!(
                "`{}` is no URL of an API; one looks like https://git.example.com/api/v4",
                url.escape_debug()
            ))),
        }
    }

    /// Whether the origin is this machine.
    pub(super) fn is_loopback(&self) -> bool {
        let host = self.host.trim_matches(['[', ']']);
        let loopback = host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback());
        self.scheme == "http" && (loopback || host == "localhost")
    }
}

/// The address of GitHub's GraphQL API beside its REST API: `/api/v3` has it at `/api/graphql`.
fn graphql(api: &str) -> String {
    match api.strip_suffix("/api/v3") {
        Some(host) => format!("{host}/api/graphql"),
        None => format!("{api}/graphql"),
    }
}

fn no_repo(repo: &str, shape: &str) -> CommentError {
    CommentError::Usage(format!("`{}` is no repository; --repo takes {shape}", repo.escape_debug()))
}

/// Whether this is a plain name in a path, which leads nowhere else.
fn is_name(name: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"._-".contains(&byte);
    !matches!(name, "" | "." | "..") && name.bytes().all(plain)
}

fn is_github(repo: &str) -> bool {
    repo.split_once('/').is_some_and(|(owner, name)| is_name(owner) && is_name(name))
}

fn is_gitlab(repo: &str) -> bool {
    let is_number = !repo.is_empty() && repo.bytes().all(|byte| byte.is_ascii_digit());
    is_number || (repo.contains('/') && repo.split('/').all(is_name))
}
