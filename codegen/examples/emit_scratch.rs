//! Scratch driver: `emit_scratch OUT WSDL...`.
use soapwright::emit::*;
fn main() {
    let mut args = std::env::args().skip(1);
    let out = std::path::PathBuf::from(args.next().unwrap());
    let inputs: Vec<std::path::PathBuf> = args.map(Into::into).collect();
    let (contract, warnings) = match soapwright::read_contracts(&inputs, &Default::default()) {
        Ok(x) => x,
        Err(e) => {
            eprintln!("{e}");
            std::process::exit(3)
        }
    };
    for w in warnings {
        eprintln!("{w}");
    }
    let mut o = EmitOptions::new("superoffice-services86");
    o.sources = inputs.iter().map(|p| p.file_name().unwrap().to_str().unwrap().to_owned()).collect();
    for s in &contract.services {
        if let Some(m) = s.source.strip_prefix("WSDL-Services86-") {
            o.modules.insert(s.source.clone(), m.to_owned());
        }
    }
    if contract.services.iter().any(|s| s.source.ends_with("SoPrincipal")) {
        o.session_headers = ["ApplicationToken", "Credentials", "TimeZone"].map(str::to_owned).to_vec();
        o.outcome = Some(OutcomeOptions {
            succeeded: "Succeeded".into(),
            error: Some("ExceptionInfo".into()),
            kind: Some("ExceptionType".into()),
            message: Some("Message".into()),
        });
        o.login = Some(LoginOptions {
            operation: "SoPrincipal.AuthenticateUsernamePassword".into(),
            ticket: "Credentials.Ticket".into(),
            succeeded: Some("AuthenticationSucceeded".into()),
        });
        o.secrets = [
            "Ticket",
            "ApplicationToken",
            "Password",
            "OldPassword",
            "NewPassword",
            "StackTrace",
            "SecretValue",
        ]
        .map(str::to_owned)
        .to_vec();
    }
    o.empty_workspace = true;
    let t = std::time::Instant::now();
    let e = match emit(&contract, &o, &Default::default()) {
        Ok(x) => x,
        Err(e) => {
            eprintln!("{e}");
            std::process::exit(4)
        }
    };
    eprintln!(
        "{:?} {} files, {} ops, {} structs, {} enums",
        t.elapsed(),
        e.files.len(),
        e.counts.operations,
        e.counts.structs,
        e.counts.enums
    );
    for w in &e.warnings {
        eprintln!("{w}");
    }
    let _ = std::fs::remove_dir_all(out.join("src"));
    for (p, t) in &e.files {
        let p = out.join(p);
        std::fs::create_dir_all(p.parent().unwrap()).unwrap();
        std::fs::write(p, t).unwrap();
    }
}
