//! The mock services as a program, for clients that are not ours. Usage: `superoffice_mock [PORT]`; prints the User
//! service's address and runs until it is killed.

use std::process::ExitCode;

fn main() -> ExitCode {
    let port = std::env::args().nth(1).map_or(Ok(0), |port| port.parse());
    let Ok(port) = port else {
        eprintln!("usage: superoffice_mock [PORT]");
        return ExitCode::from(2);
    };
    match soapwright_tests::superoffice::SuperOffice::start_on(port) {
        Ok(mock) => {
            println!("{}", mock.user_url());
            loop {
                std::thread::park();
            }
        }
        Err(e) => {
            eprintln!("port {port}: {e}");
            ExitCode::FAILURE
        }
    }
}
