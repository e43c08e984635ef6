//! Two generated crates in one program, on one runtime.

use std::path::Path;
use std::process::Command;

use soapwright_tests::crates::{Joined, Krate, Made, joined_with_shared};
use soapwright_tests::folders::{runtime_setting, soapwright, temporary, write};

/// Generates a crate of one published version that depends on the runtime.
fn crate_of(shared: &Path, folder: &Path, version: &str) {
    let contract = shared.join(format!("contracts/superoffice/WSDL-{version}-User.xml"));
    let config = format!(
        "{}[crate]\nname = \"user-{version}\"\n[[contract]]\nwsdl = {:?}\nmodule = \"user\"\n\
         [session]\nheaders = [\"ApplicationToken\", \"Credentials\", \"TimeZone\"]\n\
         [outcome]\nsucceeded = \"Succeeded\"\nerror = \"ExceptionInfo\"\n",
        runtime_setting(),
        contract.to_string_lossy(),
    );
    let krate = folder.join(version);
    write(&krate, &[("soapwright.toml", &config)]);
    let run = soapwright([Path::new("generate"), Path::new("--quiet"), &krate]);
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    assert!(!krate.join("src/runtime").exists(), "the runtime is a dependency");
}

/// Uses both: one error type, one date type, one fake, and a call of each.
const PROGRAM: &str = r##"
use user_services86 as old;
use user_services87 as new;

/// One error serves both.
async fn both(old: &old::Session, new: &new::Session) -> Result<(String, String), old::Error> {
    let before = old.user().get_user_group(7).await?;
    let after: Result<_, new::Error> = new.user().get_user_group(7).await;
    let group = after?;
    Ok((format!("{:?}", before.and_then(|g| g.value)), format!("{:?}", group.and_then(|g| g.value))))
}

fn main() {
    // One fake serves both, and one type of dates.
    let fake = old::FakeTransport::computed(|request| {
        let text = request.text();
        let version = if text.contains("Services86") { "Services86" } else { "Services87" };
        Ok(old::FakeReply::ok(format!(
            "<s:Envelope xmlns:s='http://schemas.xmlsoap.org/soap/envelope/'><s:Body>\
             <GetUserGroupResponse xmlns='http://www.superoffice.net/ws/crm/NetServer/{version}'>\
             <Response><Value>{version}</Value></Response></GetUserGroupResponse></s:Body></s:Envelope>"
        )))
    });
    let at: new::values::DateTime = old::values::DateTime::new(2024, 5, 1, 8, 0, 0).unwrap();
    let same: old::FakeTransport = fake.clone();
    let old = old::Session::builder("http://host").transport(same).build().unwrap();
    let new = new::Session::builder("http://host").transport(fake).build().unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    println!("{:?} {at}", runtime.block_on(both(&old, &new)).unwrap());
}
"##;

fn two_versions_share_one_runtime(shared: &Path) -> Made {
    let folder = temporary();
    let krate = |version: &str| {
        crate_of(shared, folder.path(), version);
        Krate::read(&format!("user-{version}"), &folder.path().join(version)).unwrap()
    };
    let manifest = "[package]\nname = \"two\"\nversion = \"0.1.0\"\nedition = \"2024\"\n[dependencies]\n\
                    user-Services86 = { path = \"../user-Services86\" }\n\
                    user-Services87 = { path = \"../user-Services87\" }\n\
                    tokio = { version = \"1\", features = [\"rt\"] }\n";
    let files = [("Cargo.toml", manifest), ("src/main.rs", PROGRAM)];
    let two = Krate::new("two", files.map(|(path, text)| (path.to_owned(), text.to_owned())).into()).clean();
    Made::crates(vec![krate("Services86").clean(), krate("Services87").clean(), two]).then(|built| {
        let run = Command::new(built.program("two", "two").unwrap()).output().unwrap();
        assert_eq!(
            String::from_utf8_lossy(&run.stdout).trim(),
            "(\"Some(\\\"Services86\\\")\", \"Some(\\\"Services87\\\")\") 2024-05-01T08:00:00",
            "{}",
            String::from_utf8_lossy(&run.stderr)
        );
    })
}

pub(crate) fn tests() -> Vec<Joined> {
    vec![joined_with_shared(two_versions_share_one_runtime)]
}
