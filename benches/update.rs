//! How fast a price list of AWS's size is read, and in how much memory: `cargo bench --bench update`.
//!
//! A list like `AmazonEC2`'s of one region is made, 480 MB, most of it reserved terms, and served on
//! loopback to `scaleprof prices update` as a whole process: once with an `ETag` like that of a file that
//! was uploaded in parts, as AWS's own is, and once with an MD5, which is checked. Beside it, `jq` with
//! `--stream` over the same file, if there is one. `SCALEPROF_BENCH_MB` makes the list of another size.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stdout, missing_docs)]

mod common;
#[path = "../tests/update/snapshot.rs"]
mod snapshot;

use std::fs::{self, File};
use std::io::{self, BufRead as _, BufReader, BufWriter, Write as _};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use common::resident;
use scaleprof::price::snapshot::Snapshot;

const REGION: &str = "eu-west-1";
const VERSION: &str = "20261120174521";
const RUNS: usize = 5;
/// Longer than this nobody waits for a comparison.
const PATIENCE: Duration = Duration::from_mins(10);

fn main() {
    // `cargo test` runs benches too, with this flag: then there is nothing to measure.
    if std::env::args().any(|arg| arg == "--test") {
        return;
    }
    let wanted: u64 = std::env::var("SCALEPROF_BENCH_MB").map_or(480, |text| text.parse().unwrap());
    let folder = tempfile::tempdir().unwrap();
    let list = folder.path().join("ec2.json");
    let machines = write_list(&list, wanted * 1_000_000);
    let bytes = fs::metadata(&list).unwrap().len();
    let digest = md5_of(&list);
    println!("a list of {:.1} MB, {machines} machines in it\n", megabytes(bytes));
    println!("{:36}  {:>7}  {:>7}  {:>7}  {:>9}  {:>8}", "", "min", "median", "max", "MB/s", "peak");
    for (name, etag) in [
        ("prices update, ETag of parts", format!("\"{digest}-58\"")),
        ("prices update, ETag an MD5", format!("\"{digest}\"")),
    ] {
        let base = serve(&list, &etag);
        let runs: Vec<Run> = (0..RUNS).map(|_| update(&base, machines)).collect();
        report(name, &runs, bytes);
    }
    read_snapshot();
    match jq(&list) {
        Ok(run) => report("jq --stream", &[run], bytes),
        Err(reason) => println!("jq --stream: {reason}"),
    }
}

/// One run of a process.
struct Run {
    time: Duration,
    /// In KiB.
    peak: u64,
}

fn report(name: &str, runs: &[Run], bytes: u64) {
    let mut times: Vec<Duration> = runs.iter().map(|run| run.time).collect();
    times.sort();
    let [min, median, max] = [0, times.len() / 2, times.len() - 1].map(|at| times[at].as_secs_f64());
    let speed = megabytes(bytes) / median;
    let peak = runs.iter().map(|run| run.peak).max().unwrap_or(0) / 1024;
    println!("{name:36}  {min:>5.2} s  {median:>5.2} s  {max:>5.2} s  {speed:>9.1}  {peak:>5} MB");
}

/// Fetches everything once into an empty project.
fn update(base: &str, machines: usize) -> Run {
    let project = tempfile::tempdir().unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_scaleprof"));
    for name in ["http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"] {
        command.env_remove(name);
    }
    // By force: the small lists hold nothing, which is refused else.
    command.args(["prices", "update", "--force", "--region", REGION, "--base-url", base, "-C"]);
    command.arg(project.path());
    command.stdout(Stdio::null()).stderr(Stdio::null());
    let run = measure(command.spawn().unwrap(), PATIENCE).expect("it ends");
    let text = fs::read_to_string(project.path().join("prices/aws/eu-west-1.csv")).unwrap();
    let snapshot = Snapshot::read(&text).unwrap();
    assert_eq!(snapshot.rows.iter().filter(|row| row.service == "ec2").count(), machines);
    run
}

/// The prices of the same products. The memory of `jq` is in its own hands.
fn jq(list: &Path) -> Result<Run, String> {
    let program = r#"
        reduce inputs as $event ({wanted: {}, prices: 0};
            if ($event | length) == 2 then
                $event[0] as $path
                | if $path[0] == "products" and $path[3] == "usagetype"
                    and ($event[1] | test("^EU-BoxUsage:")) then .wanted[$path[1]] = true
                  elif $path[0] == "terms" and $path[1] == "OnDemand" and $path[-1] == "USD"
                    and .wanted[$path[2]] then .prices += 1
                  else . end
            else . end) | .prices"#;
    let file = File::open(list).map_err(|error| error.to_string())?;
    let child =
        Command::new("jq").args(["-n", "--stream", program]).stdin(file).stdout(Stdio::null()).spawn();
    measure(child.map_err(|_| "there is no jq here")?, PATIENCE)
        .ok_or_else(|| "more than 10 minutes".to_owned())
}

/// Waits for a process, no longer than that, and watches its memory.
fn measure(mut child: Child, patience: Duration) -> Option<Run> {
    let start = Instant::now();
    let mut peak = 0;
    loop {
        peak = peak.max(resident(child.id()));
        if let Some(status) = child.try_wait().unwrap() {
            assert!(status.success());
            return Some(Run { time: start.elapsed(), peak });
        }
        if start.elapsed() > patience {
            child.kill().unwrap();
            child.wait().unwrap();
            return None;
        }
        thread::sleep(Duration::from_millis(1));
    }
}

/// How long ten thousand rows take to read.
fn read_snapshot() {
    let text = snapshot::large();
    let mut times: Vec<Duration> = (0..50)
        .map(|_| {
            let start = Instant::now();
            assert_eq!(Snapshot::read(&text).unwrap().rows.len(), snapshot::ROWS);
            start.elapsed()
        })
        .collect();
    times.sort();
    println!("a snapshot of 10,000 rows, read: median of 50 {:.2} ms", times[25].as_secs_f64() * 1000.0);
}

/// A server with the list as `AmazonEC2`'s, and seven small ones.
fn serve(list: &Path, etag: &str) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap());
    let shared: Arc<(PathBuf, String)> = Arc::new((list.to_owned(), etag.to_owned()));
    thread::spawn(move || {
        for stream in listener.incoming() {
            let shared = Arc::clone(&shared);
            thread::spawn(move || answer(stream.unwrap(), &shared.0, &shared.1).ok());
        }
    });
    base
}

fn answer(mut stream: TcpStream, list: &Path, etag: &str) -> io::Result<()> {
    let mut lines = BufReader::new(stream.try_clone()?).lines();
    let request = lines.next().unwrap()?;
    for line in lines {
        if line?.is_empty() {
            break;
        }
    }
    let path = request.split(' ').nth(1).unwrap();
    let code = path.split('/').nth(4).unwrap();
    let head = |length: u64| format!("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: {length}\r\n");
    if path.ends_with("region_index.json") {
        let url = format!("/offers/v1.0/aws/{code}/{VERSION}/{REGION}/index.json");
        let body = format!(
            r#"{{"offerCode": "{code}", "regions": {{"{REGION}": {{"currentVersionUrl": "{url}"}}}}}}"#
        );
        return write!(stream, "{}\r\n{body}", head(body.len() as u64));
    }
    if code != "AmazonEC2" {
        let mut body = Vec::new();
        begin(&mut body, code)?;
        write!(body, " }},\n  \"terms\" : {{ \"OnDemand\" : {{ }} }}\n}}")?;
        stream.write_all(head(body.len() as u64).as_bytes())?;
        stream.write_all(b"\r\n")?;
        return stream.write_all(&body);
    }
    let mut file = File::open(list)?;
    write!(stream, "{}ETag: {etag}\r\n\r\n", head(file.metadata()?.len()))?;
    io::copy(&mut file, &mut stream).map(drop)
}

fn md5_of(path: &Path) -> String {
    let mut digest = md5::Context::new();
    let mut reader = BufReader::with_capacity(1 << 20, File::open(path).unwrap());
    loop {
        let block = reader.fill_buf().unwrap();
        let length = block.len();
        if length == 0 {
            return format!("{:x}", digest.finalize());
        }
        digest.consume(block);
        reader.consume(length);
    }
}

#[allow(clippy::cast_precision_loss)]
fn megabytes(bytes: u64) -> f64 {
    bytes as f64 / 1e6
}

/// The first lines of a list, up to its products.
fn begin(out: &mut impl io::Write, code: &str) -> io::Result<()> {
    write!(
        out,
        "{{\n  \"formatVersion\" : \"v1.0\",\n  \"disclaimer\" : \"This pricing list is for informational purposes \
         only. All prices are subject to the additional terms included in the pricing pages on \
         http://aws.amazon.com.\",\n  \"offerCode\" : \"{code}\",\n  \"version\" : \"{VERSION}\",\n  \
         \"publicationDate\" : \"2026-11-20T17:45:21Z\",\n  \"products\" : {{"
    )
}

/// What a machine is sold with: system, software, operation.
const SOFTWARE: [(&str, &str, &str); 14] = [
    ("Linux", "NA", "RunInstances"),
    ("RHEL", "NA", "RunInstances:0010"),
    ("SUSE", "NA", "RunInstances:000g"),
    ("Windows", "NA", "RunInstances:0002"),
    ("Ubuntu Pro", "NA", "RunInstances:0g00"),
    ("Red Hat Enterprise Linux with HA", "NA", "RunInstances:1010"),
    ("Linux", "SQL Web", "RunInstances:0200"),
    ("Linux", "SQL Std", "RunInstances:0004"),
    ("Linux", "SQL Ent", "RunInstances:0100"),
    ("Windows", "SQL Web", "RunInstances:0202"),
    ("Windows", "SQL Std", "RunInstances:0006"),
    ("Windows", "SQL Ent", "RunInstances:0102"),
    ("RHEL", "SQL Std", "RunInstances:0014"),
    ("RHEL", "SQL Ent", "RunInstances:0110"),
];
const TENANCIES: [(&str, &str); 2] = [("Shared", "BoxUsage"), ("Dedicated", "DedicatedUsage")];
const CAPACITIES: [(&str, &str); 3] =
    [("Used", ""), ("UnusedCapacityReservation", "Unused"), ("AllocatedCapacityReservation", "Reservation")];
/// Term, lease, class, payment.
const RESERVED: [(&str, &str, &str, &str); 11] = [
    ("4NA7Y494T4", "1yr", "standard", "No Upfront"),
    ("6QCMYABX3D", "1yr", "standard", "All Upfront"),
    ("HU7G6KETJZ", "1yr", "standard", "Partial Upfront"),
    ("38NPMPTW36", "3yr", "standard", "Partial Upfront"),
    ("NQ3QZPMQV9", "3yr", "standard", "All Upfront"),
    ("BPH4J8HBKS", "3yr", "standard", "No Upfront"),
    ("7NE97W5U4E", "1yr", "convertible", "No Upfront"),
    ("CUZHX8X6JH", "1yr", "convertible", "Partial Upfront"),
    ("VJWZNREJX2", "1yr", "convertible", "All Upfront"),
    ("R5XV2EPZQZ", "3yr", "convertible", "Partial Upfront"),
    ("MZU6U2429S", "3yr", "convertible", "All Upfront"),
];

/// A product: which machine, software, tenancy and capacity.
#[derive(Clone, Copy)]
struct Product(usize, usize, usize, usize);

impl Product {
    fn all(machines: usize) -> impl Iterator<Item = Self> {
        (0..machines).flat_map(|machine| {
            (0..SOFTWARE.len() * TENANCIES.len() * CAPACITIES.len()).map(move |rest| {
                let (rest, capacity) = (rest / CAPACITIES.len(), rest % CAPACITIES.len());
                Self(machine, rest / TENANCIES.len(), rest % TENANCIES.len(), capacity)
            })
        })
    }

    /// Sixteen letters and digits without an order.
    fn sku(self) -> String {
        let Self(machine, software, tenancy, capacity) = self;
        let mut state = (((machine * 14 + software) * 2 + tenancy) * 3 + capacity) as u64;
        state = (state + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        state = (state ^ (state >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        state ^= state >> 27;
        let mut sku = String::with_capacity(16);
        for at in 0..16 {
            let digit = if at < 12 { (state >> (at * 5)) & 31 } else { (state >> (60 - at)) & 15 };
            sku.push(char::from(b"23456789ABCDEFGHJKMNPQRSTUVWXYZ9"[usize::try_from(digit).unwrap()]));
        }
        sku
    }

    fn price(self) -> String {
        format!("{}.{:04}000000", (self.0 + self.1) / 40, 1 + (self.0 * 977 + self.1 * 131 + self.2) % 9999)
    }
}

/// A machine's name: no real family is called so.
fn machine(number: usize) -> String {
    let sizes =
        ["medium", "large", "xlarge", "2xlarge", "4xlarge", "8xlarge", "12xlarge", "16xlarge", "24xlarge"];
    format!("z{}g.{}", number / sizes.len(), sizes[number % sizes.len()])
}

/// Writes a list of about so many bytes; how many machines are in it.
fn write_list(path: &Path, bytes: u64) -> usize {
    // What one machine takes: a first, small list tells.
    let probe = |machines: usize| {
        let mut count = Counted(0);
        write_machines(&mut count, machines).unwrap();
        count.0
    };
    let (one, eleven) = (probe(1), probe(11));
    let machines = usize::try_from((bytes - one) * 10 / (eleven - one) + 1).unwrap();
    let mut out = BufWriter::with_capacity(1 << 20, File::create(path).unwrap());
    write_machines(&mut out, machines).unwrap();
    out.flush().unwrap();
    machines
}

struct Counted(u64);

impl io::Write for Counted {
    fn write(&mut self, text: &[u8]) -> io::Result<usize> {
        self.0 += text.len() as u64;
        Ok(text.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn write_machines(out: &mut impl io::Write, machines: usize) -> io::Result<()> {
    begin(out, "AmazonEC2")?;
    for (number, product) in Product::all(machines).enumerate() {
        out.write_all(if number == 0 { b"\n" } else { b",\n" })?;
        write_product(out, product)?;
    }
    write!(out, "\n  }},\n  \"terms\" : {{\n    \"OnDemand\" : {{")?;
    for (number, product) in Product::all(machines).enumerate() {
        out.write_all(if number == 0 { b"\n" } else { b",\n" })?;
        let sku = product.sku();
        writeln!(out, "      \"{sku}\" : {{")?;
        write_term(out, product, &sku, "JRTCKXETXF", &[("6YS6EN2CT7", "Hrs", "Linux instance hour")], None)?;
        write!(out, "\n      }}")?;
    }
    write!(out, "\n    }},\n    \"Reserved\" : {{")?;
    let reserved = Product::all(machines).filter(|product| product.3 == 0);
    for (number, product) in reserved.enumerate() {
        out.write_all(if number == 0 { b"\n" } else { b",\n" })?;
        let sku = product.sku();
        writeln!(out, "      \"{sku}\" : {{")?;
        for (at, term) in RESERVED.iter().enumerate() {
            if at > 0 {
                out.write_all(b",\n")?;
            }
            let hourly = ("6YS6EN2CT7", "Hrs", "reserved instance applied");
            let upfront = ("2TG2D8R56U", "Quantity", "Upfront Fee");
            let dimensions = if term.3 == "No Upfront" { vec![hourly] } else { vec![upfront, hourly] };
            write_term(out, product, &sku, term.0, &dimensions, Some((term.1, term.2, term.3)))?;
        }
        write!(out, "\n      }}")?;
    }
    write!(out, "\n    }}\n  }},\n  \"attributesList\" : {{ }}\n}}\n")
}

fn write_product(out: &mut impl io::Write, product: Product) -> io::Result<()> {
    let Product(number, software, tenancy, capacity) = product;
    let sku = product.sku();
    let name = machine(number);
    let (system, installed, operation) = SOFTWARE[software];
    let (tenancy, usage) = TENANCIES[tenancy];
    let (capacity, unused) = CAPACITIES[capacity];
    let memory = format!("{} GiB", 4 << (number % 9));
    let vcpu = (1 << (number % 7)).to_string();
    let usage = match unused {
        "Reservation" => format!("EU-Reservation:{name}"),
        unused => format!("EU-{unused}{usage}:{name}"),
    };
    write!(
        out,
        "    \"{sku}\" : {{\n      \"sku\" : \"{sku}\",\n      \"productFamily\" : \"Compute Instance\",\n      \
         \"attributes\" : {{"
    )?;
    let attributes = [
        ("servicecode", "AmazonEC2"),
        ("location", "EU (Ireland)"),
        ("locationType", "AWS Region"),
        ("instanceType", &name),
        ("currentGeneration", "Yes"),
        ("instanceFamily", "General purpose"),
        ("vcpu", &vcpu),
        ("physicalProcessor", "Intel Xeon Scalable (Sapphire Rapids)"),
        ("clockSpeed", "3.2 GHz"),
        ("memory", &memory),
        ("storage", "EBS only"),
        ("networkPerformance", "Up to 12500 Megabit"),
        ("processorArchitecture", "64-bit"),
        ("tenancy", tenancy),
        ("operatingSystem", system),
        ("licenseModel", "No License required"),
        ("usagetype", &usage),
        ("operation", operation),
        ("availabilityzone", "NA"),
        ("capacitystatus", capacity),
        ("classicnetworkingsupport", "false"),
        ("dedicatedEbsThroughput", "Up to 10000 Mbps"),
        ("ecu", "NA"),
        ("enhancedNetworkingSupported", "Yes"),
        ("gpuMemory", "NA"),
        ("intelAvxAvailable", "Yes"),
        ("intelAvx2Available", "Yes"),
        ("intelTurboAvailable", "Yes"),
        ("marketoption", "OnDemand"),
        ("normalizationSizeFactor", "16"),
        ("preInstalledSw", installed),
        ("processorFeatures", "Intel AVX; Intel AVX2; Intel AVX512; Intel Deep Learning Boost; Intel Turbo"),
        ("regionCode", REGION),
        ("servicename", "Amazon Elastic Compute Cloud"),
        ("vpcnetworkingsupport", "true"),
    ];
    for (at, (key, value)) in attributes.iter().enumerate() {
        let comma = if at == 0 { "" } else { "," };
        write!(out, "{comma}\n        \"{key}\" : \"{value}\"")?;
    }
    write!(out, "\n      }}\n    }}")
}

fn write_term(
    out: &mut impl io::Write,
    product: Product,
    sku: &str,
    code: &str,
    dimensions: &[(&str, &str, &str)],
    lease: Option<(&str, &str, &str)>,
) -> io::Result<()> {
    write!(
        out,
        "        \"{sku}.{code}\" : {{\n          \"offerTermCode\" : \"{code}\",\n          \"sku\" : \"{sku}\",\n          \
         \"effectiveDate\" : \"2026-11-01T00:00:00Z\",\n          \"priceDimensions\" : {{"
    )?;
    let name = machine(product.0);
    for (at, (rate, unit, what)) in dimensions.iter().enumerate() {
        let comma = if at == 0 { "" } else { "," };
        let price = product.price();
        write!(
            out,
            "{comma}\n            \"{sku}.{code}.{rate}\" : {{\n              \"rateCode\" : \"{sku}.{code}.{rate}\",\n              \
             \"unit\" : \"{unit}\",\n              \"endRange\" : \"Inf\",\n              \
             \"description\" : \"${price} per {name} {what}\",\n              \
             \"appliesTo\" : [ ],\n              \"pricePerUnit\" : {{\n                \
             \"USD\" : \"{price}\"\n              }},\n              \"beginRange\" : \"0\"\n            }}"
        )?;
    }
    write!(out, "\n          }},\n          \"termAttributes\" : {{")?;
    match lease {
        None => write!(out, " }}")?,
        Some((length, class, payment)) => write!(
            out,
            "\n            \"LeaseContractLength\" : \"{length}\",\n            \"OfferingClass\" : \"{class}\",\n            \
             \"PurchaseOption\" : \"{payment}\"\n          }}"
        )?,
    }
    write!(out, "\n        }}")
}
