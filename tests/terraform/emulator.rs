//! The emulated AWS: `emulator.py` on a free port of this machine.

#![allow(dead_code, reason = "each test file uses a part of it")]

use std::fs::{self, File};
use std::io::{Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::sync::{LazyLock, OnceLock};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::Value;
use tempfile::NamedTempFile;

use crate::provider::Provider;
use crate::root::scratch;
use crate::skip::skip;

const MOTO: &str = "moto[server]==5.2.1";
const START: Duration = Duration::from_mins(5);

/// Runs until it is dropped.
pub(crate) struct Emulator {
    process: Child,
    address: SocketAddr,
    log: NamedTempFile,
    provider: OnceLock<Provider>,
}

impl Emulator {
    /// Starts the server, or says what it lacks.
    pub(crate) fn start() -> Option<Self> {
        let python = python()?;
        let log = NamedTempFile::new().expect("a temporary file");
        let output = || Stdio::from(log.reopen().expect("the log can be opened"));
        let address = free_address();
        let process = Command::new(python)
            .arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/terraform/emulator.py"))
            .args(["--host", &address.ip().to_string()])
            .args(["--port", &address.port().to_string()])
            .stdin(Stdio::null())
            .stdout(output())
            .stderr(output())
            .spawn()
            .expect("the emulator starts");
        let mut emulator = Self { process, address, log, provider: OnceLock::new() };
        emulator.wait();
        Some(emulator)
    }

    fn wait(&mut self) {
        let began = Instant::now();
        loop {
            let ended = self.process.try_wait().expect("the emulator is a child");
            assert!(
                ended.is_none() && began.elapsed() < START,
                "the emulator does not answer:\n{}",
                self.log(),
            );
            if self.http("GET", QUOTAS, "").is_ok() {
                return;
            }
            thread::sleep(Duration::from_millis(100));
        }
    }

    /// Starts the provider that the commands of Terraform on this emulator share, if it does not run yet.
    pub(crate) fn start_provider(&self, program: &Path) {
        self.provider.get_or_init(|| Provider::start(program, Some(&self.url())));
    }

    /// Makes a command ask this emulator: the AWS CLI, Terraform, or a shell that runs them.
    pub(crate) fn surround(&self, command: &mut Command) {
        command.env("AWS_ENDPOINT_URL", self.url());
        if let Some(provider) = self.provider.get() {
            provider.attach(command);
        }
    }

    fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Every request for a higher quota so far, as AWS would list it.
    pub(crate) fn quota_requests(&self) -> Vec<Value> {
        let answer = self.http("GET", QUOTAS, "").unwrap_or_else(|e| panic!("quotas: {e}\n{}", self.log()));
        serde_json::from_str(&answer).expect("the requests are a list")
    }

    /// Decides as AWS does, with `{"ServiceCode", "QuotaCode", "Value"}`.
    pub(crate) fn set_quota(&self, change: &Value) {
        let answer = self.http("POST", QUOTAS, &change.to_string());
        answer.unwrap_or_else(|e| panic!("quotas: {e}\n{}", self.log()));
    }

    /// Runs the scheduled actions whose names end so, as if their time had come; gives their names.
    pub(crate) fn run_schedule(&self, ending: &str) -> Vec<String> {
        let wanted = serde_json::json!({"Names": ending}).to_string();
        let answer = self.http("POST", "schedule", &wanted);
        let answer = answer.unwrap_or_else(|e| panic!("schedule: {e}\n{}", self.log()));
        serde_json::from_str(&answer).expect("the names are a list")
    }

    /// Calls an API as a person in the console does, behind Terraform's back.
    pub(crate) fn by_hand(&self, service: &str, call: &str, with: &Value) {
        let asked = serde_json::json!({"Service": service, "Call": call, "With": with});
        let answer = self.http("POST", "by-hand", &asked.to_string());
        answer.unwrap_or_else(|e| panic!("{call}: {e}\n{}", self.log()));
    }

    /// The errors in the log: an answer that moto lacks is named only there.
    pub(crate) fn complaints(&self) -> String {
        let log = self.log();
        let errors = log.lines().filter(|line| {
            let kind = line.split(':').next().unwrap_or_default();
            kind.ends_with("Error") || kind.ends_with("Exception")
        });
        errors.fold(String::new(), |all, line| all + "emulator: " + line + "\n")
    }

    fn log(&self) -> String {
        let bytes = fs::read(self.log.path()).expect("the log can be read");
        String::from_utf8_lossy(&bytes).into_owned()
    }

    /// One exchange with the control of `emulator.py`; the answer's body.
    fn http(&self, method: &str, of: &str, body: &str) -> std::io::Result<String> {
        let mut stream = TcpStream::connect(self.address)?;
        let length = body.len();
        write!(
            stream,
            "{method} /moto-api/{of} HTTP/1.0\r\nHost: {}\r\n\
             Content-Type: application/json\r\nContent-Length: {length}\r\n\r\n{body}",
            self.address,
        )?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer)?;
        match answer.split_once("\r\n\r\n") {
            Some((head, body)) if head.lines().next().is_some_and(|l| l.contains(" 200 ")) => {
                Ok(body.to_owned())
            }
            _ => Err(std::io::Error::other(answer)),
        }
    }
}

/// What the control of quotas is called.
const QUOTAS: &str = "quotas";

impl Drop for Emulator {
    fn drop(&mut self) {
        self.process.kill().ok();
        self.process.wait().ok();
    }
}

fn free_address() -> SocketAddr {
    TcpListener::bind((Ipv4Addr::LOCALHOST, 0))
        .and_then(|listener| listener.local_addr())
        .expect("a free port")
}

/// A Python that has moto: that of the machine, or one that is installed once below `target/`, by one test at a time.
fn python() -> Option<PathBuf> {
    static FOUND: LazyLock<bool> = LazyLock::new(|| {
        let (name, version) = MOTO.split_once("[server]==").expect("a version");
        let look = format!(
            "import importlib.metadata as m, {name}.server; exit(m.version('{name}') != '{version}')"
        );
        let looked = Command::new("python3").args(["-c", &look]).stderr(Stdio::null()).status();
        looked.is_ok_and(|status| status.success())
    });
    if *FOUND {
        return Some("python3".into());
    }
    let home = scratch("emulator");
    let done = home.join("installed");
    let python = home.join("bin/python");
    let lock = scratch("emulator.lock");
    let lock = File::create(&lock).unwrap_or_else(|e| panic!("{}: {e}", lock.display()));
    lock.lock().expect("the lock file can be locked");
    if fs::read_to_string(&done).is_ok_and(|installed| installed == MOTO) {
        return Some(python);
    }
    install(Command::new("python3").args(["-m", "venv", "--clear"]).arg(&home))?;
    // Python compiles what is used of it, a tenth, by itself.
    install(Command::new(&python).args(["-m", "pip", "install", "--quiet", "--no-compile", MOTO]))?;
    fs::write(&done, MOTO).unwrap_or_else(|error| panic!("{}: {error}", done.display()));
    Some(python)
}

fn install(command: &mut Command) -> Option<()> {
    let failed = match command.output() {
        Ok(Output { status, .. }) if status.success() => return Some(()),
        Ok(output) => String::from_utf8_lossy(&output.stderr).into_owned(),
        Err(error) => error.to_string(),
    };
    skip(format!("{MOTO} can't be installed: {}", failed.trim()))
}
